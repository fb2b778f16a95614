using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>to_number: reads one text in a template.</summary>
/// <remarks>As lenient as PostgreSQL with signs, blanks and characters that stand for themselves; but digits that the
/// template has no place for are an error instead of being dropped.</remarks>
internal ref struct NumberTemplateReader
{
    private readonly NumberTemplate _template;
    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private int _whole;
    private int _fraction;
    private bool _hasPoint;
    private bool? _isNegative;
    private Int128 _digits;

    private NumberTemplateReader(NumberTemplate template, ReadOnlySpan<byte> text)
    {
        _template = template;
        _text = text;
    }

    /// <summary>The type of what a template reads.</summary>
    /// <exception cref="GrizzlyException">22023 for more than 38 digits, 0A000 for RN and EEEE.</exception>
    public static LogicalType TypeOf(NumberTemplate template)
    {
        if (template.IsRoman || template.HasExponent)
            throw Errors.NotSupported($"pattern \"{(template.IsRoman ? "RN" : "EEEE")}\" in to_number");
        int scale = template.FractionPlaces + template.ShiftPlaces;
        return LogicalType.Decimal(Math.Max(1, template.WholePlaces + scale), scale);
    }

    /// <summary>The unscaled decimal of the template's type.</summary>
    /// <exception cref="GrizzlyException">22P02 where the text does not fit.</exception>
    public static Int128 Read(NumberTemplate template, ReadOnlySpan<byte> text)
    {
        var reader = new NumberTemplateReader(template, text);
        foreach (NumberNode node in template.Nodes)
        {
            if (reader._at == text.Length) break;
            reader.ReadNode(node);
        }
        return reader.Finish();
    }

    private void ReadNode(NumberNode node)
    {
        switch (node.Pattern)
        {
            case NumberPattern.Nine or NumberPattern.Zero:
                SkipBlanks();
                if (_whole + _fraction == 0 && !_hasPoint) ReadSign();
                if (!ReadPoint()) ReadDigit();
                break;
            case NumberPattern.Point: ReadPoint(); break;
            case NumberPattern.Comma or NumberPattern.Group:
                if (Is(',')) _at++;
                break;
            case NumberPattern.Sign:
                SkipBlanks();
                ReadSign();
                break;
            case NumberPattern.Minus or NumberPattern.Plus or NumberPattern.PlusMinus:
                if (!ReadSign()) SkipOther(1);
                break;
            case NumberPattern.Brackets:
                if (Is('>')) _at++;
                break;
            case NumberPattern.Ordinal: SkipOther(2); break;
            case NumberPattern.Literal or NumberPattern.Currency: SkipOther(1); break;
            default: break;
        }
    }

    private Int128 Finish()
    {
        SkipBlanks();
        if (_isNegative is null && (_template.HasSign || _template.HasMinus || _template.HasPlus)) ReadSign();
        bool hasMore = _text[_at..].IndexOfAnyInRange((byte)'0', (byte)'9') >= 0;
        if (_whole + _fraction == 0 || hasMore) throw Unfit();
        int scale = _template.FractionPlaces + _template.ShiftPlaces;
        // Behind V lie the last digits of the number itself.
        int missing = _template.IsShifted ? 0 : scale - _fraction;
        Int128 value = _digits * PowersOfTen.Of(missing);
        return _isNegative == true ? -value : value;
    }

    private readonly bool Is(char character) => _at < _text.Length && _text[_at] == character;

    private void SkipBlanks()
    {
        while (Is(' ')) _at++;
    }

    private bool ReadSign()
    {
        bool isSign = Is('-') || Is('+') || (_template.HasBrackets && Is('<'));
        if (!isSign || _isNegative is not null) return false;
        _isNegative = _text[_at++] != '+';
        return true;
    }

    private bool ReadPoint()
    {
        if (!_template.HasPoint || _hasPoint || !Is('.')) return false;
        _at++;
        return _hasPoint = true;
    }

    private void ReadDigit()
    {
        if (_at == _text.Length || !char.IsAsciiDigit((char)_text[_at])) return;
        if (_hasPoint)
        {
            if (_fraction == _template.FractionPlaces) return;
            _fraction++;
        }
        else
        {
            if (_whole == _template.WholePlaces + _template.ShiftPlaces) return;
            _whole++;
        }
        _digits = _digits * 10 + (_text[_at++] - '0');
    }

    /// <summary>Skips characters that belong to no number.</summary>
    private void SkipOther(int count)
    {
        for (; count > 0 && _at < _text.Length; count--)
        {
            if (_text[_at] is (>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)',' or (byte)'+' or (byte)'-'
                or (byte)'<') return;
            _at++;
            while (_at < _text.Length && (_text[_at] & 0xC0) == 0x80) _at++;
        }
    }

    private readonly GrizzlyException Unfit() => new(SqlStates.InvalidTextRepresentation,
        $"\"{Errors.Shorten(AsciiText.ForMessage(_text))}\" does not fit the template of a number");
}
