using System.Text;

namespace Grizzly.Types;

/// <summary>Comparisons of UTF-8 text with ASCII words.</summary>
public static class AsciiText
{
    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        Ascii.EqualsIgnoreCase(text, word);

    /// <summary>Up to 100 characters of the text for an error message.</summary>
    public static string ForMessage(ReadOnlySpan<byte> text) =>
        Grizzly.Common.Errors.Shorten(Encoding.UTF8.GetString(text.Length > 400 ? text[..400] : text));
}
