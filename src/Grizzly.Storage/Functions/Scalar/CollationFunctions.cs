using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Collations: a text's key, whose bytes order and equal as the collation does.</summary>
/// <remarks>Names are binary (C, POSIX, default), nocase, noaccent and nfc, joined by points. Locales are not among
/// them: the engine runs without ICU's data.</remarks>
internal static unsafe class CollationFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("strip_accents", "A text without accents and other marks on letters.",
            "strip_accents('mühleisen')", new Overload([Text], Text, ScalarLoops.Map<WithoutAccents>)),
        Define.Custom("collation_key", "The text that orders and equals as a collation does.",
            "collation_key('Ä', 'nocase')", Bind, "collation_key(VARCHAR, VARCHAR) -> VARCHAR"),
    ];

    /// <summary>False for a name that is no collation.</summary>
    public static bool IsKnown(string name) => Array.TrueForAll(Parts(name), part =>
        part is "c" or "posix" or "binary" or "default" or "ucs_basic" or "nocase" or "noaccent" or "nfc");

    /// <summary>Whether the collation is that of the bytes.</summary>
    public static bool IsBinary(string name) => Array.TrueForAll(Parts(name), part =>
        part is not ("nocase" or "noaccent" or "nfc"));

    private static string[] Parts(string name) => name.ToLowerInvariant().Split('.');

    private static BoundScalar? Bind(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2 || !types.All(type => type.IsString || type.IsNull)) return null;
        if (constants[1] is not { IsNull: false } name || !IsKnown(name.Text))
            throw Errors.InvalidArgument("the collation of collation_key must be the constant name of one");
        string[] parts = Parts(name.Text);
        bool ignoresCase = parts.Contains("nocase"), ignoresAccents = parts.Contains("noaccent"),
            composes = parts.Contains("nfc");
        return new BoundScalar
        {
            Name = $"collation_key {name.Text}",
            ArgumentTypes = [Text, Text],
            ReturnType = Text,
            Kernel = (in ScalarCall call, ColumnVector result) =>
            {
                var text = new Column<StringView>(call.Arguments[0]);
                for (int i = 0; i < call.Count; i++)
                {
                    ReadOnlySpan<byte> key = StringView.SpanOf(text.At(i));
                    if (composes) key = ComposedText.Of(key);
                    if (ignoresAccents) key = BaseLetters.Of(key);
                    if (ignoresCase) key = CaseFolding.ToLower(key);
                    ((StringView*)result.Data)[i] = result.IsNullAt(i) ? default : result.Arena.Add(key);
                }
            },
        };
    }

    private readonly struct WithoutAccents : ITextMapper
    {
        public static StringView Invoke(StringView* text, StringArena arena) =>
            arena.Add(BaseLetters.Of(StringView.SpanOf(text)));
    }
}
