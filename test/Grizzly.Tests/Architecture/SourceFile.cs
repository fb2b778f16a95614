namespace Grizzly.Tests.Architecture;

/// <summary>One text file of the checkout.</summary>
internal sealed class SourceFile(string path, string text)
{
    private string? _code;

    /// <summary>Relative to the root, with '/'.</summary>
    public string Path => path;

    public string Text => text;

    public string[] Lines { get; } = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');

    /// <summary>The C# text with comments, strings and characters blanked, places unchanged.</summary>
    public string Code => _code ??= CSharpText.Blank(text);

    /// <summary>"path:line: what" for an offset into <see cref="Text"/> or <see cref="Code"/>.</summary>
    public string At(int offset, string what) => At(what, text.AsSpan(0, offset).Count('\n') + 1);

    public string At(string what, int line) => $"{path}:{line}: {what}";
}
