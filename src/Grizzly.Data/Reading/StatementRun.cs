using Grizzly.Common;
using Grizzly.Engine;

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
    private readonly StatementUnit[] _units;
    private readonly int _timeoutSeconds;
    private readonly CancellationTokenSource _stop = new();
    private CancellationToken _external;
    private volatile StopReason _reason;
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

    public bool HasMore => _next < _units.Length;

    /// <summary>The source of the statement last run.</summary>
    public GrizzlyBatchCommand? Source => _units[_next - 1].Source;

    /// <summary>Runs the next statement up to its first rows.</summary>
    public StatementResult ExecuteNext()
    {
        StatementUnit unit = _units[_next++];
        return Guarded(() => _session.Execute(unit.Statement, unit.Parameters, _stop.Token));
    }

    /// <summary>The columns of the next statement, which is not run.</summary>
    public IReadOnlyList<ResultColumn> DescribeNext()
    {
        StatementUnit unit = _units[_next++];
        return _session.Describe(unit.Statement, unit.Parameters);
    }

    /// <summary>Does something that may take long, under timeout and cancellation.</summary>
    public T Guarded<T>(Func<T> work)
    {
        if (_timeoutSeconds > 0) _stop.CancelAfter(TimeSpan.FromSeconds(_timeoutSeconds));
        try
        {
            return work();
        }
        catch (GrizzlyException error) when (error.SqlState == SqlStates.QueryCanceled && _stop.IsCancellationRequested)
        {
            throw _reason switch
            {
                StopReason.Token => new OperationCanceledException(error.Detail, error, _external),
                StopReason.Timeout => DataErrors.TimedOut(_timeoutSeconds),
                _ => error,
            };
        }
        finally
        {
            if (_timeoutSeconds > 0) _stop.CancelAfter(Timeout.InfiniteTimeSpan);
        }
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
