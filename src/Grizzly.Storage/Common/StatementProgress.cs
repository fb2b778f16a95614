namespace Grizzly.Common;

/// <summary>How far one statement is: told now and then, from the threads that run it, never from two at once.
/// Thread-safe.</summary>
/// <param name="report">Given the share of the scans that is done, from 0 to 1 and never less than before, NaN where
/// nobody can tell; and the rows read from tables and files. Must not raise.</param>
/// <param name="interval">The least time between two reports; zero reports after every vector.</param>
public sealed class StatementProgress(Action<double, long> report, TimeSpan interval)
{
    private readonly Lock _lock = new();
    private readonly long _intervalMs = (long)interval.TotalMilliseconds;
    private Func<double>? _share;
    private double _most = double.NaN;
    private long _rows;
    private long _last = Environment.TickCount64;
    private bool _isComplete;

    /// <summary>Another plan of the statement runs; <paramref name="share"/> tells how much of it is done.</summary>
    public void Begin(Func<double> share)
    {
        lock (_lock) _share = share;
    }

    /// <summary>As many more rows have been read.</summary>
    public void Add(int rows)
    {
        Interlocked.Add(ref _rows, rows);
        if (Environment.TickCount64 - Volatile.Read(ref _last) < _intervalMs || !_lock.TryEnter()) return;
        try
        {
            if (_isComplete) return;
            double share = _share?.Invoke() ?? double.NaN;
            if (!double.IsNaN(share)) _most = Math.Clamp(share, double.IsNaN(_most) ? 0 : _most, 1);
            report(_most, Interlocked.Read(ref _rows));
            Volatile.Write(ref _last, Environment.TickCount64);
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>The statement has succeeded: reports 1, once.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            if (_isComplete) return;
            _isComplete = true;
            report(1, Interlocked.Read(ref _rows));
        }
    }
}
