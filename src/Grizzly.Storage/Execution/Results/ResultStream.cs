using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// The rows of a running query, chunk by chunk. The reading thread takes part in the work; with more threads, workers
/// run ahead by a bounded
/// number of chunks. Not thread-safe; dispose to stop the work.
/// </summary>
internal sealed class ResultStream : IDisposable
{
    private const int ChunksAhead = 64;

    private readonly PhysicalPlan _plan;
    private readonly QueryContext _context;
    private readonly CancellationTokenSource _stop;
    private readonly ConcurrentQueue<DataChunk> _ready = new();
    private readonly ConcurrentBag<DataChunk> _free = [];
    private readonly SemaphoreSlim _changed = new(0);
    private readonly SemaphoreSlim _room = new(ChunksAhead);
    private readonly Lock _lock = new();
    private PipelineExecutor? _own;
    private DataChunk? _shown;
    private ExceptionDispatchInfo? _error;
    private int _running;
    private bool _closed;
    private int _tail;
    private int _drained = -1;

    private ResultStream(PhysicalPlan plan, QueryContext context, CancellationTokenSource stop)
    {
        _plan = plan;
        _context = context;
        _stop = stop;
    }

    public PlanNode Root => _plan.Root;

    /// <summary>Rows changed; complete when the stream has begun.</summary>
    public long RowsAffected => _context.RowsAffected;

    /// <summary>Runs all pipelines but the last and makes the last ready to be read.</summary>
    /// <param name="createContext">Makes the execution's context around the token it is given.</param>
    public static ResultStream Start(PhysicalPlan plan, Func<CancellationToken, QueryContext> createContext,
        CancellationToken cancellation)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var stream = new ResultStream(plan, createContext(stop.Token), stop);
        try
        {
            stream.Begin();
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The next rows, valid until the next call; null at the end.</summary>
    public DataChunk? Next()
    {
        CancellationToken before = LongWork.Enter(_context.Cancellation);
        try
        {
            return NextChunk();
        }
        finally
        {
            LongWork.Leave(before);
        }
    }

    private DataChunk? NextChunk()
    {
        Recycle();
        while (true)
        {
            if (_ready.TryDequeue(out DataChunk? chunk))
            {
                _room.Release();
                _shown = chunk;
                return chunk;
            }
            _error?.Throw();
            if (_own is not null)
            {
                if (_own.Next() is { } own) return own;
                _own.Dispose();
                _own = null;
            }
            if (IsDrained())
            {
                _error?.Throw();
                if (++_tail == _plan.Pipelines.Count) return null;
                BeginTail();
                continue;
            }
            WaitForWorkers();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        lock (_lock) _closed = true;
        while (true)
        {
            lock (_lock)
            {
                if (_running == 0) break;
            }
            _changed.Wait(TimeSpan.FromMilliseconds(50));
        }
        _own?.Dispose();
        _shown?.Dispose();
        foreach (DataChunk chunk in _ready) chunk.Dispose();
        foreach (DataChunk chunk in _free) chunk.Dispose();
        _plan.Dispose();
        _stop.Dispose();
    }

    private void Begin()
    {
        CancellationToken before = LongWork.Enter(_context.Cancellation);
        try
        {
            RunAllButLast();
        }
        finally
        {
            LongWork.Leave(before);
        }
    }

    private void RunAllButLast()
    {
        while (_plan.Pipelines[_tail].Sink is not null) PipelineRunner.Run(_plan.Pipelines[_tail++], _context);
        BeginTail();
    }

    private void BeginTail()
    {
        Pipeline pipeline = _plan.Pipelines[_tail];
        int tail = _tail;
        Check.Assert(pipeline.Sink is null);
        PipelineRunner.Start(pipeline, _context);
        if (!pipeline.Source.HasWork) return;
        _own = new PipelineExecutor(pipeline, _context);
        int workers = pipeline.ThreadsFor(_context) - 1;
        for (int i = 0; i < workers; i++) _context.Workers.Post(() => RunAhead(pipeline, tail), _context.Threads - 1);
    }

    /// <summary>True where no worker runs and none has left anything; workers that come later see the tail moved
    /// on.</summary>
    private bool IsDrained()
    {
        lock (_lock)
        {
            if (_running > 0 || !_ready.IsEmpty) return false;
            _drained = _tail;
            return true;
        }
    }

    private void RunAhead(Pipeline pipeline, int tail)
    {
        lock (_lock)
        {
            if (_closed || tail <= _drained) return;
            _running++;
        }
        try
        {
            _ = LongWork.Enter(_context.Cancellation);
            using var executor = new PipelineExecutor(pipeline, _context);
            while (executor.Next() is { } chunk)
            {
                _room.Wait(_context.Cancellation);
                if (!_free.TryTake(out DataChunk? copy)) copy =
                    new DataChunk([.. chunk.Columns.Select(column => column.Type)]);
                copy.CopyFrom(chunk);
                _ready.Enqueue(copy);
                _changed.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has stopped reading.
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(error), null);
        }
        finally
        {
            LongWork.Leave(default); // a worker's own thread
            lock (_lock) _running--;
            _changed.Release();
        }
    }

    private void WaitForWorkers()
    {
        try
        {
            _changed.Wait(_context.Cancellation);
        }
        catch (OperationCanceledException)
        {
            throw Errors.QueryCanceled();
        }
    }

    private void Recycle()
    {
        if (_shown is not null) _free.Add(_shown);
        _shown = null;
    }
}
