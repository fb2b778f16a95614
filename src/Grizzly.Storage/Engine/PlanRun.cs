using System.Diagnostics;
using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Execution;
using Grizzly.Logical;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Engine;

/// <summary>One execution of a plan in one transaction.</summary>
internal sealed class PlanRun(Session session, Transaction transaction, IReadOnlyList<Value> parameters,
    CancellationToken cancellation)
{
    private readonly EvaluationContext _evaluation = new(
        StatementPlanner.ContextOf(transaction) with
        {
            Sequences = session.Sequences.In(session.Databases, transaction),
        }, parameters);

    /// <summary>The most threads the statement asks for, or null.</summary>
    public int? MostThreads { get; init; }

    /// <summary>Starts a query; rows are computed while they are read.</summary>
    /// <param name="end">Called once: true after success, false after an error.</param>
    public StatementResult Query(BoundPlanStatement plan, Action<bool> end, string sql)
    {
        ResultStream stream = Start(plan.Plan, isProfiling: false);
        IReadOnlyList<LogicalType> types = [.. plan.Plan.Output.Select(column => column.Type)];
        return new StatementResult(plan.Kind, plan.ColumnNames, types, -1, Next, Close);

        DataChunk? Next()
        {
            try
            {
                return stream.Next();
            }
            catch (GrizzlyException error)
            {
                throw error.WithSql(sql);
            }
        }

        void Close(bool succeeded)
        {
            stream.Dispose();
            end(succeeded);
        }
    }

    /// <summary>Runs a change and keeps the rows of its RETURNING: it is done whether anybody reads them or
    /// not.</summary>
    public StatementResult Change(BoundPlanStatement plan)
    {
        using ResultStream stream = Start(plan.Plan, isProfiling: false);
        LogicalType[] types = [.. plan.Plan.Output.Select(column => column.Type)];
        var rows = new Queue<DataChunk>();
        while (stream.Next() is { } chunk)
        {
            var copy = new DataChunk(types);
            copy.CopyFrom(chunk);
            rows.Enqueue(copy);
        }
        long affected = plan.Kind == StatementKind.Select ? -1 : stream.RowsAffected;
        DataChunk? shown = null;
        return new StatementResult(plan.Kind, plan.ColumnNames, types, affected, Next, _ => Close());

        DataChunk? Next()
        {
            shown?.Dispose();
            rows.TryDequeue(out shown);
            return shown;
        }

        void Close()
        {
            shown?.Dispose();
            while (rows.TryDequeue(out DataChunk? rest)) rest.Dispose();
        }
    }

    /// <summary>Runs a query to its end, chunk by chunk.</summary>
    public void Read(LogicalOperator plan, Action<DataChunk> take)
    {
        using ResultStream stream = Start(plan, isProfiling: false);
        while (stream.Next() is { } chunk) take(chunk);
    }

    /// <summary>Runs a modification to its end; returns the number of rows.</summary>
    public long Modify(LogicalOperator plan)
    {
        using ResultStream stream = Start(plan, isProfiling: false);
        return Drain(stream);
    }

    /// <summary>The physical plan; with <paramref name="analyze"/> after running it, with counters.</summary>
    public ExplainedPlan Explain(LogicalOperator plan, bool analyze)
    {
        if (!analyze)
        {
            using PhysicalPlan physical = PhysicalPlanner.Plan(plan, _evaluation);
            return new ExplainedPlan(physical.Root, null);
        }
        long start = Stopwatch.GetTimestamp(), rows = 0;
        using ResultStream stream = Start(plan, isProfiling: true);
        while (stream.Next() is { } chunk) rows += chunk.Count;
        return new ExplainedPlan(stream.Root, new ExplainedRun(rows, Stopwatch.GetElapsedTime(start)));
    }

    private static long Drain(ResultStream stream)
    {
        long rows = 0;
        while (stream.Next() is { } chunk)
        {
            for (int i = 0; i < chunk.Count; i++) rows += (long)chunk.Columns[0].GetValue(i).Integer;
        }
        return rows;
    }

    private ResultStream Start(LogicalOperator logical, bool isProfiling)
    {
        PhysicalPlan plan = PhysicalPlanner.Plan(logical, _evaluation);
        StatementProgress? progress = session.Progress;
        progress?.Begin(plan.ShareDone);
        return ResultStream.Start(
            plan,
            token => new QueryContext
            {
                Evaluation = _evaluation,
                Transaction = transaction,
                Memory = session.Database.Memory,
                Spill = session.Database.Storage.Context.Spill,
                Workers = session.Database.Workers,
                Threads = Math.Min(session.Settings.Threads, MostThreads ?? int.MaxValue),
                VectorSize = session.Settings.VectorSize,
                MostRecursions = session.Settings.MaxRecursion,
                Cancellation = token,
                IsProfiling = isProfiling,
                Progress = progress,
            },
            cancellation);
    }
}
