using System.Text;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Cutting, measuring and changing the case of strings. Positions and lengths count characters, from
/// 1.</summary>
internal static unsafe class TextFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar, BigInt = LogicalType.BigInt,
        Blob = LogicalType.Blob;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("substring",
            "Part of a string from a position on (from 1; negative counts from the end), at most so many characters.",
            "substring('database', 5, 2)", new Overload([Text, BigInt], Text, Substring),
                new Overload([Text, BigInt, BigInt], Text, Substring))
            with { Aliases = ["substr"] },
        Define.Function("left", "First characters; a negative number leaves out so many at the end.",
            "left('database', 4)", new Overload([Text, BigInt], Text, Left)),
        Define.Function("right", "Last characters; a negative number leaves out so many at the start.",
            "right('database', 4)", new Overload([Text, BigInt], Text, Right)),
        Define.Function("length", "Number of characters of a string, of bytes of a BLOB.", "length('naïve')",
            new Overload([Text], BigInt, ScalarLoops.Read<long, Characters>),
                new Overload([Blob], BigInt, ScalarLoops.Read<long, Bytes>))
            with { Aliases = ["len", "char_length", "character_length"] },
        Define.Function("octet_length", "Number of bytes.", "octet_length('ä')",
            new Overload([Text], BigInt, ScalarLoops.Read<long, Bytes>),
                new Overload([Blob], BigInt, ScalarLoops.Read<long, Bytes>)) with { Aliases = ["strlen"] },
        Define.Function("bit_length", "Number of bits.", "bit_length('abc')",
            new Overload([Text], BigInt, ScalarLoops.Read<long, Bits>)),
        Define.Function("upper", "Upper case.", "upper('Bär')",
            new Overload([Text], Text, ScalarLoops.Map<Upper>)) with { Aliases = ["ucase"] },
        Define.Function("lower", "Lower case.", "lower('BÄR')",
            new Overload([Text], Text, ScalarLoops.Map<Lower>)) with { Aliases = ["lcase"] },
    ];

    private static void Substring(in ScalarCall call, ColumnVector result)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        var start = new Column<long>(call.Arguments[1]);
        bool hasLength = call.Arguments.Length > 2;
        Column<long> length = hasLength ? new Column<long>(call.Arguments[2]) : default;
        StringView* output = (StringView*)result.Data;
        StringArena arena = result.Arena;
        for (int i = 0; i < call.Count; i++) output[i] = Cut(text.At(i), start[i], hasLength
            ? length[i] : long.MaxValue, arena);
    }

    private static void Left(in ScalarCall call, ColumnVector result)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        var length = new Column<long>(call.Arguments[1]);
        StringView* output = (StringView*)result.Data;
        for (int i = 0; i < call.Count; i++)
        {
            long count = length[i];
            if (count < 0) count = Math.Max(0, Utf8.CountCharacters(StringView.SpanOf(text.At(i))) + count);
            output[i] = Cut(text.At(i), 1, count, result.Arena);
        }
    }

    private static void Right(in ScalarCall call, ColumnVector result)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        var length = new Column<long>(call.Arguments[1]);
        StringView* output = (StringView*)result.Data;
        for (int i = 0; i < call.Count; i++)
        {
            long characters = Utf8.CountCharacters(StringView.SpanOf(text.At(i)));
            long count = length[i] < 0
                ? Math.Max(0, characters + Math.Max(length[i], -characters)) : Math.Min(length[i], characters);
            output[i] = Cut(text.At(i), characters - count + 1, count, result.Arena);
        }
    }

    /// <summary>Characters [start, start + length) counted from 1; a negative start counts from the end; what lies
    /// before the string is cut off.</summary>
    private static StringView Cut(StringView* text, long start, long length, StringArena arena)
    {
        byte* bytes = StringView.BytesOf(text);
        int size = text->Length;
        if (length == 0 || size == 0) return default;
        long characters = start < 0 ? Utf8.CountCharacters(new ReadOnlySpan<byte>(bytes, size)) : 0;
        (start, length) = Window(start, length, characters);
        if (length <= 0) return default;
        long end = length >= long.MaxValue - start ? long.MaxValue : start + length;
        // Characters are bytes as far as the text up to the end of the cut is ASCII.
        bool ascii = Utf8.IsAscii(new ReadOnlySpan<byte>(bytes, (int)Math.Min(size, end - 1)));
        int from = ascii ? (int)Math.Min(start - 1, size) : Utf8.OffsetOf(bytes, size, start - 1);
        int rest = size - from;
        int count = ascii ? (int)Math.Min(end - start, rest) : Utf8.OffsetOf(bytes + from, rest, end - start);
        return arena.Add(new ReadOnlySpan<byte>(bytes + from, count));
    }

    /// <summary>Start (from 1) and length of a cut: a negative start counts from the end of so many characters, a
    /// negative length reaches backwards from before the start, and what lies before the string is cut off.</summary>
    internal static (long Start, long Length) Window(long start, long length, long characters)
    {
        if (start < 0) start = Math.Max(characters + start, -1) + 1;
        if (length < 0)
        {
            (start, length) = (start + Math.Max(length, -1L << 40), -Math.Max(length, -1L << 40));
        }
        if (start >= 1) return (start, length);
        return (1, length == long.MaxValue ? length : length + start - 1);
    }

    private readonly struct Characters : ITextReader<long>
    {
        public static long Invoke(StringView* text) => Utf8.CountCharacters(StringView.SpanOf(text));
    }

    private readonly struct Bytes : ITextReader<long>
    {
        public static long Invoke(StringView* text) => text->Length;
    }

    private readonly struct Bits : ITextReader<long>
    {
        public static long Invoke(StringView* text) => text->Length * 8L;
    }

    private readonly struct Upper : ITextMapper
    {
        public static StringView Invoke(StringView* text, StringArena arena)
        {
            ReadOnlySpan<byte> bytes = StringView.SpanOf(text);
            if (!Utf8.IsAscii(bytes)) return arena.Add(CaseFolding.ToUpper(bytes));
            byte* target = arena.Allocate(bytes.Length);
            Ascii.ToUpper(bytes, new Span<byte>(target, bytes.Length), out _);
            return new StringView(target, bytes.Length);
        }
    }

    private readonly struct Lower : ITextMapper
    {
        public static StringView Invoke(StringView* text, StringArena arena)
        {
            ReadOnlySpan<byte> bytes = StringView.SpanOf(text);
            if (!Utf8.IsAscii(bytes)) return arena.Add(CaseFolding.ToLower(bytes));
            byte* target = arena.Allocate(bytes.Length);
            Ascii.ToLower(bytes, new Span<byte>(target, bytes.Length), out _);
            return new StringView(target, bytes.Length);
        }
    }
}
