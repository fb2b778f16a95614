using System.Diagnostics;
using Grizzly.Common;
using Grizzly.Engine;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Data.Diagnostics;

/// <summary>One execution of a command or batch, from its start until its reader is closed, told to whoever
/// listens.</summary>
/// <remarks>Exists only where somebody does. Texts without parameters are shown without their literals in traces, as
/// OpenTelemetry asks; logs show them as they are. Not thread-safe.</remarks>
internal sealed class CommandTrace
{
    private readonly Activity? _activity;
    private readonly DataLog? _log;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly string _sql;
    private readonly string _operation;
    private readonly string _namespace;
    private readonly string? _parameters;
    private Exception? _error;
    private bool _hasEnded;

    private CommandTrace(GrizzlyConnection connection, string sql, NamedValue[] parameters, int batchSize)
    {
        _sql = sql;
        _log = connection.Log;
        _namespace = connection.Database;
        _operation = SqlText.OperationOf(sql);
        if (batchSize > 1) _operation = $"BATCH {_operation}";
        bool isSafe = parameters.Length > 0;
        if (_log is { LogsParameters: true } && isSafe)
            _parameters = string.Join(", ", parameters.Select(p => $"{p.Name}={ValueText.Format(p.Value)}"));
        _activity = GrizzlyTelemetry.Source.StartActivity($"{_operation} {_namespace}", ActivityKind.Client);
        if (_activity is { IsAllDataRequested: true })
        {
            _activity.SetTag("db.system.name", GrizzlyTelemetry.SystemName);
            _activity.SetTag("db.namespace", _namespace);
            _activity.SetTag("db.operation.name", _operation);
            _activity.SetTag("db.query.text", isSafe ? sql : SqlText.WithoutLiterals(sql));
            if (batchSize > 1) _activity.SetTag("db.operation.batch.size", batchSize);
        }
        if (GrizzlyEventSource.Log.IsEnabled()) GrizzlyEventSource.Log.CommandStart(SqlText.WithoutLiterals(sql));
    }

    /// <summary>Null where nobody listens.</summary>
    public static CommandTrace? TryStart(
        GrizzlyConnection connection, string sql, NamedValue[] parameters, int batchSize = 1) =>
        GrizzlyTelemetry.IsListening || connection.Log is { LogsCommands: true }
            ? new CommandTrace(connection, sql, parameters, batchSize)
            : null;

    /// <summary>The first error counts.</summary>
    public void Fail(Exception error) => _error ??= error;

    public void End()
    {
        if (_hasEnded) return;
        _hasEnded = true;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        string? state = (_error as GrizzlyException)?.SqlState;
        string? errorType = _error is null ? null : state ?? _error.GetType().FullName;
        Measure(elapsed.TotalSeconds, state, errorType);
        if (_activity is not null) EndActivity(state, errorType);
        if (_log is { LogsCommands: true })
        {
            if (_error is null) _log.CommandExecuted(_sql, elapsed.TotalMilliseconds, _parameters);
            else _log.CommandFailed(_sql, elapsed.TotalMilliseconds, _parameters, _error);
        }
        if (!GrizzlyEventSource.Log.IsEnabled()) return;
        if (errorType is null) GrizzlyEventSource.Log.CommandStop(_operation, (long)elapsed.TotalMicroseconds);
        else GrizzlyEventSource.Log.CommandFailed(_operation, errorType);
    }

    private void EndActivity(string? state, string? errorType)
    {
        if (errorType is not null)
        {
            if (state is not null) _activity!.SetTag("db.response.status_code", state);
            _activity!.SetTag("error.type", errorType);
            _activity.SetStatus(ActivityStatusCode.Error, (_error as GrizzlyException)?.Detail);
        }
        _activity!.Dispose();
    }

    private void Measure(double seconds, string? state, string? errorType)
    {
        if (!GrizzlyTelemetry.Duration.Enabled) return;
        var tags = new TagList
        {
            { "db.system.name", GrizzlyTelemetry.SystemName }, { "db.namespace", _namespace },
            { "db.operation.name", _operation },
        };
        if (errorType is not null) tags.Add("error.type", errorType);
        if (state is not null) tags.Add("db.response.status_code", state);
        GrizzlyTelemetry.Duration.Record(seconds, tags);
    }
}
