using System.Globalization;
using System.Text;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Collations: a text's key, whose bytes order and equal as the collation does.</summary>
internal static unsafe class CollationFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("strip_accents", "A text without accents and other marks on letters.",
            "strip_accents('mühleisen')", new Overload([Text], Text, ScalarLoops.Map<WithoutAccents>)),
        Define.Custom("collation_key", "The text that orders and equals as a collation does.",
            "collation_key('Ä', 'nocase')", Bind, "collation_key(VARCHAR, VARCHAR) -> VARCHAR or BLOB"),
    ];

    private static BoundScalar? Bind(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2 || !types.All(type => type.IsString || type.IsNull)) return null;
        if (constants[1] is not { IsNull: false } name || Collation.Find(name.Text) is not { } collation)
            throw Errors.InvalidArgument("the collation of collation_key must be the constant name of one");
        return new BoundScalar
        {
            Name = $"collation_key {name.Text}",
            ArgumentTypes = [Text, Text],
            ReturnType = collation.KeyType,
            Kernel = collation.Locale is null
                ? (in ScalarCall call, ColumnVector result) => Fold(collation, call, result)
                : (in ScalarCall call, ColumnVector result) => SortKeys(collation, call, result),
        };
    }

    private static void Fold(Collation collation, in ScalarCall call, ColumnVector result)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++)
        {
            ReadOnlySpan<byte> key = StringView.SpanOf(text.At(i));
            if (collation.Composes) key = ComposedText.Of(key);
            if (collation.IgnoresAccents) key = BaseLetters.Of(key);
            if (collation.IgnoresCase) key = CaseFolding.ToLower(key);
            ((StringView*)result.Data)[i] = result.IsNullAt(i) ? default : result.Arena.Add(key);
        }
    }

    /// <summary>The sort keys of the Unicode Collation Algorithm (UTS 10), as ICU makes them for the locale.</summary>
    private static void SortKeys(Collation collation, in ScalarCall call, ColumnVector result)
    {
        CompareInfo order = collation.Locale!.CompareInfo;
        CompareOptions options = (collation.IgnoresCase ? CompareOptions.IgnoreCase : CompareOptions.None)
            | (collation.IgnoresAccents ? CompareOptions.IgnoreNonSpace : CompareOptions.None);
        var text = new Column<StringView>(call.Arguments[0]);
        char[] letters = new char[256];
        byte[] key = new byte[1024];
        for (int i = 0; i < call.Count; i++)
        {
            StringView* target = (StringView*)result.Data + i;
            *target = default;
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> bytes = StringView.SpanOf(text.At(i));
            if (letters.Length < bytes.Length) letters = new char[bytes.Length * 2];
            int count = Encoding.UTF8.GetChars(bytes, letters);
            int needed = order.GetSortKeyLength(letters.AsSpan(0, count), options);
            if (key.Length < needed) key = new byte[needed * 2];
            int written = order.GetSortKey(letters.AsSpan(0, count), key, options);
            *target = result.Arena.Add(key.AsSpan(0, written));
        }
    }

    private readonly struct WithoutAccents : ITextMapper
    {
        public static StringView Invoke(StringView* text, StringArena arena) =>
            arena.Add(BaseLetters.Of(StringView.SpanOf(text)));
    }
}
