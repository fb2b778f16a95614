using Grizzly.Data;

namespace Grizzly.Benchmarks.Engines;

/// <summary>Grizzly through its ADO.NET provider.</summary>
internal sealed class GrizzlyEngine : BenchmarkEngine
{
    private readonly GrizzlyConnection _connection;

    private GrizzlyEngine(GrizzlyConnection connection)
        : base(connection) => _connection = connection;

    public override string Name => "Grizzly";

    public override string Version => _connection.ServerVersion;

    /// <param name="path">A file or <c>:memory:</c>.</param>
    /// <param name="threads">Threads per statement.</param>
    /// <param name="memoryLimit">As <c>256MB</c>, or null for the default.</param>
    public static GrizzlyEngine Open(string path, int threads, string? memoryLimit)
    {
        var options = new GrizzlyConnectionStringBuilder { DataSource = path, Threads = threads };
        if (memoryLimit is not null) options.MemoryLimit = memoryLimit;
        var connection = new GrizzlyConnection(options.ConnectionString);
        connection.Open();
        return new GrizzlyEngine(connection);
    }

    public override long? PeakBytes() => _connection.Memory?.Peak;
}
