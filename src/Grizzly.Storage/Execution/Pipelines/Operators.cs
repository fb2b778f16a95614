using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Where a pipeline's rows come from. One object per plan node and execution; cursors are per
/// thread.</summary>
internal abstract class PhysicalSource
{
    public required PlanNode Node { get; init; }

    public required IReadOnlyList<LogicalType> Types { get; init; }

    /// <summary>Called once, on one thread, when everything this pipeline depends on is done.</summary>
    public virtual void Start(QueryContext context)
    {
    }

    /// <summary>False where there is nothing to read at all, so that the pipeline need not run; asked after
    /// <see cref="Start"/>.</summary>
    public virtual bool HasWork => true;

    /// <summary>How many threads can usefully read; asked after <see cref="Start"/>.</summary>
    public virtual int MaxThreads => 1;

    /// <summary>How many of how many rows, estimated, are read; (0, 0) where that is no scan or nobody can tell.
    /// Thread-safe, and may be asked at any time.</summary>
    public virtual (double Done, double Total) Work => default;

    /// <summary>A cursor for one thread. Thread-safe.</summary>
    public abstract SourceCursor OpenCursor(QueryContext context);
}

/// <summary>One thread's reading of a source.</summary>
internal abstract class SourceCursor : IDisposable
{
    /// <summary>Shows the next rows (at least one) in <paramref name="output"/>; false at the end.</summary>
    public abstract bool Next(DataChunk output);

    /// <summary>Orders what different cursors yield: rows come by sequence, then as read.</summary>
    public virtual long Sequence => 0;

    public virtual void Dispose()
    {
    }
}

/// <summary>A streaming operator inside a pipeline: rows in, rows out, nothing kept beyond one chunk but
/// positions.</summary>
internal abstract class PhysicalStage
{
    public required PlanNode Node { get; init; }

    public required IReadOnlyList<LogicalType> Types { get; init; }

    /// <summary>True where rows must pass on one thread (LIMIT without ORDER BY then takes the first rows).</summary>
    public virtual bool IsSequential => false;

    /// <summary>Starts the stage unless another pipeline that shares it already has.</summary>
    public void EnsureStarted(QueryContext context)
    {
        if (_isStarted) return;
        _isStarted = true;
        Start(context);
    }

    /// <summary>Called once per execution, when everything the stage depends on is done.</summary>
    protected virtual void Start(QueryContext context)
    {
    }

    private bool _isStarted;

    public abstract StageState OpenState(QueryContext context);
}

internal enum StageResult : byte
{
    /// <summary>The input is used up; the output may be empty.</summary>
    NeedsInput,

    /// <summary>Call again with the same input for more output.</summary>
    HasMore,

    /// <summary>No input can yield any more output (LIMIT reached); the output may hold rows.</summary>
    Finished,
}

/// <summary>One thread's part of a stage.</summary>
internal abstract class StageState : IDisposable
{
    /// <summary>Transforms <paramref name="input"/>; the output is valid until the next call.</summary>
    public abstract StageResult Execute(DataChunk input, DataChunk output);

    public virtual void Dispose()
    {
    }
}

/// <summary>Where a pipeline's rows end: it keeps them, or writes them somewhere. Several pipelines may feed one
/// sink.</summary>
internal abstract class PhysicalSink
{
    public required PlanNode Node { get; init; }

    /// <summary>Called once before the first pipeline that feeds it.</summary>
    public virtual void Start(QueryContext context)
    {
    }

    /// <summary>False where rows must arrive in order from one thread.</summary>
    public virtual bool IsParallel => true;

    public abstract SinkState OpenState(QueryContext context);

    /// <summary>Takes over one thread's state when it has consumed all its rows. Called under the sink's
    /// lock.</summary>
    public abstract void Combine(SinkState state);

    /// <summary>Called once after the last pipeline that feeds it.</summary>
    public virtual void Finish(QueryContext context)
    {
    }
}

/// <summary>One thread's part of a sink.</summary>
internal abstract class SinkState : IDisposable
{
    /// <summary>Where the chunk about to be consumed comes from; see <see cref="SourceCursor.Sequence"/>.</summary>
    public long Sequence { get; set; }

    public abstract void Consume(DataChunk input);

    /// <summary>Called once after the last row, on the state's own thread, before
    /// <see cref="PhysicalSink.Combine"/>.</summary>
    public virtual void Complete()
    {
    }

    /// <summary>True once no further row can change the result.</summary>
    public virtual bool IsFull => false;

    public virtual void Dispose()
    {
    }
}
