namespace Grizzly.Extensions.Tpch;

/// <summary>A stretch of a table's rows, column by column. Reusable over calls and tables; one thread at a time.
/// </summary>
/// <remarks>Buffers grow to the largest use and are kept, so that a warm batch allocates nothing.</remarks>
public sealed class TpchBatch
{
    /// <summary>The units per call where none is given.</summary>
    public const int DefaultCapacity = 1024;

    private const int MaxColumnCount = 16;

    private readonly TpchColumnData[] _columns = new TpchColumnData[MaxColumnCount];
    private uint[] _draws = [];

    /// <summary>A batch for up to <paramref name="capacity"/> units: rows, or orders for lineitem.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not 1 to 65,536.</exception>
    public TpchBatch(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 65_536);
        Capacity = capacity;
        for (int i = 0; i < _columns.Length; i++) _columns[i] = new TpchColumnData();
    }

    /// <summary>The most units one <see cref="TpchTable.Generate"/> may be asked for.</summary>
    public int Capacity { get; }

    /// <summary>The rows now held; for lineitem up to 7 times the units asked for.</summary>
    public int RowCount { get; private set; }

    /// <summary>The columns of the table last generated, in its order.</summary>
    public ReadOnlySpan<TpchColumnData> Columns => _columns.AsSpan(0, ColumnCount);

    internal int ColumnCount { get; private set; }

    internal OrderLines Lines { get; } = new();

    internal TpchColumnData this[int column] => _columns[column];

    internal void Reset(int columnCount)
    {
        for (int i = 0; i < columnCount; i++) _columns[i].Clear();
        ColumnCount = columnCount;
        RowCount = 0;
    }

    internal void SetRowCount(int rowCount) => RowCount = rowCount;

    /// <summary>Scratch for raw draws; the next call returns the same memory.</summary>
    internal Span<uint> PrepareDraws(int count)
    {
        if (_draws.Length < count) _draws = new uint[count];
        return _draws.AsSpan(0, count);
    }
}
