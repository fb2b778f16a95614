using Grizzly.Common;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>
/// A scan of one table under one snapshot, shared by threads: each takes a cursor, each cursor takes row groups.
/// Thread-safe.
/// </summary>
/// <remarks>Sees the rows that were in the table when the scan was made: rows the same statement appends later are not
/// met.</remarks>
public sealed class TableScan
{
    private readonly RowGroup[] _groups;
    private readonly int[] _counts;
    private (int Column, ScanFilter Filter)[] _filters;
    private int _next;
    private int _skipped;
    private int _done;

    internal TableScan(
        DataTable table, Snapshot snapshot, int[] columns, (int Column, ScanFilter Filter)[] filters, bool withRowIds,
            int vectorSize)
    {
        Check.Assert(vectorSize is > 0 and <= ColumnVector.MaxCapacity);
        Table = table;
        Snapshot = snapshot;
        Columns = columns;
        WithRowIds = withRowIds;
        VectorSize = vectorSize;
        _filters = filters;
        _groups = table.Groups;
        _counts = new int[_groups.Length];
        for (int i = 0; i < _groups.Length; i++) _counts[i] = _groups[i].Count;
    }

    public DataTable Table { get; }

    public Snapshot Snapshot { get; }

    /// <summary>Columns of the table, in the order of the chunk's.</summary>
    public int[] Columns { get; }

    public bool WithRowIds { get; }

    /// <summary>Most rows in a chunk.</summary>
    public int VectorSize { get; }

    /// <summary>Pieces of work that threads can take.</summary>
    public int MorselCount => _groups.Length;

    /// <summary>Pieces taken so far, for progress.</summary>
    public int MorselsTaken => Math.Min(Volatile.Read(ref _next), _groups.Length);

    /// <summary>How much of the scan is read, from 0 to 1.</summary>
    public double ShareDone =>
        _groups.Length == 0 ? 1 : (double)Math.Min(Volatile.Read(ref _done), _groups.Length) / _groups.Length;

    /// <summary>Row groups left out because of their zone maps.</summary>
    public int MorselsSkipped => Volatile.Read(ref _skipped);

    /// <summary>Adds a filter that row groups not yet started will be tested with (run-time join filters).</summary>
    public void AddFilter(int column, ScanFilter filter)
    {
        lock (_groups) Volatile.Write(ref _filters, [.. _filters, (column, filter)]);
    }

    /// <summary>One per thread; the caller disposes it.</summary>
    public ScanCursor CreateCursor() => new(this);

    internal (int Column, ScanFilter Filter)[] Filters => Volatile.Read(ref _filters);

    internal RowGroup? TakeGroup(out int count, out int number)
    {
        number = Interlocked.Increment(ref _next) - 1;
        if (number >= _groups.Length)
        {
            count = 0;
            return null;
        }
        count = _counts[number];
        return _groups[number];
    }

    /// <summary>A cursor has left a row group behind.</summary>
    internal void CountDone() => Interlocked.Increment(ref _done);

    internal void CountSkipped() => Interlocked.Increment(ref _skipped);

    internal PhysicalType TypeOf(int column) => Table.Types[column];
}
