using System.Text;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>What templates of to_char for dates and for numbers share: characters that stand for themselves.</summary>
internal static class TemplateText
{
    /// <summary>One character; a backslash before a quotation mark makes it an ordinary one.</summary>
    public static string Character(string text, ref int at)
    {
        if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] == '"') at++;
        int length = char.IsSurrogatePair(text, at) ? 2 : 1;
        at += length;
        return text.Substring(at - length, length);
    }

    /// <summary>The characters up to the closing quotation mark (or the end), which is passed; a backslash makes the
    /// next one ordinary.</summary>
    public static List<string> Quoted(string text, ref int at)
    {
        var characters = new List<string>();
        while (at < text.Length && text[at] != '"')
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            int length = char.IsSurrogatePair(text, at) ? 2 : 1;
            characters.Add(text.Substring(at, length));
            at += length;
        }
        at++;
        return characters;
    }
}

/// <summary>The template parsed last, and room for one text. Not thread-safe.</summary>
internal sealed class TemplateState<T>(Func<string, T> parse) where T : class
{
    private byte[] _text = [];
    private T? _template;

    public TextBuilder Builder { get; } = new();

    public unsafe T Of(StringView* text)
    {
        ReadOnlySpan<byte> bytes = StringView.SpanOf(text);
        if (_template is not null && bytes.SequenceEqual(_text)) return _template;
        _template = parse(Encoding.UTF8.GetString(bytes));
        _text = bytes.ToArray();
        return _template;
    }
}
