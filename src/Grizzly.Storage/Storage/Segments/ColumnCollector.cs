using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>
/// Gathers the plain values of one column until they become a segment. Not thread-safe; reusable after <see
/// cref="Reset"/>.
/// </summary>
public sealed unsafe class ColumnCollector : IDisposable
{
    private const int FirstRows = 4096;
    private const long MaxStringBytes = 1L << 30, LeastStringBytes = 1L << 20;

    /// <summary>A row group of long texts ends where one column would take more of the memory limit than this part:
    /// each thread has its own, and compressing them needs as much again.</summary>
    private const int LimitShare = 16;
    private readonly MemoryAllocator _allocator;
    private readonly int _size;
    private readonly long _mostStringBytes;
    private NativeBuffer? _values;
    private NativeBuffer? _validity;
    private NativeBuffer? _characters;
    private long _characterCount;

    public ColumnCollector(PhysicalType type, MemoryAllocator allocator)
    {
        Type = type;
        _allocator = allocator;
        _mostStringBytes = Math.Clamp(allocator.Tracker.Limit / LimitShare, LeastStringBytes, MaxStringBytes);
        _size = type == PhysicalType.String ? sizeof(uint) : type.SizeOf();
    }

    public PhysicalType Type { get; }

    public int Count { get; private set; }

    public bool HasNulls { get; private set; }

    /// <summary>Fixed-width values, or for strings Count + 1 offsets.</summary>
    internal byte* Values => _values is null ? null : _values.Pointer;

    internal ulong* Validity => HasNulls ? (ulong*)_validity!.Pointer : null;

    internal byte* Characters => _characters is null ? null : _characters.Pointer;

    internal long CharacterCount => _characterCount;

    /// <summary>True when another chunk of strings might not fit 32-bit offsets, or memory: time to build.</summary>
    public bool IsFull => Count >= RowGroupLayout.MaxRows || _characterCount >= _mostStringBytes;

    /// <summary>Appends rows [start, start + count) of a vector under any encoding.</summary>
    public void Append(ColumnVector vector, int start, int count)
    {
        Check.Assert(vector.Physical == Type && Count + count <= RowGroupLayout.MaxRows);
        EnsureRows(Count + count);
        AppendValidity(vector, start, count);
        if (Type == PhysicalType.String) AppendStrings(vector, start, count);
        else AppendFixed(vector, start, count);
        Count += count;
    }

    /// <summary>
    /// Shows rows [start, start + count) as a flat vector over the collector's memory; start is a multiple of 64.
    /// </summary>
    public void Show(int start, int count, ColumnVector vector)
    {
        Check.Assert((start & 63) == 0);
        if (Type == PhysicalType.String)
        {
            StringView* views = (StringView*)vector.SetFlat();
            uint* offsets = (uint*)Values + start;
            byte* characters = Characters;
            for (int i = 0; i < count; i++)
                views[i] = new StringView(characters + offsets[i], (int)(offsets[i + 1] - offsets[i]));
        }
        else
        {
            vector.BorrowFlat(Values + (long)start * _size, null);
        }
        vector.UseValidity(Validity is null ? null : Validity + (start >> 6));
    }

    public void Reset()
    {
        Count = 0;
        _characterCount = 0;
        HasNulls = false;
    }

    public void Dispose()
    {
        _values?.Dispose();
        _validity?.Dispose();
        _characters?.Dispose();
        _values = _validity = _characters = null;
        Reset();
    }

    private void AppendFixed(ColumnVector vector, int start, int count)
    {
        byte* target = Values + (long)Count * _size;
        switch (vector.Encoding)
        {
            case VectorEncoding.Constant: VectorCopy.Fill(target, vector.Data, count, _size); break;
            case VectorEncoding.Dictionary:
                VectorCopy.GatherCodes(target, vector.Dictionary!.Values, vector.Codes + start, count, _size);
                break;
            default:
                Buffer.MemoryCopy(vector.Data + (long)start * _size, target, (long)count * _size, (long)count * _size);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AppendStrings(ColumnVector vector, int start, int count)
    {
        uint* offsets = (uint*)Values;
        if (Count == 0) offsets[0] = 0;
        bool mayHaveNulls = vector.MayHaveNulls;
        for (int i = 0; i < count; i++)
        {
            int length = 0;
            if (!mayHaveNulls || !vector.IsNullAt(start + i))
            {
                StringView* view = (StringView*)vector.AddressOf(start + i);
                length = view->Length;
                if (_characterCount + length + 64 > (_characters?.Capacity ?? 0)) GrowCharacters(length);
                byte* source = StringView.BytesOf(view), target = Characters + _characterCount;
                if (length <= 16 && view->IsInline)
                {
                    *(ulong*)target = *(ulong*)source;
                    *(uint*)(target + 8) = *(uint*)(source + 8);
                }
                else
                {
                    Unsafe.CopyBlockUnaligned(target, source, (uint)length);
                }
            }
            _characterCount += length;
            offsets[Count + i + 1] = (uint)_characterCount;
        }
    }

    private void AppendValidity(ColumnVector vector, int start, int count)
    {
        if (!HasNulls && !vector.MayHaveNulls) return;
        ulong* validity = (ulong*)_validity!.Pointer;
        if (!HasNulls)
        {
            HasNulls = true;
            new Span<byte>(validity, RowGroupLayout.MaxRows / 8).Fill(0xFF);
        }
        for (int i = 0; i < count; i++)
        {
            int row = Count + i;
            if (vector.IsNullAt(start + i)) validity[row >> 6] &= ~(1UL << (row & 63));
            else validity[row >> 6] |= 1UL << (row & 63);
        }
    }

    private void EnsureRows(int rows)
    {
        _validity ??= _allocator.Rent(RowGroupLayout.MaxRows / 8);
        long wanted = (rows + 1L) * _size;
        if (_values is not null && _values.Capacity >= wanted) return;
        long capacity = rows <= FirstRows ? FirstRows : Math.Min(RowGroupLayout.MaxRows, Math.Max(rows, 2L * Count));
        if (rows > FirstRows * 4) capacity = RowGroupLayout.MaxRows;
        Replace(ref _values, (capacity + 1) * _size, (Count + 1L) * _size);
    }

    private void GrowCharacters(int length)
    {
        if (_characterCount + length > uint.MaxValue - 64)
            throw Errors.NotSupported("more than 4 GB of strings in one row group");
        long capacity = Math.Max(2 * (_characters?.Capacity ?? 32 * 1024), _characterCount + length + 64);
        Replace(ref _characters, capacity, _characterCount);
    }

    private void Replace(ref NativeBuffer? buffer, long capacity, long used)
    {
        NativeBuffer bigger = _allocator.Rent(capacity);
        if (buffer is not null)
        {
            used = Math.Min(used, buffer.Capacity);
            Buffer.MemoryCopy(buffer.Pointer, bigger.Pointer, used, used);
            buffer.Dispose();
        }
        buffer = bigger;
    }
}
