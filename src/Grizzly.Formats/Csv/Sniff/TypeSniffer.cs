using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>Finds the narrowest type all sampled values of a column have, and whether the first record names the
/// columns.</summary>
internal sealed class TypeSniffer(int columns, byte[] nullText) : IRecordVisitor
{
    private static readonly LogicalType[] Candidates =
    [
        LogicalType.Boolean, LogicalType.BigInt, LogicalType.Double, LogicalType.Date, LogicalType.Time,
        LogicalType.Timestamp,
    ];

    private const int AllTypes = 0b11_1111;

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
    /// record's text is not of, and none has one that it is of.
    /// </summary>
    public bool FirstIsHeader
    {
        get
        {
            bool differs = false;
            for (int i = 0; i < columns && _rows > 1; i++)
            {
                if (!_seen[i] || _masks[i] == 0 || _first[i].Length == 0) continue;
                if ((_firstMasks[i] & _masks[i]) != 0) return false;
                differs = true;
            }
            return differs;
        }
    }

    public void Visit(in SampledRecord record)
    {
        for (int i = 0; i < columns; i++)
        {
            bool isQuoted = false;
            ReadOnlySpan<byte> text = i < record.FieldCount ? record.Field(i, out isQuoted) : default;
            bool isNull = i >= record.FieldCount || (!isQuoted && text.SequenceEqual(nullText));
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
        return Candidates[System.Numerics.BitOperations.TrailingZeroCount(mask)];
    }

    private static int MaskOf(ReadOnlySpan<byte> text, int mask)
    {
        int result = 0;
        for (int i = 0; i < Candidates.Length; i++)
        {
            if ((mask >> i & 1) != 0 && IsOf(text, i)) result |= 1 << i;
        }
        return result;
    }

    private static bool IsOf(ReadOnlySpan<byte> text, int candidate)
    {
        if (text.IsEmpty || text[0] == ' ') return false;
        switch (candidate)
        {
            case 0: return AsciiText.EqualsIgnoreCase(text, "true"u8) || AsciiText.EqualsIgnoreCase(text, "false"u8);
            case 1: return IsDigits(text)
                && NumberText.ParseInteger(text, long.MinValue, long.MaxValue, out _) == ParseResult.Ok;
            case 2:
                // An integer too long for a double's digits is an identifier, not a measurement.
                return text.Length <= 64 && (!IsDigits(text) || text.Length <= 16) | FitsBigInt(text)
                    && NumberText.ParseDouble(text, out _) == ParseResult.Ok;
            case 3: return !text.Contains((byte)':') && TemporalText.ParseDate(text, out _) == ParseResult.Ok;
            case 4: return TemporalText.ParseTime(text, out _) == ParseResult.Ok;
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
