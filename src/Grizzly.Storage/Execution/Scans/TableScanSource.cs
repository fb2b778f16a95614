using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Rows of a table, filtered where they are stored. Threads take row groups from a shared scan.</summary>
/// <param name="columns">Column numbers of the table, in output order; the row id, if asked for, comes last.</param>
internal sealed class TableScanSource(
    TableEntry table, int[] columns, IReadOnlyList<(int Column, ScanFilter Filter)> filters, bool withRowIds)
        : PhysicalSource
{
    private TableScan? _scan;

    /// <summary>Joins above that may drop rows here once their build side is known.</summary>
    public List<RuntimeFilter> RuntimeFilters { get; } = [];

    public override int MaxThreads => Math.Max(1, _scan!.MorselCount);

    public override void Start(QueryContext context)
    {
        var all = new List<(int, ScanFilter)>(filters);
        foreach (RuntimeFilter filter in RuntimeFilters)
        {
            int column = columns[filter.ScanColumn];
            if (filter.Filter(table.Columns[column].Type, table.Data.RowCount) is { } known) all.Add((column, known));
        }
        _scan = table.Data.CreateScan(context.SnapshotFor(table), columns, all.ToArray(), withRowIds,
            context.VectorSize);
    }

    public override (double Done, double Total) Work => _scan is { } scan
        ? (scan.ShareDone * table.Data.RowCount, table.Data.RowCount)
        : (0, table.Data.RowCount);

    public override SourceCursor OpenCursor(QueryContext context) =>
        new Cursor(_scan!.CreateCursor(), context.Progress);

    private sealed class Cursor(ScanCursor cursor, StatementProgress? progress) : SourceCursor
    {
        public override bool Next(DataChunk output)
        {
            bool found = cursor.Next(output);
            if (progress is not null && found) progress.Add(output.Count);
            return found;
        }

        public override void Dispose() => cursor.Dispose();
    }
}
