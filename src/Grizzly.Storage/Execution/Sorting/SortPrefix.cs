using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Maps the first sort key to 64 bits whose unsigned order never contradicts the key's order (equal prefixes
/// say nothing).</summary>
/// <remarks>NULLs get 0 or the largest prefix; values use 63 bits between.</remarks>
internal static unsafe class SortPrefix
{
    private const ulong SignBit = 1UL << 63;

    public static void Compute(ColumnVector vector, SortColumn key, int count, ulong* prefixes)
    {
        switch (vector.Physical)
        {
            case PhysicalType.Bool or PhysicalType.UInt8: Map<byte, UInt8Map>(vector, key, count, prefixes); break;
            case PhysicalType.Int8: Map<sbyte, Int8Map>(vector, key, count, prefixes); break;
            case PhysicalType.Int16: Map<short, Int16Map>(vector, key, count, prefixes); break;
            case PhysicalType.Int32: Map<int, Int32Map>(vector, key, count, prefixes); break;
            case PhysicalType.Int64: Map<long, Int64Map>(vector, key, count, prefixes); break;
            case PhysicalType.Int128: Map<Int128, Int128Map>(vector, key, count, prefixes); break;
            case PhysicalType.UInt16: Map<ushort, UInt16Map>(vector, key, count, prefixes); break;
            case PhysicalType.UInt32: Map<uint, UInt32Map>(vector, key, count, prefixes); break;
            case PhysicalType.UInt64: Map<ulong, UInt64Map>(vector, key, count, prefixes); break;
            case PhysicalType.UInt128: Map<UInt128, UInt128Map>(vector, key, count, prefixes); break;
            case PhysicalType.Float: Map<float, FloatMap>(vector, key, count, prefixes); break;
            case PhysicalType.Double: Map<double, DoubleMap>(vector, key, count, prefixes); break;
            case PhysicalType.Interval: Map<IntervalValue, IntervalMap>(vector, key, count, prefixes); break;
            default: Map<StringView, StringMap>(vector, key, count, prefixes); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<T, TMap>(ColumnVector vector, SortColumn key, int count, ulong* prefixes)
        where T : unmanaged
        where TMap : struct, IPrefixMap<T>
    {
        T* values = (T*)vector.Data;
        uint* codes = vector.Codes;
        bool isConstant = vector.IsConstant, isDictionary = vector.Encoding == VectorEncoding.Dictionary;
        ulong flip = key.IsDescending ? ulong.MaxValue : 0;
        for (int i = 0; i < count; i++)
        {
            ulong mapped = TMap.Map(values[isConstant ? 0 : isDictionary ? codes[i] : (uint)i]) ^ flip;
            prefixes[i] = key.NullsFirst ? (mapped >> 1) | SignBit : mapped >> 1;
        }
        if (vector.Validity is null) return;
        for (int i = 0; i < count; i++)
        {
            if (vector.IsNullAt(i)) prefixes[i] = key.NullsFirst ? 0 : ulong.MaxValue;
        }
    }

    private static ulong MapDouble(double value)
    {
        if (double.IsNaN(value)) return ulong.MaxValue;
        if (value == 0) value = 0;
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        return (bits & SignBit) != 0 ? ~bits : bits | SignBit;
    }

    private interface IPrefixMap<T>
    {
        static abstract ulong Map(T value);
    }

    private readonly struct UInt8Map : IPrefixMap<byte>
    {
        public static ulong Map(byte value) => (ulong)value << 8;
    }

    private readonly struct Int8Map : IPrefixMap<sbyte>
    {
        public static ulong Map(sbyte value) => (ulong)((long)value << 8) ^ SignBit;
    }

    private readonly struct Int16Map : IPrefixMap<short>
    {
        public static ulong Map(short value) => (ulong)((long)value << 8) ^ SignBit;
    }

    private readonly struct Int32Map : IPrefixMap<int>
    {
        public static ulong Map(int value) => (ulong)((long)value << 8) ^ SignBit;
    }

    private readonly struct Int64Map : IPrefixMap<long>
    {
        public static ulong Map(long value) => (ulong)value ^ SignBit;
    }

    private readonly struct Int128Map : IPrefixMap<Int128>
    {
        // Most decimals and sums fit 64 bits: saturate instead of keeping only the high half.
        public static ulong Map(Int128 value) =>
            (ulong)(value > long.MaxValue ? long.MaxValue : value < long.MinValue
                ? long.MinValue : (long)value) ^ SignBit;
    }

    private readonly struct UInt16Map : IPrefixMap<ushort>
    {
        public static ulong Map(ushort value) => (ulong)value << 8;
    }

    private readonly struct UInt32Map : IPrefixMap<uint>
    {
        public static ulong Map(uint value) => (ulong)value << 8;
    }

    private readonly struct UInt64Map : IPrefixMap<ulong>
    {
        public static ulong Map(ulong value) => value;
    }

    private readonly struct UInt128Map : IPrefixMap<UInt128>
    {
        public static ulong Map(UInt128 value) => (ulong)(value >> 64);
    }

    private readonly struct FloatMap : IPrefixMap<float>
    {
        public static ulong Map(float value) => MapDouble(value);
    }

    private readonly struct DoubleMap : IPrefixMap<double>
    {
        public static ulong Map(double value) => MapDouble(value);
    }

    private readonly struct IntervalMap : IPrefixMap<IntervalValue>
    {
        public static ulong Map(IntervalValue value) => (ulong)(long)(value.Normalized >> 20) ^ SignBit;
    }

    private readonly struct StringMap : IPrefixMap<StringView>
    {
        public static ulong Map(StringView value)
        {
            ulong bytes = value.IsInline ? value.LowWord >> 32 | value.HighWord << 32 : *(ulong*)value.Pointer;
            return BinaryPrimitives.ReverseEndianness(bytes);
        }
    }
}
