using System.Runtime.CompilerServices;
using System.Text;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>Up to 1,024 rows of a result as columns of plain values. Valid until the reader is asked for
/// more.</summary>
public sealed unsafe class GrizzlyChunk
{
    private DataChunk? _source;

    /// <summary>For columns that come as constants or dictionaries a vector to unfold them in, once it is
    /// asked for.</summary>
    private ColumnVector?[] _flat = [];
    private bool[] _isFlat = [];

    internal GrizzlyChunk()
    {
    }

    public int RowCount { get; private set; }

    public int ColumnCount => Chunk.ColumnCount;

    internal DataChunk Source => Chunk;

    internal int Start => 0;

    private DataChunk Chunk => _source ?? throw DataErrors.NoRow();

    internal void Show(DataChunk source, int count)
    {
        _source = source;
        RowCount = count;
        if (_flat.Length == source.ColumnCount)
        {
            Array.Clear(_isFlat);
            return;
        }
        foreach (ColumnVector? vector in _flat) vector?.Dispose();
        _flat = new ColumnVector?[source.ColumnCount];
        _isFlat = new bool[source.ColumnCount];
    }

    /// <summary>A column's values as they lie in memory; what is under a NULL means nothing.</summary>
    /// <typeparam name="T">bool, the integer types up to 128 bits, float, double, <see cref="IntervalValue"/>; for DATE
    /// int (days since 1970-01-01), for TIME and the timestamps long (100 ns ticks; since 1970-01-01), for DECIMAL its
    /// unscaled number as long up to 18 digits, else Int128; for UUID UInt128.</typeparam>
    /// <exception cref="InvalidCastException">The column's values are of another type.</exception>
    public ReadOnlySpan<T> GetSpan<T>(int ordinal) where T : unmanaged
    {
        ColumnVector column = Flat(ordinal);
        if (!IsLayout<T>(column.Physical))
            throw DataErrors.CannotRead($"#{ordinal}", column.Type.Name, typeof(ReadOnlySpan<T>));
        return new ReadOnlySpan<T>(column.Data, RowCount);
    }

    /// <summary>Which rows are not NULL: bit i of word i / 64. Empty where none is NULL.</summary>
    public ReadOnlySpan<ulong> GetValidity(int ordinal)
    {
        ColumnVector column = Flat(ordinal);
        return column.Validity is null ? [] : new ReadOnlySpan<ulong>(column.Validity, (RowCount + 63) >> 6);
    }

    public bool IsDBNull(int ordinal, int row) => Chunk.Columns[ordinal].IsNullAt(Checked(row));

    /// <summary>The bytes of a VARCHAR or JSON (UTF-8) or BLOB; empty under a NULL.</summary>
    public ReadOnlySpan<byte> GetUtf8(int ordinal, int row)
    {
        ColumnVector column = Chunk.Columns[ordinal];
        if (!column.Type.IsText && column.Type.Id != LogicalTypeId.Blob)
            throw DataErrors.CannotRead($"#{ordinal}", column.Type.Name, typeof(ReadOnlySpan<byte>));
        return column.IsNullAt(Checked(row)) ? [] : StringView.SpanOf((StringView*)column.AddressOf(row));
    }

    /// <summary>A VARCHAR or JSON; null for NULL.</summary>
    public string? GetString(int ordinal, int row) =>
        IsDBNull(ordinal, row) ? null : Encoding.UTF8.GetString(GetUtf8(ordinal, row));

    private int Checked(int row) => (uint)row < (uint)RowCount ? row
        : throw new ArgumentOutOfRangeException(nameof(row), row, $"the chunk has {RowCount} rows");

    private ColumnVector Flat(int ordinal)
    {
        ColumnVector column = Chunk.Columns[ordinal];
        if (column.Encoding == VectorEncoding.Flat) return column;
        if (_isFlat[ordinal]) return _flat[ordinal]!;
        ColumnVector? flat = _flat[ordinal];
        if (flat?.Type != column.Type)
        {
            flat?.Dispose();
            flat = _flat[ordinal] = new ColumnVector(column.Type);
        }
        flat.SetFlat();
        VectorSelect.Copy(column, 0, RowCount, flat, 0);
        _isFlat[ordinal] = true;
        return flat;
    }

    private static bool IsLayout<T>(PhysicalType type) => type switch
    {
        PhysicalType.Bool => typeof(T) == typeof(bool),
        PhysicalType.Int8 => typeof(T) == typeof(sbyte),
        PhysicalType.Int16 => typeof(T) == typeof(short),
        PhysicalType.Int32 => typeof(T) == typeof(int),
        PhysicalType.Int64 => typeof(T) == typeof(long),
        PhysicalType.Int128 => typeof(T) == typeof(Int128),
        PhysicalType.UInt8 => typeof(T) == typeof(byte),
        PhysicalType.UInt16 => typeof(T) == typeof(ushort),
        PhysicalType.UInt32 => typeof(T) == typeof(uint),
        PhysicalType.UInt64 => typeof(T) == typeof(ulong),
        PhysicalType.UInt128 => typeof(T) == typeof(UInt128),
        PhysicalType.Float => typeof(T) == typeof(float),
        PhysicalType.Double => typeof(T) == typeof(double),
        PhysicalType.Interval => typeof(T) == typeof(IntervalValue),
        _ => false,
    };
}
