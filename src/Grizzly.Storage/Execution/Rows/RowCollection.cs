using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Rows in native row layout that stay where they are until the collection is disposed. Filled by one thread
/// at a time.</summary>
internal sealed unsafe class RowCollection(RowLayout layout, MemoryAllocator memory) : IDisposable
{
    private const int FirstBlockBytes = 64 * 1024;
    private const int LargestBlockBytes = 1 << 20;

    private readonly List<RowBlock> _blocks = [];
    private readonly List<StringArena> _arenas = [];
    private StringArena? _arena;
    private RowBlock? _current;
    private int _nextBlockBytes = FirstBlockBytes;
    private long _blockBytes;

    public RowLayout Layout { get; } = layout;

    public long Count { get; private set; }

    public IReadOnlyList<RowBlock> Blocks => _blocks;

    /// <summary>Native bytes held, strings included.</summary>
    public long Bytes
    {
        get
        {
            long bytes = _blockBytes;
            foreach (StringArena arena in _arenas) bytes += arena.AllocatedBytes;
            return bytes;
        }
    }

    /// <summary>Owns the bytes of this collection's strings.</summary>
    public StringArena Arena
    {
        get
        {
            if (_arena is null) _arenas.Add(_arena = new StringArena(memory));
            return _arena;
        }
    }

    /// <summary>One new row, contents undefined.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Allocate()
    {
        RowBlock? block = _current;
        if (block is null || block.Count == block.Capacity) block = AddBlock();
        Count++;
        return block.Rows + (long)block.Count++ * Layout.RowBytes;
    }

    /// <summary>Appends rows with the values of <paramref name="columns"/>, strings copied; addresses go to
    /// <paramref name="rows"/>.</summary>
    public void Append(ReadOnlySpan<ColumnVector> columns, int count, byte** rows)
    {
        for (int i = 0; i < count; i++) rows[i] = Allocate();
        RowScatter.ClearValidity(Layout, rows, count);
        for (int column = 0; column < columns.Length; column++) RowScatter.Scatter(this, column, columns[column], null,
            count, rows);
    }

    /// <summary>Takes over all rows of another collection of the same layout, which is empty afterwards.</summary>
    public void Absorb(RowCollection other)
    {
        _blocks.AddRange(other._blocks);
        _arenas.AddRange(other._arenas);
        Count += other.Count;
        _blockBytes += other._blockBytes;
        other._blockBytes = 0;
        other._blocks.Clear();
        other._arenas.Clear();
        other._arena = null;
        other._current = null;
        other.Count = 0;
        _current = null;
        if (_arena is null && _arenas.Count > 0) _arena = _arenas[^1];
    }

    public void Dispose()
    {
        foreach (RowBlock block in _blocks) block.Memory.Dispose();
        foreach (StringArena arena in _arenas) arena.Dispose();
        _blocks.Clear();
        _arenas.Clear();
        _arena = null;
        _current = null;
        _blockBytes = 0;
        Count = 0;
    }

    private RowBlock AddBlock()
    {
        int capacity = Math.Max(1, _nextBlockBytes / Layout.RowBytes);
        _nextBlockBytes = Math.Min(_nextBlockBytes * 2, LargestBlockBytes);
        _current = new RowBlock(memory.Rent((long)capacity * Layout.RowBytes), capacity);
        _blocks.Add(_current);
        _blockBytes += _current.Memory.Capacity;
        return _current;
    }
}

/// <summary>A stretch of rows of one collection.</summary>
internal sealed unsafe class RowBlock(NativeBuffer memory, int capacity)
{
    public NativeBuffer Memory { get; } = memory;

    public byte* Rows { get; } = memory.Pointer;

    public int Capacity { get; } = capacity;

    public int Count { get; set; }
}

/// <summary>Moves values between vectors and rows, one column at a time.</summary>
internal static unsafe class RowScatter
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>Marks all columns of the rows valid.</summary>
    [MethodImpl(Hot)]
    public static void ClearValidity(RowLayout layout, byte** rows, int count)
    {
        int words = layout.ValidityWords;
        for (int i = 0; i < count; i++)
        {
            ulong* validity = (ulong*)(rows[i] + RowLayout.ValidityOffset);
            for (int word = 0; word < words; word++) validity[word] = ulong.MaxValue;
        }
    }

    /// <summary>
    /// Writes value selection[i] (or i where <paramref name="selection"/> is null) of the vector to rows[i]; string
    /// bytes are copied to the collection's arena.
    /// </summary>
    public static void Scatter(RowCollection collection, int column, ColumnVector vector, ushort* selection, int count,
        byte** rows)
    {
        int offset = collection.Layout.Offsets[column];
        switch (vector.Physical)
        {
            case PhysicalType.String: ScatterStrings(collection.Arena, vector, selection, count, rows, offset); break;
            default:
                switch (vector.Type.SizeInBytes)
                {
                    case 1: Scatter<byte>(vector, selection, count, rows, offset); break;
                    case 2: Scatter<ushort>(vector, selection, count, rows, offset); break;
                    case 4: Scatter<uint>(vector, selection, count, rows, offset); break;
                    case 8: Scatter<ulong>(vector, selection, count, rows, offset); break;
                    default: Scatter<Vector128<byte>>(vector, selection, count, rows, offset); break;
                }
                break;
        }
        if (vector.Validity is not null) ScatterNulls(vector, column, selection, count, rows);
    }

    /// <summary>Reads one column of the rows into a flat vector; string views go on pointing into the
    /// collection.</summary>
    public static void Gather(RowLayout layout, int column, byte** rows, int count, ColumnVector result)
    {
        byte* data = result.SetFlat();
        int offset = layout.Offsets[column];
        switch (layout.Types[column].SizeInBytes)
        {
            case 1: Gather<byte>(rows, offset, count, data); break;
            case 2: Gather<ushort>(rows, offset, count, data); break;
            case 4: Gather<uint>(rows, offset, count, data); break;
            case 8: Gather<ulong>(rows, offset, count, data); break;
            default: Gather<Vector128<byte>>(rows, offset, count, data); break;
        }
        GatherValidity(column, rows, count, result);
    }

    [MethodImpl(Hot)]
    private static void Scatter<T>(ColumnVector vector, ushort* selection, int count, byte** rows, int offset)
        where T : unmanaged
    {
        T* values = (T*)vector.Data;
        uint* codes = vector.Codes;
        switch (vector.Encoding)
        {
            case VectorEncoding.Constant:
                T value = *values;
                for (int i = 0; i < count; i++) *(T*)(rows[i] + offset) = value;
                break;
            case VectorEncoding.Dictionary:
                for (int i = 0; i < count; i++) *(T*)(rows[i] + offset) =
                    values[codes[selection is null ? i : selection[i]]];
                break;
            default:
                if (selection is null)
                {
                    for (int i = 0; i < count; i++) *(T*)(rows[i] + offset) = values[i];
                }
                else
                {
                    for (int i = 0; i < count; i++) *(T*)(rows[i] + offset) = values[selection[i]];
                }
                break;
        }
    }

    [MethodImpl(Hot)]
    private static void ScatterStrings(StringArena arena, ColumnVector vector, ushort* selection, int count,
        byte** rows, int offset)
    {
        StringView* values = (StringView*)vector.Data;
        uint* codes = vector.Codes;
        bool isConstant = vector.IsConstant, isDictionary = vector.Encoding == VectorEncoding.Dictionary;
        for (int i = 0; i < count; i++)
        {
            int row = selection is null ? i : selection[i];
            StringView view = values[isConstant ? 0 : isDictionary ? codes[row] : (uint)row];
            if (vector.Validity is not null && vector.IsNullAt(row)) view = default;
            *(StringView*)(rows[i] + offset) = arena.Add(view);
        }
    }

    [MethodImpl(Hot)]
    private static void ScatterNulls(ColumnVector vector, int column, ushort* selection, int count, byte** rows)
    {
        int wordOffset = RowLayout.ValidityOffset + (column >> 6) * 8;
        ulong clear = ~(1UL << (column & 63));
        for (int i = 0; i < count; i++)
        {
            if (vector.IsNullAt(selection is null ? i : selection[i])) *(ulong*)(rows[i] + wordOffset) &= clear;
        }
    }

    [MethodImpl(Hot)]
    private static void Gather<T>(byte** rows, int offset, int count, byte* data) where T : unmanaged
    {
        T* values = (T*)data;
        for (int i = 0; i < count; i++) values[i] = *(T*)(rows[i] + offset);
    }

    [MethodImpl(Hot)]
    private static void GatherValidity(int column, byte** rows, int count, ColumnVector result)
    {
        int wordOffset = RowLayout.ValidityOffset + (column >> 6) * 8, shift = column & 63;
        ulong* validity = result.OwnValidity();
        bool allValid = true;
        for (int word = 0; word * 64 < count; word++)
        {
            int end = Math.Min(64, count - word * 64);
            ulong bits = 0;
            byte** block = rows + word * 64;
            for (int i = 0; i < end; i++) bits |= (*(ulong*)(block[i] + wordOffset) >> shift & 1) << i;
            validity[word] = bits;
            allValid &= bits == (end == 64 ? ulong.MaxValue : (1UL << end) - 1);
        }
        result.UseValidity(allValid ? null : validity);
    }
}
