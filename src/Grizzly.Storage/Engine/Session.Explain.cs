using Grizzly.Logical;
using Grizzly.Transactions;
using Grizzly.Types;

namespace Grizzly.Engine;

/// <summary>EXPLAIN.</summary>
public sealed partial class Session
{
    private StatementResult Explain(
        BoundExplain explain, Transaction transaction, IReadOnlyList<NamedValue> parameters,
            CancellationToken cancellation)
    {
        (LogicalOperator? plan, IReadOnlyList<Value> values) = explain.Statement switch
        {
            BoundCreateTable { Source: { } source } => (source, []),
            BoundPlanStatement statement => (statement.Plan, ParameterValues(
                explain, explain.Analyze ? parameters : WithUnknown(explain.Parameters, parameters))),
            _ => (null, (IReadOnlyList<Value>)[]),
        };
        if (plan is null)
            return StatementResult.OfText(StatementKind.Explain, "plan",
                [explain.Statement.GetType().Name["Bound".Length..].ToUpperInvariant()]);
        var run = new PlanRun(this, transaction, values, cancellation) { MostThreads = explain.Threads };
        ExplainedPlan explained = run.Explain(plan, explain.Analyze) with
        {
            Hints = [.. explain.Hints.Select(hint => hint.Text)],
            Notices = explain.Notices,
        };
        return StatementResult.OfText(StatementKind.Explain, "plan",
            explain.Format == "json" ? [ExplainJson.Format(explained)] : ExplainText.Format(explained));
    }

    /// <summary>A plan that is only shown needs no values.</summary>
    private static NamedValue[] WithUnknown(IReadOnlyList<ParameterSlot> slots, IReadOnlyList<NamedValue> given) =>
    [
        .. given, .. slots.Where(slot => !given.Any(value => IsNamed(value, slot)))
            .Select(slot => new NamedValue(slot.Name, Value.Null(slot.Type))),
    ];
}
