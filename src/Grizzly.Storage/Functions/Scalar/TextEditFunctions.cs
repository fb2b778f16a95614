using System.Text;
using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Trimming, padding, replacing, joining and splitting strings.</summary>
internal static unsafe class TextEditFunctions
{
    /// <summary>No function makes a longer string.</summary>
    private const long MaxLength = 256L << 20;

    private static readonly LogicalType Text = LogicalType.Varchar, BigInt = LogicalType.BigInt,
        Blob = LogicalType.Blob;

    public static IEnumerable<ScalarFunction> All =>
    [
        Trim("trim", "Without the spaces (or given characters) at both ends.", "trim('  a ')", true,
            true) with { Aliases = ["btrim"] },
        Trim("ltrim", "Without the spaces (or given characters) at the start.", "ltrim('  a ')", true, false),
        Trim("rtrim", "Without the spaces (or given characters) at the end.", "rtrim('  a ')", false, true),
        Define.Function("replace", "With every occurrence of one string replaced by another.",
            "replace('banana', 'na', 'NA')", new Overload([Text, Text, Text], Text, Replace)),
        Define.Function("translate",
            "With each character of one set replaced by its counterpart in another, or dropped.",
                "translate('12345', '143', 'ax')",
            new Overload([Text, Text, Text], Text, Translate)),
        Define.Function("lpad", "Filled up with a string (cut off) to so many characters on the left.",
            "lpad('7', 3, '0')",
            new Overload([Text, BigInt, Text], Text, (in ScalarCall call, ColumnVector result) =>
                Pad(call, result, true)) { CanFail = true },
            new Overload([Text, BigInt], Text, (in ScalarCall call, ColumnVector result) =>
                Pad(call, result, true)) { CanFail = true }),
        Define.Function("rpad", "Filled up with a string (cut off) to so many characters on the right.",
            "rpad('7', 3, '0')",
            new Overload([Text, BigInt, Text], Text, (in ScalarCall call, ColumnVector result) =>
                Pad(call, result, false)) { CanFail = true },
            new Overload([Text, BigInt], Text, (in ScalarCall call, ColumnVector result) =>
                Pad(call, result, false)) { CanFail = true }),
        Define.Function("repeat", "The string several times.", "repeat('ab', 3)",
            new Overload([Text, BigInt], Text, Repeat) { CanFail = true },
            new Overload([Blob, BigInt], Blob, Repeat) { CanFail = true }),
        Define.Function("reverse", "Characters in reverse order.", "reverse('abc')",
            new Overload([Text], Text, ScalarLoops.Map<Reverse>)),
        Define.Function("split_part",
            "The part with a number (from 1; negative from the end) between separators; empty if there is none.",
            "split_part('a,b,c', ',', 2)", new Overload([Text, Text, BigInt], Text, SplitPart)),
        Define.Custom("||", "Strings joined; NULL if one is.", "'data' || 'base'", BindJoin, "any || any -> VARCHAR",
            "BLOB || BLOB -> BLOB"),
        Define.Custom("concat", "Values joined as text; NULLs are skipped.", "concat('a', 1, NULL)", BindConcat,
            "concat(any, ...) -> VARCHAR"),
        Define.Custom("concat_ws", "Values joined as text with a separator; NULLs are skipped.",
            "concat_ws(', ', 'a', NULL, 'b')", BindConcatWs,
            "concat_ws(VARCHAR, any, ...) -> VARCHAR"),
        Define.Function("chr", "The character with a Unicode number.", "chr(228)",
            new Overload([LogicalType.Integer], Text, Chr) { CanFail = true }),
    ];

    private static ScalarFunction Trim(string name, string description, string example, bool start, bool end)
    {
        ScalarKernel kernel = (in ScalarCall call, ColumnVector result) => Trim(call, result, start, end);
        return Define.Function(name, description, example, new Overload([Text], Text, kernel),
            new Overload([Text, Text], Text, kernel));
    }

    private static void Trim(in ScalarCall call, ColumnVector result, bool start, bool end)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        Column<StringView> set = call.Arguments.Length > 1 ? new Column<StringView>(call.Arguments[1]) : default;
        var output = (StringView*)result.Data;
        for (int i = 0; i < call.Count; i++)
        {
            ReadOnlySpan<byte> rest = StringView.SpanOf(text.At(i));
            ReadOnlySpan<byte> characters = set.Data is null ? " "u8 : StringView.SpanOf(set.At(i));
            if (start)
            {
                while (!rest.IsEmpty
                    && Contains(characters, rest[..CharacterLength(rest)])) rest = rest[CharacterLength(rest)..];
            }
            while (end && !rest.IsEmpty)
            {
                int from = rest.Length - 1;
                while (from > 0 && (rest[from] & 0xC0) == 0x80) from--;
                if (!Contains(characters, rest[from..])) break;
                rest = rest[..from];
            }
            output[i] = result.Arena.Add(rest);
        }
    }

    private static int CharacterLength(ReadOnlySpan<byte> text)
    {
        fixed (byte* bytes = text) return Utf8.CharacterLength(bytes, bytes + text.Length);
    }

    private static bool Contains(ReadOnlySpan<byte> set, ReadOnlySpan<byte> character) => set.IndexOf(character) >= 0;

    private static void Replace(in ScalarCall call, ColumnVector result)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        var from = new Column<StringView>(call.Arguments[1]);
        var to = new Column<StringView>(call.Arguments[2]);
        var output = (StringView*)result.Data;
        for (int i = 0; i < call.Count; i++)
        {
            ReadOnlySpan<byte> source = StringView.SpanOf(text.At(i)), search = StringView.SpanOf(from.At(i)),
                replacement = StringView.SpanOf(to.At(i));
            int occurrences = search.IsEmpty ? 0 : source.Count(search);
            if (occurrences == 0)
            {
                output[i] = result.Arena.Add(source);
                continue;
            }
            Span<byte> target = Allocate(result.Arena, source.Length
                + (long)occurrences * (replacement.Length - search.Length), out byte* start);
            int written = 0;
            for (int at; (at = source.IndexOf(search)) >= 0; source = source[(at + search.Length)..])
            {
                source[..at].CopyTo(target[written..]);
                replacement.CopyTo(target[(written + at)..]);
                written += at + replacement.Length;
            }
            source.CopyTo(target[written..]);
            output[i] = new StringView(start, target.Length);
        }
    }

    private static void Translate(in ScalarCall call, ColumnVector result)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        var from = new Column<StringView>(call.Arguments[1]);
        var to = new Column<StringView>(call.Arguments[2]);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            var map = new Dictionary<Rune, Rune?>();
            Rune[] sources = [.. from[i].ToString().EnumerateRunes()], targets = [.. to[i].ToString().EnumerateRunes()];
            for (int k = 0; k < sources.Length; k++) map.TryAdd(sources[k], k < targets.Length ? targets[k] : null);
            var changed = new StringBuilder();
            foreach (Rune rune in text[i].ToString().EnumerateRunes())
            {
                if (!map.TryGetValue(rune, out Rune? replacement)) changed.Append(rune.ToString());
                else if (replacement is { } other) changed.Append(other.ToString());
            }
            ((StringView*)result.Data)[i] = result.Arena.Add(Encoding.UTF8.GetBytes(changed.ToString()));
        }
    }

    private static void Pad(in ScalarCall call, ColumnVector result, bool left)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        var length = new Column<long>(call.Arguments[1]);
        Column<StringView> filler = call.Arguments.Length > 2 ? new Column<StringView>(call.Arguments[2]) : default;
        var output = (StringView*)result.Data;
        for (int i = 0; i < call.Count; i++)
        {
            output[i] = default;
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> source = StringView.SpanOf(text.At(i)), fill = filler.Data is null
                ? " "u8 : StringView.SpanOf(filler.At(i));
            int characters = Utf8.CountCharacters(source);
            long wanted = length[i];
            if (wanted <= characters)
            {
                byte* bytes = StringView.BytesOf(text.At(i));
                output[i] = result.Arena.Add(
                    new ReadOnlySpan<byte>(bytes, Utf8.OffsetOf(bytes, source.Length, Math.Max(0, wanted))));
                continue;
            }
            if (fill.IsEmpty) throw Errors.InvalidArgument("a string cannot be filled up with an empty one");
            long missing = wanted - characters;
            int fillCharacters = Math.Max(1, Utf8.CountCharacters(fill));
            int partial;
            fixed (byte* fillBytes = fill) partial = fill.IsEmpty
                ? 0 : Utf8.OffsetOf(fillBytes, fill.Length, missing % fillCharacters);
            if (missing > MaxLength) throw TooLong();
            long whole = missing / fillCharacters;
            Span<byte> target = Allocate(result.Arena, source.Length + whole * fill.Length + partial, out byte* start);
            int at = 0;
            if (!left)
            {
                source.CopyTo(target);
                at = source.Length;
            }
            for (long k = 0; k < whole; k++, at += fill.Length) fill.CopyTo(target[at..]);
            fill[..partial].CopyTo(target[at..]);
            if (left) source.CopyTo(target[(at + partial)..]);
            output[i] = new StringView(start, target.Length);
        }
    }

    private static void Repeat(in ScalarCall call, ColumnVector result)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        var times = new Column<long>(call.Arguments[1]);
        var output = (StringView*)result.Data;
        for (int i = 0; i < call.Count; i++)
        {
            output[i] = default;
            ReadOnlySpan<byte> source = StringView.SpanOf(text.At(i));
            if (result.IsNullAt(i) || times[i] <= 0 || source.IsEmpty) continue;
            if (times[i] > MaxLength) throw TooLong();
            Span<byte> target = Allocate(result.Arena, source.Length * times[i], out byte* start);
            for (int at = 0; at < target.Length; at += source.Length) source.CopyTo(target[at..]);
            output[i] = new StringView(start, target.Length);
        }
    }

    private static void SplitPart(in ScalarCall call, ColumnVector result)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        var separator = new Column<StringView>(call.Arguments[1]);
        var number = new Column<long>(call.Arguments[2]);
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] =
                result.Arena.Add(Part(StringView.SpanOf(text.At(i)), StringView.SpanOf(separator.At(i)), number[i]));
        }
    }

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator, long number)
    {
        if (separator.IsEmpty) return Character(text, number);
        if (number < 0) number += text.Count(separator) + 2;
        if (number < 1) return [];
        for (; number > 1; number--)
        {
            int at = text.IndexOf(separator);
            if (at < 0) return [];
            text = text[(at + separator.Length)..];
        }
        int end = text.IndexOf(separator);
        return end < 0 ? text : text[..end];
    }

    /// <summary>An empty separator stands between all characters.</summary>
    private static ReadOnlySpan<byte> Character(ReadOnlySpan<byte> text, long number)
    {
        int count = Utf8.CountCharacters(text);
        if (number < 0) number += count + 1;
        if (number < 1 || number > count) return [];
        fixed (byte* bytes = text)
        {
            int start = Utf8.OffsetOf(bytes, text.Length, number - 1);
            return text.Slice(start, Utf8.CharacterLength(bytes + start, bytes + text.Length));
        }
    }

    private static BoundScalar? BindJoin(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2) return null;
        LogicalType type = types[0].Id == LogicalTypeId.Blob && types[1].Id == LogicalTypeId.Blob ? Blob : Text;
        return new BoundScalar { Name = "||", ArgumentTypes = [type, type], ReturnType = type, Kernel = Join };
    }

    private static BoundScalar? BindConcat(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants) =>
        types.Count == 0 || types.Any(type => type.IsList) ? null : new BoundScalar
        {
            Name = "concat",
            ArgumentTypes = [.. types.Select(_ => Text)],
            ReturnType = Text,
            Kernel = (in ScalarCall call, ColumnVector result) => Concat(call, result, 0),
            Nulls = NullHandling.Custom,
        };

    private static BoundScalar? BindConcatWs(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants) =>
        types.Count < 2 ? null : new BoundScalar
        {
            Name = "concat_ws",
            ArgumentTypes = [.. types.Select(_ => Text)],
            ReturnType = Text,
            Kernel = (in ScalarCall call, ColumnVector result) => Concat(call, result, 1),
            Nulls = NullHandling.Custom,
        };

    private static void Join(in ScalarCall call, ColumnVector result)
    {
        var left = new Column<StringView>(call.Arguments[0]);
        var right = new Column<StringView>(call.Arguments[1]);
        var output = (StringView*)result.Data;
        for (int i = 0; i < call.Count; i++)
        {
            output[i] = default;
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> first = StringView.SpanOf(left.At(i)), second = StringView.SpanOf(right.At(i));
            Span<byte> target = Allocate(result.Arena, (long)first.Length + second.Length, out byte* start);
            first.CopyTo(target);
            second.CopyTo(target[first.Length..]);
            output[i] = new StringView(start, target.Length);
        }
    }

    /// <summary>Joins arguments from <paramref name="from"/> on; argument 0 is the separator where from is 1, and NULL
    /// makes the result NULL.</summary>
    private static void Concat(in ScalarCall call, ColumnVector result, int from)
    {
        var output = (StringView*)result.Data;
        for (int i = 0; i < call.Count; i++)
        {
            output[i] = default;
            if (from == 1 && call.Arguments[0].IsNullAt(i))
            {
                result.SetNull(i);
                continue;
            }
            ReadOnlySpan<byte> separator = from == 0
                ? [] : StringView.SpanOf((StringView*)call.Arguments[0].AddressOf(i));
            long length = 0;
            int parts = 0;
            for (int k = from; k < call.Arguments.Length; k++)
            {
                if (call.Arguments[k].IsNullAt(i)) continue;
                length += ((StringView*)call.Arguments[k].AddressOf(i))->Length + (parts++ > 0 ? separator.Length : 0);
            }
            Span<byte> target = Allocate(result.Arena, length, out byte* start);
            int at = 0;
            for (int k = from; k < call.Arguments.Length; k++)
            {
                if (call.Arguments[k].IsNullAt(i)) continue;
                ReadOnlySpan<byte> part = StringView.SpanOf((StringView*)call.Arguments[k].AddressOf(i));
                part.CopyTo(target[at..]);
                at += part.Length;
                if (--parts == 0) break;
                separator.CopyTo(target[at..]);
                at += separator.Length;
            }
            output[i] = new StringView(start, target.Length);
        }
    }

    private static void Chr(in ScalarCall call, ColumnVector result)
    {
        var code = new Column<int>(call.Arguments[0]);
        Span<byte> buffer = stackalloc byte[4];
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            if (!Rune.TryCreate(code[i], out Rune rune)) throw Errors.InvalidArgument(
                $"{code[i]} is not the number of a character");
            ((StringView*)result.Data)[i] = result.Arena.Add(buffer[..rune.EncodeToUtf8(buffer)]);
        }
    }

    private static Span<byte> Allocate(StringArena arena, long length, out byte* start)
    {
        if (length > MaxLength) throw TooLong();
        start = arena.Allocate((int)length);
        return new Span<byte>(start, (int)length);
    }

    private static GrizzlyException TooLong() =>
        new(SqlStates.ProgramLimitExceeded, "the resulting string would be longer than 256 MiB");

    private readonly struct Reverse : ITextMapper
    {
        public static StringView Invoke(StringView* text, StringArena arena)
        {
            byte* source = StringView.BytesOf(text), end = source + text->Length;
            Span<byte> target = Allocate(arena, text->Length, out byte* start);
            int at = target.Length;
            while (source < end)
            {
                int length = Utf8.CharacterLength(source, end);
                at -= length;
                new ReadOnlySpan<byte>(source, length).CopyTo(target[at..]);
                source += length;
            }
            return new StringView(start, target.Length);
        }
    }
}
