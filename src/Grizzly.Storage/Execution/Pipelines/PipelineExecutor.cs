using System.Diagnostics;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Drives one pipeline's source and stages on one thread, one output chunk at a time. Not
/// thread-safe.</summary>
/// <remarks>Push-based: a chunk is pushed through the stages; a stage with more output for the same input is resumed
/// first (the deepest one).</remarks>
internal sealed class PipelineExecutor : IDisposable
{
    private readonly QueryContext _context;
    private readonly Pipeline _pipeline;
    private readonly SourceCursor _cursor;
    private readonly StageState[] _stages;
    private readonly DataChunk[] _chunks;
    private readonly bool[] _hasMore;
    private readonly long[] _rows;
    private readonly long[] _ticks;
    private bool _finished;

    public PipelineExecutor(Pipeline pipeline, QueryContext context)
    {
        _pipeline = pipeline;
        _context = context;
        _cursor = pipeline.Source.OpenCursor(context);
        int count = pipeline.Stages.Count;
        _stages = new StageState[count];
        _chunks = new DataChunk[count + 1];
        _hasMore = new bool[count];
        _rows = new long[count + 1];
        _ticks = new long[count + 1];
        _chunks[0] = new DataChunk(pipeline.Source.Types);
        for (int i = 0; i < count; i++)
        {
            _stages[i] = pipeline.Stages[i].OpenState(context);
            _chunks[i + 1] = new DataChunk(pipeline.Stages[i].Types);
        }
    }

    /// <summary>Where the last chunk came from; see <see cref="SourceCursor.Sequence"/>.</summary>
    public long Sequence => _cursor.Sequence;

    /// <summary>The next chunk that leaves the last stage, never empty; null at the end. Valid until the next
    /// call.</summary>
    public DataChunk? Next()
    {
        while (true)
        {
            _context.ThrowIfCancelled();
            int from = DeepestWithMore();
            if (from < 0)
            {
                if (_finished || !ReadSource()) return null;
                from = 0;
            }
            if (Push(from)) return _chunks[^1];
        }
    }

    public void Dispose()
    {
        if (_context.IsProfiling) ReportProfile();
        _cursor.Dispose();
        foreach (StageState stage in _stages) stage.Dispose();
        foreach (DataChunk chunk in _chunks) chunk.Dispose();
    }

    private int DeepestWithMore()
    {
        for (int i = _stages.Length - 1; i >= 0; i--)
        {
            if (_hasMore[i]) return i;
        }
        return -1;
    }

    private bool ReadSource()
    {
        long start = _context.IsProfiling ? Stopwatch.GetTimestamp() : 0;
        bool found = _cursor.Next(_chunks[0]);
        if (!found) _chunks[0].SetCount(0);
        if (_context.IsProfiling) Profile(0, start);
        return found;
    }

    /// <summary>Runs the stages from <paramref name="from"/> on; true if rows came out at the end.</summary>
    private bool Push(int from)
    {
        for (int i = from; i < _stages.Length; i++)
        {
            long start = _context.IsProfiling ? Stopwatch.GetTimestamp() : 0;
            StageResult result = _stages[i].Execute(_chunks[i], _chunks[i + 1]);
            if (_context.IsProfiling) Profile(i + 1, start);
            _hasMore[i] = result == StageResult.HasMore;
            if (result == StageResult.Finished) Finish(i);
            if (_chunks[i + 1].Count == 0) return false;
        }
        return true;
    }

    /// <summary>Nothing before stage <paramref name="index"/> needs to run any more.</summary>
    private void Finish(int index)
    {
        _finished = true;
        for (int i = 0; i <= index; i++) _hasMore[i] = false;
    }

    private void Profile(int index, long start)
    {
        _ticks[index] += Stopwatch.GetTimestamp() - start;
        _rows[index] += _chunks[index].Count;
    }

    private void ReportProfile()
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            PlanNode node = i == 0 ? _pipeline.Source.Node : _pipeline.Stages[i - 1].Node;
            node.AddRows(_rows[i]);
            node.AddTime(_ticks[i]);
        }
    }
}
