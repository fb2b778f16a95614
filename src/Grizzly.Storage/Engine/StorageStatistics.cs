using Grizzly.Catalog;
using Grizzly.Optimization;
using Grizzly.Storage;
using Grizzly.Types;

namespace Grizzly.Engine;

/// <summary>Table statistics as the optimizer asks for them, straight from the storage's zone maps and
/// sketches.</summary>
internal sealed class StorageStatistics : ITableStatistics
{
    public static readonly StorageStatistics Instance = new();

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
