using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Runs pipelines that end in a sink, morsel-parallel (Leis et al., SIGMOD 2014: threads take row groups from
/// a shared counter).</summary>
internal static class PipelineRunner
{
    public static void Run(Pipeline pipeline, QueryContext context)
    {
        PhysicalSink sink = pipeline.Sink!;
        long memory = context.Memory.Tracker.Used, spilled = context.Spill.BytesInUse;
        if (pipeline.StartsSink) sink.Start(context);
        Start(pipeline, context);
        if (pipeline.Source.HasWork) RunThreads(pipeline, sink, context);
        if (pipeline.FinishesSink) sink.Finish(context);
        if (context.IsProfiling)
            sink.Node.AddHeld(context.Memory.Tracker.Used - memory, context.Spill.BytesInUse - spilled);
    }

    private static void RunThreads(Pipeline pipeline, PhysicalSink sink, QueryContext context)
    {
        int threads = sink.IsParallel ? pipeline.ThreadsFor(context) : 1;
        bool stop = false;
        var combineLock = new Lock();
        ParallelTasks.Run(context, threads, _ =>
        {
            using var executor = new PipelineExecutor(pipeline, context);
            SinkState state = sink.OpenState(context);
            try
            {
                while (!Volatile.Read(ref stop) && executor.Next() is { } chunk)
                {
                    state.Sequence = executor.Sequence;
                    state.Consume(chunk);
                    if (state.IsFull) break;
                }
                state.Complete();
                lock (combineLock) sink.Combine(state);
            }
            catch
            {
                Volatile.Write(ref stop, true);
                state.Dispose();
                throw;
            }
        });
    }

    /// <summary>Prepares source and stages once everything they depend on is done.</summary>
    public static void Start(Pipeline pipeline, QueryContext context)
    {
        pipeline.Source.Start(context);
        foreach (PhysicalStage stage in pipeline.Stages) stage.EnsureStarted(context);
    }
}
