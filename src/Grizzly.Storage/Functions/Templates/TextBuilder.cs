using System.Globalization;
using System.Text;
using Grizzly.Common;

namespace Grizzly.Functions;

/// <summary>UTF-8 text that grows at its end; kept from row to row, so that steady state allocates nothing. Not
/// thread-safe.</summary>
internal sealed class TextBuilder
{
    private byte[] _bytes = new byte[128];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Append(byte character) => Room(1)[0] = character;

    public void Append(ReadOnlySpan<byte> text) => text.CopyTo(Room(text.Length));

    public void Append(string text) => Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetByteCount(text)));

    public void Repeat(byte character, int count)
    {
        if (count > 0) Room(count).Fill(character);
    }

    /// <summary>The minus of a number below zero, then its digits with zeros before them up to a number of
    /// digits.</summary>
    public void Number(long value, int digits)
    {
        Span<byte> text = stackalloc byte[20];
        ulong magnitude = value < 0 ? 0 - (ulong)value : (ulong)value;
        magnitude.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        if (value < 0) Append((byte)'-');
        Repeat((byte)'0', digits - length);
        Append(text[..length]);
    }

    /// <summary>Puts a character in, so many times, before what was written from a place on.</summary>
    public void Insert(int at, byte character, int count) => Insert(at, [character], count);

    /// <summary>Puts a text in, so many times, before what was written from a place on.</summary>
    public void Insert(int at, ReadOnlySpan<byte> text, int count)
    {
        if (count <= 0) return;
        int moved = Length - at, length = checked(text.Length * count);
        Room(length);
        _bytes.AsSpan(at, moved).CopyTo(_bytes.AsSpan(at + length));
        for (int i = 0; i < count; i++) text.CopyTo(_bytes.AsSpan(at + i * text.Length));
    }

    /// <summary>The ordinal ending of a number's digits: st, nd, rd or th.</summary>
    public void Ordinal(ReadOnlySpan<byte> digits, bool isUpper)
    {
        bool isTeen = digits.Length > 1 && digits[^2] == '1';
        ReadOnlySpan<byte> ending = isTeen || digits.IsEmpty ? "thTH"u8 : digits[^1] switch
        {
            (byte)'1' => "stST"u8,
            (byte)'2' => "ndND"u8,
            (byte)'3' => "rdRD"u8,
            _ => "thTH"u8,
        };
        Append(isUpper ? ending[2..] : ending[..2]);
    }

    /// <summary>Writes a number as .NET does, with a format such as F2.</summary>
    public void Formatted<T>(T number, ReadOnlySpan<char> format, int maxLength) where T : IUtf8SpanFormattable
    {
        bool fits = number.TryFormat(Room(maxLength), out int length, format, CultureInfo.InvariantCulture);
        Check.Assert(fits);
        Length -= maxLength - length;
    }

    /// <summary>What was written from a place on, to be changed.</summary>
    public Span<byte> From(int start) => _bytes.AsSpan(start, Length - start);

    /// <summary>Takes back what was written from a place on.</summary>
    public void Cut(int start) => Length = start;

    private Span<byte> Room(int count)
    {
        if (Length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }
}
