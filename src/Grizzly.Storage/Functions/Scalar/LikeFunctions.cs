using System.Text;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>LIKE and ILIKE under the operator names PostgreSQL gives them: <c>~~ !~~ ~~* !~~*</c>, and the forms with
/// ESCAPE.</summary>
internal static unsafe class LikeFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar;

    public static IEnumerable<ScalarFunction> All =>
    [
        Make("~~", "string LIKE pattern: % stands for any characters, _ for one.", "'data' ~~ 'd%a'", false,
            false) with { Aliases = ["like"] },
        Make("!~~", "string NOT LIKE pattern.", "'data' !~~ 'x%'", false, true) with { Aliases = ["not_like"] },
        Make("~~*", "string ILIKE pattern: LIKE without regard to case.", "'Data' ~~* 'd%A'", true,
            false) with { Aliases = ["ilike"] },
        Make("!~~*", "string NOT ILIKE pattern.", "'Data' !~~* 'x%'", true, true) with { Aliases = ["not_ilike"] },
        MakeEscape("like_escape", "string LIKE pattern ESCAPE character.", "like_escape('50%', '50$%', '$')", false,
            false),
        MakeEscape("not_like_escape", "string NOT LIKE pattern ESCAPE character.",
            "not_like_escape('50%', '50$%', '$')", false, true),
        MakeEscape("ilike_escape", "string ILIKE pattern ESCAPE character.", "ilike_escape('A%', 'a$%', '$')", true,
            false),
        MakeEscape("not_ilike_escape", "string NOT ILIKE pattern ESCAPE character.",
            "not_ilike_escape('A%', 'a$%', '$')", true, true),
    ];

    private static ScalarFunction Make(string name, string description, string example, bool ignoreCase, bool negate) =>
        Define.Function(name, description, example, new Overload([Text, Text], LogicalType.Boolean,
            (in ScalarCall call, ColumnVector result) => Run(call, result, ignoreCase, negate)) { CreateState = () =>
                new State() });

    private static ScalarFunction MakeEscape(string name, string description, string example, bool ignoreCase,
        bool negate) =>
        Define.Function(name, description, example, new Overload([Text, Text, Text], LogicalType.Boolean,
            (in ScalarCall call, ColumnVector result) => Run(call, result, ignoreCase, negate)) { CreateState = () =>
                new State(), CanFail = true });

    private static void Run(in ScalarCall call, ColumnVector result, bool ignoreCase, bool negate)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        var pattern = new Column<StringView>(call.Arguments[1]);
        var escape = call.Arguments.Length > 2 ? new Column<StringView>(call.Arguments[2]) : default;
        State state = (State?)call.State ?? new State();
        if (pattern.Step == 0 && (escape.Data is null || escape.Step == 0) && !ignoreCase && call.Count > 0)
        {
            RunConstant(text, state.Compile(pattern.At(0), escape.Data is null ? null : escape.At(0)), result.Data,
                call.Count, negate);
            return;
        }
        for (int i = 0; i < call.Count; i++)
        {
            result.Data[i] = 0;
            if (result.IsNullAt(i)) continue;
            LikePattern compiled = ignoreCase
                ? state.CompileLower(pattern.At(i), escape.Data is null ? null : escape.At(i))
                : state.Compile(pattern.At(i), escape.Data is null ? null : escape.At(i));
            StringView* view = text.At(i);
            bool matches;
            if (ignoreCase)
            {
                ReadOnlySpan<byte> lower = state.Lower(StringView.SpanOf(view));
                fixed (byte* bytes = lower) matches = compiled.Matches(bytes, lower.Length);
            }
            else
            {
                matches = compiled.Matches(StringView.BytesOf(view), view->Length);
            }
            result.Data[i] = matches != negate ? (byte)1 : (byte)0;
        }
    }

    [System.Runtime.CompilerServices.MethodImpl(
        System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
    private static void RunConstant(Column<StringView> text, LikePattern pattern, byte* result, int count, bool negate)
    {
        for (int i = 0; i < count; i++)
        {
            StringView* view = text.At(i);
            result[i] = pattern.Matches(StringView.BytesOf(view), view->Length) != negate ? (byte)1 : (byte)0;
        }
    }

    /// <summary>The pattern compiled last and a buffer for folded text.</summary>
    private sealed class State
    {
        private LikePattern? _compiled;
        private byte[] _escape = [];
        private byte[] _buffer = new byte[256];

        public LikePattern Compile(StringView* pattern, StringView* escape) =>
            Compile(StringView.SpanOf(pattern), EscapeOf(escape));

        public LikePattern CompileLower(StringView* pattern, StringView* escape) =>
            Compile(Lower(StringView.SpanOf(pattern)), escape is null ? [] : CaseFolding.ToLower(EscapeOf(escape)));

        public ReadOnlySpan<byte> Lower(ReadOnlySpan<byte> text)
        {
            if (!Utf8.IsAscii(text)) return CaseFolding.ToLower(text);
            if (_buffer.Length < text.Length) _buffer = new byte[text.Length * 2];
            Ascii.ToLower(text, _buffer, out int length);
            return _buffer.AsSpan(0, length);
        }

        private LikePattern Compile(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> escape)
        {
            if (_compiled is not null && _compiled.IsFor(pattern) && escape.SequenceEqual(_escape)) return _compiled;
            _escape = escape.ToArray();
            return _compiled = new LikePattern(pattern, escape);
        }

        private static ReadOnlySpan<byte> EscapeOf(StringView* escape)
        {
            if (escape is null) return [];
            ReadOnlySpan<byte> bytes = StringView.SpanOf(escape);
            if (Utf8.CountCharacters(bytes) > 1) throw Errors.InvalidEscape("escape string must be one character");
            return bytes;
        }
    }
}
