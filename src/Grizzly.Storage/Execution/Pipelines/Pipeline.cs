namespace Grizzly.Execution;

/// <summary>A source, streaming stages and a sink that run without stopping; the sink is null where rows go to the
/// reader.</summary>
internal sealed class Pipeline(PhysicalSource source, IReadOnlyList<PhysicalStage> stages, PhysicalSink? sink)
{
    public PhysicalSource Source { get; } = source;

    public IReadOnlyList<PhysicalStage> Stages { get; } = stages;

    public PhysicalSink? Sink { get; } = sink;

    /// <summary>True for the first pipeline that feeds the sink: it starts it.</summary>
    public bool StartsSink { get; init; } = true;

    /// <summary>True for the last pipeline that feeds the sink: it finishes it.</summary>
    public bool FinishesSink { get; init; } = true;

    /// <summary>How many threads to run it on; asked after the start.</summary>
    public int ThreadsFor(QueryContext context) =>
        Stages.Any(stage => stage.IsSequential) ? 1 : Math.Max(1, Math.Min(context.Threads, Source.MaxThreads));
}

/// <summary>
/// An executable plan for one execution: pipelines in an order that respects their dependencies; the last one or more
/// have no sink and yield the result, one after the other.
/// </summary>
internal sealed class PhysicalPlan(IReadOnlyList<Pipeline> pipelines, PlanNode root,
    IReadOnlyList<IDisposable> resources) : IDisposable
{
    public IReadOnlyList<Pipeline> Pipelines { get; } = pipelines;

    public PlanNode Root { get; } = root;

    /// <summary>The share of the scans' work that is done; NaN where no scan can tell. Thread-safe.</summary>
    public double ShareDone()
    {
        double done = 0, total = 0;
        foreach (Pipeline pipeline in Pipelines)
        {
            (double some, double all) = pipeline.Source.Work;
            done += some;
            total += all;
        }
        return done / total;
    }

    /// <summary>Memory that lives as long as the execution.</summary>
    public void Dispose()
    {
        foreach (IDisposable resource in resources) resource.Dispose();
    }
}
