using Grizzly.Catalog;
using Grizzly.Logical;
using Grizzly.Optimization;

namespace Grizzly.Engine;

/// <summary>Which table's columns the columns of a query are. A column keeps its identity from the scan up to the
/// result as long as nothing is computed from it, so the scans of the plan tell.</summary>
internal static class ColumnOrigins
{
    /// <summary>The columns of a plan's result, with their origins as far as the plan shows them.</summary>
    /// <param name="databaseOf">The name of a table's database.</param>
    public static IReadOnlyList<ResultColumn> Of(BoundPlanStatement statement, Func<TableEntry, string?> databaseOf)
    {
        var origins = new Dictionary<int, (TableEntry Table, int Index)>();
        Collect(statement.Plan, origins);
        HashSet<int> notNull = NullAnalysis.NotNullColumns(statement.Plan);
        IReadOnlyList<LogicalColumn> output = statement.Plan.Output;
        var columns = new ResultColumn[output.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            LogicalColumn column = output[i];
            columns[i] = new ResultColumn(statement.ColumnNames[i], column.Type)
            {
                Origin = origins.TryGetValue(column.Id, out (TableEntry Table, int Index) at)
                    ? new ColumnOrigin(databaseOf(at.Table), at.Table, at.Index) : null,
                IsNullable = !notNull.Contains(column.Id),
            };
        }
        return columns;
    }

    private static void Collect(LogicalOperator plan, Dictionary<int, (TableEntry Table, int Index)> origins)
    {
        foreach (LogicalOperator input in plan.Inputs) Collect(input, origins);
        if (plan is not LogicalGet get) return;
        for (int i = 0; i < get.Columns.Count; i++)
        {
            if (get.ColumnIndexes[i] >= 0) origins[get.Columns[i].Id] = (get.Table, get.ColumnIndexes[i]);
        }
    }
}
