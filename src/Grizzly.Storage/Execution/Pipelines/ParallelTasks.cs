using System.Runtime.ExceptionServices;
using Grizzly.Common;

namespace Grizzly.Execution;

/// <summary>Runs the same body on several threads, the caller's among them, and waits for all; the first exception is
/// rethrown.</summary>
internal static class ParallelTasks
{
    /// <param name="body">Gets the number of its thread, from 0; should look at <paramref name="context"/>'s
    /// cancellation now and then.</param>
    public static void Run(QueryContext context, int threads, Action<int> body)
    {
        if (threads <= 1)
        {
            RunFor(context, body, 0);
            return;
        }
        var state = new SharedState(threads - 1);
        for (int i = 1; i < threads; i++)
        {
            int thread = i;
            context.Workers.Post(() => state.RunOne(() => RunFor(context, body, thread)), context.Threads - 1);
        }
        state.RunCaller(() => RunFor(context, body, 0));
        state.WaitAndThrow();
    }

    /// <summary>Hands out the items 0..count-1 to threads.</summary>
    public static void ForEach(QueryContext context, int count, Action<int> body)
    {
        int next = -1;
        Run(context, Math.Min(context.Threads, count), _ =>
        {
            for (int item = Interlocked.Increment(ref next); item < count; item = Interlocked.Increment(ref next)) body(
                item);
        });
    }

    private static void RunFor(QueryContext context, Action<int> body, int thread)
    {
        CancellationToken before = LongWork.Enter(context.Cancellation);
        try
        {
            body(thread);
        }
        finally
        {
            LongWork.Leave(before);
        }
    }

    private sealed class SharedState(int workers)
    {
        private readonly Lock _lock = new();
        private readonly ManualResetEventSlim _done = new(false);
        private int _notStarted = workers;
        private int _running;
        private bool _isClosed;
        private ExceptionDispatchInfo? _error;

        public void RunOne(Action body)
        {
            lock (_lock)
            {
                _notStarted--;
                // The caller has finished alone: a worker that comes late has nothing left to do.
                if (_isClosed) return;
                _running++;
            }
            Guard(body);
            lock (_lock)
            {
                _running--;
                if (_isClosed && _running == 0) _done.Set();
            }
        }

        public void RunCaller(Action body) => Guard(body);

        public void WaitAndThrow()
        {
            bool wait;
            lock (_lock)
            {
                _isClosed = true;
                wait = _running > 0;
            }
            if (wait) _done.Wait();
            _error?.Throw();
        }

        private void Guard(Action body)
        {
            try
            {
                body();
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(error), null);
            }
        }
    }
}
