using Grizzly.Data.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Grizzly.Data;

/// <summary>Collects what a <see cref="GrizzlyDataSource"/> is made of. Not thread-safe.</summary>
public sealed class GrizzlyDataSourceBuilder
{
    private Action<GrizzlyConnection>? _initializer;
    private ILoggerFactory? _loggerFactory;
    private bool _logsParameters;

    /// <exception cref="ArgumentException">The text is no connection string or has an unknown keyword.</exception>
    public GrizzlyDataSourceBuilder(string? connectionString = null) =>
        ConnectionStringBuilder = new GrizzlyConnectionStringBuilder(connectionString);

    /// <summary>The options, to be changed before <see cref="Build"/>.</summary>
    public GrizzlyConnectionStringBuilder ConnectionStringBuilder { get; }

    public string ConnectionString => ConnectionStringBuilder.ConnectionString;

    /// <summary>Runs on every connection right after it has opened: settings, attached files.</summary>
    public GrizzlyDataSourceBuilder UseConnectionInitializer(Action<GrizzlyConnection> initializer)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        _initializer += initializer;
        return this;
    }

    /// <summary>Commands are logged as "Grizzly.Data.Command" (Information, errors as Error), connections as
    /// "Grizzly.Data.Connection" (Debug); null logs nothing.</summary>
    /// <remarks>Texts are logged as they are, with their literals; values of parameters only after
    /// <see cref="EnableParameterLogging"/>.</remarks>
    public GrizzlyDataSourceBuilder UseLoggerFactory(ILoggerFactory? loggerFactory)
    {
        _loggerFactory = loggerFactory;
        return this;
    }

    /// <summary>Logs the values of parameters, too: they may be secrets or personal data.</summary>
    public GrizzlyDataSourceBuilder EnableParameterLogging(bool enabled = true)
    {
        _logsParameters = enabled;
        return this;
    }

    /// <summary>A data source with the options as they are now.</summary>
    public GrizzlyDataSource Build() => new(
        ConnectionString, _initializer,
        _loggerFactory is null ? null : new DataLog(_loggerFactory, _logsParameters));
}
