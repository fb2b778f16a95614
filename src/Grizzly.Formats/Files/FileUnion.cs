using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Formats;

/// <summary>One file of a union: where each column comes from.</summary>
/// <param name="Scan">Reads the file.</param>
/// <param name="Columns">For each column the file's column, or -1 for a constant.</param>
/// <param name="Constants">For each column its value where it is a constant.</param>
internal sealed record UnionFile(BoundTableFunction Scan, int[] Columns, Value[] Constants);

/// <summary>The rows of several files one after the other, whose columns are matched.</summary>
internal sealed class FileUnion(
    string name, IReadOnlyList<string> columnNames, IReadOnlyList<LogicalType> columnTypes,
    IReadOnlyList<UnionFile> files) : BoundTableFunction
{
    public override string Name => name;

    public override IReadOnlyList<string> ColumnNames => columnNames;

    public override IReadOnlyList<LogicalType> ColumnTypes => columnTypes;

    public override double EstimatedRows => files.Sum(file => file.Scan.EstimatedRows);

    /// <summary>Matches the columns of the files to the first file's by name, or to those of all. Adds the columns that
    /// come from paths.</summary>
    /// <exception cref="GrizzlyException">42703 where a file has not all columns.</exception>
    public static FileUnion Of(
        string name, IReadOnlyList<string> paths, IReadOnlyList<BoundTableFunction> scans,
        IReadOnlyList<string> columns, IReadOnlyList<LogicalType> types, PartColumns parts, bool mayMiss)
    {
        (string[] partNames, LogicalType[] partTypes, Value[][] partValues) = parts.Of(paths);
        string[] own = [.. columns.Where(column => !partNames.Contains(column, StringComparer.OrdinalIgnoreCase))];
        LogicalType[] ownTypes = [.. own.Select(column => types[IndexOf(columns, column)])];
        var files = new UnionFile[paths.Count];
        for (int i = 0; i < files.Length; i++)
        {
            int[] sources = [.. own.Select(column => IndexOf(scans[i].ColumnNames, column)),
                .. partNames.Select(_ => -1)];
            for (int column = 0; column < own.Length && !mayMiss; column++)
            {
                if (sources[column] < 0) throw Errors.FileColumnMissing(paths[i], own[column]);
            }
            files[i] = new UnionFile(scans[i], sources, [.. ownTypes.Select(Value.Null), .. partValues[i]]);
        }
        return new FileUnion(name, [.. own, .. partNames], [.. ownTypes, .. partTypes], files);
    }

    public override ITableFunctionSource Open(IReadOnlyList<int> columns, StatementContext context) =>
        new Source(files, columns, context);

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i].Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        }
        return -1;
    }

    /// <summary>Opens files when the first reader comes to them. Thread-safe.</summary>
    private sealed class Source(
        IReadOnlyList<UnionFile> files, IReadOnlyList<int> columns, StatementContext context) : ITableFunctionSource
    {
        private readonly ITableFunctionSource?[] _sources = new ITableFunctionSource?[files.Count];

        public int MaxThreads => 1;

        public double ShareDone
        {
            get
            {
                double done = 0;
                foreach (ITableFunctionSource? source in _sources) done += source?.ShareDone ?? 0;
                return done / _sources.Length;
            }
        }

        public ITableFunctionReader OpenReader() => new Reader(this, files.Count);

        public UnionFile FileAt(int index) => files[index];

        public IReadOnlyList<int> Columns => columns;

        /// <summary>The columns that the file's scan reads: those asked for that it has.</summary>
        public int[] ScannedColumns(int index) =>
            [.. columns.Select(column => files[index].Columns[column]).Where(column => column >= 0)];

        public ITableFunctionReader Open(int index)
        {
            lock (_sources)
            {
                _sources[index] ??= files[index].Scan.Open(ScannedColumns(index), context);
                return _sources[index]!.OpenReader();
            }
        }

        public void Dispose()
        {
            foreach (ITableFunctionSource? source in _sources) source?.Dispose();
        }
    }

    private sealed class Reader(Source source, int fileCount) : ITableFunctionReader
    {
        private int _file = -1;
        private ITableFunctionReader? _reader;
        private DataChunk? _chunk;

        public bool Read(DataChunk output, int maxRows, out long sequence, CancellationToken cancellation)
        {
            while (true)
            {
                sequence = Math.Max(0, _file);
                if (_reader is not null && _reader.Read(_chunk!, maxRows, out _, cancellation))
                {
                    Show(output);
                    return true;
                }
                _reader?.Dispose();
                _reader = null;
                if (++_file >= fileCount)
                {
                    output.SetCount(0);
                    return false;
                }
                _reader = source.Open(_file);
                UnionFile file = source.FileAt(_file);
                _chunk?.Dispose();
                _chunk = new DataChunk([.. source.ScannedColumns(_file).Select(column =>
                    file.Scan.ColumnTypes[column])]);
            }
        }

        public void Dispose()
        {
            _reader?.Dispose();
            _chunk?.Dispose();
        }

        private void Show(DataChunk output)
        {
            UnionFile file = source.FileAt(_file);
            int next = 0;
            for (int i = 0; i < output.ColumnCount; i++)
            {
                int column = source.Columns[i];
                if (file.Columns[column] < 0) output.Columns[i].SetConstant(file.Constants[column]);
                else output.Columns[i].Reference(_chunk!.Columns[next++]);
            }
            output.SetCount(_chunk!.Count);
        }
    }
}
