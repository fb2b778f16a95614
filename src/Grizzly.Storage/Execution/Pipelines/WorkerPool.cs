using System.Collections.Concurrent;
using Grizzly.Common;

namespace Grizzly.Execution;

/// <summary>The database's own worker threads. A query's calling thread always works too, so a busy pool slows queries
/// but never blocks them.</summary>
/// <remarks>Thread-safe. Threads start when first needed and end with the pool.</remarks>
public sealed class WorkerPool : IDisposable
{
    private readonly BlockingCollection<Action> _queue = [];
    private readonly List<Thread> _threads = [];
    private int _busy;

    /// <summary>Queues work; exceptions must be handled inside.</summary>
    public void Post(Action work, int mostThreads)
    {
        lock (_threads)
        {
            Check.Assert(!_queue.IsAddingCompleted);
            if (_threads.Count < mostThreads && Volatile.Read(ref _busy) + _queue.Count >= _threads.Count)
            {
                var thread = new Thread(Run) { IsBackground = true, Name = $"grizzly-worker-{_threads.Count + 1}" };
                _threads.Add(thread);
                thread.Start();
            }
        }
        _queue.Add(work);
    }

    public void Dispose()
    {
        _queue.CompleteAdding();
        lock (_threads)
        {
            foreach (Thread thread in _threads) thread.Join();
        }
        _queue.Dispose();
    }

    private void Run()
    {
        foreach (Action work in _queue.GetConsumingEnumerable())
        {
            Interlocked.Increment(ref _busy);
            try
            {
                work();
            }
            finally
            {
                Interlocked.Decrement(ref _busy);
            }
        }
    }
}
