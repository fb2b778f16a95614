using Grizzly.Logical;
using Grizzly.Transactions;

namespace Grizzly.Engine;

/// <summary>Which databases the tables of a plan lie in.</summary>
internal static class PlanDatabases
{
    /// <summary>Whether all tables lie in one database.</summary>
    public static bool AreOne(LogicalOperator plan)
    {
        TransactionManager? first = null;
        return Visit(plan, manager => ReferenceEquals(first ??= manager, manager));
    }

    /// <summary>The database of the first table, or null where there is none.</summary>
    public static TransactionManager? First(LogicalOperator plan)
    {
        TransactionManager? first = null;
        Visit(plan, manager => (first = manager) is null);
        return first;
    }

    /// <returns>False as soon as <paramref name="goOn"/> says so.</returns>
    private static bool Visit(LogicalOperator plan, Func<TransactionManager, bool> goOn)
    {
        Catalog.TableEntry? table = plan switch
        {
            LogicalGet get => get.Table,
            LogicalModification change => change.Table,
            _ => null,
        };
        if (table is not null && !goOn(table.Data.Context.Transactions)) return false;
        foreach (LogicalOperator input in plan.Inputs)
        {
            if (!Visit(input, goOn)) return false;
        }
        return true;
    }
}
