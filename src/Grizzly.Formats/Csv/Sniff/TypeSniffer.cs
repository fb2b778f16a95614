using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>Finds the narrowest type all sampled values of a column have, and whether the first record names the
/// columns.</summary>
internal sealed class TypeSniffer(int columns, CsvReadOptions options, bool countsTexts = true) : IRecordVisitor
{
    private static readonly LogicalType[] UsualCandidates =
    [
        LogicalType.Boolean, LogicalType.BigInt, LogicalType.Double, LogicalType.Date, LogicalType.Time,
        LogicalType.Timestamp,
    ];

    private const int AllTypes = int.MaxValue;

    private readonly LogicalType[] _candidates = options.Candidates is { } given ? Sorted(given) : UsualCandidates;

    private readonly int[] _firstMasks = new int[columns];
    private readonly int[] _masks = NewMasks(columns);
    private readonly bool[] _seen = new bool[columns];
    private readonly bool[] _isEmpty = NewFlags(columns);
    private readonly string[] _first = new string[columns];
    private int _rows;

    /// <summary>The first record's texts.</summary>
    public IReadOnlyList<string> First => _first;

    /// <summary>
    /// Whether the first record differs from the others as names do from values: some column has a type the first
    /// record's text is not of, and none has one that it is of. Of texts only, the first record names the columns.
    /// </summary>
    public bool FirstIsHeader
    {
        get
        {
            bool differs = false, areTexts = _rows > 1;
            for (int i = 0; i < columns && _rows > 1; i++)
            {
                areTexts &= (!_seen[i] || _masks[i] == 0) && _first[i].Length > 0;
                if (!_seen[i] || _masks[i] == 0 || _first[i].Length == 0) continue;
                if ((_firstMasks[i] & _masks[i]) != 0) return false;
                differs = true;
            }
            return differs || (areTexts && countsTexts);
        }
    }

    public void Visit(in SampledRecord record)
    {
        for (int i = 0; i < columns; i++)
        {
            bool isQuoted = false;
            ReadOnlySpan<byte> text = i < record.FieldCount ? record.Field(i, out isQuoted) : default;
            bool isNull = i >= record.FieldCount || (!isQuoted && IsNull(text));
            if (_rows == 0)
            {
                _firstMasks[i] = isNull ? AllTypes : MaskOf(text, AllTypes);
                _first[i] = i < record.FieldCount ? record.Text(i) : "";
                continue;
            }
            if (isNull) continue;
            _isEmpty[i] = false;
            _seen[i] = true;
            if (_masks[i] != 0) _masks[i] = MaskOf(text, _masks[i]);
        }
        _rows++;
    }

    public void EndInside(bool isUnterminated) { }

    /// <summary>Whether the last column is empty in all records but perhaps a header's: the mark of a delimiter at the
    /// end of lines.</summary>
    public bool IsLastEmpty(bool hasHeader) => _rows > (hasHeader ? 1 : 0) && _isEmpty[^1] && _first[^1].Length == 0;

    /// <summary>Whether no row after the first has a value in the column.</summary>
    public bool IsAllNull(int column) => !_seen[column];

    public LogicalType TypeOf(int column, bool hasHeader)
    {
        int mask = _masks[column];
        bool seen = _seen[column];
        if (!hasHeader)
        {
            mask &= _firstMasks[column];
            seen |= _first[column] is { Length: > 0 };
        }
        if (!seen || mask == 0) return LogicalType.Varchar;
        int candidate = System.Numerics.BitOperations.TrailingZeroCount(mask);
        return candidate < _candidates.Length ? _candidates[candidate] : LogicalType.Varchar;
    }

    private bool IsNull(ReadOnlySpan<byte> text)
    {
        foreach (byte[] nullText in options.NullTexts)
        {
            if (text.SequenceEqual(nullText)) return true;
        }
        return false;
    }

    /// <summary>Narrow types first; of decimals the one given last.</summary>
    private static LogicalType[] Sorted(LogicalType[] given) => [.. given.Reverse().OrderBy(type => type.Id)];

    private int MaskOf(ReadOnlySpan<byte> text, int mask)
    {
        int result = 0;
        for (int i = 0; i < _candidates.Length; i++)
        {
            if ((mask >> i & 1) != 0 && IsOf(text, _candidates[i])) result |= 1 << i;
        }
        return result;
    }

    private bool IsOf(ReadOnlySpan<byte> text, LogicalType type)
    {
        if (text.IsEmpty || text[0] == ' ') return false;
        bool isDate = type.Id == LogicalTypeId.Date, isMoment = type.IsTimestamp;
        if ((isDate ? options.DateFormat : isMoment ? options.TimestampFormat : null) is { } format)
            return Functions.DateFormatReader.TryParse(text, format, out _, out _);
        if (options.DecimalMark is { } mark && (type.IsFloating || type.IsDecimal))
        {
            if (text.Contains((byte)'.')) return false;
            byte[] plain = text.ToArray();
            plain.AsSpan().Replace(mark, (byte)'.');
            return ValueText.TryParse(plain, type, out _) == ParseResult.Ok;
        }
        int usual = Array.IndexOf(UsualCandidates, type);
        return usual >= 0 ? IsOf(text, usual) : ValueText.TryParse(text, type, out _) == ParseResult.Ok;
    }

    private static bool IsOf(ReadOnlySpan<byte> text, int candidate)
    {
        if (text.IsEmpty || text[0] == ' ') return false;
        switch (candidate)
        {
            case 0: return AsciiText.EqualsIgnoreCase(text, "true"u8) || AsciiText.EqualsIgnoreCase(text, "false"u8);
            // A leading plus belongs to telephone numbers rather than to numbers.
            case 1: return text[0] != '+' && IsDigits(text)
                && NumberText.ParseInteger(text, long.MinValue, long.MaxValue, out _) == ParseResult.Ok;
            case 2:
                // An integer too long for a double's digits is an identifier, not a measurement.
                return text[0] != '+' && text.Length <= 64 && (!IsDigits(text) || text.Length <= 16) | FitsBigInt(text)
                    && NumberText.ParseDouble(text, out _) == ParseResult.Ok;
            case 3: return !text.Contains((byte)':') && TemporalText.ParseDate(text, out _) == ParseResult.Ok;
            case 4: return text.Length > 2 && (text[1] == ':' || text[2] == ':')
                && TemporalText.ParseTime(text, out _) == ParseResult.Ok;
            default: return TemporalText.ParseTimestamp(text, out _) == ParseResult.Ok;
        }
    }

    private static bool FitsBigInt(ReadOnlySpan<byte> text) =>
        IsDigits(text) && NumberText.ParseInteger(text, long.MinValue, long.MaxValue, out _) == ParseResult.Ok;

    private static bool IsDigits(ReadOnlySpan<byte> text)
    {
        if (text[0] is (byte)'-' or (byte)'+') text = text[1..];
        return !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    private static int[] NewMasks(int count)
    {
        var masks = new int[count];
        Array.Fill(masks, AllTypes);
        return masks;
    }

    private static bool[] NewFlags(int count)
    {
        var flags = new bool[count];
        Array.Fill(flags, true);
        return flags;
    }
}
