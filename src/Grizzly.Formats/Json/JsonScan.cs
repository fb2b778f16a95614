using System.Text;
using System.Text.Json;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Formats;

/// <summary>What becomes of a file's values.</summary>
internal enum JsonRecordUse : byte
{
    /// <summary>Fields of objects are columns.</summary>
    Columns,

    /// <summary>Each value is one column.</summary>
    Single,

    /// <summary>Each value's text is one column.</summary>
    Raw,
}

/// <summary>One JSON file with its columns settled.</summary>
internal sealed class JsonScan(
    string name, IFileSystem files, string path, FileCompression compression, JsonLayout layout, JsonRecordUse use,
    IReadOnlyList<string> columnNames, IReadOnlyList<LogicalType> columnTypes, bool ignoresErrors) : BoundTableFunction
{
    public override string Name => name;

    public override IReadOnlyList<string> ColumnNames => columnNames;

    public override IReadOnlyList<LogicalType> ColumnTypes => columnTypes;

    public override ITableFunctionSource Open(IReadOnlyList<int> columns, StatementContext context) =>
        new Source(this, columns);

    private JsonRecords OpenRecords() => new(PackedFiles.OpenRead(files, path, compression), path, layout);

    /// <summary>A file is read by one thread.</summary>
    private sealed class Source(JsonScan scan, IReadOnlyList<int> columns) : ITableFunctionSource
    {
        private volatile Reader? _reader;

        public int MaxThreads => 1;

        public double ShareDone => _reader?.ShareDone ?? 0;

        public ITableFunctionReader OpenReader() => _reader = new Reader(scan, columns);

        public void Dispose() { }
    }

    private sealed class Reader : ITableFunctionReader
    {
        private readonly JsonScan _scan;
        private readonly IReadOnlyList<int> _columns;
        private readonly JsonRecords _records;
        private readonly byte[][] _names;
        private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
        private readonly int[] _outputOf;
        private readonly bool[] _isSet;

        public Reader(JsonScan scan, IReadOnlyList<int> columns)
        {
            (_scan, _columns) = (scan, columns);
            _records = scan.OpenRecords();
            _names = [.. scan.ColumnNames.Select(Encoding.UTF8.GetBytes)];
            for (int i = 0; i < scan.ColumnNames.Count; i++) _index.TryAdd(scan.ColumnNames[i], i);
            _outputOf = new int[_names.Length];
            Array.Fill(_outputOf, -1);
            for (int i = columns.Count - 1; i >= 0; i--) _outputOf[columns[i]] = i;
            _isSet = new bool[columns.Count];
        }

        public bool Read(DataChunk output, int maxRows, out long sequence, CancellationToken cancellation)
        {
            sequence = 0;
            foreach (ColumnVector column in output.Columns) Reset(column);
            int row = 0;
            for (; row < maxRows && _records.TryNext(out ReadOnlySpan<byte> record); row++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (_scan.Use == JsonRecordUse.Columns) ReadFields(record, output, row);
                else ReadSingle(record, output, row);
            }
            for (int i = 0; i < _columns.Count; i++)
            {
                if (_outputOf[_columns[i]] != i) output.Columns[i].Reference(output.Columns[_outputOf[_columns[i]]]);
            }
            output.SetCount(row);
            return row > 0;
        }

        public double ShareDone => _records.ShareRead;

        public void Dispose() => _records.Dispose();

        private static unsafe void Reset(ColumnVector column) => column.SetFlat();

        private void ReadSingle(ReadOnlySpan<byte> record, DataChunk output, int row)
        {
            if (output.ColumnCount == 0) return;
            if (_scan.Use == JsonRecordUse.Raw)
                output.Columns[0].SetValue(row, Value.Of(LogicalType.Json, record.ToArray()));
            else Store(record, 0, output, row);
        }

        private void ReadFields(ReadOnlySpan<byte> record, DataChunk output, int row)
        {
            var reader = new Utf8JsonReader(record, JsonText.Options);
            Array.Clear(_isSet);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject) ReadObject(ref reader, record, output, row);
            else if (!_scan.IgnoresErrors && reader.TokenType != JsonTokenType.Null)
                throw _scan.NotAnObject(_records.Number);
            for (int i = 0; i < _isSet.Length; i++)
            {
                if (!_isSet[i] && _outputOf[_columns[i]] == i) output.Columns[i].SetNull(row);
            }
        }

        private void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> record, DataChunk output, int row)
        {
            int expected = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                int column = ColumnOf(ref reader, expected);
                reader.Read();
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (column < 0) continue;
                expected = column + 1;
                if (_outputOf[column] < 0) continue;
                Store(record[start..(int)reader.BytesConsumed], column, output, row);
                _isSet[_outputOf[column]] = true;
            }
        }

        /// <summary>Fields mostly come in the order of the columns.</summary>
        private int ColumnOf(ref Utf8JsonReader reader, int expected)
        {
            if (expected < _names.Length && reader.ValueTextEquals(_names[expected])) return expected;
            return _index.GetValueOrDefault(JsonValues.NameOf(ref reader), -1);
        }

        private void Store(ReadOnlySpan<byte> json, int column, DataChunk output, int row)
        {
            LogicalType type = _scan.ColumnTypes[column];
            ColumnVector target = output.Columns[_outputOf[column]];
            if (JsonValues.TryRead(json, type, out Value value, _scan.IgnoresErrors)) target.SetValue(row, value);
            else if (_scan.IgnoresErrors) target.SetNull(row);
            else throw _scan.NotConvertible(_records.Number, column, json);
        }
    }

    private JsonRecordUse Use => use;

    private bool IgnoresErrors => ignoresErrors;

    private GrizzlyException NotAnObject(long number) => new(SqlStates.BadCopyFileFormat,
        $"value {number} of \"{path}\" is no object", hint: "set records = false, or ignore_errors = true");

    private GrizzlyException NotConvertible(long number, int column, ReadOnlySpan<byte> json) => new(
        SqlStates.InvalidTextRepresentation,
        $"value {number} of \"{path}\", column \"{columnNames[column]}\": could not convert "
        + $"{Errors.Shorten(AsciiText.ForMessage(json))} to {columnTypes[column].Name}",
        hint: "enlarge sample_size, give columns, or set ignore_errors = true");
}
