using System.Text;
using Grizzly.Common;

namespace Grizzly.Functions;

/// <summary>Texts in Unicode's normalization form C.</summary>
internal static class ComposedText
{
    // With InvariantGlobalization the runtime gives texts back as they are.
    private static readonly bool IsAvailable = "e\u0301".Normalize(NormalizationForm.FormC).Length == 1;

    /// <exception cref="GrizzlyException">0A000 for other than ASCII where the runtime cannot normalize.</exception>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text)) return text;
        if (!IsAvailable) throw Errors.NotSupported(
            "normalization of texts in a program with InvariantGlobalization", SourceSpan.None);
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).Normalize(NormalizationForm.FormC));
    }
}
