namespace Grizzly.Formats;

/// <summary>The first rows of a file, in memory. Not thread-safe.</summary>
internal sealed class CsvSample
{
    private const int BytesPerRow = 1024;
    private const long MinBytes = 1 << 20, MaxBytes = 1 << 30;

    private readonly byte[] _bytes;
    private readonly int _start;
    private readonly int _end;

    private CsvSample(byte[] bytes, int start, int end) => (_bytes, _start, _end) = (bytes, start, end);

    /// <summary>Reads as much as the sample size calls for and leaves out the byte order mark and skipped
    /// lines.</summary>
    public static CsvSample Read(CsvFile file, CsvReadOptions options, CsvDialect dialect, out byte terminator)
    {
        long start = CsvHead.FirstLine(file, options, dialect, out terminator);
        long wanted = options.SampleRows > MaxBytes / BytesPerRow
            ? MaxBytes : Math.Max(MinBytes, options.SampleRows * BytesPerRow);
        int count = (int)Math.Min(file.Length - start, wanted);
        // A byte before, since position 0 means none, and a terminator behind the file's last line.
        byte[] bytes = new byte[count + 66];
        file.Read(start, bytes.AsSpan(1, count));
        int end = count + 1;
        if (start + count == file.Length && count > 0 && bytes[end - 1] != terminator) bytes[end++] = terminator;
        return new CsvSample(bytes, 1, end);
    }

    /// <summary>Walks over up to <paramref name="maxRows"/> records that are not empty lines.</summary>
    public unsafe void ForEach(in CsvDialect dialect, long maxRows, IRecordVisitor visitor)
    {
        const int MaxFields = 16 * 1024;
        uint[] positions = new uint[MaxFields];
        fixed (byte* buffer = _bytes)
        {
            fixed (uint* target = positions)
            {
                uint at = (uint)_start;
                for (long row = 0; row < maxRows; row++)
                {
                    uint next =
                        CsvRecordParser.Next(
                        buffer, at, (uint)_end, dialect, target, MaxFields, out int fields, out uint malformedAt);
                    if (next == 0)
                    {
                        visitor.EndInside(isUnterminated: at < _end && malformedAt != 0);
                        return;
                    }
                    bool isEmpty = next - at == 1
                        || (next - at == 2 && dialect.Terminator == '\n' && buffer[at] == '\r');
                    if (!isEmpty || fields > 1)
                        visitor.Visit(
                            new SampledRecord(
                            _bytes, at, positions.AsSpan(0, Math.Min(fields, MaxFields)), malformedAt != 0, dialect));
                    at = next;
                }
            }
        }
    }
}

/// <summary>Sees the records of a sample.</summary>
internal interface IRecordVisitor
{
    void Visit(in SampledRecord record);

    /// <summary>The sample ends within a record.</summary>
    void EndInside(bool isUnterminated);
}

/// <summary>One record of a sample, valid during the visit.</summary>
internal readonly ref struct SampledRecord(
    byte[] bytes, uint start, ReadOnlySpan<uint> ends, bool isMalformed, CsvDialect dialect)
{
    private readonly byte[] _bytes = bytes;
    private readonly uint _start = start;
    private readonly ReadOnlySpan<uint> _ends = ends;
    private readonly CsvDialect _dialect = dialect;

    public int FieldCount => _ends.Length;

    public bool IsMalformed { get; } = isMalformed;

    /// <summary>The field without its outer quotes; escapes inside stay.</summary>
    public ReadOnlySpan<byte> Field(int index, out bool isQuoted)
    {
        int from = (int)(index == 0 ? _start : _ends[index - 1] + 1), to = (int)_ends[index];
        if (index == _ends.Length - 1 && _dialect.Terminator == '\n' && to > from && _bytes[to - 1] == '\r') to--;
        isQuoted = _dialect.HasQuote && to - from >= 2 && _bytes[from] == _dialect.Quote
            && _bytes[to - 1] == _dialect.Quote;
        return isQuoted ? _bytes.AsSpan(from + 1, to - from - 2) : _bytes.AsSpan(from, to - from);
    }

    /// <summary>The whole field as text.</summary>
    public unsafe string Text(int index)
    {
        byte[] copy = Field(index, out bool isQuoted).ToArray();
        int length = copy.Length;
        fixed (byte* bytes = copy)
        {
            if (isQuoted && length > 0) length = QuotedText.Unescape(bytes, length, _dialect);
        }
        return System.Text.Encoding.UTF8.GetString(copy, 0, length);
    }
}
