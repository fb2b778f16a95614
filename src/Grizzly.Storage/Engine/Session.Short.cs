using Grizzly.Common;
using Grizzly.Execution;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Transactions;
using Grizzly.Vectors;

namespace Grizzly.Engine;

/// <summary>The short path: statements over a few rows, on the caller's thread, with kept state.</summary>
public sealed partial class Session
{
    private StatementResult RunShort(
        CachedPlan plan, ShortPlan shortPlan, Transaction transaction, bool isOwn,
        IReadOnlyList<NamedValue> parameters, string sql, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) throw Errors.QueryCanceled();
        var statement = (BoundPlanStatement)plan.Statement;
        Transaction home = plan.Home is { } manager ? transaction.In(manager) : transaction;
        ShortRun run = shortPlan.Rent();
        try
        {
            FillParameters(statement, parameters, run.Parameters);
            StatementContext context = run.UsesContext ? ContextOf(transaction) : StatementContext.None;
            run.Start(home, context, Settings.VectorSize);
            if (!shortPlan.IsModification)
                return new ShortResult(this, plan, statement, run, transaction, isOwn, sql, cancellation);
            long rows = run.Modify(home);
            if (statement.HasRows)
                return Finish(new ShortChange(plan, statement, run, rows), transaction, isOwn);
            run.Finish();
            return Finish(StatementResult.Command(statement.Kind, rows), transaction, isOwn);
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    private StatementContext ContextOf(Transaction transaction) => StatementPlanner.ContextOf(transaction) with
    {
        Sequences = Sequences.In(Databases, transaction),
    };

    /// <summary>The rows of a change that is made, whether anybody reads them or not.</summary>
    private sealed class ShortChange(CachedPlan plan, BoundPlanStatement statement, ShortRun run, long changed)
        : StatementResult(statement.Kind, statement.ColumnNames, plan.ColumnTypes, changed)
    {
        private protected override DataChunk? NextRows() => run.NextReturned();

        private protected override void CloseRows(bool succeeded)
        {
            if (succeeded) run.Finish();
            else run.Dispose();
        }
    }

    /// <summary>The rows of a short query.</summary>
    private sealed class ShortResult(
        Session session, CachedPlan plan, BoundPlanStatement statement, ShortRun run, Transaction transaction,
        bool isOwn, string sql, CancellationToken cancellation)
        : StatementResult(statement.Kind, statement.ColumnNames, plan.ColumnTypes, -1)
    {
        private protected override DataChunk? NextRows()
        {
            try
            {
                if (cancellation.IsCancellationRequested) throw Errors.QueryCanceled();
                return run.Next();
            }
            catch (GrizzlyException error)
            {
                throw error.WithSql(sql);
            }
        }

        private protected override void CloseRows(bool succeeded)
        {
            if (succeeded) run.Finish();
            else run.Dispose();
            session.EndStatement(transaction, isOwn, succeeded);
        }
    }
}
