using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Storage;

/// <summary>A few rows out of a stored segment, without decoding the others.</summary>
internal static unsafe partial class SegmentCodec
{
    /// <summary>
    /// A segment of just the rows asked for, in the order asked, or null where the stored form cannot be read in
    /// parts. Arguments otherwise as for <see cref="Decode"/>.
    /// </summary>
    public static HotSegment? TryDecodeRows(
        byte* bytes, int length, PhysicalType type, int count, ReadOnlySpan<uint> rows, MemoryAllocator allocator)
    {
        var reader = new ByteReader(new ReadOnlySpan<byte>(bytes, length));
        byte form = ReadHead(ref reader, type, count);
        if (form is not (Narrow or Decimals)) return null;
        using var owned = new BufferSet();
        NativeBuffer? nulls = reader.Bool() ? owned.Add(ReadValidity(ref reader, rows, count, allocator)) : null;
        HotSegment? segment = form == Narrow
            ? TryNarrow(ref reader, bytes, type, count, rows, nulls, owned, allocator)
            : TryDecimals(ref reader, bytes, type, count, rows, nulls, owned, allocator);
        if (segment is not null) owned.Keep();
        return segment;
    }

    private static NarrowSegment? TryNarrow(
        ref ByteReader reader, byte* origin, PhysicalType type, int count, ReadOnlySpan<uint> rows, NativeBuffer? nulls,
        BufferSet owned, MemoryAllocator allocator)
    {
        (Int128 low, int codeSize) = ReadNarrowParameters(ref reader, type);
        Span<ulong> codes = stackalloc ulong[rows.Length];
        if (!IntegerCodec.TryDecodeRows(ref reader, origin, codeSize, count, rows, codes)) return null;
        NativeBuffer stored = owned.Add(allocator.Allocate((long)rows.Length * codeSize + 64));
        for (int i = 0; i < rows.Length; i++) SegmentBuilder.StoreCode(stored.Pointer, codeSize, i, codes[i]);
        return new NarrowSegment(type, rows.Length, Bits(nulls), low, codeSize, stored, nulls);
    }

    private static PlainSegment? TryDecimals(
        ref ByteReader reader, byte* origin, PhysicalType type, int count, ReadOnlySpan<uint> rows, NativeBuffer? nulls,
        BufferSet owned, MemoryAllocator allocator)
    {
        RequireFloating(type);
        NativeBuffer values = owned.Add(allocator.Allocate((long)rows.Length * type.SizeOf() + 64));
        return DecimalCodec.TryDecodeRows(ref reader, origin, type, values.Pointer, count, rows)
            ? new PlainSegment(type, rows.Length, Bits(nulls), values, nulls) : null;
    }

    private static NativeBuffer ReadValidity(
        ref ByteReader reader, ReadOnlySpan<uint> rows, int count, MemoryAllocator allocator)
    {
        using NativeBuffer all = ReadValidity(ref reader, count, allocator);
        ulong* bits = (ulong*)all.Pointer;
        NativeBuffer some = allocator.Allocate(SegmentBuilder.ValidityBytes(rows.Length));
        some.Clear();
        for (int i = 0; i < rows.Length; i++)
        {
            ulong bit = bits[rows[i] >> 6] >> (int)(rows[i] & 63) & 1;
            ((ulong*)some.Pointer)[i >> 6] |= bit << (i & 63);
        }
        return some;
    }
}
