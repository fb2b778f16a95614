using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>to_char of numbers. Not thread-safe.</summary>
/// <remarks>A number is first written plainly, with as many decimal places as the template has; then its digits go to
/// the template's places from the right. What does not fit becomes #.</remarks>
internal sealed class NumberTemplateWriter
{
    private const int RomanWidth = 15;
    private const int DoubleDigits = 15;
    private const int FloatDigits = 6;

    private static readonly (int Value, string Letters)[] RomanDigits =
    [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
        (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ];

    private readonly TextBuilder _plain = new();

    /// <summary>Writes an integer or decimal.</summary>
    public void Write(NumberTemplate template, UInt128 magnitude, bool isNegative, int scale, TextBuilder target)
    {
        if (template.IsRoman)
        {
            UInt128 whole = ExactDigits.Round(magnitude, scale, 0);
            Layout(template, isNegative || whole > int.MaxValue ? 0 : (int)whole, target);
            return;
        }
        if (template.HasExponent)
        {
            target.Append(isNegative ? (byte)'-' : (byte)' ');
            ExactDigits.Scientific(magnitude, scale, template.FractionPlaces, target);
            return;
        }
        _plain.Clear();
        ExactDigits.Fixed(magnitude, scale - template.ShiftPlaces, template.FractionPlaces, _plain);
        bool isZero = _plain.Written.IndexOfAnyExcept("0."u8) < 0;
        Layout(template, isNegative && !isZero, template.FractionPlaces, target);
    }

    /// <summary>Writes a floating-point number, of which only the digits that its type holds safely are
    /// shown.</summary>
    public void Write(NumberTemplate template, double value, bool isFloat, TextBuilder target)
    {
        int places = template.FractionPlaces;
        bool isNegative = double.IsNegative(value) && !double.IsNaN(value);
        double magnitude = Math.Abs(value);
        if (template.IsRoman)
        {
            Layout(template, value >= 0.5 && value < 4000 ? (int)Math.Round(value) : 0, target);
            return;
        }
        if (template.HasExponent)
        {
            target.Append(isNegative && double.IsFinite(value) ? (byte)'-' : (byte)' ');
            if (double.IsFinite(value))
            {
                ExactDigits.Scientific(magnitude, places, target);
                return;
            }
            target.Repeat((byte)'#', template.WholePlaces);
            target.Append((byte)'.');
            target.Repeat((byte)'#', places + 4);
            return;
        }
        if (template.ShiftPlaces > 0) magnitude *= Math.Pow(10, template.ShiftPlaces);
        _plain.Clear();
        if (!double.IsFinite(magnitude))
        {
            _plain.Append(double.IsNaN(magnitude) ? "NaN"u8 : "Infinity"u8);
            places = 0;
        }
        else
        {
            ExactDigits.Fixed(magnitude, 0, _plain);
            places = Math.Clamp((isFloat ? FloatDigits : DoubleDigits) - _plain.Length, 0, places);
            _plain.Clear();
            ExactDigits.Fixed(magnitude, places, _plain);
        }
        Layout(template, isNegative, places, target);
    }

    private static void Layout(NumberTemplate template, int roman, TextBuilder target)
    {
        foreach (NumberNode node in template.Nodes)
        {
            switch (node.Pattern)
            {
                case NumberPattern.Literal: target.Append(node.Bytes); break;
                case NumberPattern.Roman:
                    int start = target.Length;
                    if (roman is > 0 and < 4000) Roman(roman, node.Word[0] == 'r', target);
                    else target.Repeat((byte)'#', RomanWidth);
                    if (!template.IsFilled)
                        target.Insert(start, (byte)' ', RomanWidth - (target.Length - start));
                    break;
                case NumberPattern.Comma or NumberPattern.Group or NumberPattern.Minus or NumberPattern.Plus
                    or NumberPattern.Currency:
                    if (!template.IsFilled || node.Pattern == NumberPattern.Currency) target.Append((byte)' ');
                    break;
                default: break;
            }
        }
    }

    private static void Roman(int number, bool isLower, TextBuilder target)
    {
        foreach ((int value, string letters) in RomanDigits)
        {
            for (; number >= value; number -= value)
                target.Append(isLower ? letters.ToLowerInvariant() : letters);
        }
    }

    /// <summary>Puts the plain digits into the template's places.</summary>
    /// <param name="fractionPlaces">Digits after the point that the plain number has.</param>
    private void Layout(NumberTemplate template, bool isNegative, int fractionPlaces, TextBuilder target)
    {
        ReadOnlySpan<byte> plain = _plain.Written;
        int point = plain.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? plain : plain[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? default : plain[(point + 1)..];
        int wholePlaces = template.WholePlaces + template.ShiftPlaces, blanks = wholePlaces - whole.Length;
        bool overflows = blanks < 0;
        int wholeDigits = Math.Min(whole.Length, wholePlaces);
        blanks = Math.Max(blanks, 0);

        bool isFilled = template.IsFilled;
        bool hasBrackets = template.HasBrackets && !(isFilled && !isNegative);
        bool signIsOpen = !template.HasMinus && (template.HasPlus || isNegative || !isFilled || template.HasSign);
        bool signLeads = template.SignLeads;
        // Before the point a lone zero is not shown, unless the template has zeros there.
        bool hidesZero = template.FirstZero < 0 && fractionPlaces > 0 && wholeDigits > 0 && !overflows
            && whole[0] == '0';
        int kept = isFilled && template.HasPoint && fractionPlaces > 0
            ? Math.Max(overflows ? fraction.Length : fraction.LastIndexOfAnyExcept((byte)'0') + 1,
                Math.Min(template.ZeroPlaces - template.WholePlaces, fraction.Length))
            : int.MaxValue;

        int place = 0, digit = 0, places = wholePlaces + template.FractionPlaces + (template.HasPoint ? 1 : 0);
        bool followsDigit = false;
        foreach (NumberNode node in template.Nodes)
        {
            switch (node.Pattern)
            {
                case NumberPattern.Literal: target.Append(node.Bytes); continue;
                case NumberPattern.Comma or NumberPattern.Group:
                    if (followsDigit) target.Append((byte)',');
                    else if (!isFilled) target.Append((byte)' ');
                    continue;
                case NumberPattern.Currency: target.Append((byte)' '); continue;
                case NumberPattern.Minus: Mark(isNegative, '-'); continue;
                case NumberPattern.Plus: Mark(!isNegative, '+'); continue;
                case NumberPattern.PlusMinus: target.Append(isNegative ? (byte)'-' : (byte)'+'); continue;
                case NumberPattern.Ordinal:
                    if (!overflows && !isNegative && !template.HasPoint)
                        target.Ordinal(whole, node.Word[0] == 'T');
                    continue;
                case NumberPattern.Nine or NumberPattern.Zero or NumberPattern.Point: break;
                default: continue;
            }
            bool isHidden = hidesZero && digit == 0 && place >= blanks;
            if (signIsOpen && (place >= blanks || place == template.FirstZero)
                && (!hidesZero || digit > 0 || kept == 0))
            {
                signIsOpen = hasBrackets || template.HasSign ? template.HasSign && !signLeads : false;
                if (template.HasSign && signLeads) target.Append(isNegative ? (byte)'-' : (byte)'+');
                else if (!template.HasSign) Leading(isNegative, hasBrackets, isFilled, target);
            }
            followsDigit = false;
            if (place < blanks)
            {
                if (template.FirstZero >= 0 && template.FirstZero <= place)
                {
                    target.Append((byte)'0');
                    followsDigit = true;
                }
                else if (!isFilled)
                {
                    target.Append((byte)' ');
                }
            }
            else
            {
                if (digit == wholeDigits)
                {
                    if (fractionPlaces > 0 || overflows) target.Append((byte)'.');
                }
                else if (isHidden)
                {
                    if (!isFilled) target.Append((byte)' ');
                    else if (kept == 0) target.Append((byte)'0');
                }
                else
                {
                    int behind = digit - wholeDigits - 1;
                    bool isShown = behind < 0
                        || (behind < fractionPlaces && (behind < kept || node.Pattern == NumberPattern.Zero));
                    if (isShown)
                    {
                        target.Append(overflows ? (byte)'#' : behind < 0 ? whole[digit] : fraction[behind]);
                        followsDigit = true;
                    }
                }
                digit++;
            }
            if (++place < places) continue;
            if (hasBrackets) target.Append(isNegative ? (byte)'>' : (byte)' ');
            else if (template.HasSign && !signLeads) target.Append(isNegative ? (byte)'-' : (byte)'+');
        }

        void Mark(bool applies, char sign)
        {
            if (applies) target.Append((byte)sign);
            else if (!isFilled) target.Append((byte)' ');
        }
    }

    private static void Leading(bool isNegative, bool hasBrackets, bool isFilled, TextBuilder target)
    {
        if (isNegative) target.Append(hasBrackets ? (byte)'<' : (byte)'-');
        else if (!isFilled || hasBrackets) target.Append((byte)' ');
    }
}
