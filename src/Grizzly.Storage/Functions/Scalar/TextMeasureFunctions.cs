using System.Text;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>How alike strings are, numbers in other bases, and bars.</summary>
internal static unsafe class TextMeasureFunctions
{
    private const int MaxBarWidth = 1000;

    private static readonly LogicalType Text = LogicalType.Varchar, BigInt = LogicalType.BigInt,
        Double = LogicalType.Double, Integer = LogicalType.Integer;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("jaccard", "How many of the characters of two strings both have, from 0 to 1.",
            "jaccard('duck', 'luck')", new Overload([Text, Text], Double, Jaccard) { CanFail = true }),
        Define.Function("mismatches", "At how many places two strings of the same length differ.",
            "mismatches('duck', 'luck')", new Overload([Text, Text], BigInt, Mismatches) { CanFail = true })
            with { Aliases = ["hamming"] },
        Define.Function("damerau_levenshtein",
            "Least number of characters to insert, delete, replace or swap with the next to make one string of "
            + "another.",
            "damerau_levenshtein('duckdb', 'udckbd')", new Overload([Text, Text], BigInt, DamerauLevenshtein)),
        Define.Function("jaro_similarity", "Jaro's similarity of two strings, from 0 to 1.",
            "jaro_similarity('duck', 'duckdb')", new Overload([Text, Text], Double,
                (in ScalarCall call, ColumnVector result) => Jaro(call, result, false))),
        Define.Function("jaro_winkler_similarity",
            "Jaro's similarity, higher where strings start alike (Winkler), from 0 to 1.",
            "jaro_winkler_similarity('duck', 'duckdb')", new Overload([Text, Text], Double,
                (in ScalarCall call, ColumnVector result) => Jaro(call, result, true))),
        Define.Function("to_base", "A number in digits 0-9, A-Z of a base from 2 to 36, with leading zeros up to a "
            + "length.", "to_base(42, 16)", new Overload([BigInt, Integer], Text, ToBase) { CanFail = true },
            new Overload([BigInt, Integer, Integer], Text, ToBase) { CanFail = true }),
        Define.Function("bar", "A bar as long as a value is between two bounds; 80 characters wide unless told.",
            "bar(5, 0, 20, 10)", new Overload([Double, Double, Double], Text, Bar) { CanFail = true },
            new Overload([Double, Double, Double, Double], Text, Bar) { CanFail = true }),
    ];

    private static ReadOnlySpan<byte> At(in ScalarCall call, int argument, int row) =>
        StringView.SpanOf((StringView*)call.Arguments[argument].AddressOf(row));

    private static void Jaccard(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> left = At(call, 0, i), right = At(call, 1, i);
            if (left.IsEmpty || right.IsEmpty) throw Errors.InvalidArgument("jaccard takes no empty string");
            HashSet<Rune> a = Runes(left), b = Runes(right);
            int common = a.Count(b.Contains);
            ((double*)result.Data)[i] = common / (double)(a.Count + b.Count - common);
        }
    }

    private static HashSet<Rune> Runes(ReadOnlySpan<byte> text) => [.. Encoding.UTF8.GetString(text).EnumerateRunes()];

    private static void Mismatches(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> left = At(call, 0, i), right = At(call, 1, i);
            if (left.Length != right.Length || left.IsEmpty)
                throw Errors.InvalidArgument("mismatches takes two strings of the same length that are not empty");
            long count = 0;
            for (int k = 0; k < left.Length; k++) count += left[k] != right[k] ? 1 : 0;
            ((long*)result.Data)[i] = count;
        }
    }

    private static void DamerauLevenshtein(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ((long*)result.Data)[i] = TextDistance.DamerauLevenshtein(At(call, 0, i), At(call, 1, i));
        }
    }

    private static void Jaro(in ScalarCall call, ColumnVector result, bool isWinkler)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ((double*)result.Data)[i] = TextDistance.Jaro(At(call, 0, i), At(call, 1, i), isWinkler);
        }
    }

    private static void ToBase(in ScalarCall call, ColumnVector result)
    {
        Span<byte> digits = stackalloc byte[64];
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            long value = *(long*)call.Arguments[0].AddressOf(i);
            int radix = *(int*)call.Arguments[1].AddressOf(i);
            int least = call.Arguments.Length > 2 ? *(int*)call.Arguments[2].AddressOf(i) : 1;
            if (value < 0) throw Errors.InvalidArgument("the number of to_base must not be negative");
            if (radix is < 2 or > 36) throw Errors.InvalidArgument("the base of to_base must be from 2 to 36");
            if (least is < 0 or > 64) throw Errors.InvalidArgument("the length of to_base must be from 0 to 64");
            int at = 64;
            for (; value > 0 || 64 - at < Math.Max(1, least); value /= radix)
            {
                int digit = (int)(value % radix);
                digits[--at] = (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
            }
            ((StringView*)result.Data)[i] = result.Arena.Add(digits[at..]);
        }
    }

    private static void Bar(in ScalarCall call, ColumnVector result)
    {
        var text = new StringBuilder();
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            double value = *(double*)call.Arguments[0].AddressOf(i), min = *(double*)call.Arguments[1].AddressOf(i),
                max = *(double*)call.Arguments[2].AddressOf(i);
            double width = call.Arguments.Length > 3 ? *(double*)call.Arguments[3].AddressOf(i) : 80;
            if (!(width >= 1 && width <= MaxBarWidth))
                throw Errors.InvalidArgument($"the width of a bar must be from 1 to {MaxBarWidth}");
            double filled = double.IsNaN(value) || double.IsNaN(min) || double.IsNaN(max) || value <= min ? 0
                : value >= max ? width : width * (value - min) / (max - min);
            if (!double.IsFinite(filled)) throw Errors.InvalidArgument("the bounds of a bar must be finite");
            text.Clear();
            int eighths = (int)(filled * 8);
            text.Append('█', eighths / 8);
            if (eighths % 8 > 0) text.Append((char)('▏' - (eighths % 8 - 1)));
            if (text.Length < (int)width) text.Append(' ', (int)width - text.Length);
            ((StringView*)result.Data)[i] = result.Arena.Add(Encoding.UTF8.GetBytes(text.ToString()));
        }
    }
}
