using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;

namespace Grizzly.Engine;

/// <summary>
/// Refuses plans that change a table in one place and read or change it in another. All parts of a statement should see
/// the rows as they were before it; ours would see whatever has been done by then.
/// </summary>
internal static class ChangeConflicts
{
    /// <summary>0A000 where the plan's result would depend on the order its parts run in.</summary>
    public static void Check(LogicalOperator plan)
    {
        if (!LogicalModification.IsIn(plan)) return;
        var changes = new List<LogicalModification>();
        Collect(plan, changes);
        foreach (LogicalModification change in changes) CheckReads(plan, change);
    }

    private static void Collect(LogicalOperator plan, List<LogicalModification> changes)
    {
        if (plan is LogicalModification change)
        {
            foreach (TableEntry table in Touched(change))
            {
                if (changes.Exists(other => Touched(other).Any(touched => IsSame(touched, table))))
                    throw Errors.NotSupported($"changing table \"{table.Name}\" twice in one statement");
            }
            changes.Add(change);
        }
        foreach (LogicalOperator input in plan.Inputs) Collect(input, changes);
    }

    private static void CheckReads(LogicalOperator plan, LogicalModification change)
    {
        // What feeds the change is read before it, and so are the WITH queries that it may read.
        if (ReferenceEquals(plan, change)) return;
        if (plan is LogicalCte cte && Contains(cte.Body, change))
        {
            CheckReads(cte.Body, change);
            return;
        }
        if (plan is LogicalGet get && Touched(change).Any(table => IsSame(get.Table, table)))
            throw Errors.NotSupported($"reading table \"{get.Table.Name}\" in the statement that changes it");
        foreach (LogicalOperator input in plan.Inputs) CheckReads(input, change);
    }

    /// <summary>The table, and those that foreign keys may change with it.</summary>
    private static IEnumerable<TableEntry> Touched(LogicalModification change) =>
        change.Rules.Cascades.Keys.Append(change.Table).Distinct();

    private static bool Contains(LogicalOperator plan, LogicalModification change) =>
        ReferenceEquals(plan, change) || plan.Inputs.Any(input => Contains(input, change));

    private static bool IsSame(TableEntry left, TableEntry right) => ReferenceEquals(left.Data, right.Data);
}
