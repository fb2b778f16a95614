using System.Text;
using Grizzly.Common;

namespace Grizzly.Functions;

/// <summary>How one value of format or printf is written.</summary>
internal sealed record FormatSpec
{
    /// <summary>The text that fills the width, one character.</summary>
    public byte[] Fill { get; init; } = " "u8.ToArray();

    /// <summary>&lt; left, &gt; right, ^ in the middle, = between sign and digits; 0 for what the type is used
    /// to.</summary>
    public char Align { get; init; }

    /// <summary>+ or a blank before numbers that are not below zero; 0 for none.</summary>
    public char Sign { get; init; }

    /// <summary>#: with 0x, 0b or 0, and with a point in any case.</summary>
    public bool IsAlternate { get; init; }

    public int Width { get; init; }

    /// <summary>The argument that is the width; -1 for none.</summary>
    public int WidthArgument { get; init; } = -1;

    /// <summary>-1 for none.</summary>
    public int Precision { get; init; } = -1;

    /// <summary>The argument that is the precision; -1 for none.</summary>
    public int PrecisionArgument { get; init; } = -1;

    /// <summary>What divides thousands; 0 for nothing.</summary>
    public char Group { get; init; }

    /// <summary>The letter of the type; 0 for the value's own.</summary>
    public char Type { get; init; }

    /// <summary>Of printf: integers below zero are written as two's complement where they have no sign, precision is
    /// the least number of their digits.</summary>
    public bool IsPrintf { get; init; }
}

/// <summary>A text as it is, or the place of an argument.</summary>
internal sealed record FormatPiece(byte[] Text, int Argument, FormatSpec? Spec);

/// <summary>The pieces of a text for format ({} as in the library fmt and in Python) or printf (% as in C).
/// Immutable.</summary>
internal sealed class FormatTemplate
{
    private const int MaxNumber = 1_000_000;

    private readonly string _text;
    private readonly List<FormatPiece> _pieces = [];
    private readonly StringBuilder _literal = new();
    private int _at;
    private int _next;
    private bool _isNumbered;

    private FormatTemplate(string text) => _text = text;

    public IReadOnlyList<FormatPiece> Pieces => _pieces;

    /// <exception cref="GrizzlyException">22023 for malformed text, 0A000 for hexadecimal fractions.</exception>
    public static FormatTemplate ParseBraces(string text)
    {
        var template = new FormatTemplate(text);
        while (template._at < text.Length)
        {
            char next = text[template._at++];
            bool isDoubled = next is '{' or '}' && template._at < text.Length && text[template._at] == next;
            if (isDoubled) template._at++;
            if (next == '}' && !isDoubled) throw Invalid("} is alone: a brace that stands for itself is written }}");
            if (next == '{' && !isDoubled) template.ReadBraces();
            else template._literal.Append(next);
        }
        template.EndLiteral();
        return template;
    }

    /// <exception cref="GrizzlyException">22023 for malformed text, 0A000 for hexadecimal fractions.</exception>
    public static FormatTemplate ParsePrintf(string text)
    {
        var template = new FormatTemplate(text);
        while (template._at < text.Length)
        {
            char next = text[template._at++];
            if (next == '%' && !template.Take('%')) template.ReadPercent();
            else template._literal.Append(next);
        }
        template.EndLiteral();
        return template;
    }

    private static GrizzlyException Invalid(string fact) => Errors.InvalidArgument($"the format is invalid: {fact}");

    private bool Take(char character)
    {
        if (_at == _text.Length || _text[_at] != character) return false;
        _at++;
        return true;
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private void EndLiteral()
    {
        if (_literal.Length > 0) _pieces.Add(new FormatPiece(Encoding.UTF8.GetBytes(_literal.ToString()), -1, null));
        _literal.Clear();
    }

    private int Next()
    {
        if (_isNumbered) throw Invalid("arguments must be numbered everywhere or nowhere");
        return _next++;
    }

    private int Numbered(int index)
    {
        if (_next > 0) throw Invalid("arguments must be numbered everywhere or nowhere");
        _isNumbered = true;
        return index;
    }

    /// <summary>Digits as a number; -1 where there are none.</summary>
    private int Number()
    {
        int start = _at, number = 0;
        for (; char.IsAsciiDigit(Peek()); _at++)
        {
            number = number * 10 + Peek() - '0';
            if (number > MaxNumber) throw Invalid("a number is too large");
        }
        return _at > start ? number : -1;
    }

    private void ReadBraces()
    {
        EndLiteral();
        int number = Number(), argument = number >= 0 ? Numbered(number) : Next();
        var spec = new FormatSpec();
        if (Take(':')) spec = ReadSpec(spec);
        if (!Take('}'))
            throw Invalid(_at == _text.Length ? "} is missing" : $"\"{Peek()}\" is not expected inside of braces");
        _pieces.Add(new FormatPiece([], argument, Checked(spec)));
    }

    private FormatSpec ReadSpec(FormatSpec spec)
    {
        int fill = _at < _text.Length && char.IsSurrogatePair(_text, _at) ? 2 : 1;
        if (_at + fill < _text.Length && _text[_at + fill] is '<' or '>' or '^' or '=' && Peek() is not ('{' or '}'))
        {
            byte[] filling = Encoding.UTF8.GetBytes(_text.Substring(_at, fill));
            spec = spec with { Fill = filling, Align = _text[_at + fill] };
            _at += fill + 1;
        }
        else if (Peek() is '<' or '>' or '^' or '=')
        {
            spec = spec with { Align = _text[_at++] };
        }
        if (Peek() is '+' or '-' or ' ') spec = spec with { Sign = _text[_at] == '-' ? '\0' : _text[_at] };
        if (Peek() is '+' or '-' or ' ') _at++;
        if (Take('#')) spec = spec with { IsAlternate = true };
        if (Take('0')) spec = spec with { Fill = "0"u8.ToArray(), Align = '=' };
        (int width, int widthArgument) = NumberOrArgument();
        spec = ReadGroup(spec with { Width = Math.Max(0, width), WidthArgument = widthArgument });
        if (Take('.'))
        {
            (int precision, int argument) = NumberOrArgument();
            if (precision < 0 && argument < 0) throw Invalid("the digits behind the point are missing");
            spec = spec with { Precision = precision, PrecisionArgument = argument };
        }
        spec = ReadGroup(spec);
        return char.IsAsciiLetter(Peek()) || Peek() == '%' ? spec with { Type = _text[_at++] } : spec;
    }

    private FormatSpec ReadGroup(FormatSpec spec)
    {
        if (Peek() is ',' or '\'' or '_') return spec with { Group = _text[_at++] };
        if (Peek() != 't' || _at + 1 == _text.Length || _text[_at + 1] is '}') return spec;
        _at += 2;
        return spec with { Group = _text[_at - 1] };
    }

    private (int Number, int Argument) NumberOrArgument()
    {
        if (!Take('{')) return (Number(), -1);
        int number = Number(), argument = number >= 0 ? Numbered(number) : Next();
        if (!Take('}')) throw Invalid("} is missing");
        return (-1, argument);
    }

    private void ReadPercent()
    {
        EndLiteral();
        int start = _at, argument = Number();
        if (argument < 0 || !Take('$')) (_at, argument) = (start, -1);
        if (argument == 0) throw Invalid("arguments are counted from 1");
        var spec = new FormatSpec { IsPrintf = true };
        bool isLeft = false, isZero = false;
        for (; Peek() is '-' or '+' or ' ' or '#' or '0' or '\'' or ',' or '_'; _at++)
        {
            switch (Peek())
            {
                case '-': isLeft = true; break;
                case '0': isZero = true; break;
                case '#': spec = spec with { IsAlternate = true }; break;
                case '\'' or ',' or '_': spec = spec with { Group = Peek() }; break;
                default: spec = spec with { Sign = Peek() == '+' || spec.Sign == '+' ? '+' : ' ' }; break;
            }
        }
        if (isLeft) spec = spec with { Align = '<' };
        else if (isZero) spec = spec with { Align = '=', Fill = "0"u8.ToArray() };
        int width = Take('*') ? -2 : Number();
        spec = width == -2 ? spec with { WidthArgument = Next() } : spec with { Width = Math.Max(0, width) };
        bool hasPoint = Take('.'), isOpen = false;
        if (hasPoint && Take('*')) spec = spec with { PrecisionArgument = Next() };
        else if (hasPoint && Number() is >= 0 and var precision) spec = spec with { Precision = precision };
        else isOpen = hasPoint;
        // The sizes of C's types mean nothing here.
        while (Peek() is 'h' or 'l' or 'j' or 'L' or 'q') _at++;
        if (Peek() == '\0') throw Invalid("it ends in the middle of a % pattern");
        char type = _text[_at++];
        if (type == '%')
        {
            _literal.Append('%');
            return;
        }
        if (!char.IsAsciiLetter(type)) throw Invalid($"\"%{type}\" is not a pattern");
        // A point alone divides the thousands of integers.
        if (isOpen) spec = type is 'd' or 'i' ? spec with { Group = '.' } : spec with { Precision = 0 };
        argument = argument > 0 ? Numbered(argument - 1) : Next();
        _pieces.Add(new FormatPiece([], argument, Checked(spec with { Type = type })));
    }

    private static FormatSpec Checked(FormatSpec spec) => spec.Type is 'a' or 'A'
        ? throw Errors.NotSupported($"pattern \"{spec.Type}\" of format and printf") : spec;
}
