using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>What the rules share while one plan is optimized. Not thread-safe.</summary>
internal sealed class OptimizerContext(
    OptimizerOptions options, ITableStatistics statistics, ColumnIds ids, int lastCteId)
{
    private int _lastCteId = lastCteId;

    public OptimizerOptions Options { get; } = options;

    public ITableStatistics Statistics { get; } = statistics;

    public ColumnIds Ids { get; } = ids;

    public int NewCteId() => ++_lastCteId;

    /// <summary>A new column that shows the values of another.</summary>
    public LogicalColumn Copy(LogicalColumn column) => Ids.New(column.Name, column.Type, column.IsNullable);
}
