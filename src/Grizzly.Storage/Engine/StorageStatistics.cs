using Grizzly.Catalog;
using Grizzly.Logical;
using Grizzly.Optimization;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Types;

namespace Grizzly.Engine;

/// <summary>Table statistics as the optimizer asks for them, straight from the storage's zone maps and
/// sketches.</summary>
/// <param name="catalog">Says which indexes there are.</param>
internal sealed class StorageStatistics(ICatalogView catalog) : ITableStatistics
{
    /// <inheritdoc/>
    public IReadOnlyList<IndexView> Indexes(TableEntry table)
    {
        if (table.Data.Indexes.Length == 0) return [];
        var views = new List<IndexView>();
        foreach (IndexEntry index in catalog.IndexesOf(table))
        {
            (IReadOnlyList<LogicalColumn> columns, IReadOnlyList<BoundExpression> keys, BoundExpression? predicate) =
                IndexExpressions.Bind(index.Specification, table);
            views.Add(new IndexView(index.Index, columns, keys, predicate));
        }
        return views;
    }

    public double RowCount(TableEntry table) => table.Data.RowCount;

    public ColumnStatisticsView? Column(TableEntry table, int index)
    {
        LogicalType type = table.Columns[index].Type;
        ColumnStatistics known = table.Data.GetStatistics(index, type);
        // String bounds are prefixes: good for skipping, not for reasoning about values.
        bool hasBounds = known.IsExact && type.Physical != PhysicalType.String;
        return new ColumnStatisticsView(
            hasBounds && !known.Min.IsNull ? known.Min : null,
            hasBounds && !known.Max.IsNull ? known.Max : null,
            known.RowCount == 0 ? 0 : Math.Min(1, known.NullCount / (double)known.RowCount),
            known.DistinctCount);
    }
}
