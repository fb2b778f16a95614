using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>
/// One column of one row group as it is worked on in memory: immutable, byte-aligned, padded by at least 64 bytes.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Vectors made by <see cref="Scan"/> and <see cref="Gather"/> may point into the segment: it must stay pinned while
/// they are in use. Windows start at multiples of 64 rows.
/// </remarks>
public abstract unsafe class HotSegment : IDisposable
{
    private readonly NativeBuffer?[] _buffers;

    protected HotSegment(PhysicalType type, int count, ulong* validity, params NativeBuffer?[] buffers)
    {
        Type = type;
        Count = count;
        Validity = validity;
        _buffers = buffers;
    }

    public PhysicalType Type { get; }

    public int Count { get; }

    /// <summary>1 = valid; null where no row is NULL. Whole multiples of 1,024 rows.</summary>
    public ulong* Validity { get; }

    /// <summary>Native bytes held.</summary>
    public long Bytes => _buffers.Sum(b => b is null ? 0 : b.Capacity + MemoryAllocator.Padding);

    /// <summary>Shows rows [start, start + count) without decoding more than the vector's layout asks for.</summary>
    public void Scan(int start, int count, ColumnVector result)
    {
        Check.Assert((start & 63) == 0 && start + count <= Count && count <= ColumnVector.MaxCapacity);
        ScanValues(start, count, result);
        if (Validity is not null && !result.IsConstant) result.UseValidity(Validity + (start >> 6));
    }

    /// <summary>result[i] = row rows[i]; at most 1,024 rows, in any order.</summary>
    public void Gather(uint* rows, int count, ColumnVector result)
    {
        Check.Assert(count <= ColumnVector.MaxCapacity);
        GatherValues(rows, count, result);
        if (Validity is null || result.IsConstant) return;
        ulong* validity = result.OwnValidity();
        GatherBits(Validity, rows, count, validity);
        result.UseValidity(validity);
    }

    /// <summary>
    /// Clears the mask bits of rows [start, start + count) that do not pass. Mask: whole words from row start on.
    /// </summary>
    public void Filter(ScanFilter filter, int start, int count, ulong* mask)
    {
        Check.Assert((start & 63) == 0 && start + count <= Count);
        filter.ApplySegment(this, start, count, mask);
    }

    /// <summary>
    /// As <see cref="Filter"/> for a filter that never passes NULL; the caller has cleared the NULLs.
    /// </summary>
    internal abstract void FilterValues(ScanFilter filter, int start, int count, ulong* mask);

    protected abstract void ScanValues(int start, int count, ColumnVector result);

    protected abstract void GatherValues(uint* rows, int count, ColumnVector result);

    public void Dispose()
    {
        foreach (NativeBuffer? buffer in _buffers) buffer?.Dispose();
    }

    [System.Runtime.CompilerServices.MethodImpl(
        System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
    private static void GatherBits(ulong* source, uint* rows, int count, ulong* target)
    {
        for (int word = 0; word * 64 < count; word++)
        {
            int end = Math.Min(64, count - word * 64);
            ulong bits = 0;
            for (int i = 0; i < end; i++)
            {
                uint row = rows[word * 64 + i];
                bits |= (source[row >> 6] >> (int)(row & 63) & 1) << i;
            }
            target[word] = bits;
        }
    }
}

/// <summary>The same value in all rows, or NULL in all rows.</summary>
internal sealed unsafe class ConstantSegment : HotSegment
{
    private readonly byte* _value;
    private readonly bool _isNull;

    /// <param name="type">Physical type.</param>
    /// <param name="count">Rows.</param>
    /// <param name="isNull">All NULL.</param>
    /// <param name="value">16 bytes with the value in the column's layout, followed by the bytes of a long
    /// string.</param>
    public ConstantSegment(
        PhysicalType type, int count, bool isNull, NativeBuffer value) : base(type, count, null, value)
    {
        _value = value.Pointer;
        _isNull = isNull;
    }

    public bool IsNull => _isNull;

    public byte* Value => _value;

    internal override void FilterValues(ScanFilter filter, int start, int count, ulong* mask)
    {
        ulong one = 1;
        if (_isNull) one = 0;
        else filter.ApplyFlat(Type, _value, 1, &one);
        if (one == 0) new Span<ulong>(mask, BitMask.Words(count)).Clear();
    }

    protected override void ScanValues(int start, int count, ColumnVector result)
    {
        if (_isNull)
        {
            result.SetConstantNull();
            return;
        }
        byte* target = result.SetConstant();
        Buffer.MemoryCopy(_value, target, 16, Type.SizeOf());
    }

    protected override void GatherValues(uint* rows, int count, ColumnVector result) => ScanValues(0, count, result);
}

/// <summary>Integers as their distance from the smallest, in 1, 2, 4 or 8 bytes.</summary>
internal sealed unsafe class NarrowSegment : HotSegment
{
    public NarrowSegment(
        PhysicalType type, int count, ulong* validity, Int128 low, int codeSize, NativeBuffer codes,
            NativeBuffer? nulls)
        : base(type, count, validity, codes, nulls)
    {
        Low = low;
        CodeSize = codeSize;
        Codes = codes.Pointer;
    }

    /// <summary>The key (<see cref="OrderedKey"/>) of code 0.</summary>
    public Int128 Low { get; }

    public int CodeSize { get; }

    public byte* Codes { get; }

    internal override void FilterValues(ScanFilter filter, int start, int count, ulong* mask) =>
        filter.ApplyCodes(Codes + (long)start * CodeSize, CodeSize, Low, count, mask);

    protected override void ScanValues(int start, int count, ColumnVector result)
    {
        byte* codes = Codes + (long)start * CodeSize;
        int size = Type.SizeOf();
        if (size <= 8 && size == CodeSize && (ulong)LowBits == 0)
        {
            result.BorrowFlat(codes, null);
            return;
        }
        byte* target = result.SetFlat();
        if (size <= 8) Widen.Run(codes, CodeSize, target, size, (ulong)LowBits, count);
        else WidenTo128(codes, null, count, (UInt128*)target);
    }

    protected override void GatherValues(uint* rows, int count, ColumnVector result)
    {
        int size = Type.SizeOf();
        byte* target = result.SetFlat();
        if (size <= 8) Widen.Gather(Codes, CodeSize, target, size, (ulong)LowBits, rows, count);
        else WidenTo128(Codes, rows, count, (UInt128*)target);
    }

    /// <summary>The bits that added to a code give the column's value.</summary>
    private UInt128 LowBits => Type == PhysicalType.UInt128 ? (UInt128)Low ^ ((UInt128)1 << 127) : (UInt128)Low;

    private void WidenTo128(byte* codes, uint* rows, int count, UInt128* target)
    {
        UInt128 low = LowBits;
        for (int i = 0; i < count; i++)
        {
            long at = rows is null ? i : rows[i];
            ulong code = CodeSize switch
            {
                1 => codes[at],
                2 => ((ushort*)codes)[at],
                4 => ((uint*)codes)[at],
                _ => ((ulong*)codes)[at],
            };
            target[i] = low + code;
        }
    }
}

/// <summary>Fixed-width values as they are.</summary>
internal sealed unsafe class PlainSegment : HotSegment
{
    public PlainSegment(PhysicalType type, int count, ulong* validity, NativeBuffer values, NativeBuffer? nulls)
        : base(type, count, validity, values, nulls) => Values = values.Pointer;

    public byte* Values { get; }

    internal override void FilterValues(ScanFilter filter, int start, int count, ulong* mask) =>
        filter.ApplyFlat(Type, Values + (long)start * Type.SizeOf(), count, mask);

    protected override void ScanValues(int start, int count, ColumnVector result) =>
        result.BorrowFlat(Values + (long)start * Type.SizeOf(), null);

    protected override void GatherValues(uint* rows, int count, ColumnVector result) =>
        VectorCopy.GatherCodes(result.SetFlat(), Values, rows, count, Type.SizeOf());
}

/// <summary>Codes of 1, 2 or 4 bytes into a dictionary of distinct values.</summary>
internal sealed unsafe class DictionarySegment : HotSegment
{
    public DictionarySegment(
        PhysicalType type, int count, ulong* validity, int codeSize, NativeBuffer codes, VectorDictionary dictionary,
        StringPool entries, NativeBuffer? nulls)
        : base(type, count, validity, codes, entries.Offsets, entries.Bytes, entries.Views, nulls)
    {
        CodeSize = codeSize;
        Codes = codes.Pointer;
        Dictionary = dictionary;
        Entries = entries;
    }

    public int CodeSize { get; }

    public byte* Codes { get; }

    public VectorDictionary Dictionary { get; }

    public StringPool Entries { get; }

    /// <summary>Tests each entry once, then only codes.</summary>
    internal override void FilterValues(ScanFilter filter, int start, int count, ulong* mask)
    {
        int entries = Dictionary.Count;
        byte[] table = System.Buffers.ArrayPool<byte>.Shared.Rent(entries + 1);
        ulong[] passes = System.Buffers.ArrayPool<ulong>.Shared.Rent(BitMask.Words(entries) + 1);
        fixed (byte* lookup = table)
        fixed (ulong* pass = passes)
        {
            BitMask.SetFirst(pass, entries);
            filter.ApplyFlat(Type, Dictionary.Values, entries, pass);
            int first = -1, last = -1, hits = 0;
            for (int i = 0; i < entries; i++)
            {
                lookup[i] = (byte)(pass[i >> 6] >> (i & 63) & 1);
                if (lookup[i] == 0) continue;
                hits++;
                last = i;
                if (first < 0) first = i;
            }
            if (hits == 0) new Span<ulong>(mask, BitMask.Words(count)).Clear();
            else if (hits < entries) TestCodes(start, count, lookup, first, last, hits, mask);
        }
        System.Buffers.ArrayPool<byte>.Shared.Return(table);
        System.Buffers.ArrayPool<ulong>.Shared.Return(passes);
    }

    private void TestCodes(int start, int count, byte* table, int first, int last, int hits, ulong* mask)
    {
        byte* codes = Codes + (long)start * CodeSize;
        if (hits == last - first + 1)
        {
            CodeRange.Apply(codes, CodeSize, (ulong)first, (ulong)last, false, count, mask);
            return;
        }
        switch (CodeSize)
        {
            case 1: NarrowFilter.Lookup((byte*)codes, count, table, mask); break;
            case 2: NarrowFilter.Lookup((ushort*)codes, count, table, mask); break;
            default: NarrowFilter.Lookup((uint*)codes, count, table, mask); break;
        }
    }

    protected override void ScanValues(int start, int count, ColumnVector result)
    {
        byte* codes = Codes + (long)start * CodeSize;
        if (CodeSize == 4) result.BorrowDictionary(Dictionary, (uint*)codes, null);
        else Widen.Run(codes, CodeSize, (byte*)result.SetDictionary(Dictionary), 4, 0, count);
    }

    protected override void GatherValues(uint* rows, int count, ColumnVector result) =>
        Widen.Gather(Codes, CodeSize, (byte*)result.SetDictionary(Dictionary), 4, 0, rows, count);
}

/// <summary>Strings end to end with offsets.</summary>
internal sealed unsafe class StringSegment : HotSegment
{
    public StringSegment(
        PhysicalType type, int count, ulong* validity, NativeBuffer offsets, NativeBuffer bytes, NativeBuffer? nulls)
        : base(type, count, validity, offsets, bytes, nulls)
    {
        Offsets = (uint*)offsets.Pointer;
        Characters = bytes.Pointer;
    }

    /// <summary>Count + 1 offsets, ascending.</summary>
    public uint* Offsets { get; }

    public byte* Characters { get; }

    internal override void FilterValues(ScanFilter filter, int start, int count, ulong* mask)
    {
        if (filter.TryApplyStrings(Characters, Offsets + start, count, mask)) return;
        StringView* views = stackalloc StringView[RowGroupLayout.SlotRows];
        for (int done = 0; done < count; done += RowGroupLayout.SlotRows)
        {
            int window = Math.Min(RowGroupLayout.SlotRows, count - done);
            ulong* part = mask + (done >> 6);
            if (BitMask.IsEmpty(part, BitMask.Words(window))) continue;
            StringViews.Build(Characters, Offsets + start + done, window, views);
            filter.ApplyFlat(Type, (byte*)views, window, part);
        }
    }

    protected override void ScanValues(int start, int count, ColumnVector result) =>
        StringViews.Build(Characters, Offsets + start, count, (StringView*)result.SetFlat());

    protected override void GatherValues(uint* rows, int count, ColumnVector result) =>
        StringViews.Gather(Characters, Offsets, rows, count, (StringView*)result.SetFlat());
}

/// <summary>Distinct strings behind a dictionary segment: offsets, bytes and the views over them.</summary>
internal sealed record StringPool(NativeBuffer Offsets, NativeBuffer Bytes, NativeBuffer Views);
