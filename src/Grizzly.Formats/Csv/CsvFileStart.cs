using Grizzly.Common;

namespace Grizzly.Formats;

/// <summary>What the beginning of a file tells: its line ends, where its rows begin, whether rows end with a spare
/// delimiter.</summary>
/// <param name="DataOffset">Where the first row begins, after a byte order mark, skipped lines and the header.</param>
/// <param name="HasTrailingDelimiter">Every row has one more field, which must be empty (as TPC-H's .tbl files
/// have).</param>
internal readonly record struct CsvFileStart(byte Terminator, long DataOffset, bool HasTrailingDelimiter);

/// <summary>Reads the start of a file record by record, enlarging its buffer as records demand. Not
/// thread-safe.</summary>
internal sealed class CsvHead(CsvFile file, long maxLineBytes)
{
    private const int FirstBytes = 64 * 1024;
    private byte[] _bytes = [];
    private int _length;
    private int _position;

    /// <summary>Finds line ends and the first row of a file whose number of columns is known.</summary>
    public static CsvFileStart Inspect(
        CsvFile file, CsvReadOptions options, CsvDialect dialect, bool hasHeader, int columnCount)
    {
        CsvHead head = SkipLines(file, options, dialect, out byte terminator);
        dialect = dialect with { Terminator = terminator };
        if (hasHeader) head.TryReadRecord(dialect, columnCount != 1, out _);
        int dataOffset = head._position;
        bool hasTrailing = head.TryReadRecord(dialect, columnCount != 1, out CsvHeadRecord first)
            && first.Fields.Count == columnCount + 1 && first.Fields[^1] is { Length: 0, IsQuoted: false };
        return new CsvFileStart(terminator, dataOffset, hasTrailing);
    }

    /// <summary>Where the first line begins that is not skipped.</summary>
    public static long FirstLine(CsvFile file, CsvReadOptions options, CsvDialect dialect, out byte terminator) =>
        SkipLines(file, options, dialect, out terminator)._position;

    private static CsvHead SkipLines(CsvFile file, CsvReadOptions options, CsvDialect dialect, out byte terminator)
    {
        var head = new CsvHead(file, options.MaxLineBytes);
        head.SkipByteOrderMark();
        terminator = options.Terminator ?? head.FindTerminator(dialect);
        for (long i = 0; i < options.Skip && head.SkipLine(terminator); i++) { }
        return head;
    }

    /// <summary>Skips the mark of UTF-8; those of UTF-16 are 0A000.</summary>
    private void SkipByteOrderMark()
    {
        Fill(3);
        ReadOnlySpan<byte> start = _bytes.AsSpan(0, _length);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) _position = 3;
        else if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])
            || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw Errors.NotSupported("CSV encoding UTF-16", hint: "convert the file to UTF-8");
    }

    /// <summary>The kind of the first line end outside quotes; a line feed where there is none.</summary>
    private byte FindTerminator(in CsvDialect dialect)
    {
        bool inQuotes = false;
        for (int at = _position; ; at++)
        {
            if (at == _length && !TryGrow()) return (byte)'\n';
            byte c = _bytes[at];
            if (dialect.HasQuote && c == dialect.Quote) inQuotes = !inQuotes;
            else if (!inQuotes && c == '\n') return c;
            else if (!inQuotes && c == '\r') return IsLineFeed(at + 1) ? (byte)'\n' : c;
        }
    }

    /// <summary>Skips to behind the next line end; false at the end of the file.</summary>
    private bool SkipLine(byte terminator)
    {
        int from = _position;
        while (true)
        {
            int found = _bytes.AsSpan(from, _length - from).IndexOf(terminator);
            if (found >= 0)
            {
                _position = from + found + 1;
                return true;
            }
            from = _length;
            if (TryGrow()) continue;
            bool any = _position < _length;
            _position = _length;
            return any;
        }
    }

    /// <summary>The next record, passing over empty lines if asked to; false at the end of the file.</summary>
    private bool TryReadRecord(in CsvDialect dialect, bool skipEmpty, out CsvHeadRecord record)
    {
        record = default;
        while (_position < _length || TryGrow())
        {
            int start = _position, end = FindRecordEnd(dialect);
            _position = end;
            var parsed = CsvHeadRecord.Parse(_bytes.AsSpan(start, end - start), dialect);
            if (skipEmpty && parsed.IsEmptyLine) continue;
            record = parsed;
            return true;
        }
        return false;
    }

    private unsafe int FindRecordEnd(in CsvDialect dialect)
    {
        while (true)
        {
            fixed (byte* bytes = _bytes)
            {
                // One byte further along, so that 0 can mean that the record is incomplete.
                uint next = CsvRecordParser.Next(
                    bytes - 1, (uint)_position + 1, (uint)_length + 1, dialect, null, 0, out _, out _);
                if (next != 0) return (int)next - 1;
            }
            if (!TryGrow()) return _length;
        }
    }

    private bool IsLineFeed(int at) => (at < _length || TryGrow()) && _bytes[at] == '\n';

    private void Fill(int count)
    {
        while (_length < count && TryGrow()) { }
    }

    /// <summary>Reads on; false at the end of the file or where a record exceeds its bound, which the reader of rows
    /// reports.</summary>
    private bool TryGrow()
    {
        long wanted = Math.Min(file.Length, Math.Max(FirstBytes, 2L * _length));
        wanted = Math.Min(wanted, Math.Max(FirstBytes, _position + maxLineBytes + 1));
        if (wanted <= _length || wanted > Array.MaxLength) return false;
        Array.Resize(ref _bytes, (int)wanted);
        file.Read(_length, _bytes.AsSpan(_length));
        _length = _bytes.Length;
        return true;
    }
}
