using Grizzly.Vectors;

namespace Grizzly.Indexes;

/// <summary>What an index is: immutable, and enough to keep it up to date and to probe it.</summary>
/// <param name="Name">The index's name, for messages.</param>
/// <param name="TableName">Its table's name, for messages.</param>
/// <param name="Columns">The key, most significant column first; then, from <paramref name="KeyCount"/> on, INCLUDE
/// columns.</param>
/// <param name="Labels">Each column as written (a name or an expression), for messages and EXPLAIN.</param>
/// <param name="KeyCount">How many columns order the index; those after are only carried along.</param>
/// <param name="IsUnique">No two live rows have the same key.</param>
/// <param name="AreNullsDistinct">A key with a NULL equals no other key.</param>
/// <param name="IsHash">Ordered by a hash of the key: equality only.</param>
public sealed record IndexDefinition(
    string Name,
    string TableName,
    IReadOnlyList<KeyColumn> Columns,
    IReadOnlyList<string> Labels,
    int KeyCount,
    bool IsUnique,
    bool AreNullsDistinct,
    bool IsHash);

/// <summary>Computes an index's columns from rows of its table. Thread-safe: vectors are the caller's.</summary>
/// <remarks>Storage evaluates no SQL: plain columns are read here, expressions and predicates above.</remarks>
public interface IIndexKeySource
{
    /// <summary>The table columns that <see cref="Compute"/> reads, in the order it wants them.</summary>
    IReadOnlyList<int> TableColumns { get; }

    /// <summary>
    /// Makes <paramref name="keys"/> show the index's columns of all rows. For a partial index
    /// <see cref="IndexKeys.Rows"/> gets the rows that belong into it, else it is left alone.
    /// </summary>
    /// <param name="table">Its columns are those of <see cref="TableColumns"/>, or all of the table's where
    /// <paramref name="isWholeRow"/>.</param>
    /// <returns>The number of rows that belong into the index; -1 means all.</returns>
    int Compute(DataChunk table, bool isWholeRow, IndexKeys keys);
}

/// <summary>The columns of an index for one chunk of rows, and which of the rows belong into it. Not
/// thread-safe.</summary>
public sealed class IndexKeys(int columns)
{
    /// <summary>One per index column; borrowed from the chunk they were computed from or owned by
    /// <see cref="State"/>.</summary>
    public ColumnVector[] Columns { get; } = new ColumnVector[columns];

    /// <summary>Rows of a partial index.</summary>
    public ushort[] Rows { get; } = new ushort[ColumnVector.MaxCapacity];

    /// <summary>Whatever the key source keeps between chunks.</summary>
    public object? State { get; set; }
}

/// <summary>An index whose columns are columns of its table.</summary>
public sealed class ColumnKeySource(IReadOnlyList<int> tableColumns) : IIndexKeySource
{
    public IReadOnlyList<int> TableColumns => tableColumns;

    public int Compute(DataChunk table, bool isWholeRow, IndexKeys keys)
    {
        for (int i = 0; i < tableColumns.Count; i++) keys.Columns[i] = table.Columns[isWholeRow ? tableColumns[i] : i];
        return -1;
    }
}
