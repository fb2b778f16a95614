namespace Grizzly.Data;

/// <summary>Collects what a <see cref="GrizzlyDataSource"/> is made of. Not thread-safe.</summary>
public sealed class GrizzlyDataSourceBuilder
{
    private Action<GrizzlyConnection>? _initializer;

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

    /// <summary>A data source with the options as they are now.</summary>
    public GrizzlyDataSource Build() => new(ConnectionString, _initializer);
}
