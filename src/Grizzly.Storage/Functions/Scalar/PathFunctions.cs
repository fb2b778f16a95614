using System.Text;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Parts of file paths; both slashes separate.</summary>
internal static unsafe class PathFunctions
{
    private static readonly LogicalType Varchar = LogicalType.Varchar, Boolean = LogicalType.Boolean;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("parse_filename", "The last part of a path, without its ending if the second argument is true.",
            "parse_filename('data/sales.csv', true)", new Overload([Varchar], Varchar, FileName),
            new Overload([Varchar, Boolean], Varchar, FileName)),
        Define.Function("parse_dirname", "The first directory of a path.", "parse_dirname('data/sales.csv')",
            new Overload([Varchar], Varchar, ScalarLoops.Map<TopDirectory>)),
        Define.Function("parse_dirpath", "A path without its last part.", "parse_dirpath('data/2024/sales.csv')",
            new Overload([Varchar], Varchar, ScalarLoops.Map<DirectoryPath>)),
        Define.Function("nfc_normalize", "A text in Unicode's normal form C.", "nfc_normalize('abc')",
            new Overload([Varchar], Varchar, ScalarLoops.Map<Composed>)),
    ];

    private static int LastSlash(ReadOnlySpan<byte> path) => path.LastIndexOfAny((byte)'/', (byte)'\\');

    private static void FileName(in ScalarCall call, ColumnVector result)
    {
        var paths = new Column<StringView>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++)
        {
            ReadOnlySpan<byte> path = StringView.SpanOf(paths.At(i));
            ReadOnlySpan<byte> name = path[(LastSlash(path) + 1)..];
            bool isTrimmed = call.Arguments.Length > 1 && !call.Arguments[1].IsNullAt(i)
                && *call.Arguments[1].AddressOf(i) != 0;
            int point = isTrimmed ? name.LastIndexOf((byte)'.') : -1;
            if (point > 0) name = name[..point];
            ((StringView*)result.Data)[i] = result.IsNullAt(i) ? default : result.Arena.Add(name);
        }
    }

    private readonly struct TopDirectory : ITextMapper
    {
        public static StringView Invoke(StringView* text, StringArena arena)
        {
            ReadOnlySpan<byte> path = StringView.SpanOf(text);
            int slash = path.IndexOfAny((byte)'/', (byte)'\\');
            return slash == 0 ? arena.Add(path[..1]) : slash < 0 ? default : arena.Add(path[..slash]);
        }
    }

    private readonly struct DirectoryPath : ITextMapper
    {
        public static StringView Invoke(StringView* text, StringArena arena)
        {
            ReadOnlySpan<byte> path = StringView.SpanOf(text);
            int slash = LastSlash(path);
            return slash < 0 ? default : arena.Add(path[..Math.Max(1, slash)]);
        }
    }

    private readonly struct Composed : ITextMapper
    {
        public static StringView Invoke(StringView* text, StringArena arena)
        {
            ReadOnlySpan<byte> bytes = StringView.SpanOf(text);
            return Ascii.IsValid(bytes)
                ? arena.Add(*text)
                : arena.Add(ComposedText.Of(bytes));
        }
    }
}
