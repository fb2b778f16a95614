using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Storage;
using Grizzly.Transactions;

namespace Grizzly.Execution;

/// <summary>What one execution of a plan shares: limits, cancellation, parameters, transaction. Thread-safe.</summary>
public sealed class QueryContext
{
    public required EvaluationContext Evaluation { get; init; }

    /// <summary>That of the session's own database; tables may lie in others.</summary>
    public required Transaction Transaction { get; init; }

    /// <summary>The transaction in the database of a table.</summary>
    internal Transaction TransactionFor(TableEntry table) => Transaction.In(table.Data.Context.Transactions);

    internal Snapshot SnapshotFor(TableEntry table) => TransactionFor(table).Snapshot;

    public required MemoryAllocator Memory { get; init; }

    /// <summary>Where operators put what does not fit the memory limit.</summary>
    public required TemporaryFiles Spill { get; init; }

    /// <summary>
    /// Native bytes that one thread of one operator may hold before it spills: small enough for several operators on
    /// all threads to stay within the limit.
    /// </summary>
    public long SpillThreshold => Math.Max(1 << 20, Memory.Tracker.Limit / (6 * Threads));

    public required WorkerPool Workers { get; init; }

    /// <summary>The most threads this execution may use, the caller's included.</summary>
    public required int Threads { get; init; }

    /// <summary>Most rows per chunk, at most <see cref="Vectors.ColumnVector.MaxCapacity"/>; tests lower it.</summary>
    public required int VectorSize { get; init; }

    /// <summary>Rounds after which a recursive query is refused to go on.</summary>
    public long MostRecursions { get; init; } = 1_000_000;

    public CancellationToken Cancellation { get; init; }

    /// <summary>True where operators count rows and time (EXPLAIN ANALYZE).</summary>
    public bool IsProfiling { get; init; }

    /// <summary>Told of what scans read, where somebody wants to know.</summary>
    public StatementProgress? Progress { get; init; }

    /// <summary>Rows the statement has changed.</summary>
    public long RowsAffected => Interlocked.Read(ref _rowsAffected);

    private long _rowsAffected;

    internal void AddRowsAffected(long rows) => Interlocked.Add(ref _rowsAffected, rows);

    /// <summary>Raises 57014 once cancelled; called between vectors.</summary>
    public void ThrowIfCancelled()
    {
        if (Cancellation.IsCancellationRequested) throw Errors.QueryCanceled();
    }
}
