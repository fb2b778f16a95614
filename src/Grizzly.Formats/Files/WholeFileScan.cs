using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Formats;

/// <summary>Files with one row each. Contents are read only where they are asked for.</summary>
internal sealed class WholeFileScan(
    string name, IFileSystem files, IReadOnlyList<string> paths, LogicalType content) : BoundTableFunction
{
    /// <summary>A chunk ends when the contents in it are this long.</summary>
    private const long ChunkBytes = 16 << 20;

    private const int MaxFileBytes = 2_000_000_000;

    public override string Name => name;

    public override IReadOnlyList<string> ColumnNames { get; } = ["filename", "content", "size", "last_modified"];

    public override IReadOnlyList<LogicalType> ColumnTypes { get; } =
        [LogicalType.Varchar, content, LogicalType.BigInt, LogicalType.TimestampTz];

    public override double EstimatedRows => paths.Count;

    public override ITableFunctionSource Open(IReadOnlyList<int> columns, StatementContext context) =>
        new Source(this, columns);

    private Value ContentOf(IFile file)
    {
        if (file.Length > MaxFileBytes)
            throw new GrizzlyException(SqlStates.ProgramLimitExceeded, $"\"{file.Path}\" is larger than 2 GB");
        var bytes = new byte[file.Length];
        if (file.Read(0, bytes) != bytes.Length) throw Errors.IoFailed(file.Path, "the file became shorter");
        return content.IsString && !System.Text.Unicode.Utf8.IsValid(bytes)
            ? throw new GrizzlyException(SqlStates.CharacterNotInRepertoire, $"\"{file.Path}\" is no valid UTF-8",
                hint: "read it with read_blob")
            : Value.Of(content, bytes);
    }

    /// <summary>Read by one thread, in the order of the paths.</summary>
    private sealed class Source(WholeFileScan scan, IReadOnlyList<int> columns) : ITableFunctionSource
    {
        private volatile int _next;

        public int MaxThreads => 1;

        public double ShareDone => (double)_next / scan.Paths.Count;

        public ITableFunctionReader OpenReader() => new Reader(this);

        public void Dispose() { }

        private sealed class Reader(Source source) : ITableFunctionReader
        {
            public bool Read(DataChunk output, int maxRows, out long sequence, CancellationToken cancellation) =>
                source.Read(output, maxRows, out sequence, cancellation);

            public void Dispose() { }
        }

        private unsafe bool Read(DataChunk output, int maxRows, out long sequence, CancellationToken cancellation)
        {
            sequence = _next;
            foreach (ColumnVector column in output.Columns) column.SetFlat();
            int row = 0;
            for (long bytes = 0; row < maxRows && _next < scan.Paths.Count && bytes < ChunkBytes; row++)
            {
                cancellation.ThrowIfCancellationRequested();
                bytes += Read(scan.Paths[_next++], output, row);
            }
            output.SetCount(row);
            return row > 0;
        }

        /// <returns>Bytes of contents that were read.</returns>
        private long Read(string path, DataChunk output, int row)
        {
            using IFile file = scan.Files.Open(path, FileOpening.Read);
            long length = 0;
            for (int i = 0; i < output.ColumnCount; i++)
            {
                Value value = columns[i] switch
                {
                    0 => Value.OfVarchar(path),
                    1 => scan.ContentOf(file),
                    2 => Value.OfBigInt(file.Length),
                    _ => scan.Files.LastModified(path) is { } time
                        ? Value.Of(LogicalType.TimestampTz, (Int128)(time.Ticks - DateTime.UnixEpoch.Ticks))
                        : Value.Null(LogicalType.TimestampTz),
                };
                length += columns[i] == 1 ? value.Bytes.Length : 0;
                output.Columns[i].SetValue(row, value);
            }
            return length;
        }
    }

    private IReadOnlyList<string> Paths => paths;

    private IFileSystem Files => files;
}
