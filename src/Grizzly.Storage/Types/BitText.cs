using Grizzly.Common;

namespace Grizzly.Types;

/// <summary>BIT: strings of bits, and their text of zeros and ones.</summary>
/// <remarks>Layout: a byte that counts the unused bits of the last byte (0 to 7), then the bits, the unused ones
/// zero.</remarks>
public static class BitText
{
    public static int LengthOf(ReadOnlySpan<byte> bits)
    {
        if (bits.IsEmpty) return 0;
        int unused = bits[0];
        if (unused > 7 || (bits.Length == 1 && unused != 0)) throw Errors.Corrupted("a BIT is damaged");
        return (bits.Length - 1) * 8 - unused;
    }

    public static bool At(ReadOnlySpan<byte> bits, int index) =>
        (bits[1 + (index >> 3)] >> (7 - (index & 7)) & 1) != 0;

    /// <summary>Makes room for a string of that many zeros.</summary>
    public static byte[] Zeros(int length)
    {
        var bits = new byte[1 + (length + 7) / 8];
        bits[0] = (byte)((8 - (length & 7)) & 7);
        return bits;
    }

    public static void Set(Span<byte> bits, int index, bool value)
    {
        byte mask = (byte)(0x80 >> (index & 7));
        if (value) bits[1 + (index >> 3)] |= mask;
        else bits[1 + (index >> 3)] &= (byte)~mask;
    }

    public static byte[] Format(ReadOnlySpan<byte> bits)
    {
        var text = new byte[LengthOf(bits)];
        for (int i = 0; i < text.Length; i++) text[i] = At(bits, i) ? (byte)'1' : (byte)'0';
        return text;
    }

    public static ParseResult Parse(ReadOnlySpan<byte> text, out byte[] bits)
    {
        bits = [];
        if (text.IsEmpty || text.IndexOfAnyExcept("01"u8) >= 0) return ParseResult.Invalid;
        bits = Zeros(text.Length);
        for (int i = 0; i < text.Length; i++) Set(bits, i, text[i] == '1');
        return ParseResult.Ok;
    }
}
