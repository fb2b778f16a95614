using System.Numerics;
using Grizzly.Types;

namespace Grizzly.Data;

/// <summary>Turns a value's natural CLR object into another type, where nothing is lost: the rules of the reader's
/// getters, for values inside of others.</summary>
internal static class ScalarConversion
{
    /// <exception cref="InvalidCastException">The types do not convert.</exception>
    /// <exception cref="OverflowException">The value does not fit, or not exactly.</exception>
    public static object To(object item, Type target)
    {
        if (target.IsInstanceOfType(item)) return item;
        if (target.IsEnum) return ToEnum(item, target);
        if (target == typeof(UInt128) && item is BigInteger big) return (UInt128)big;
        if (TryInteger(item, out Int128 whole) && FromInteger(whole, target) is { } number) return number;
        return item switch
        {
            float single when target == typeof(double) => (double)single,
            decimal fraction when target == typeof(double) => (double)fraction,
            decimal fraction when target == typeof(float) => (float)fraction,
            DateOnly date when target == typeof(DateTime) => date.ToDateTime(TimeOnly.MinValue),
            DateTimeOffset time when target == typeof(DateTime) => time.UtcDateTime,
            TimeOnly time when target == typeof(TimeSpan) => time.ToTimeSpan(),
            TimeSpan span when target == typeof(IntervalValue) =>
                new IntervalValue(0, (int)(span.Ticks / TimeSpan.TicksPerDay), span.Ticks % TimeSpan.TicksPerDay),
            string text when target == typeof(char[]) => text.ToCharArray(),
            string { Length: 1 } text when target == typeof(char) => text[0],
            byte[] bytes when target == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(bytes),
            byte[] bytes when target == typeof(Memory<byte>) => bytes.AsMemory(),
            _ => throw CannotRead(item, target),
        };
    }

    public static InvalidCastException CannotRead(object item, Type target) =>
        new($"a value of type {item.GetType().Name} inside of another cannot be read as {target}");

    private static object ToEnum(object item, Type target)
    {
        if (item is string text)
            return Enum.TryParse(target, text, ignoreCase: true, out object? named) ? named
                : throw CannotRead(item, target);
        if (!TryInteger(item, out Int128 whole)) throw CannotRead(item, target);
        return Enum.ToObject(target, FromInteger(whole, Enum.GetUnderlyingType(target))!);
    }

    private static bool TryInteger(object item, out Int128 value)
    {
        Int128? found = item switch
        {
            int number => number,
            long number => number,
            short number => number,
            sbyte number => number,
            byte number => number,
            ushort number => number,
            uint number => number,
            ulong number => number,
            BigInteger number => (Int128)number,
            decimal { Scale: 0 } number => (Int128)number,
            _ => null,
        };
        value = found ?? 0;
        return found is not null;
    }

    private static object? FromInteger(Int128 value, Type target)
    {
        checked
        {
            switch (Type.GetTypeCode(target))
            {
                case TypeCode.SByte: return (sbyte)value;
                case TypeCode.Int16: return (short)value;
                case TypeCode.Int32: return (int)value;
                case TypeCode.Int64: return (long)value;
                case TypeCode.Byte: return (byte)value;
                case TypeCode.UInt16: return (ushort)value;
                case TypeCode.UInt32: return (uint)value;
                case TypeCode.UInt64: return (ulong)value;
                case TypeCode.Decimal: return (decimal)value;
                case TypeCode.Double: return (Int128)(double)value == value ? (double)value : throw Inexact(value);
                case TypeCode.Single: return (Int128)(float)value == value ? (float)value : throw Inexact(value);
            }
            if (target == typeof(Int128)) return value;
            if (target == typeof(UInt128)) return (UInt128)value;
            return target == typeof(BigInteger) ? (BigInteger)value : null;
        }
    }

    private static OverflowException Inexact(Int128 value) =>
        new($"value {value} inside of another has no floating-point number of its own");
}
