using System.Text;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>GLOB: patterns as shells have them. <c>*</c> stands for any characters, <c>?</c> for one, <c>[a-c]</c> for
/// one of a set, <c>[!a-c]</c> for one that is not in it; a backslash takes a character's meaning away.</summary>
internal static unsafe class GlobFunctions
{
    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("~~~", "string GLOB pattern: * stands for any characters, ? for one, [a-c] for one of a set.",
            "'data.csv' ~~~ '*.csv'", new Overload([LogicalType.Varchar, LogicalType.Varchar], LogicalType.Boolean,
                Run)),
    ];

    private static void Run(in ScalarCall call, ColumnVector result)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        var pattern = new Column<StringView>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            bool matches = Matches(StringView.SpanOf(text.At(i)), StringView.SpanOf(pattern.At(i)));
            result.Data[i] = matches ? (byte)1 : (byte)0;
        }
    }

    /// <summary>Goes back to the last star only: what came before it matches at its first place or nowhere.</summary>
    private static bool Matches(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern)
    {
        ReadOnlySpan<byte> afterStar = default, textAtStar = default;
        bool hasStar = false;
        while (true)
        {
            if (!pattern.IsEmpty && pattern[0] == '*')
            {
                hasStar = true;
                pattern = afterStar = pattern[1..];
                textAtStar = text;
                continue;
            }
            if (text.IsEmpty) return pattern.IsEmpty;
            if (!pattern.IsEmpty && MatchesOne(ref text, ref pattern)) continue;
            if (!hasStar) return false;
            textAtStar = textAtStar[LengthOf(textAtStar)..];
            text = textAtStar;
            pattern = afterStar;
        }
    }

    /// <summary>Takes a character of the text and what stands for it; false, and the text's place lost, where they
    /// differ.</summary>
    private static bool MatchesOne(ref ReadOnlySpan<byte> text, ref ReadOnlySpan<byte> pattern)
    {
        Rune rune = Take(ref text);
        switch (pattern[0])
        {
            case (byte)'?':
                pattern = pattern[1..];
                return true;
            case (byte)'[': return IsInSet(rune, ref pattern);
            case (byte)'\\' when pattern.Length > 1:
                pattern = pattern[1..];
                break;
        }
        return Take(ref pattern) == rune;
    }

    /// <summary>A set without an end holds nothing.</summary>
    private static bool IsInSet(Rune rune, ref ReadOnlySpan<byte> pattern)
    {
        pattern = pattern[1..];
        bool isNegated = !pattern.IsEmpty && pattern[0] is (byte)'!' or (byte)'^';
        if (isNegated) pattern = pattern[1..];
        bool isFirst = true, isIn = false;
        while (!pattern.IsEmpty && (isFirst || pattern[0] != ']'))
        {
            isFirst = false;
            if (pattern[0] == '\\' && pattern.Length > 1) pattern = pattern[1..];
            Rune low = Take(ref pattern), high = low;
            if (pattern.Length > 1 && pattern[0] == '-' && pattern[1] != ']')
            {
                pattern = pattern[1..];
                high = Take(ref pattern);
            }
            isIn |= rune >= low && rune <= high;
        }
        if (pattern.IsEmpty) return false;
        pattern = pattern[1..];
        return isIn != isNegated;
    }

    private static Rune Take(ref ReadOnlySpan<byte> text)
    {
        Rune.DecodeFromUtf8(text, out Rune rune, out int length);
        text = text[length..];
        return rune;
    }

    private static int LengthOf(ReadOnlySpan<byte> text)
    {
        Rune.DecodeFromUtf8(text, out _, out int length);
        return length;
    }
}
