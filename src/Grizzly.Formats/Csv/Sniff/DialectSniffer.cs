namespace Grizzly.Formats;

/// <summary>Guesses delimiter and quote: the pair under which most records have the same number of fields, and more
/// than one.</summary>
internal static class DialectSniffer
{
    private const int MaxRows = 1000;

    private static ReadOnlySpan<byte> Delimiters => ",|;\t"u8;

    private static ReadOnlySpan<byte> Quotes => "\"'"u8;

    public static CsvDialect Sniff(CsvSample sample, CsvReadOptions options, byte terminator)
    {
        CsvDialect best = options.ToDialect((byte)',', terminator);
        if (options.Delimiter is not null && (options.Quote is not null || options.IsUnquoted)) return best;
        Shape bestShape = default;
        foreach (byte quote in Quotes)
        {
            if (options.Quote is { } fixedQuote && fixedQuote != quote && quote != '"') continue;
            foreach (byte delimiter in Delimiters)
            {
                if (options.Delimiter is { } fixedDelimiter && fixedDelimiter != delimiter
                    && delimiter != ',') continue;
                CsvDialect dialect = options.ToDialect(delimiter, terminator, quote);
                var measure = new Measure();
                sample.ForEach(dialect, MaxRows, measure);
                Shape shape = measure.Result(options.Columns?.Types.Count ?? 0);
                // Apostrophes are common in text, so the single quote must prove itself by quoted fields.
                if (quote == '\'' && options.Quote is null
                    && (shape.QuotedFields == 0 || bestShape.QuotedFields > 0)) continue;
                if (!shape.IsBetterThan(bestShape)) continue;
                best = dialect;
                bestShape = shape;
            }
        }
        return best;
    }

    /// <summary>What a sample looks like under one dialect.</summary>
    private readonly record struct Shape(
        bool IsClean, int Rows, int Usual, int Fields, int QuotedFields, bool IsExpected)
    {
        public bool IsBetterThan(in Shape other)
        {
            if (Rows == 0) return false;
            if (other.Rows == 0) return true;
            if (IsExpected != other.IsExpected) return IsExpected;
            bool isSplit = Fields > 1, otherIsSplit = other.Fields > 1;
            if (isSplit != otherIsSplit) return isSplit;
            if (IsClean != other.IsClean) return IsClean;
            long share = (long)Usual * other.Rows, otherShare = (long)other.Usual * Rows;
            if (share != otherShare) return share > otherShare;
            return Fields != other.Fields ? Fields > other.Fields : QuotedFields > other.QuotedFields;
        }
    }

    private sealed class Measure : IRecordVisitor
    {
        private readonly Dictionary<int, int> _counts = [];
        private bool _isClean = true;
        private int _rows, _quoted;

        public void Visit(in SampledRecord record)
        {
            _rows++;
            _isClean &= !record.IsMalformed;
            _counts[record.FieldCount] = _counts.GetValueOrDefault(record.FieldCount) + 1;
            for (int i = 0; i < record.FieldCount; i++)
            {
                record.Field(i, out bool isQuoted);
                if (isQuoted) _quoted++;
            }
        }

        public void EndInside(bool isUnterminated) => _isClean &= !isUnterminated;

        /// <param name="expected">How many columns there must be; 0 where that is open.</param>
        public Shape Result(int expected)
        {
            int fields = 0, usual = 0;
            foreach ((int count, int rows) in _counts)
            {
                if (rows > usual || (rows == usual && count > fields)) (fields, usual) = (count, rows);
            }
            return new Shape(_isClean, _rows, usual, fields, _quoted, expected > 0 && fields == expected);
        }
    }
}
