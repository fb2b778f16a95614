using System.Text;
using System.Text.RegularExpressions;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Texts as lists of their parts.</summary>
internal static unsafe class SplitFunctions
{
    private static readonly LogicalType Varchar = LogicalType.Varchar, Texts = LogicalType.List(LogicalType.Varchar);

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("string_split", "The parts of a text between separators; its characters where the separator is "
            + "empty.", "string_split('a,b', ',')", new Overload([Varchar, Varchar], Texts, Split)
            { Nulls = NullHandling.Custom }) with { Aliases = ["str_split", "string_to_array", "split"] },
        Define.Function("string_split_regex", "The parts of a text between matches of a regular expression.",
            "string_split_regex('a1b', '[0-9]')", new Overload([Varchar, Varchar], Texts, SplitRegex) { CanFail =
                true })
            with { Aliases = ["str_split_regex", "regexp_split_to_array"] },
        Define.Function("regexp_extract_all", "All matches of a regular expression, or of a group in it.",
            "regexp_extract_all('a1b22', '[0-9]+')",
            new Overload([Varchar, Varchar], Texts, ExtractAll) { CanFail = true },
            new Overload([Varchar, Varchar, LogicalType.Integer], Texts, ExtractAll) { CanFail = true }),
    ];

    private static void Split(in ScalarCall call, ColumnVector result)
    {
        var writer = new NestedWriter();
        for (int row = 0; row < call.Count; row++)
        {
            if (call.Arguments[0].IsNullAt(row))
            {
                result.SetNull(row);
                continue;
            }
            ReadOnlySpan<byte> text = NestedVectors.BytesOf(call.Arguments[0], row);
            if (call.Arguments[1].IsNullAt(row))
            {
                // Nothing separates: the whole text.
                Add(writer, text);
                writer.End();
                NestedVectors.Store(writer, result, row);
                continue;
            }
            ReadOnlySpan<byte> separator = NestedVectors.BytesOf(call.Arguments[1], row);
            if (separator.IsEmpty)
            {
                fixed (byte* bytes = text)
                {
                    for (int at = 0; at < text.Length;)
                    {
                        int length = Utf8.CharacterLength(bytes + at, bytes + text.Length);
                        Add(writer, text.Slice(at, length));
                        at += length;
                    }
                }
                if (text.IsEmpty) Add(writer, text);
            }
            else
            {
                for (int found; (found = text.IndexOf(separator)) >= 0; text = text[(found + separator.Length)..])
                    Add(writer, text[..found]);
                Add(writer, text);
            }
            writer.End();
            NestedVectors.Store(writer, result, row);
        }
    }

    private static void SplitRegex(in ScalarCall call, ColumnVector result)
    {
        var writer = new NestedWriter();
        (string Pattern, Regex Regex)? known = null;
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            string text = Encoding.UTF8.GetString(NestedVectors.BytesOf(call.Arguments[0], row));
            Regex regex = Compile(Encoding.UTF8.GetString(NestedVectors.BytesOf(call.Arguments[1], row)), ref known);
            int start = 0;
            foreach (Match match in regex.Matches(text))
            {
                if (match.Length == 0 && (match.Index == 0 || match.Index == text.Length)) continue;
                Add(writer, Encoding.UTF8.GetBytes(text[start..match.Index]));
                start = match.Index + match.Length;
            }
            Add(writer, Encoding.UTF8.GetBytes(text[start..]));
            writer.End();
            NestedVectors.Store(writer, result, row);
        }
    }

    private static void ExtractAll(in ScalarCall call, ColumnVector result)
    {
        var writer = new NestedWriter();
        (string Pattern, Regex Regex)? known = null;
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            string text = Encoding.UTF8.GetString(NestedVectors.BytesOf(call.Arguments[0], row));
            Regex regex = Compile(Encoding.UTF8.GetString(NestedVectors.BytesOf(call.Arguments[1], row)), ref known);
            int group = call.Arguments.Length == 3 ? *(int*)call.Arguments[2].AddressOf(row) : 0;
            if (group < 0 || !regex.GetGroupNumbers().Contains(group))
                throw Errors.Invalid($"the regular expression has no group {group}");
            foreach (Match match in regex.Matches(text)) Add(writer, Encoding.UTF8.GetBytes(match.Groups[group].Value));
            writer.End();
            NestedVectors.Store(writer, result, row);
        }
    }

    private static void Add(NestedWriter writer, ReadOnlySpan<byte> text)
    {
        writer.Mark();
        writer.Bytes(Varchar, text);
    }

    private static Regex Compile(string pattern, ref (string Pattern, Regex Regex)? known)
    {
        if (known is { } last && last.Pattern == pattern) return last.Regex;
        try
        {
            var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            known = (pattern, regex);
            return regex;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new GrizzlyException(
                SqlStates.InvalidRegularExpression, $"invalid regular expression: {Errors.Shorten(pattern)}");
        }
    }
}
