using System.Text;
using System.Text.RegularExpressions;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Regular expressions on .NET's engine without backtracking, so that no pattern takes more than linear
/// time.</summary>
/// <remarks>Back references and look-around are therefore errors (2201B). Options: i ignores case, g replaces all, s
/// lets . match line ends,
/// m lets ^ and $ match at lines, c is case-sensitive (the default).</remarks>
internal static unsafe class RegexFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("regexp_matches", "Whether some part of a string matches a regular expression.",
            "regexp_matches('anabanana', 'ban')",
            Make([Text, Text], LogicalType.Boolean, Matches),
            Make([Text, Text, Text], LogicalType.Boolean, Matches)).WithOptions(2) with { Aliases = ["regexp_like"] },
        Define.Function("regexp_full_match", "Whether the whole string matches a regular expression.",
            "regexp_full_match('anabanana', '(an)*')",
            Make([Text, Text], LogicalType.Boolean, FullMatch),
            Make([Text, Text, Text], LogicalType.Boolean, FullMatch)).WithOptions(2),
        Define.Function("~", "Whether the whole string matches a regular expression.", "'anabanana' ~ '(an)*.*'",
            Make([Text, Text], LogicalType.Boolean, FullMatch)),
        Define.Function("!~", "Whether the whole string does not match a regular expression.", "'abc' !~ 'b'",
            Make([Text, Text], LogicalType.Boolean, (in ScalarCall call, ColumnVector result) =>
            {
                FullMatch(call, result);
                for (int i = 0; i < call.Count; i++) result.Data[i] ^= 1;
            })),
        Define.Function("regexp_replace",
            "With the first match (with option g every match) replaced; \\1 stands for the first group.",
            "regexp_replace('hello', '[lo]', '-')", Make([Text, Text, Text], Text, Replace),
            Make([Text, Text, Text, Text], Text, Replace)).WithOptions(3),
        Define.Function("regexp_instr", "The first character, from 1, of the first match; 0 if there is none.",
            "regexp_instr('anabanana', 'b')", Make([Text, Text], LogicalType.Integer, Where)),
        Define.Function("regexp_extract", "The first match, or one of its groups; empty if there is none.",
            "regexp_extract('2024-02-29', '(\\d+)-(\\d+)', 2)",
            Make([Text, Text], Text, Extract), Make([Text, Text, LogicalType.Integer], Text, Extract),
            Make([Text, Text, LogicalType.Integer, Text], Text, Extract)).WithOptions(3),
    ];

    /// <summary>The same function, whose argument with that number is options and must be a constant.</summary>
    private static ScalarFunction WithOptions(this ScalarFunction function, int argument) => function with
    {
        Bind = (types, constants) =>
        {
            BoundScalar? bound = function.Bind(types, constants);
            if (bound is not null && types.Count > argument) RegexPatterns.OptionsOf(constants[argument]);
            return bound;
        },
    };

    private static Overload Make(LogicalType[] parameters, LogicalType result, ScalarKernel kernel) =>
        new(parameters, result, kernel) { CanFail = true, CreateState = () => new State() };

    private static void Matches(in ScalarCall call, ColumnVector result) => Test(call, result, false);

    private static void FullMatch(in ScalarCall call, ColumnVector result) => Test(call, result, true);

    private static void Test(in ScalarCall call, ColumnVector result, bool whole)
    {
        State state = (State?)call.State ?? new State();
        for (int i = 0; i < call.Count; i++)
        {
            result.Data[i] = 0;
            if (result.IsNullAt(i)) continue;
            Regex regex = state.Compile(At(call, 1, i), call.Arguments.Length > 2 ? At(call, 2, i) : "", whole);
            result.Data[i] = regex.IsMatch(At(call, 0, i)) ? (byte)1 : (byte)0;
        }
    }

    private static void Replace(in ScalarCall call, ColumnVector result)
    {
        State state = (State?)call.State ?? new State();
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            string options = call.Arguments.Length > 3 ? At(call, 3, i) : "";
            Regex regex = state.Compile(At(call, 1, i), options, false, true);
            string replacement = ToNetReplacement(At(call, 2, i));
            Write(result, i, regex.Replace(At(call, 0, i), replacement, options.Contains('g') ? -1 : 1));
        }
    }

    private static void Where(in ScalarCall call, ColumnVector result)
    {
        State state = (State?)call.State ?? new State();
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            string text = At(call, 0, i);
            Match match = state.Compile(At(call, 1, i), "", false).Match(text);
            int before = match.Index - text.AsSpan(0, match.Index).CountSurrogatePairs();
            ((int*)result.Data)[i] = match.Success ? before + 1 : 0;
        }
    }

    /// <summary>Characters that take two places in a string of .NET's.</summary>
    private static int CountSurrogatePairs(this ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (char c in text) count += char.IsLowSurrogate(c) ? 1 : 0;
        return count;
    }

    private static void Extract(in ScalarCall call, ColumnVector result)
    {
        State state = (State?)call.State ?? new State();
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            int group = call.Arguments.Length > 2 ? *(int*)call.Arguments[2].AddressOf(i) : 0;
            Regex regex = state.Compile(At(call, 1, i), call.Arguments.Length > 3 ? At(call, 3, i) : "", false);
            if (group < 0 || group >= regex.GetGroupNumbers().Length) throw Errors.InvalidArgument(
                $"the regular expression has no group {group}");
            Match match = regex.Match(At(call, 0, i));
            if (match.Success) Write(result, i, match.Groups[group].Value);
        }
    }

    private static string At(in ScalarCall call, int argument, int row) =>
        ((StringView*)call.Arguments[argument].AddressOf(row))->ToString();

    private static void Write(ColumnVector result, int row, string text) =>
        ((StringView*)result.Data)[row] = result.Arena.Add(Encoding.UTF8.GetBytes(text));

    /// <summary>\1 becomes ${1}, \0 and \&amp; the whole match, and $ stands for itself.</summary>
    private static string ToNetReplacement(string text)
    {
        var result = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '$') result.Append("$$");
            else if (text[i] != '\\' || i + 1 == text.Length) result.Append(text[i]);
            else if (char.IsAsciiDigit(text[++i])) result.Append("${").Append(text[i]).Append('}');
            else result.Append(text[i] == '&' ? "$0" : text[i].ToString());
        }
        return result.ToString();
    }

    /// <summary>The expression compiled last.</summary>
    private sealed class State
    {
        private string? _pattern;
        private string? _options;
        private Regex? _regex;

        public Regex Compile(string pattern, string options, bool whole, bool mayBeGlobal = false)
        {
            if (_regex is not null && _pattern == pattern && _options == options) return _regex;
            _regex = RegexPatterns.Compile(pattern, options, whole, mayBeGlobal);
            (_pattern, _options) = (pattern, options);
            return _regex;
        }
    }
}
