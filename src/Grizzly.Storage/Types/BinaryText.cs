namespace Grizzly.Types;

/// <summary>BOOLEAN, UUID and BLOB to and from UTF-8 text.</summary>
public static class BinaryText
{
    public const int UuidLength = 36;

    public static int Format(bool value, Span<byte> target)
    {
        ReadOnlySpan<byte> text = value ? "true"u8 : "false"u8;
        text.CopyTo(target);
        return text.Length;
    }

    public static ParseResult ParseBool(ReadOnlySpan<byte> text, out bool value)
    {
        text = NumberText.Trim(text);
        value = IsOneOf(text, "true"u8, "t"u8, "yes"u8, "y"u8, "on"u8, "1"u8);
        return value || IsOneOf(text, "false"u8, "f"u8, "no"u8, "n"u8, "off"u8, "0"u8)
            ? ParseResult.Ok : ParseResult.Invalid;
    }

    public static int FormatUuid(UInt128 value, Span<byte> target)
    {
        int position = 0;
        for (int nibble = 31; nibble >= 0; nibble--)
        {
            if (nibble is 23 or 19 or 15 or 11) target[position++] = (byte)'-';
            target[position++] = HexDigit((int)(value >> (nibble * 4)) & 15, (byte)'a');
        }
        return position;
    }

    /// <summary>32 hexadecimal digits, hyphens anywhere between groups of four, braces around.</summary>
    public static ParseResult ParseUuid(ReadOnlySpan<byte> text, out UInt128 value)
    {
        text = NumberText.Trim(text);
        value = 0;
        if (text.Length > 2 && text[0] == '{' && text[^1] == '}') text = text[1..^1];
        int digits = 0;
        foreach (byte c in text)
        {
            if (c == '-' && digits > 0 && (digits & 3) == 0) continue;
            int digit = HexValue(c);
            if (digit < 0 || digits == 32) return ParseResult.Invalid;
            value = value << 4 | (uint)digit;
            digits++;
        }
        return digits == 32 ? ParseResult.Ok : ParseResult.Invalid;
    }

    /// <summary>Bytes of the text form: printable ASCII stays, everything else (and <c>\ ' "</c>) becomes
    /// <c>\xHH</c>.</summary>
    public static int BlobTextLength(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length;
        foreach (byte b in bytes)
        {
            if (!IsPlain(b)) length += 3;
        }
        return length;
    }

    public static int FormatBlob(ReadOnlySpan<byte> bytes, Span<byte> target)
    {
        int position = 0;
        foreach (byte b in bytes)
        {
            if (IsPlain(b))
            {
                target[position++] = b;
                continue;
            }
            target[position] = (byte)'\\';
            target[position + 1] = (byte)'x';
            target[position + 2] = HexDigit(b >> 4, (byte)'A');
            target[position + 3] = HexDigit(b & 15, (byte)'A');
            position += 4;
        }
        return position;
    }

    /// <summary>Reads the form <see cref="FormatBlob"/> writes into a target of at least the text's length.</summary>
    public static ParseResult ParseBlob(ReadOnlySpan<byte> text, Span<byte> target, out int length)
    {
        length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte c = text[i];
            if (c == '\\')
            {
                if (i + 3 >= text.Length || text[i + 1] != 'x') return ParseResult.Invalid;
                int high = HexValue(text[i + 2]), low = HexValue(text[i + 3]);
                if (high < 0 || low < 0) return ParseResult.Invalid;
                c = (byte)(high << 4 | low);
                i += 3;
            }
            else if (c > 127)
            {
                return ParseResult.Invalid;
            }
            target[length++] = c;
        }
        return ParseResult.Ok;
    }

    internal static int HexValue(byte c)
    {
        if (NumberText.IsDigit(c)) return c - '0';
        int letter = (c | 0x20) - 'a';
        return (uint)letter < 6 ? letter + 10 : -1;
    }

    internal static byte HexDigit(int value, byte letter) => (byte)(value < 10 ? '0' + value : letter + value - 10);

    private static bool IsPlain(byte b) => b is >= 32 and <= 126 and not ((byte)'\\' or (byte)'\'' or (byte)'"');

    private static bool IsOneOf(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d,
        ReadOnlySpan<byte> e, ReadOnlySpan<byte> f) =>
        AsciiText.EqualsIgnoreCase(text, a) || AsciiText.EqualsIgnoreCase(text, b)
            || AsciiText.EqualsIgnoreCase(text, c)
        || AsciiText.EqualsIgnoreCase(text, d) || AsciiText.EqualsIgnoreCase(text, e)
            || AsciiText.EqualsIgnoreCase(text, f);
}
