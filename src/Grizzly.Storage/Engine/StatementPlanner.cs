using Grizzly.Binding;
using Grizzly.Evaluation;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Optimization;
using Grizzly.Transactions;
using Statement = Grizzly.Sql.Statement;

namespace Grizzly.Engine;

/// <summary>From a syntax tree to a bound statement whose plans are optimized.</summary>
internal static class StatementPlanner
{
    public static BoundStatement Plan(
        Statement syntax, Session session, Transaction transaction, IReadOnlyList<NamedValue> parameters)
    {
        var catalog = new SessionCatalog(session.Database, transaction.Snapshot);
        var options = new BinderOptions
        {
            ParameterTypes = [.. parameters.Where(parameter => !parameter.Value.Type.IsNull)
                .Select(parameter => (parameter.Name, parameter.Value.Type))],
            NullOrder = session.Settings.NullsFirst ? DefaultNullOrder.NullsFirst : DefaultNullOrder.NullsLast,
            Statement = ContextOf(transaction),
        };
        var binder = new Binder(catalog, options);
        BoundStatement bound = binder.Bind(syntax);
        return Optimize(bound, session, transaction, binder.ColumnIds);
    }

    /// <summary>The statement's clock: the transaction's start, so that now() stays the same within it.</summary>
    public static StatementContext ContextOf(Transaction transaction) =>
        new(transaction.StartTime.UtcTicks - DateTime.UnixEpoch.Ticks);

    private static BoundStatement Optimize(
        BoundStatement bound, Session session, Transaction transaction, ColumnIds ids)
    {
        switch (bound)
        {
            case BoundPlanStatement plan: return plan with { Plan = Optimize(plan.Plan, session, transaction, ids) };
            case BoundCreateTable { Source: { } source } create: return create with { Source =
                Optimize(source, session, transaction, ids) };
            case BoundTruncate truncate:
                return truncate with
                {
                    Deletions = [.. truncate.Deletions.Select(change =>
                        (LogicalModification)Optimize(change, session, transaction, ids))],
                };
            case BoundExplain explain:
                return explain with { Statement = Optimize(explain.Statement, session, transaction, ids) };
            default: return bound;
        }
    }

    private static LogicalOperator Optimize(
        LogicalOperator plan, Session session, Transaction transaction, ColumnIds ids)
    {
        var options = new OptimizerOptions
        {
            IsEnabled = session.Settings.IsOptimizerEnabled,
            EvaluateConstant = expression => ExpressionEvaluator.EvaluateConstant(expression, EvaluationContext.None),
        };
        plan = new Optimizer(options, new StorageStatistics(session.Database.Catalog, transaction.Snapshot))
            .Optimize(plan, ids);
        ChangeConflicts.Check(plan);
        return plan;
    }
}
