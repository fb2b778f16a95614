using Grizzly.Data;

namespace Grizzly.Cli;

/// <summary>What the command line asks for.</summary>
internal sealed record ShellOptions
{
    public string File { get; init; } = ":memory:";

    public string? Sql { get; init; }

    public string? Script { get; init; }

    public string Format { get; init; } = "table";

    public bool HasTimer { get; init; }

    public bool IsReadOnly { get; init; }

    public int? Threads { get; init; }

    public string? MemoryLimit { get; init; }

    public string ConnectionString(string file)
    {
        var builder = new GrizzlyConnectionStringBuilder { DataSource = file };
        if (IsReadOnly) builder.ReadOnly = true;
        if (Threads is { } threads) builder.Threads = threads;
        if (MemoryLimit is { } limit) builder.MemoryLimit = limit;
        return builder.ConnectionString;
    }
}
