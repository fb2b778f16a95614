using System.Diagnostics;
using Grizzly.Common;
using Grizzly.Data.Diagnostics;
using Grizzly.Engine;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>One statement to run with its parameters, and the batch command it is part of, if any.</summary>
internal readonly record struct StatementUnit(
    PreparedStatement Statement, NamedValue[] Parameters, GrizzlyBatchCommand? Source = null);

/// <summary>The statements of one execution of a command or batch, run one after the other; cancellation and
/// timeout.</summary>
/// <remarks>Used by one thread at a time; <see cref="Cancel"/> may come from any.</remarks>
internal sealed class StatementRun : IDisposable
{
    private readonly GrizzlyConnection _connection;
    private readonly Session _session;
    private readonly CancellationTokenSource _stop = new();
    private StatementUnit[] _units;
    private Enlistment? _enlistment;
    private int _timeoutSeconds;
    private ColumnCursor[] _cursors = [];
    private CancellationToken _external;
    private volatile StopReason _reason;
    private StatementProgress? _progress;
    private int _next;

    public StatementRun(GrizzlyConnection connection, StatementUnit[] units, int timeoutSeconds)
    {
        _connection = connection;
        _session = connection.RequireSession();
        _units = units;
        _timeoutSeconds = timeoutSeconds;
    }

    private enum StopReason : byte
    {
        Timeout,
        Cancel,
        Token,
    }

    public GrizzlyConnection Connection => _connection;

    /// <summary>What is told about the execution, where somebody listens.</summary>
    public CommandTrace? Trace { get; set; }

    /// <summary>Who wants to know how far the statements are, and how often.</summary>
    public (IProgress<GrizzlyProgress> Target, TimeSpan Interval)? Progress { get; set; }

    public bool HasMore => _next < _units.Length;

    /// <summary>The source of the statement last run.</summary>
    public GrizzlyBatchCommand? Source => _units[_next - 1].Source;

    /// <summary>Whether the same command may run again with this object: nothing has stopped it.</summary>
    public bool CanRestart(GrizzlyConnection connection) =>
        ReferenceEquals(connection, _connection) && ReferenceEquals(connection.SessionOrNull, _session)
            && !_stop.IsCancellationRequested;

    /// <summary>Begins another execution of the same command.</summary>
    public void Restart(StatementUnit[] units, int timeoutSeconds)
    {
        _units = units;
        _timeoutSeconds = timeoutSeconds;
        _external = default;
        _progress = null;
        _next = 0;
    }

    /// <summary>Cursors for a result; the run has one result at a time.</summary>
    public ColumnCursor[] CursorsFor(int columns)
    {
        if (_cursors.Length != columns) _cursors = new ColumnCursor[columns];
        return _cursors;
    }

    /// <summary>Runs the next statement up to its first rows.</summary>
    public StatementResult ExecuteNext()
    {
        ref StatementUnit unit = ref _units[_next++];
        StartClock();
        try
        {
            _enlistment = _connection.Enlistment;
            if (Progress is { } progress) _session.Progress = _progress = Follow(progress.Target, progress.Interval);
            StatementResult result = _enlistment is not null
                ? ExecuteEnlisted(_enlistment, unit)
                : _session.Execute(unit.Statement, unit.Parameters, _stop.Token);
            if (result.Notices.Count > 0) _connection.Report(result.Notices);
            return result;
        }
        catch (GrizzlyException error) when (IsStop(error))
        {
            throw Translate(error);
        }
        finally
        {
            _session.Progress = null;
            StopClock();
        }
    }

    /// <summary>The next rows of a result that <see cref="ExecuteNext"/> gave; null at the end.</summary>
    public DataChunk? NextRows(StatementResult result)
    {
        StartClock();
        try
        {
            if (_enlistment is null) return result.Next();
            lock (_enlistment.Gate)
                return _enlistment.IsActive ? result.Next() : throw DataErrors.AmbientTransactionGone();
        }
        catch (GrizzlyException error) when (IsStop(error))
        {
            throw Translate(error);
        }
        finally
        {
            StopClock();
        }
    }

    /// <summary>The statement last run has succeeded, and its result is closed.</summary>
    public void EndProgress() => _progress?.Complete();

    /// <summary>The columns of the next statement, which is not run.</summary>
    public IReadOnlyList<ResultColumn> DescribeNext()
    {
        StatementUnit unit = _units[_next++];
        return _session.Describe(unit.Statement, unit.Parameters);
    }

    /// <summary>The columns of the statement last run.</summary>
    public IReadOnlyList<ResultColumn> DescribeCurrent()
    {
        StatementUnit unit = _units[_next - 1];
        return _session.Describe(unit.Statement, unit.Parameters);
    }

    /// <summary>Cancels when the token does, until the registration is disposed.</summary>
    public CancellationTokenRegistration Watch(CancellationToken token)
    {
        _external = token;
        return token.UnsafeRegister(static run => ((StatementRun)run!).Stop(StopReason.Token), this);
    }

    /// <summary>Stops the statement that is running, if any.</summary>
    public void Cancel() => Stop(StopReason.Cancel);

    public void Dispose() => _stop.Dispose();

    /// <summary>The end of the transaction may come from another thread.</summary>
    private StatementResult ExecuteEnlisted(Enlistment enlistment, in StatementUnit unit)
    {
        lock (enlistment.Gate)
        {
            if (enlistment.IsGone) throw DataErrors.AmbientTransactionGone();
            if (!enlistment.IsActive) _enlistment = null;
            return _session.Execute(unit.Statement, unit.Parameters, _stop.Token);
        }
    }

    private StatementProgress Follow(IProgress<GrizzlyProgress> target, TimeSpan interval)
    {
        int statement = _next - 1;
        long start = Stopwatch.GetTimestamp();
        return new StatementProgress(
            (share, rows) => target.Report(new GrizzlyProgress(
                statement, double.IsNaN(share) ? null : share, rows, Stopwatch.GetElapsedTime(start))),
            interval);
    }

    private void StartClock()
    {
        if (_timeoutSeconds > 0) _stop.CancelAfter(TimeSpan.FromSeconds(_timeoutSeconds));
    }

    private void StopClock()
    {
        if (_timeoutSeconds > 0) _stop.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    private bool IsStop(GrizzlyException error) =>
        error.SqlState == SqlStates.QueryCanceled && _stop.IsCancellationRequested;

    private Exception Translate(GrizzlyException error) => _reason switch
    {
        StopReason.Token => new OperationCanceledException(error.Detail, error, _external),
        StopReason.Timeout => DataErrors.TimedOut(_timeoutSeconds),
        _ => error,
    };

    private void Stop(StopReason reason)
    {
        _reason = reason;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The execution has just ended.
        }
    }
}
