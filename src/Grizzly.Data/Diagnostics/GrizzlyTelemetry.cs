using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Grizzly.Data.Diagnostics;

/// <summary>The source of traces and the meter, which follow OpenTelemetry's conventions for database clients.
/// </summary>
/// <remarks>Listen to <see cref="Name"/>; nothing is measured while nobody does. Thread-safe.</remarks>
public static class GrizzlyTelemetry
{
    /// <summary>The name of both the <see cref="ActivitySource"/> and the <see cref="Meter"/>.</summary>
    public const string Name = "Grizzly.Data";

    internal const string SystemName = "grizzly";

    internal static readonly ActivitySource Source = new(Name, GrizzlyConnection.EngineVersion);

    private static readonly Meter s_meter = new(Name, GrizzlyConnection.EngineVersion);

    /// <summary>Seconds from the start of a command until its reader is closed.</summary>
    internal static readonly Histogram<double> Duration = s_meter.CreateHistogram<double>(
        "db.client.operation.duration", "s", "Duration of database client operations.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] });

    /// <summary>Connections that are open; the pool's name is the data source's path.</summary>
    internal static readonly UpDownCounter<long> Connections = s_meter.CreateUpDownCounter<long>(
        "db.client.connection.count", "{connection}", "Number of connections that are open.");

    /// <summary>Whether anybody wants to hear of commands.</summary>
    internal static bool IsListening =>
        Source.HasListeners() || Duration.Enabled || GrizzlyEventSource.Log.IsEnabled();

    internal static void CountConnection(string dataSource, int change)
    {
        if (Connections.Enabled)
        {
            Connections.Add(
                change, new KeyValuePair<string, object?>("db.client.connection.pool.name", dataSource),
                new KeyValuePair<string, object?>("db.client.connection.state", "used"));
        }
        if (!GrizzlyEventSource.Log.IsEnabled()) return;
        if (change > 0) GrizzlyEventSource.Log.ConnectionOpened(dataSource);
        else GrizzlyEventSource.Log.ConnectionClosed(dataSource);
    }
}
