using System.Runtime.CompilerServices;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>Where one column's values of the current chunk lie, flattened out of the vector so that a getter costs a
/// few loads.</summary>
/// <remarks>Valid as long as the chunk; the reader keeps the chunk alive.</remarks>
internal unsafe struct ColumnCursor
{
    private byte* _data;
    private ulong* _validity;
    private uint* _codes;
    private int _size;

    /// <summary>All ones, or 0 for a constant, whose rows are all row 0.</summary>
    private int _rowMask;

    public LogicalTypeId Id { get; private set; }

    public void Show(ColumnVector vector)
    {
        Id = vector.Type.Id;
        _size = vector.Type.SizeInBytes;
        _validity = vector.Validity;
        _rowMask = vector.IsConstant ? 0 : -1;
        bool isDictionary = vector.Encoding == VectorEncoding.Dictionary;
        _codes = isDictionary ? vector.Codes : null;
        _data = isDictionary ? vector.Dictionary!.Values : vector.Data;
    }

    /// <summary>The value's address, or null where it is NULL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly byte* AddressOf(int row)
    {
        row &= _rowMask;
        if (_validity is not null && (_validity[row >> 6] >> (row & 63) & 1) == 0) return null;
        long index = _codes is null ? row : _codes[row];
        return _data + index * _size;
    }
}
