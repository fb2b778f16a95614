using Grizzly.Common;
using Microsoft.Extensions.Logging;

namespace Grizzly.Data.Diagnostics;

/// <summary>The loggers of a data source. Thread-safe.</summary>
internal sealed partial class DataLog(ILoggerFactory factory, bool logsParameters)
{
    private readonly ILogger _commands = factory.CreateLogger("Grizzly.Data.Command");
    private readonly ILogger _connections = factory.CreateLogger("Grizzly.Data.Connection");

    /// <summary>Whether values of parameters, which may be secret, are written, too.</summary>
    public bool LogsParameters { get; } = logsParameters;

    public bool LogsCommands => _commands.IsEnabled(LogLevel.Error);

    public void CommandExecuted(string sql, double milliseconds, string? parameters)
    {
        if (parameters is null) Executed(_commands, milliseconds, sql);
        else ExecutedWith(_commands, milliseconds, sql, parameters);
    }

    public void CommandFailed(string sql, double milliseconds, string? parameters, Exception error)
    {
        string state = (error as GrizzlyException)?.SqlState ?? error.GetType().Name;
        if (parameters is null) Failed(_commands, milliseconds, state, sql, error);
        else FailedWith(_commands, milliseconds, state, sql, parameters, error);
    }

    public void ConnectionOpened(string dataSource) => Opened(_connections, dataSource);

    public void ConnectionClosed(string dataSource) => Closed(_connections, dataSource);

    [LoggerMessage(1001, LogLevel.Information, "Executed in {Milliseconds} ms: {CommandText}")]
    private static partial void Executed(ILogger logger, double milliseconds, string commandText);

    [LoggerMessage(1002, LogLevel.Information, "Executed in {Milliseconds} ms: {CommandText} with {Parameters}")]
    private static partial void ExecutedWith(
        ILogger logger, double milliseconds, string commandText, string parameters);

    [LoggerMessage(1003, LogLevel.Error, "Failed after {Milliseconds} ms with {SqlState}: {CommandText}")]
    private static partial void Failed(
        ILogger logger, double milliseconds, string sqlState, string commandText, Exception error);

    [LoggerMessage(1004, LogLevel.Error,
        "Failed after {Milliseconds} ms with {SqlState}: {CommandText} with {Parameters}")]
    private static partial void FailedWith(
        ILogger logger, double milliseconds, string sqlState, string commandText, string parameters, Exception error);

    [LoggerMessage(2001, LogLevel.Debug, "Opened a connection to {DataSource}")]
    private static partial void Opened(ILogger logger, string dataSource);

    [LoggerMessage(2002, LogLevel.Debug, "Closed a connection to {DataSource}")]
    private static partial void Closed(ILogger logger, string dataSource);
}
