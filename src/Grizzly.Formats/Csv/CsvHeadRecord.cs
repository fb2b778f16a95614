using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>One field of a sampled record: its text without quotes.</summary>
internal readonly record struct CsvHeadField(byte[] Text, bool IsQuoted)
{
    public int Length => Text.Length;
}

/// <summary>A record of the header or the sample. For dozens to thousands of them, not for data.</summary>
internal readonly record struct CsvHeadRecord(IReadOnlyList<CsvHeadField> Fields, bool IsMalformed)
{
    public bool IsEmptyLine => Fields is [{ Length: 0, IsQuoted: false }];

    /// <summary>Takes a record with or without its terminator apart.</summary>
    public static unsafe CsvHeadRecord Parse(ReadOnlySpan<byte> record, in CsvDialect dialect)
    {
        // A byte before, because position 0 means none, and a terminator behind.
        byte[] bytes = new byte[record.Length + 66];
        record.CopyTo(bytes.AsSpan(1));
        int length = record.Length;
        if (length == 0 || record[^1] != dialect.Terminator) bytes[1 + length++] = dialect.Terminator;
        var fields = new List<CsvHeadField>();
        fixed (byte* buffer = bytes)
        {
            uint end = (uint)length + 1;
            uint next = CsvRecordParser.Next(buffer, 1, end, dialect, null, 0, out int count, out uint malformedAt);
            if (next == 0) return new CsvHeadRecord([Unquote(bytes.AsSpan(1, length - 1), dialect)], true);
            uint[] positions = new uint[count];
            fixed (uint* target = positions) CsvRecordParser.Next(buffer, 1, end, dialect, target, count, out _, out _);
            uint start = 1;
            foreach (uint position in positions)
            {
                Span<byte> text = bytes.AsSpan((int)start, (int)(position - start));
                bool isLast = position == end - 1;
                if (isLast && dialect.Terminator == '\n' && text is [.., (byte)'\r']) text = text[..^1];
                fields.Add(Unquote(text, dialect));
                start = position + 1;
            }
            return new CsvHeadRecord(fields, malformedAt != 0);
        }
    }

    private static unsafe CsvHeadField Unquote(Span<byte> text, in CsvDialect dialect)
    {
        if (!dialect.HasQuote || text.Length < 2 || text[0] != dialect.Quote || text[^1] != dialect.Quote)
            return new CsvHeadField(text.ToArray(), false);
        byte[] copy = text[1..^1].ToArray();
        fixed (byte* bytes = copy)
        {
            int length = copy.Length == 0 ? 0 : QuotedText.Unescape(bytes, copy.Length, dialect);
            return new CsvHeadField(copy[..length], true);
        }
    }
}
