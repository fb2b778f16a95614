using Grizzly.Catalog;
using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Optimization;

/// <summary>
/// Row counts and column statistics of tables as the storage knows them. Called on the planning thread.
/// </summary>
public interface ITableStatistics
{
    /// <summary>Rows in the table, deleted ones not counted where that is known.</summary>
    double RowCount(TableEntry table);

    /// <summary>What is known of a column, or null.</summary>
    ColumnStatisticsView? Column(TableEntry table, int index);

    /// <summary>The table's indexes that the statement may use.</summary>
    IReadOnlyList<IndexView> Indexes(TableEntry table) => [];
}

/// <summary>An index as the optimizer sees it.</summary>
/// <param name="TableColumns">The table's columns as the expressions name them.</param>
/// <param name="Columns">What the index's columns are: plain columns or expressions over
/// <paramref name="TableColumns"/>.</param>
/// <param name="Predicate">Which rows a partial index holds, or null for all.</param>
public sealed record IndexView(
    TableIndex Index,
    IReadOnlyList<LogicalColumn> TableColumns,
    IReadOnlyList<BoundExpression> Columns,
    BoundExpression? Predicate);

/// <summary>What is known of one column.</summary>
/// <param name="Min">No value is smaller; null where not known. A bound need not be tight.</param>
/// <param name="Max">No value is larger; null where not known.</param>
/// <param name="NullFraction">Share of NULLs, 0 to 1.</param>
/// <param name="Distinct">Estimated number of different values, NULL not counted.</param>
public sealed record ColumnStatisticsView(Value? Min, Value? Max, double NullFraction, double Distinct);

/// <summary>Statistics of a database nothing is known about.</summary>
public sealed class UnknownStatistics : ITableStatistics
{
    public static readonly UnknownStatistics Instance = new();

    public double RowCount(TableEntry table) => 1000;

    public ColumnStatisticsView? Column(TableEntry table, int index) => null;
}
