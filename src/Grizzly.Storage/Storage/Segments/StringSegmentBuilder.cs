using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>Strings become a constant, a dictionary with codes (few distinct ones) or bytes end to end.</summary>
internal static unsafe class StringSegmentBuilder
{
    private const int SampleRows = 1024;
    private const int MaxEntries = 65_536;

    public static (HotSegment Segment, ZoneMap Zone) Build(
        ColumnCollector rows, NativeBuffer? nulls, int nullCount, MemoryAllocator allocator, DistinctSketch sketch)
    {
        int count = rows.Count;
        uint* offsets = (uint*)rows.Values;
        // The collector keeps 64 bytes of room after the last character; with no characters at all there is no buffer
        // yet.
        using NativeBuffer? empty = rows.Characters is null ? allocator.Rent(64) : null;
        byte* characters = empty is null ? rows.Characters : empty.Pointer;
        NativeBuffer? codes = TryFindEntries(characters, offsets, count, nulls, allocator, out List<int>? firstRows,
            out int codeSize);
        if (codes is null)
        {
            sketch.AddStrings(characters, offsets, count);
            return (Plain(rows, characters, nulls, allocator), ZoneOf(characters, offsets, count, nulls, nullCount));
        }
        HotSegment segment = WithEntries(rows, characters, nulls, codes, codeSize, firstRows!, allocator,
            out StringPool pool);
        uint* entryOffsets = (uint*)pool.Offsets.Pointer;
        sketch.AddStrings(pool.Bytes.Pointer, entryOffsets, firstRows!.Count);
        ZoneMap entries = ZoneOf(pool.Bytes.Pointer, entryOffsets, firstRows.Count, null, 0);
        var zone = new ZoneMap(count, nullCount, entries.Min, entries.Max);
        if (segment is ConstantSegment) Free(pool);
        return (segment, zone);
    }

    internal static void Free(StringPool pool)
    {
        pool.Offsets.Dispose();
        pool.Bytes.Dispose();
        pool.Views.Dispose();
    }

    /// <summary>The constant segment of one string.</summary>
    internal static ConstantSegment Constant(int count, ReadOnlySpan<byte> text, MemoryAllocator allocator)
    {
        NativeBuffer buffer = allocator.Allocate(16 + text.Length + 16);
        buffer.Clear();
        text.CopyTo(new Span<byte>(buffer.Pointer + 16, text.Length));
        *(StringView*)buffer.Pointer = new StringView(buffer.Pointer + 16, text.Length);
        return new ConstantSegment(PhysicalType.String, count, isNull: false, buffer);
    }

    /// <summary>Views over entries whose offsets and bytes are known.</summary>
    internal static StringPool Pool(NativeBuffer offsets, NativeBuffer bytes, int entries, MemoryAllocator allocator)
    {
        NativeBuffer views = allocator.Allocate(entries * 16L);
        StringViews.Build(bytes.Pointer, (uint*)offsets.Pointer, entries, (StringView*)views.Pointer);
        return new StringPool(offsets, bytes, views);
    }

    private static StringSegment Plain(
        ColumnCollector rows, byte* characters, NativeBuffer? nulls, MemoryAllocator allocator)
    {
        NativeBuffer offsets = allocator.Allocate((rows.Count + 1L) * 4);
        Buffer.MemoryCopy(rows.Values, offsets.Pointer, offsets.Length, offsets.Length);
        NativeBuffer bytes = allocator.Allocate(rows.CharacterCount);
        Buffer.MemoryCopy(characters, bytes.Pointer, bytes.Length, bytes.Length);
        ulong* validity = nulls is null ? null : (ulong*)nulls.Pointer;
        return new StringSegment(PhysicalType.String, rows.Count, validity, offsets, bytes, nulls);
    }

    private static HotSegment WithEntries(
        ColumnCollector rows, byte* characters, NativeBuffer? nulls, NativeBuffer codes, int codeSize,
            List<int> firstRows,
        MemoryAllocator allocator, out StringPool pool)
    {
        uint* offsets = (uint*)rows.Values;
        long total = 0;
        foreach (int row in firstRows) total += offsets[row + 1] - offsets[row];
        NativeBuffer entryOffsets = allocator.Allocate((firstRows.Count + 1L) * 4), bytes = allocator.Allocate(total);
        uint* starts = (uint*)entryOffsets.Pointer;
        uint at = 0;
        for (int i = 0; i < firstRows.Count; i++)
        {
            int row = firstRows[i];
            uint length = offsets[row + 1] - offsets[row];
            starts[i] = at;
            Unsafe.CopyBlockUnaligned(bytes.Pointer + at, characters + offsets[row], length);
            at += length;
        }
        starts[firstRows.Count] = at;
        pool = Pool(entryOffsets, bytes, firstRows.Count, allocator);
        if (firstRows.Count == 1 && nulls is null)
        {
            codes.Dispose();
            return Constant(rows.Count, new ReadOnlySpan<byte>(bytes.Pointer, (int)at), allocator);
        }
        var dictionary = new VectorDictionary(PhysicalType.String, pool.Views.Pointer, firstRows.Count);
        ulong* validity = nulls is null ? null : (ulong*)nulls.Pointer;
        return new DictionarySegment(PhysicalType.String, rows.Count, validity, codeSize, codes, dictionary, pool,
            nulls);
    }

    /// <summary>
    /// Codes and the first row of each distinct string, or null where there are too many. NULLs get code 0.
    /// </summary>
    private static NativeBuffer? TryFindEntries(
        byte* characters, uint* offsets, int count, NativeBuffer? nulls, MemoryAllocator allocator,
            out List<int>? firstRows, out int codeSize)
    {
        firstRows = null;
        codeSize = 0;
        int limit = Math.Min(MaxEntries, Math.Max(count / 4, Math.Min(count, 1)));
        if (count > 4 * SampleRows && SampleIsDiverse(characters, offsets, count)) return null;
        using NativeBuffer wide = allocator.Rent(count * 4L);
        uint* codes = (uint*)wide.Pointer;
        var table = new EntryTable(characters, offsets);
        ulong* validity = nulls is null ? null : (ulong*)nulls.Pointer;
        for (int i = 0; i < count; i++)
        {
            bool isNull = validity is not null && (validity[i >> 6] >> (i & 63) & 1) == 0;
            codes[i] = isNull ? 0 : table.CodeOf(i);
            if (table.Rows.Count > limit) return null;
        }
        firstRows = table.Rows;
        codeSize = SegmentBuilder.CodeSizeFor((ulong)firstRows.Count - 1);
        NativeBuffer narrow = allocator.Allocate((long)count * codeSize);
        NarrowDown.Run((byte*)codes, 4, narrow.Pointer, codeSize, 0, count);
        return narrow;
    }

    private static bool SampleIsDiverse(byte* characters, uint* offsets, int count)
    {
        var seen = new HashSet<ulong>(SampleRows);
        for (int i = 0; i < SampleRows; i++)
        {
            long row = (long)i * count / SampleRows;
            seen.Add(DistinctSketch.HashBytes(characters + offsets[row], (int)(offsets[row + 1] - offsets[row])));
        }
        return seen.Count > SampleRows * 7 / 8;
    }

    internal static ZoneMap ZoneOf(byte* characters, uint* offsets, int count, NativeBuffer? nulls, int nullCount)
    {
        Int128 min = Int128.MaxValue, max = Int128.MinValue;
        ulong* validity = nulls is null ? null : (ulong*)nulls.Pointer;
        for (int i = 0; i < count; i++)
        {
            if (validity is not null && (validity[i >> 6] >> (i & 63) & 1) == 0) continue;
            Int128 key = OrderedKey.OfPadded(characters + offsets[i], (int)(offsets[i + 1] - offsets[i]));
            if (key < min) min = key;
            if (key > max) max = key;
        }
        return new ZoneMap(count, nullCount, min, max);
    }

    /// <summary>Open addressing from string to code; a slot is hash bits and code + 1.</summary>
    private sealed class EntryTable
    {
        private readonly byte* _characters;
        private readonly uint* _offsets;
        private ulong[] _slots = new ulong[256];

        public EntryTable(byte* characters, uint* offsets)
        {
            _characters = characters;
            _offsets = offsets;
        }

        public List<int> Rows { get; } = [];

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public uint CodeOf(int row)
        {
            byte* text = _characters + _offsets[row];
            int length = (int)(_offsets[row + 1] - _offsets[row]);
            ulong hash = DistinctSketch.HashBytes(text, length);
            ulong[] slots = _slots;
            ulong mask = (ulong)slots.Length - 1, tag = hash & 0xFFFF_FFFF_0000_0000;
            for (ulong at = hash & mask; ; at = (at + 1) & mask)
            {
                ulong slot = slots[at];
                if (slot == 0) return Insert(row, hash, at);
                if ((slot & 0xFFFF_FFFF_0000_0000) != tag) continue;
                uint code = (uint)slot - 1;
                int other = Rows[(int)code];
                uint otherLength = _offsets[other + 1] - _offsets[other];
                if (otherLength != length) continue;
                if (new ReadOnlySpan<byte>(text,
                    length).SequenceEqual(new ReadOnlySpan<byte>(_characters + _offsets[other], length))) return code;
            }
        }

        private uint Insert(int row, ulong hash, ulong at)
        {
            Rows.Add(row);
            uint code = (uint)Rows.Count - 1;
            _slots[at] = (hash & 0xFFFF_FFFF_0000_0000) | (code + 1);
            if (Rows.Count * 2 > _slots.Length) Grow();
            return code;
        }

        private void Grow()
        {
            _slots = new ulong[_slots.Length * 4];
            ulong mask = (ulong)_slots.Length - 1;
            for (int code = 0; code < Rows.Count; code++)
            {
                int row = Rows[code];
                ulong hash = DistinctSketch.HashBytes(_characters + _offsets[row],
                    (int)(_offsets[row + 1] - _offsets[row]));
                ulong at = hash & mask;
                while (_slots[at] != 0) at = (at + 1) & mask;
                _slots[at] = (hash & 0xFFFF_FFFF_0000_0000) | ((uint)code + 1);
            }
        }
    }
}
