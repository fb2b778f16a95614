using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Vectors;

/// <summary>Rows in flight between operators: one <see cref="ColumnVector"/> per column and a row count. Always dense:
/// every row counts.</summary>
/// <remarks>Not thread-safe. A chunk and what it borrows stay valid until its producer is asked for the next
/// chunk.</remarks>
public sealed unsafe class DataChunk : IDisposable
{
    public DataChunk(IReadOnlyList<LogicalType> types)
    {
        Columns = new ColumnVector[types.Count];
        for (int i = 0; i < types.Count; i++) Columns[i] = new ColumnVector(types[i]);
    }

    /// <summary>Wraps vectors that the caller goes on owning.</summary>
    public DataChunk(ColumnVector[] columns) => Columns = columns;

    public ColumnVector[] Columns { get; }

    /// <summary>Rows, at most <see cref="ColumnVector.MaxCapacity"/>.</summary>
    public int Count { get; private set; }

    public int ColumnCount => Columns.Length;

    public void SetCount(int count)
    {
        Check.Assert((uint)count <= ColumnVector.MaxCapacity);
        Count = count;
    }

    /// <summary>Shows the same rows as <paramref name="other"/>, column by column.</summary>
    public void Reference(DataChunk other)
    {
        Check.Assert(other.ColumnCount == ColumnCount);
        for (int i = 0; i < Columns.Length; i++) Columns[i].Reference(other.Columns[i]);
        Count = other.Count;
    }

    /// <summary>Becomes the rows of <paramref name="source"/> that <paramref name="selection"/> (ascending row numbers)
    /// names.</summary>
    public void Select(DataChunk source, ushort* selection, int count)
    {
        Check.Assert(source.ColumnCount == ColumnCount);
        for (int i = 0; i < Columns.Length; i++) VectorSelect.Select(source.Columns[i], selection, count, Columns[i]);
        SetCount(count);
    }

    /// <summary>Copies all rows, strings included, so that this chunk owns everything it shows.</summary>
    public void CopyFrom(DataChunk source)
    {
        Check.Assert(source.ColumnCount == ColumnCount);
        for (int i = 0; i < Columns.Length; i++) VectorSelect.Copy(source.Columns[i], 0, source.Count, Columns[i], 0);
        SetCount(source.Count);
    }

    /// <summary>Appends rows [start, start+count) of <paramref name="source"/> to this chunk's own buffers, strings
    /// included.</summary>
    public void Append(DataChunk source, int start, int count)
    {
        for (int i = 0; i < Columns.Length; i++) VectorSelect.Copy(source.Columns[i], start, count, Columns[i], Count);
        SetCount(Count + count);
    }

    /// <summary>Empties the chunk; vectors become flat over their own buffers.</summary>
    public void Reset()
    {
        foreach (ColumnVector column in Columns) column.SetFlat();
        Count = 0;
    }

    public void Dispose()
    {
        foreach (ColumnVector column in Columns) column.Dispose();
    }
}
