using System.Text;
using Grizzly.Common;
using Grizzly.Sql;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Strings made fit for another place: identifiers, addresses of the web, titles.</summary>
internal static unsafe class TextQuoting
{
    private static readonly LogicalType Text = LogicalType.Varchar;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("initcap", "Each word with a capital first, all other letters small.", "initcap('hi THOMAS')",
            new Overload([Text], Text, ScalarLoops.Map<Title>)),
        Define.Function("quote_ident", "The string as SQL writes an identifier.", "quote_ident('Foo bar')",
            new Overload([Text], Text, ScalarLoops.Map<QuotedIdentifier>)),
        Define.Function("url_encode", "The string with all but letters, digits, and -_.~ as %XX (RFC 3986).",
            "url_encode('a b&c')", new Overload([Text], Text, ScalarLoops.Map<Encoded>)),
        Define.Function("url_decode", "The string that url_encode was given.", "url_decode('a%20b')",
            new Overload([Text], Text, Decode) { CanFail = true }),
    ];

    private static void Decode(in ScalarCall call, ColumnVector result)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++)
        {
            StringView* target = (StringView*)result.Data + i;
            *target = default;
            if (!result.IsNullAt(i)) *target = Decoded(StringView.SpanOf(text.At(i)), result.Arena);
        }
    }

    /// <summary>What is no %XX stays as it is.</summary>
    /// <exception cref="GrizzlyException">22023: the bytes are no UTF-8.</exception>
    private static StringView Decoded(ReadOnlySpan<byte> text, StringArena arena)
    {
        if (text.IndexOf((byte)'%') < 0) return arena.Add(text);
        byte* bytes = arena.Allocate(text.Length);
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool isEscape = text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1])
                && char.IsAsciiHexDigit((char)text[i + 2]);
            bytes[length++] = isEscape ? (byte)((Digit(text[i + 1]) << 4) | Digit(text[i + 2])) : text[i];
            if (isEscape) i += 2;
        }
        var decoded = new ReadOnlySpan<byte>(bytes, length);
        if (!System.Text.Unicode.Utf8.IsValid(decoded)) throw Errors.InvalidArgument("the bytes are no valid UTF-8");
        return new StringView(bytes, length);
    }

    private static int Digit(byte digit) => char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private readonly struct Title : ITextMapper
    {
        public static StringView Invoke(StringView* text, StringArena arena)
        {
            ReadOnlySpan<byte> rest = StringView.SpanOf(text);
            // A letter may be one of more bytes in the other case, never of more than four.
            byte* start = arena.Allocate(rest.Length * 4);
            var target = new Span<byte>(start, rest.Length * 4);
            int length = 0;
            bool isInside = false;
            while (!rest.IsEmpty)
            {
                bool isRune = Rune.DecodeFromUtf8(rest, out Rune rune, out int consumed)
                    == System.Buffers.OperationStatus.Done;
                if (isRune)
                {
                    rune = isInside ? Rune.ToLowerInvariant(rune) : Rune.ToUpperInvariant(rune);
                    length += rune.EncodeToUtf8(target[length..]);
                }
                else
                {
                    rest[..consumed].CopyTo(target[length..]);
                    length += consumed;
                }
                isInside = isRune && Rune.IsLetterOrDigit(rune);
                rest = rest[consumed..];
            }
            arena.Shrink(target.Length - length);
            return new StringView(start, length);
        }
    }

    private readonly struct QuotedIdentifier : ITextMapper
    {
        public static StringView Invoke(StringView* text, StringArena arena)
        {
            ReadOnlySpan<byte> name = StringView.SpanOf(text);
            bool isPlain = !name.IsEmpty && name.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789_"u8) < 0
                && !char.IsAsciiDigit((char)name[0])
                && Keywords.Class(Keywords.Find(text->ToString())) == KeywordClass.Free;
            if (isPlain) return arena.Add(*text);
            return arena.Add(Encoding.UTF8.GetBytes(
                $"\"{text->ToString().Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        }
    }

    private readonly struct Encoded : ITextMapper
    {
        public static StringView Invoke(StringView* text, StringArena arena)
        {
            ReadOnlySpan<byte> bytes = StringView.SpanOf(text);
            byte* start = arena.Allocate(bytes.Length * 3);
            int length = 0;
            foreach (byte each in bytes)
            {
                if (char.IsAsciiLetterOrDigit((char)each) || each is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
                {
                    start[length++] = each;
                    continue;
                }
                start[length++] = (byte)'%';
                start[length++] = "0123456789ABCDEF"u8[each >> 4];
                start[length++] = "0123456789ABCDEF"u8[each & 15];
            }
            arena.Shrink(bytes.Length * 3 - length);
            return new StringView(start, length);
        }
    }
}
