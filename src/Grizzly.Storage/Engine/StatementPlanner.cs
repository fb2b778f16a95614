using Grizzly.Binding;
using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Optimization;
using Grizzly.Transactions;
using Grizzly.Types;
using Statement = Grizzly.Sql.Statement;

namespace Grizzly.Engine;

/// <summary>From a syntax tree to a bound statement whose plans are optimized.</summary>
internal static class StatementPlanner
{
    public static BoundStatement Plan(
        Statement syntax, Session session, Transaction transaction, IReadOnlyList<NamedValue> parameters)
    {
        var catalog = new SessionCatalog(session.Databases, transaction);
        var options = new BinderOptions
        {
            ParameterTypes = [.. parameters.Where(parameter => !parameter.Value.Type.IsNull)
                .Select(parameter => (parameter.Name, parameter.Value.Type))],
            NullOrder = session.Settings.NullOrder,
            DefaultOrderDescending = session.Settings.IsDescending,
            DividesIntegers = session.Settings.DividesIntegers,
            TimeZone = session.Settings.TimeZone,
            Session = session.Settings,
            Statement = ContextOf(transaction),
            ReadRows = (query, ids, most) => ReadRows(
                query with { Plan = Optimize(query.Plan, session, transaction, ids, HintSet.None) }, session,
                transaction,
                Session.ParameterValues(query, parameters), most),
        };
        var binder = new Binder(catalog, options);
        BoundStatement bound = binder.Bind(syntax);
        if (bound.Hints.Count == 0) return Optimize(bound, session, transaction, binder.ColumnIds, HintSet.None);
        var hints = new HintSet(bound.Hints);
        foreach (PlanHint hint in hints.Of(HintKind.Parallel)) hints.Use(hint);
        bound = Optimize(bound, session, transaction, binder.ColumnIds, hints);
        return bound with
        {
            Notices = [.. bound.Notices, .. hints.Unused.Select(hint =>
                new Notice($"hint {hint.Text} could not be followed", ReasonOf(hint, session)))],
        };
    }

    private static string ReasonOf(PlanHint hint, Session session)
    {
        if (!session.Settings.IsOptimizerEnabled) return "the optimizer is switched off";
        return hint.Kind switch
        {
            HintKind.Index => "there is no such index on the table, or no condition that it can find rows by",
            HintKind.NoIndex => "the plan does not read the table",
            HintKind.HashJoin => "no join by equality separates the two relations",
            HintKind.IndexJoin => "the plan has no join that can probe an index for them",
            _ => "the relations are not joined by inner joins of one query",
        };
    }

    /// <summary>The statement's clock: the transaction's start, so that now() stays the same within it.</summary>
    public static StatementContext ContextOf(Transaction transaction) =>
        new(transaction.StartTime.UtcTicks - DateTime.UnixEpoch.Ticks);

    /// <summary>The one VARCHAR column of a query, at most one row more than asked for.</summary>
    private static List<Value> ReadRows(
        BoundPlanStatement query, Session session, Transaction transaction, IReadOnlyList<Value> parameters, int most)
    {
        var run = new PlanRun(session, transaction, parameters, CancellationToken.None);
        using StatementResult result = run.Query(query, static _ => { }, "");
        var values = new List<Value>();
        while (values.Count <= most && result.Next() is { } chunk)
        {
            for (int i = 0; i < chunk.Count; i++) values.Add(chunk.Columns[0].GetValue(i));
        }
        return values;
    }

    private static BoundStatement Optimize(
        BoundStatement bound, Session session, Transaction transaction, ColumnIds ids, HintSet hints)
    {
        switch (bound)
        {
            case BoundPlanStatement plan:
                return plan with { Plan = Optimize(plan.Plan, session, transaction, ids, hints) };
            case BoundCreateTable { Source: { } source } create: return create with { Source =
                Optimize(source, session, transaction, ids, hints) };
            case BoundAlterTable { Rows: { } rows } alter:
                return alter with { Rows = Optimize(rows, session, transaction, ids, hints) };
            case BoundCreateType { Labels: { } labels } create:
                return create with { Labels = Optimize(labels, session, transaction, ids, hints) };
            case BoundTruncate truncate:
                return truncate with
                {
                    Deletions = [.. truncate.Deletions.Select(change =>
                        (LogicalModification)Optimize(change, session, transaction, ids, hints))],
                };
            case BoundSetVariable { Value: { } value } set:
                return set with { Value = Optimize(value, session, transaction, ids, hints) };
            case BoundExplain explain: return explain with { Statement =
                Optimize(explain.Statement, session, transaction, ids, hints) };
            default: return bound;
        }
    }

    private static LogicalOperator Optimize(
        LogicalOperator plan, Session session, Transaction transaction, ColumnIds ids, HintSet hints)
    {
        var options = new OptimizerOptions
        {
            IsEnabled = session.Settings.IsOptimizerEnabled,
            Hints = hints,
            EvaluateConstant = expression => ExpressionEvaluator.EvaluateConstant(expression, EvaluationContext.None),
        };
        var statistics = new StorageStatistics(new SessionCatalog(session.Databases, transaction));
        plan = new Optimizer(options, statistics).Optimize(plan, ids);
        ChangeConflicts.Check(plan);
        return plan;
    }
}
