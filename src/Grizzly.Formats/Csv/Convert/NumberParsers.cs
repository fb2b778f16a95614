using System.Numerics;
using System.Runtime.CompilerServices;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>Integers: digits with a sign. Unlike a cast from text, a fraction is an error: rounding a file's data would
/// lose it silently.</summary>
internal readonly unsafe struct IntegerParser<T> : IFieldParser<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFast(byte* text, int length, out T value)
    {
        bool isNegative = length > 1 && *text == '-';
        if (isNegative)
        {
            text++;
            length--;
        }
        long magnitude = DigitWords.Parse(text, length);
        long number = isNegative ? -magnitude : magnitude;
        value = T.CreateTruncating(number);
        return magnitude >= 0 && long.CreateTruncating(value) == number
            && (!isNegative || T.IsNegative(value) || number == 0);
    }

    public ParseResult Parse(ReadOnlySpan<byte> text, out T value)
    {
        value = T.Zero;
        text = NumberText.Trim(text);
        ReadOnlySpan<byte> digits = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (digits.IsEmpty || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0) return ParseResult.Invalid;
        if (typeof(T) == typeof(UInt128))
        {
            ParseResult unsigned = NumberText.ParseUInt128(text, out UInt128 large);
            value = T.CreateTruncating(large);
            return unsigned;
        }
        ParseResult result = NumberText.ParseInteger(
            text, Int128.CreateSaturating(T.MinValue), Int128.CreateSaturating(T.MaxValue), out Int128 wide);
        value = T.CreateTruncating(wide);
        return result;
    }
}

/// <summary>Decimals: digits, a point, digits; more digits than the scale are rounded.</summary>
internal readonly unsafe struct DecimalParser<T> : IFieldParser<T> where T : unmanaged, IBinaryInteger<T>
{
    private const int MaxFastDigits = 18;

    // Four fields at most, so that a local copy lives in registers.
    private readonly LogicalType _type;
    private readonly int _scale;
    private readonly long _bound, _unit;

    public DecimalParser(LogicalType type)
    {
        _type = type;
        _scale = type.Scale;
        _bound = PowersOfTen.Of64(Math.Min((int)type.Precision, MaxFastDigits));
        _unit = PowersOfTen.Of64(Math.Min(_scale, MaxFastDigits));
    }

    /// <remarks>Digits before and behind the point are read as one word each, whatever their number: a branch for short
    /// texts would be mispredicted more often than the second word costs.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFast(byte* text, int length, out T value)
    {
        bool isNegative = length > 1 && *text == '-';
        if (isNegative)
        {
            text++;
            length--;
        }
        long number;
        int whole = length - 1 - _scale;
        if (whole > 0 && _scale > 0 && text[whole] == '.')
        {
            if (whole <= 8 && _scale <= 8)
            {
                ulong upper = DigitWords.Load(text, whole), lower = DigitWords.Load(text + whole + 1, _scale);
                number = DigitWords.Combine(upper) * _unit + DigitWords.Combine(lower);
                if (!DigitWords.AreDigits(upper) || !DigitWords.AreDigits(lower)) number = -1;
            }
            else
            {
                number = ParseLong(text, whole);
            }
        }
        else
        {
            number = DigitWords.Parse(text, length);
            number = number >= 0 && length + _scale <= MaxFastDigits ? number * _unit : -1;
        }
        value = T.CreateTruncating(isNegative ? -number : number);
        return (ulong)number < (ulong)_bound;
    }

    public ParseResult Parse(ReadOnlySpan<byte> text, out T value)
    {
        ParseResult result = NumberText.ParseDecimal(text, _type.Precision, _scale, out Int128 wide);
        value = T.CreateTruncating(wide);
        return result;
    }

    private long ParseLong(byte* text, int whole)
    {
        if (whole + _scale > MaxFastDigits || whole > 16 || _scale > 16) return -1;
        long upper = DigitWords.Parse(text, whole), lower = DigitWords.Parse(text + whole + 1, _scale);
        return upper >= 0 && lower >= 0 ? upper * _unit + lower : -1;
    }
}

/// <summary>Doubles: a few digits with a point are exact by one division; everything else by the runtime.</summary>
internal readonly unsafe struct DoubleParser : IFieldParser<double>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFast(byte* text, int length, out double value)
    {
        bool isPlain = PlainNumber.TryRead(text, length, out long digits, out int fraction, out bool isNegative);
        value = isPlain ? digits / PowersOfTen.OfDouble(fraction) : 0;
        if (isNegative) value = -value;
        return isPlain;
    }

    public ParseResult Parse(ReadOnlySpan<byte> text, out double value) => NumberText.ParseDouble(text, out value);
}

internal readonly unsafe struct FloatParser : IFieldParser<float>
{
    private const int ExactDigits = 1 << 24, ExactPower = 10;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFast(byte* text, int length, out float value)
    {
        bool isPlain = PlainNumber.TryRead(text, length, out long digits, out int fraction, out bool isNegative)
            && digits <= ExactDigits && fraction <= ExactPower;
        value = isPlain ? digits / (float)PowersOfTen.OfDouble(fraction) : 0;
        if (isNegative) value = -value;
        return isPlain;
    }

    public ParseResult Parse(ReadOnlySpan<byte> text, out float value) => NumberText.ParseFloat(text, out value);
}

/// <summary>Numbers of at most fifteen digits: both the digits and the power of ten are exact doubles, so their
/// quotient is rounded only once (W. Clinger, "How to read floating point numbers accurately", 1990).</summary>
internal static unsafe class PlainNumber
{
    private const int MaxDigits = 15;

    public static bool TryRead(byte* text, int length, out long digits, out int fraction, out bool isNegative)
    {
        digits = 0;
        fraction = 0;
        isNegative = length > 1 && *text == '-';
        int i = isNegative ? 1 : 0, point = -1, first = i;
        if (length - i is < 1 or > MaxDigits + 1) return false;
        for (; i < length; i++)
        {
            int digit = text[i] - '0';
            if ((uint)digit <= 9)
            {
                digits = digits * 10 + digit;
            }
            else
            {
                if (text[i] != '.' || point >= 0) return false;
                point = i;
            }
        }
        int count = length - first - (point >= 0 ? 1 : 0);
        if (point >= 0) fraction = length - 1 - point;
        return count is > 0 and <= MaxDigits;
    }
}
