using Grizzly.Catalog; using Grizzly.Types; using Grizzly.Logical;
namespace Grizzly.Optimization;
public interface ITableStatistics { double RowCount(TableEntry table); ColumnStatisticsView? Column(TableEntry table, int index); }
public sealed record ColumnStatisticsView(Value? Min, Value? Max, double NullFraction, double Distinct);
public sealed record OptimizerOptions { public bool IsEnabled { get; init; } public Func<BoundExpression, Value>? EvaluateConstant { get; init; } }
public sealed class Optimizer(OptimizerOptions o, ITableStatistics s) { public LogicalOperator Optimize(LogicalOperator plan, ColumnIds? ids = null) { _ = o; _ = s; return plan; } }
