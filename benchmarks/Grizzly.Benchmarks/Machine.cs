using System.Runtime.InteropServices;

namespace Grizzly.Benchmarks;

/// <summary>What the measurements ran on: figures mean nothing without it.</summary>
internal static class Machine
{
    /// <summary>Processor, cores, system, runtime and, where the system tells, the load of the last minute, which
    /// says whether the machine was quiet.</summary>
    public static string Describe()
    {
        string line = $"{ProcessorName()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, "
            + RuntimeInformation.FrameworkDescription;
        return LoadAverage() is { } load ? $"{line}, load {load}" : line;
    }

    /// <summary>The system's run queue averaged over a minute, or null where unknown.</summary>
    public static string? LoadAverage() =>
        File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : null;

    private static string ProcessorName()
    {
        const string info = "/proc/cpuinfo";
        string? line = File.Exists(info)
            ? File.ReadLines(info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return line is null
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
