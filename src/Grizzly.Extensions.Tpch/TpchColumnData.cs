namespace Grizzly.Extensions.Tpch;

/// <summary>The values of one column of a <see cref="TpchBatch"/>; overwritten by the batch's next use.</summary>
/// <remarks>Only the members of the column's <see cref="TpchColumnKind"/> are meaningful.</remarks>
public sealed class TpchColumnData
{
    /// <summary>Writers copy strings in steps of 32 bytes and may run this far past the end.</summary>
    internal const int SlackBytes = 64;

    private int[] _integers = [];
    private long[] _longs = [];
    private int[] _offsets = [0];
    private byte[] _bytes = [];
    private int _integerCount;
    private int _longCount;
    private int _textCount;

    /// <summary>INTEGER values, or DATE as days since 1970-01-01.</summary>
    public ReadOnlySpan<int> Integers => _integers.AsSpan(0, _integerCount);

    /// <summary>BIGINT values, or DECIMAL(15,2) as hundredths.</summary>
    public ReadOnlySpan<long> Longs => _longs.AsSpan(0, _longCount);

    /// <summary>Row r's string is <see cref="Bytes"/>[Offsets[r] .. Offsets[r + 1]]: one more than rows.</summary>
    public ReadOnlySpan<int> Offsets => _offsets.AsSpan(0, _textCount + 1);

    /// <summary>All strings of the column, back to back, ASCII.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _offsets[_textCount]);

    /// <summary>The string of one row.</summary>
    public ReadOnlySpan<byte> Text(int row) => _bytes.AsSpan(_offsets[row], _offsets[row + 1] - _offsets[row]);

    internal void Clear()
    {
        _integerCount = _longCount = _textCount = 0;
        _offsets[0] = 0;
    }

    internal Span<int> PrepareIntegers(int count)
    {
        if (_integers.Length < count) _integers = new int[count];
        _integerCount = count;
        return _integers.AsSpan(0, count);
    }

    internal Span<long> PrepareLongs(int count)
    {
        if (_longs.Length < count) _longs = new long[count];
        _longCount = count;
        return _longs.AsSpan(0, count);
    }

    /// <summary>Room for <paramref name="count"/> strings of at most <paramref name="maxBytes"/> bytes and slack.
    /// </summary>
    internal void PrepareText(int count, int maxBytes, out Span<int> offsets, out Span<byte> bytes)
    {
        int needed = checked(count * maxBytes + SlackBytes);
        if (_offsets.Length < count + 1) _offsets = new int[count + 1];
        if (_bytes.Length < needed) _bytes = GC.AllocateUninitializedArray<byte>(needed);
        _textCount = count;
        _offsets[0] = 0;
        offsets = _offsets.AsSpan(0, count + 1);
        bytes = _bytes;
    }

    /// <summary>The string of one row, to be changed in place.</summary>
    internal Span<byte> MutableText(int row) => _bytes.AsSpan(_offsets[row], _offsets[row + 1] - _offsets[row]);
}
