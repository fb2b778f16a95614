using System.Text;

namespace Grizzly.Functions;

/// <summary>Upper and lower case of UTF-8 text, character by character with Unicode's simple, culture-free
/// mappings.</summary>
internal static class CaseFolding
{
    public static byte[] ToLower(ReadOnlySpan<byte> text) => Convert(text, false);

    public static byte[] ToUpper(ReadOnlySpan<byte> text) => Convert(text, true);

    private static byte[] Convert(ReadOnlySpan<byte> text, bool upper)
    {
        // A mapping may lengthen a character by a byte or two, never beyond 4 bytes.
        var result = new byte[text.Length * 3];
        int length = 0;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(text, out Rune rune, out int consumed) != System.Buffers.OperationStatus.Done)
            {
                text[..consumed].CopyTo(result.AsSpan(length));
                length += consumed;
            }
            else
            {
                Rune mapped = upper ? Rune.ToUpperInvariant(rune) : Rune.ToLowerInvariant(rune);
                length += mapped.EncodeToUtf8(result.AsSpan(length));
            }
            text = text[consumed..];
        }
        return result.AsSpan(0, length).ToArray();
    }
}
