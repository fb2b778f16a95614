using System.Globalization;
using System.Runtime.CompilerServices;
using Grizzly.Types;

namespace Grizzly.Data;

/// <summary>Reads stored numbers as other numbers, where nothing is lost. False: this type is not read as such a
/// number.</summary>
internal static unsafe class NumberReads
{
    private const long ExactInDouble = 1L << 53;
    private const int MaxDecimalScale = 28;

    public static bool TryInt64(byte* at, LogicalType type, out long value, out bool overflows)
    {
        overflows = false;
        switch (type.Id)
        {
            case LogicalTypeId.Integer: value = *(int*)at; return true;
            case LogicalTypeId.BigInt: value = *(long*)at; return true;
            case LogicalTypeId.SmallInt: value = *(short*)at; return true;
            case LogicalTypeId.TinyInt: value = *(sbyte*)at; return true;
            case LogicalTypeId.UTinyInt: value = *at; return true;
            case LogicalTypeId.USmallInt: value = *(ushort*)at; return true;
            case LogicalTypeId.UInteger: value = *(uint*)at; return true;
        }
        value = 0;
        if (!TryInt128(at, type, out Int128 wide, out overflows)) return false;
        overflows |= wide < long.MinValue || wide > long.MaxValue;
        if (!overflows) value = (long)wide;
        return true;
    }

    public static bool TryInt128(byte* at, LogicalType type, out Int128 value, out bool overflows)
    {
        overflows = false;
        switch (type.Id)
        {
            case LogicalTypeId.HugeInt: value = Unsafe.ReadUnaligned<Int128>(at); return true;
            case LogicalTypeId.UBigInt: value = *(ulong*)at; return true;
            case LogicalTypeId.UHugeInt:
                UInt128 unsigned = Unsafe.ReadUnaligned<UInt128>(at);
                overflows = unsigned > (UInt128)Int128.MaxValue;
                value = overflows ? 0 : (Int128)unsigned;
                return true;
            case LogicalTypeId.Decimal when type.Scale == 0: value = Unscaled(at, type); return true;
            case LogicalTypeId.Decimal or LogicalTypeId.Boolean: value = 0; return false;
            default:
                value = 0;
                if (!type.IsInteger) return false;
                bool isNumber = TryInt64(at, type, out long narrow, out _);
                value = narrow;
                return isNumber;
        }
    }

    /// <summary>The integer behind a DECIMAL.</summary>
    public static Int128 Unscaled(byte* at, LogicalType type) =>
        type.Physical == PhysicalType.Int64 ? *(long*)at : Unsafe.ReadUnaligned<Int128>(at);

    /// <summary>Integers must be exact; a DECIMAL gives the nearest double, as any conversion of decimal fractions
    /// must.</summary>
    public static bool TryDouble(byte* at, LogicalType type, out double value, out bool overflows)
    {
        overflows = false;
        switch (type.Id)
        {
            case LogicalTypeId.Double: value = *(double*)at; return true;
            case LogicalTypeId.Float: value = *(float*)at; return true;
            case LogicalTypeId.Decimal: value = DecimalToDouble(Unscaled(at, type), type.Scale); return true;
        }
        value = 0;
        if (!TryInt128(at, type, out Int128 integer, out overflows)) return false;
        value = (double)integer;
        overflows |= (Int128)value != integer;
        return true;
    }

    public static bool TryDecimal(byte* at, LogicalType type, out decimal value, out bool overflows)
    {
        value = 0;
        if (type.IsDecimal)
        {
            overflows = !TryMakeDecimal(Unscaled(at, type), type.Scale, out value);
            return true;
        }
        if (!TryInt128(at, type, out Int128 integer, out overflows)) return false;
        overflows |= !TryMakeDecimal(integer, 0, out value);
        return true;
    }

    /// <summary>False where the digits do not fit 96 bits even without trailing zeros.</summary>
    private static bool TryMakeDecimal(Int128 unscaled, int scale, out decimal value)
    {
        value = 0;
        UInt128 digits = (UInt128)Int128.Abs(unscaled == Int128.MinValue ? unscaled + 1 : unscaled);
        UInt128 limit = ((UInt128)1 << 96) - 1;
        while (scale > MaxDecimalScale || digits > limit)
        {
            (UInt128 quotient, UInt128 remainder) = UInt128.DivRem(digits, 10);
            if (remainder != 0 || scale == 0) return false;
            digits = quotient;
            scale--;
        }
        ulong low = (ulong)digits;
        value = new decimal(
            (int)low, (int)(low >> 32), (int)(uint)(ulong)(digits >> 64), Int128.IsNegative(unscaled), (byte)scale);
        return true;
    }

    private static double DecimalToDouble(Int128 unscaled, int scale)
    {
        if (scale <= 22 && unscaled >= -ExactInDouble && unscaled <= ExactInDouble)
            return (double)unscaled / PowerOfTen(scale); // both exact, so the quotient is rounded once
        Span<byte> text = stackalloc byte[NumberText.MaxLength];
        int length = NumberText.FormatDecimal(unscaled, scale, text);
        return double.Parse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static double PowerOfTen(int exponent)
    {
        double power = 1;
        for (; exponent > 0; exponent--) power *= 10;
        return power;
    }
}
