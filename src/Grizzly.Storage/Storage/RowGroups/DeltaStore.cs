using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>
/// The rows of an open row group: plain values in slots of up to 1,024 rows. One writer, many readers without locks.
/// </summary>
/// <remarks>
/// Appending only writes past the rows that are published, so what readers borrow never changes. The first slot starts
/// small and is copied when it grows; the old copy lives as long as the store. Memory is freed by finalizers: whoever
/// shows rows of a store holds on to it until they are no longer looked at.
/// </remarks>
internal sealed unsafe class DeltaStore
{
    private const int FirstRows = 64;
    private readonly MemoryAllocator _allocator;
    private readonly PhysicalType[] _types;
    private readonly DeltaSlot?[][] _slots;
    private readonly StringArena _arena = new();

    /// <summary>First slots before they grew: their readers hold the store, not the slot.</summary>
    private readonly List<DeltaSlot> _outgrown = [];

    public DeltaStore(MemoryAllocator allocator, PhysicalType[] types)
    {
        _allocator = allocator;
        _types = types;
        _slots = new DeltaSlot?[types.Length][];
        for (int column = 0; column < types.Length; column++) _slots[column] = new DeltaSlot?[RowGroupLayout.SlotCount];
    }

    public int ColumnCount => _types.Length;

    public PhysicalType TypeOf(int column) => _types[column];

    /// <summary>Values and NULLs of one column's slot; rows up to the published count may be read.</summary>
    public DeltaSlot Slot(int column, int slot) =>
        Volatile.Read(ref _slots[column][slot]) ?? throw Errors.Internal("a slot is read before it is written");

    /// <summary>Writes rows [start, start + count) of a chunk at row <paramref name="row"/> of the group.</summary>
    public void Write(int row, DataChunk chunk, int start, int count)
    {
        for (int column = 0; column < _types.Length; column++)
        {
            ColumnVector vector = chunk.Columns[column];
            Check.Assert(vector.Physical == _types[column]);
            for (int done = 0; done < count;)
            {
                int slot = (row + done) / RowGroupLayout.SlotRows, within = (row + done) % RowGroupLayout.SlotRows;
                int part = Math.Min(count - done, RowGroupLayout.SlotRows - within);
                WriteSlot(EnsureSlot(column, slot, within, within + part), within, vector, start + done, part);
                done += part;
            }
        }
    }

    /// <summary>
    /// Fills rows [from, to) with NULLs: positions the log never told about, taken by transactions that failed.
    /// </summary>
    public void WriteHoles(int from, int to)
    {
        for (int column = 0; column < _types.Length; column++)
        {
            for (int row = from; row < to; row++)
            {
                int within = row % RowGroupLayout.SlotRows;
                DeltaSlot slot = EnsureSlot(column, row / RowGroupLayout.SlotRows, within, within + 1);
                int size = _types[column].SizeOf();
                new Span<byte>(slot.Values + (long)within * size, size).Clear();
                slot.SetNull(within);
            }
        }
    }

    private DeltaSlot EnsureSlot(int column, int slot, int used, int rows)
    {
        DeltaSlot? current = _slots[column][slot];
        if (current is not null && current.Capacity >= rows) return current;
        int size = _types[column].SizeOf();
        int capacity = slot > 0 || rows > FirstRows ? RowGroupLayout.SlotRows : FirstRows;
        var bigger = new DeltaSlot(_allocator.Allocate((long)capacity * size),
            _allocator.Allocate(RowGroupLayout.SlotRows / 8), capacity);
        new Span<byte>(bigger.ValidityPointer, RowGroupLayout.SlotRows / 8).Fill(0xFF);
        if (current is not null)
        {
            Buffer.MemoryCopy(current.Values, bigger.Values, (long)used * size, (long)used * size);
            Buffer.MemoryCopy(current.ValidityPointer, bigger.ValidityPointer, RowGroupLayout.SlotRows / 8,
                RowGroupLayout.SlotRows / 8);
            bigger.HasNulls = current.HasNulls;
            _outgrown.Add(current);
        }
        Volatile.Write(ref _slots[column][slot], bigger);
        return bigger;
    }

    private void WriteSlot(DeltaSlot slot, int within, ColumnVector vector, int start, int count)
    {
        int size = vector.Type.SizeInBytes;
        byte* target = slot.Values + (long)within * size;
        bool mayHaveNulls = vector.MayHaveNulls;
        if (vector.Physical == PhysicalType.String)
        {
            StringView* views = (StringView*)target;
            for (int i = 0; i < count; i++)
            {
                bool isNull = mayHaveNulls && vector.IsNullAt(start + i);
                views[i] = isNull ? default : _arena.Add(*(StringView*)vector.AddressOf(start + i));
            }
        }
        else
        {
            switch (vector.Encoding)
            {
                case VectorEncoding.Constant: VectorCopy.Fill(target, vector.Data, count, size); break;
                case VectorEncoding.Dictionary:
                    VectorCopy.GatherCodes(target, vector.Dictionary!.Values, vector.Codes + start, count, size);
                    break;
                default:
                    Buffer.MemoryCopy(vector.Data + (long)start * size, target, (long)count * size, (long)count * size);
                    break;
            }
        }
        // Replay writes over positions it had filled with NULLs.
        if (!mayHaveNulls && !slot.HasNulls) return;
        for (int i = 0; i < count; i++)
        {
            if (mayHaveNulls && vector.IsNullAt(start + i)) slot.SetNull(within + i);
            else slot.SetValid(within + i);
        }
    }
}

/// <summary>Up to 1,024 plain values of one column.</summary>
internal sealed unsafe class DeltaSlot(NativeBuffer values, NativeBuffer validity, int capacity)
{
    private volatile bool _hasNulls;

    public int Capacity => capacity;

    public byte* Values => values.Pointer;

    /// <summary>The bitmap, current or not.</summary>
    public ulong* ValidityPointer => (ulong*)validity.Pointer;

    /// <summary>The bitmap, or null where no row was NULL so far.</summary>
    public ulong* Validity => _hasNulls ? (ulong*)validity.Pointer : null;

    public bool HasNulls
    {
        get => _hasNulls;
        set => _hasNulls = value;
    }

    public void SetValid(int row) => ValidityPointer[row >> 6] |= 1UL << (row & 63);

    public void SetNull(int row)
    {
        ValidityPointer[row >> 6] &= ~(1UL << (row & 63));
        _hasNulls = true;
    }
}
