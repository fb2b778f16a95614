using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Storage;

/// <summary>
/// Maps values of every fixed-width type to 128-bit integers of the same order, so that bounds and filters know one
/// type.
/// </summary>
/// <remarks>
/// Integers map to themselves (UInt128 less 2^127, so differences keep their meaning); floating point to an int64 that
/// orders as the double does, -0 as 0 and every NaN as the largest; intervals to their normalized ticks; strings to
/// their first 15 bytes, which keeps order but not difference: equal keys may hide unequal strings.
/// </remarks>
public static unsafe class OrderedKey
{
    private const int PrefixBytes = 15;

    /// <summary>The key of positive infinity; NaN's is above it.</summary>
    public static readonly Int128 Infinity = OfDouble(double.PositiveInfinity);

    public static readonly Int128 NaN = long.MaxValue;

    public static bool IsExact(PhysicalType type) => type is not (PhysicalType.String or PhysicalType.Interval);

    public static Int128 Of(in Value value) => value.Type.Physical switch
    {
        PhysicalType.Float or PhysicalType.Double => OfDouble(value.Floating),
        PhysicalType.UInt128 => OfUnsigned(value.Unsigned),
        PhysicalType.Interval => value.Interval.Normalized,
        PhysicalType.String => OfBytes(value.Bytes),
        _ => value.Integer,
    };

    public static Int128 Read(PhysicalType type, byte* address) => type switch
    {
        PhysicalType.Bool or PhysicalType.UInt8 => *address,
        PhysicalType.Int8 => *(sbyte*)address,
        PhysicalType.Int16 => *(short*)address,
        PhysicalType.UInt16 => *(ushort*)address,
        PhysicalType.Int32 => *(int*)address,
        PhysicalType.UInt32 => *(uint*)address,
        PhysicalType.Int64 => *(long*)address,
        PhysicalType.UInt64 => *(ulong*)address,
        PhysicalType.Int128 => Unsafe.ReadUnaligned<Int128>(address),
        PhysicalType.UInt128 => OfUnsigned(Unsafe.ReadUnaligned<UInt128>(address)),
        PhysicalType.Float => OfDouble(*(float*)address),
        PhysicalType.Double => OfDouble(*(double*)address),
        PhysicalType.Interval => Unsafe.ReadUnaligned<IntervalValue>(address).Normalized,
        _ => OfBytes(StringView.SpanOf((StringView*)address)),
    };

    /// <summary>The smallest and largest keys a type can have.</summary>
    public static (Int128 Min, Int128 Max) Domain(PhysicalType type) => type switch
    {
        PhysicalType.Bool => (0, 1),
        PhysicalType.UInt8 => (0, byte.MaxValue),
        PhysicalType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        PhysicalType.Int16 => (short.MinValue, short.MaxValue),
        PhysicalType.UInt16 => (0, ushort.MaxValue),
        PhysicalType.Int32 => (int.MinValue, int.MaxValue),
        PhysicalType.UInt32 => (0, uint.MaxValue),
        PhysicalType.Int64 => (long.MinValue, long.MaxValue),
        PhysicalType.UInt64 => (0, ulong.MaxValue),
        _ => (Int128.MinValue, Int128.MaxValue),
    };

    public static Int128 OfDouble(double value)
    {
        if (double.IsNaN(value)) return NaN;
        if (value == 0) return 0;
        // Magnitudes order as integers; -0 having gone, the negative ones are just the negated positive ones.
        long bits = BitConverter.DoubleToInt64Bits(value);
        return bits >= 0 ? bits : -(bits & long.MaxValue);
    }

    /// <summary>The double whose key this is; keys outside are clamped.</summary>
    public static double ToDouble(Int128 key)
    {
        if (key > Infinity) return double.NaN;
        if (key < -Infinity) return double.NegativeInfinity;
        return key >= 0 ? BitConverter.Int64BitsToDouble((long)key) : -BitConverter.Int64BitsToDouble((long)-key);
    }

    /// <summary>The value behind an exact key, as a statistic; strings come back as their prefix.</summary>
    public static Value ToValue(LogicalType type, Int128 key)
    {
        switch (type.Physical)
        {
            case PhysicalType.Float: return Value.OfFloat((float)ToDouble(key)).Retype(type);
            case PhysicalType.Double: return Value.OfDouble(ToDouble(key)).Retype(type);
            case PhysicalType.UInt128: return Value.Of(type, (UInt128)key ^ ((UInt128)1 << 127));
            case PhysicalType.Interval: return Value.OfInterval(new IntervalValue(0, 0, (long)key)).Retype(type);
            case PhysicalType.String:
                byte[] bytes = new byte[PrefixBytes];
                for (int i = 0; i < PrefixBytes; i++) bytes[i] = (byte)(key >> ((PrefixBytes - 1 - i) * 8));
                return Value.Of(type, bytes.AsSpan().TrimEnd((byte)0).ToArray());
            default: return Value.Of(type, key);
        }
    }

    public static Int128 OfBytes(ReadOnlySpan<byte> bytes)
    {
        ulong high = 0, low = 0;
        int count = Math.Min(bytes.Length, PrefixBytes);
        for (int i = 0; i < count; i++)
        {
            if (i < 7) high |= (ulong)bytes[i] << ((6 - i) * 8);
            else low |= (ulong)bytes[i] << ((14 - i) * 8);
        }
        return new Int128(high, low);
    }

    /// <summary>As <see cref="OfBytes"/>, reading 16 bytes whatever the length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Int128 OfPadded(byte* bytes, int length)
    {
        ulong high = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(*(ulong*)bytes);
        ulong low = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(*(ulong*)(bytes + 8));
        if (length < 8)
        {
            high &= ~(ulong.MaxValue >> (length * 8));
            low = 0;
        }
        else if (length < 16)
        {
            low &= ~(ulong.MaxValue >> ((length - 8) * 8));
        }
        return new Int128(high >> 8, high << 56 | low >> 8);
    }

    private static Int128 OfUnsigned(UInt128 value) => (Int128)(value ^ ((UInt128)1 << 127));
}
