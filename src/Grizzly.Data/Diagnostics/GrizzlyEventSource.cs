using System.Diagnostics.Tracing;

namespace Grizzly.Data.Diagnostics;

/// <summary>Events for tools that attach from outside, such as dotnet-trace. Texts come without their
/// literals.</summary>
[EventSource(Name = GrizzlyTelemetry.Name)]
internal sealed class GrizzlyEventSource : EventSource
{
    public static readonly GrizzlyEventSource Log = new();

    private GrizzlyEventSource()
    {
    }

    [Event(1, Level = EventLevel.Informational)]
    public void CommandStart(string text) => WriteEvent(1, text);

    [Event(2, Level = EventLevel.Informational)]
    public void CommandStop(string operation, long microseconds) => WriteEvent(2, operation, microseconds);

    [Event(3, Level = EventLevel.Error)]
    public void CommandFailed(string operation, string sqlState) => WriteEvent(3, operation, sqlState);

    [Event(4, Level = EventLevel.Informational)]
    public void ConnectionOpened(string dataSource) => WriteEvent(4, dataSource);

    [Event(5, Level = EventLevel.Informational)]
    public void ConnectionClosed(string dataSource) => WriteEvent(5, dataSource);
}
