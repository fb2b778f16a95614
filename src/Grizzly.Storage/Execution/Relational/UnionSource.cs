using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>UNION ALL: every thread drains the first input's branch, then the next; each branch hands out its work to
/// whoever comes.</summary>
internal sealed class UnionSource(IReadOnlyList<Branch> branches) : PhysicalSource
{
    private readonly Pipeline[] _pipelines = [.. branches.Select(branch =>
        new Pipeline(branch.Source, branch.Stages, null))];
    private int _maxThreads = 1;

    public override void Start(QueryContext context)
    {
        foreach (Pipeline pipeline in _pipelines) PipelineRunner.Start(pipeline, context);
        // A branch that must run on one thread (LIMIT, a merge of sorted runs) keeps the whole union on one.
        _maxThreads = _pipelines.Min(pipeline => pipeline.ThreadsFor(context));
    }

    public override (double Done, double Total) Work
    {
        get
        {
            double done = 0, total = 0;
            foreach (Pipeline pipeline in _pipelines)
            {
                (double some, double all) = pipeline.Source.Work;
                done += some;
                total += all;
            }
            return (done, total);
        }
    }

    public override int MaxThreads => _maxThreads;

    public override SourceCursor OpenCursor(QueryContext context) => new Cursor(_pipelines, context);

    private sealed class Cursor(Pipeline[] pipelines, QueryContext context) : SourceCursor
    {
        private PipelineExecutor? _executor;
        private int _next;

        public override bool Next(DataChunk output)
        {
            while (true)
            {
                if (_executor is null)
                {
                    if (_next == pipelines.Length) return false;
                    _executor = new PipelineExecutor(pipelines[_next++], context);
                }
                if (_executor.Next() is { } chunk)
                {
                    output.Reference(chunk);
                    return true;
                }
                _executor.Dispose();
                _executor = null;
            }
        }

        public override void Dispose() => _executor?.Dispose();
    }
}
