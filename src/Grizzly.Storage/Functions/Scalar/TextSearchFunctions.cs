using System.Text;
using Grizzly.Kernels;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Finding strings in strings.</summary>
internal static unsafe class TextSearchFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar, BigInt = LogicalType.BigInt,
        Boolean = LogicalType.Boolean, Blob = LogicalType.Blob;

    private enum Place : byte
    {
        Start,
        End,
        Anywhere,
    }

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("strpos",
            "Position (from 1) of the first occurrence of a string in another, 0 if there is none.",
                "strpos('database', 'base')",
            new Overload([Text, Text], BigInt, Position), new Overload([Blob, Blob], BigInt, BytePosition))
            with { Aliases = ["instr", "position"] },
        Test("starts_with", "Whether a string starts with another.", "starts_with('database', 'data')",
            Place.Start) with { Aliases = ["prefix", "^@"] },
        Test("ends_with", "Whether a string ends with another.", "ends_with('database', 'base')",
            Place.End) with { Aliases = ["suffix"] },
        Define.Function("contains", "Whether a string contains another, or bytes contain others or a byte.",
            "contains('database', 'tab')",
            new Overload([Text, Text], Boolean, TestAnywhere), new Overload([Blob, Blob], Boolean, TestAnywhere),
            new Overload([Blob, LogicalType.UTinyInt], Boolean, ContainsByte)),
        Define.Function("ascii", "Unicode number of the first character, 0 for an empty string.", "ascii('a')",
            new Overload([Text], LogicalType.Integer, ScalarLoops.Read<int, FirstCharacter>)),
        Define.Function("unicode", "Unicode number of the first character, -1 for an empty string.", "unicode('ü')",
            new Overload([Text], LogicalType.Integer, ScalarLoops.Read<int, FirstCodePoint>))
            with { Aliases = ["ord"] },
        Define.Function("levenshtein",
            "Least number of characters to insert, delete or replace to make one string of another.",
                "levenshtein('kitten', 'sitting')",
            new Overload([Text, Text], BigInt, Levenshtein)) with { Aliases = ["editdist3"] },
    ];

    private static ScalarFunction Test(string name, string description, string example, Place place) =>
        Define.Function(name, description, example,
        new Overload([Text, Text], Boolean, (in ScalarCall call, ColumnVector result) => Test(call, result, place)));

    private static void Test(in ScalarCall call, ColumnVector result, Place place)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        var part = new Column<StringView>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            ReadOnlySpan<byte> whole = StringView.SpanOf(text.At(i)), sought = StringView.SpanOf(part.At(i));
            bool found = place switch
            {
                Place.Start => whole.StartsWith(sought),
                Place.End => whole.EndsWith(sought),
                _ => Find(text.At(i), part.At(i)) is not null,
            };
            result.Data[i] = found ? (byte)1 : (byte)0;
        }
    }

    private static void TestAnywhere(in ScalarCall call, ColumnVector result) => Test(call, result, Place.Anywhere);

    private static void ContainsByte(in ScalarCall call, ColumnVector result)
    {
        var bytes = new Column<StringView>(call.Arguments[0]);
        var sought = new Column<byte>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
            result.Data[i] = StringView.SpanOf(bytes.At(i)).Contains(sought[i]) ? (byte)1 : (byte)0;
    }

    /// <summary>In bytes, where <see cref="Position"/> counts characters.</summary>
    private static void BytePosition(in ScalarCall call, ColumnVector result)
    {
        var bytes = new Column<StringView>(call.Arguments[0]);
        var part = new Column<StringView>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            byte* found = Find(bytes.At(i), part.At(i));
            ((long*)result.Data)[i] = found is null ? 0 : found - StringView.BytesOf(bytes.At(i)) + 1;
        }
    }

    private static byte* Find(StringView* text, StringView* part)
    {
        byte* bytes = StringView.BytesOf(text);
        return ByteSearch.Find(bytes, bytes + text->Length, StringView.BytesOf(part), part->Length);
    }

    private static void Position(in ScalarCall call, ColumnVector result)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        var part = new Column<StringView>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            byte* found = Find(text.At(i), part.At(i));
            byte* bytes = StringView.BytesOf(text.At(i));
            ((long*)result.Data)[i] = found is null
                ? 0 : Utf8.CountCharacters(new ReadOnlySpan<byte>(bytes, (int)(found - bytes))) + 1;
        }
    }

    private static void Levenshtein(in ScalarCall call, ColumnVector result)
    {
        var left = new Column<StringView>(call.Arguments[0]);
        var right = new Column<StringView>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            Rune[] a = [.. left[i].ToString().EnumerateRunes()], b = [.. right[i].ToString().EnumerateRunes()];
            var row = new int[b.Length + 1];
            for (int k = 0; k <= b.Length; k++) row[k] = k;
            for (int j = 1; j <= a.Length; j++)
            {
                int diagonal = row[0];
                row[0] = j;
                for (int k = 1; k <= b.Length; k++)
                {
                    int substituted = diagonal + (a[j - 1] == b[k - 1] ? 0 : 1);
                    diagonal = row[k];
                    row[k] = Math.Min(substituted, Math.Min(row[k], row[k - 1]) + 1);
                }
            }
            ((long*)result.Data)[i] = row[b.Length];
        }
    }

    private readonly struct FirstCodePoint : ITextReader<int>
    {
        public static int Invoke(StringView* text) => text->Length == 0 ? -1 : FirstCharacter.Invoke(text);
    }

    private readonly struct FirstCharacter : ITextReader<int>
    {
        public static int Invoke(StringView* text)
        {
            if (text->Length == 0) return 0;
            Rune.DecodeFromUtf8(StringView.SpanOf(text), out Rune rune, out _);
            return rune.Value;
        }
    }
}
