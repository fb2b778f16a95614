using Grizzly.Engine;

namespace Grizzly.Tests.Slt;

/// <summary>A way to run every script: all must give the same answers.</summary>
internal sealed record SltConfiguration(string Name, DatabaseOptions Options, bool OnFile = false, bool Reopens = false)
{
    public static readonly SltConfiguration[] All =
    [
        new("default", new DatabaseOptions { Threads = 2 }),
        new("vector_size_2", new DatabaseOptions { Threads = 2, VectorSize = 2 }),
        new("one_thread", new DatabaseOptions { Threads = 1 }),
        new("four_threads_file", new DatabaseOptions { Threads = 4 }, OnFile: true),
        new("optimizer_off", new DatabaseOptions { Threads = 2, IsOptimizerEnabled = false }),
        new("reopen", new DatabaseOptions { Threads = 2 }, OnFile: true, Reopens: true),
        new("small_memory", new DatabaseOptions { Threads = 2, MemoryLimitBytes = 32 << 20 }),
    ];

    public override string ToString() => Name;
}
