using System.Numerics;
using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>
/// Turns collected values into the smallest hot form: constant, narrow codes, dictionary, strings or plain values.
/// </summary>
internal static unsafe class SegmentBuilder
{
    /// <summary>
    /// Builds a segment from all rows of a collector (at least one) and adds the values to <paramref name="sketch"/>.
    /// </summary>
    /// <remarks>Overwrites the collector's values under NULLs with a valid one, so that they cost nothing.</remarks>
    public static (
        HotSegment Segment, ZoneMap Zone) Build(ColumnCollector rows, MemoryAllocator allocator, DistinctSketch sketch)
    {
        int count = rows.Count;
        Check.Assert(count > 0);
        int valid = rows.HasNulls ? CountValid(rows.Validity, count) : count;
        if (valid == 0)
        {
            NativeBuffer nothing = allocator.Allocate(16);
            nothing.Clear();
            return (new ConstantSegment(rows.Type, count, isNull: true, nothing), new ZoneMap(count, count, 0, 0));
        }
        NativeBuffer? nulls = valid == count ? null : CopyValidity(rows.Validity, count, allocator);
        if (rows.Type == PhysicalType.String)
            return StringSegmentBuilder.Build(rows, nulls, count - valid, allocator, sketch);
        if (nulls is not null) FillNulls(rows, count);
        sketch.AddFixed(rows.Values, rows.Type.SizeOf(), count);
        (Int128 min, Int128 max) = Bounds(rows.Type, rows.Values, count);
        var zone = new ZoneMap(count, count - valid, min, max);
        return (BuildFixed(rows.Type, rows.Values, count, nulls, min, max, allocator), zone);
    }

    private static HotSegment BuildFixed(
        PhysicalType type, byte* values, int count, NativeBuffer? nulls, Int128 min, Int128 max,
            MemoryAllocator allocator)
    {
        int size = type.SizeOf();
        ulong* validity = nulls is null ? null : (ulong*)nulls.Pointer;
        bool isInteger = type.IsInteger() || type == PhysicalType.Bool;
        bool isConstant = nulls is null && (isInteger ? min == max : AllSame(values, count, size));
        if (isConstant)
        {
            NativeBuffer value = allocator.Allocate(16);
            value.Clear();
            Buffer.MemoryCopy(values, value.Pointer, 16, size);
            return new ConstantSegment(type, count, isNull: false, value);
        }
        UInt128 span = (UInt128)(max - min);
        if (isInteger && span <= ulong.MaxValue)
        {
            int codeSize = CodeSizeFor((ulong)span);
            // Where narrowing saves nothing, base 0 lets scans point straight into the segment.
            if (codeSize == size && min >= 0) min = 0;
            NativeBuffer codes = allocator.Allocate((long)count * codeSize);
            if (size <= 8) NarrowDown.Run(values, size, codes.Pointer, codeSize, (ulong)min, count);
            else Narrow128(type, values, count, min, codes.Pointer, codeSize);
            return new NarrowSegment(type, count, validity, min, codeSize, codes, nulls);
        }
        NativeBuffer plain = allocator.Allocate((long)count * size);
        Buffer.MemoryCopy(values, plain.Pointer, (long)count * size, (long)count * size);
        return new PlainSegment(type, count, validity, plain, nulls);
    }

    /// <summary>1, 2, 4 or 8 bytes for codes up to <paramref name="largest"/>.</summary>
    public static int CodeSizeFor(ulong largest) =>
        largest <= byte.MaxValue ? 1 : largest <= ushort.MaxValue ? 2 : largest <= uint.MaxValue ? 4 : 8;

    /// <summary>Bytes of a hot validity bitmap: whole vectors of 1,024 rows.</summary>
    public static long ValidityBytes(int count) => (count + 1023L) / 1024 * 128;

    internal static void StoreCode(byte* codes, int codeSize, long index, ulong code)
    {
        switch (codeSize)
        {
            case 1: codes[index] = (byte)code; break;
            case 2: ((ushort*)codes)[index] = (ushort)code; break;
            case 4: ((uint*)codes)[index] = (uint)code; break;
            default: ((ulong*)codes)[index] = code; break;
        }
    }

    private static void Narrow128(PhysicalType type, byte* values, int count, Int128 min, byte* codes, int codeSize)
    {
        for (int i = 0; i < count; i++)
            StoreCode(codes, codeSize, i, (ulong)(OrderedKey.Read(type, values + i * 16L) - min));
    }

    private static (Int128 Min, Int128 Max) Bounds(PhysicalType type, byte* values, int count)
    {
        switch (type)
        {
            case PhysicalType.Bool or PhysicalType.UInt8: return Widened(MinMax.Of(values, count));
            case PhysicalType.Int8: return Widened(MinMax.Of((sbyte*)values, count));
            case PhysicalType.Int16: return Widened(MinMax.Of((short*)values, count));
            case PhysicalType.UInt16: return Widened(MinMax.Of((ushort*)values, count));
            case PhysicalType.Int32: return Widened(MinMax.Of((int*)values, count));
            case PhysicalType.UInt32: return Widened(MinMax.Of((uint*)values, count));
            case PhysicalType.Int64: return Widened(MinMax.Of((long*)values, count));
            case PhysicalType.UInt64: return Widened(MinMax.Of((ulong*)values, count));
            case PhysicalType.Float: return Floating(MinMax.OfFloating((float*)values, count));
            case PhysicalType.Double: return Floating(MinMax.OfFloating((double*)values, count));
        }
        Int128 min = Int128.MaxValue, max = Int128.MinValue;
        for (int i = 0; i < count; i++)
        {
            Int128 key = OrderedKey.Read(type, values + i * 16L);
            min = Int128.Min(min, key);
            max = Int128.Max(max, key);
        }
        return (min, max);
    }

    private static (Int128 Min, Int128 Max) Widened<T>((T Min, T Max) bounds) where T : IBinaryInteger<T> =>
        (Int128.CreateChecked(bounds.Min), Int128.CreateChecked(bounds.Max));

    private static (Int128 Min, Int128 Max) Floating((double Min, double Max, bool HasNaN) bounds)
    {
        if (bounds.Min > bounds.Max) return (OrderedKey.NaN, OrderedKey.NaN);
        return (OrderedKey.OfDouble(bounds.Min), bounds.HasNaN ? OrderedKey.NaN : OrderedKey.OfDouble(bounds.Max));
    }

    private static bool AllSame(byte* values, int count, int size)
    {
        // Bytewise: every value equals its successor exactly if the array equals itself shifted by one value.
        if (count == 1) return true;
        int tail = checked((count - 1) * size);
        return new ReadOnlySpan<byte>(values, tail).SequenceEqual(new ReadOnlySpan<byte>(values + size, tail));
    }

    private static int CountValid(ulong* validity, int count)
    {
        int valid = BitMask.Count(validity, count >> 6);
        if ((count & 63) != 0) valid += BitOperations.PopCount(validity[count >> 6] & ((1UL << (count & 63)) - 1));
        return valid;
    }

    private static NativeBuffer CopyValidity(ulong* validity, int count, MemoryAllocator allocator)
    {
        NativeBuffer copy = allocator.Allocate(ValidityBytes(count));
        copy.Clear();
        int whole = count >> 6;
        Buffer.MemoryCopy(validity, copy.Pointer, whole * 8L, whole * 8L);
        if ((count & 63) != 0) ((ulong*)copy.Pointer)[whole] = validity[whole] & ((1UL << (count & 63)) - 1);
        return copy;
    }

    private static void FillNulls(ColumnCollector rows, int count)
    {
        int size = rows.Type.SizeOf();
        byte* values = rows.Values;
        ulong* validity = rows.Validity;
        int first = 0;
        while ((validity[first >> 6] >> (first & 63) & 1) == 0) first++;
        byte* filler = stackalloc byte[16];
        Buffer.MemoryCopy(values + (long)first * size, filler, 16, size);
        for (int i = 0; i < count; i++)
        {
            if ((validity[i >> 6] >> (i & 63) & 1) == 0) Buffer.MemoryCopy(filler, values + (long)i * size, size, size);
        }
    }
}
