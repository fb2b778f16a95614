using System.Globalization;
using System.Text;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Cutting strings by what a reader takes for one character (extended grapheme clusters, Unicode annex
/// 29).</summary>
internal static unsafe class GraphemeFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar, BigInt = LogicalType.BigInt;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("length_grapheme", "Number of grapheme clusters.", "length_grapheme('S̈🤦')",
            new Overload([Text], BigInt, Length)),
        Define.Function("left_grapheme", "First grapheme clusters; a negative number leaves out so many at the end.",
            "left_grapheme('S̈🤦', 1)", new Overload([Text, BigInt], Text, Left)),
        Define.Function("right_grapheme", "Last grapheme clusters; a negative number leaves out so many at the start.",
            "right_grapheme('S̈🤦', 1)", new Overload([Text, BigInt], Text, Right)),
        Define.Function("substring_grapheme", "Grapheme clusters from a position on (from 1; negative counts from the "
            + "end), at most so many.", "substring_grapheme('S̈🤦x', 2, 1)",
            new Overload([Text, BigInt], Text, Substring), new Overload([Text, BigInt, BigInt], Text, Substring)),
    ];

    private static int[] Starts(in ScalarCall call, int row, out string text)
    {
        text = ((StringView*)call.Arguments[0].AddressOf(row))->ToString();
        return StringInfo.ParseCombiningCharacters(text);
    }

    private static long NumberAt(in ScalarCall call, int argument, int row) =>
        *(long*)call.Arguments[argument].AddressOf(row);

    private static void Length(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (!result.IsNullAt(i)) ((long*)result.Data)[i] = Starts(call, i, out _).Length;
        }
    }

    private static void Left(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            int[] starts = Starts(call, i, out string text);
            long count = NumberAt(call, 1, i);
            if (count < 0) count = Math.Max(0, starts.Length + count);
            Store(result, i, text, starts, 0, count);
        }
    }

    private static void Right(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            int[] starts = Starts(call, i, out string text);
            long count = NumberAt(call, 1, i);
            long from = count < 0 ? Math.Min(starts.Length, -Math.Max(count, -starts.Length))
                : Math.Max(0, starts.Length - count);
            Store(result, i, text, starts, from, starts.Length - from);
        }
    }

    private static void Substring(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            int[] starts = Starts(call, i, out string text);
            long length = call.Arguments.Length > 2 ? NumberAt(call, 2, i) : long.MaxValue;
            (long start, length) = TextFunctions.Window(NumberAt(call, 1, i), length, starts.Length);
            Store(result, i, text, starts, start - 1, length);
        }
    }

    /// <summary>Clusters [from, from + count), as far as there are any.</summary>
    private static void Store(ColumnVector result, int row, string text, int[] starts, long from, long count)
    {
        if (from >= starts.Length || count <= 0) return;
        long end = count >= starts.Length - from ? starts.Length : from + count;
        int last = end < starts.Length ? starts[end] : text.Length;
        ((StringView*)result.Data)[row] = result.Arena.Add(Encoding.UTF8.GetBytes(text[starts[from]..last]));
    }
}
