using System.Runtime.CompilerServices;

namespace Grizzly.Types;

/// <summary>Steps through UTF-8 bytes by character (code point). Bytes that are no UTF-8 count as one character
/// each.</summary>
public static unsafe class Utf8
{
    /// <summary>Bytes of the character at <paramref name="text"/>, which is before <paramref name="end"/>; at least 1,
    /// never past the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CharacterLength(byte* text, byte* end)
    {
        byte lead = *text;
        if (lead < 0x80) return 1;
        int length = 1;
        while (length < 4 && text + length < end && (text[length] & 0xC0) == 0x80) length++;
        return length;
    }

    /// <summary>Characters: bytes that do not continue another.</summary>
    public static int CountCharacters(ReadOnlySpan<byte> text)
    {
        int count = 0;
        foreach (byte b in text) count += (b & 0xC0) != 0x80 ? 1 : 0;
        return count;
    }

    public static bool IsAscii(ReadOnlySpan<byte> text) => System.Text.Ascii.IsValid(text);

    /// <summary>The byte offset of character number <paramref name="characters"/> (counted from 0), at most the
    /// length.</summary>
    public static int OffsetOf(byte* text, int length, long characters)
    {
        byte* p = text, end = text + length;
        for (; characters > 0 && p < end; characters--) p += CharacterLength(p, end);
        return (int)(p - text);
    }
}
