namespace Grizzly.Benchmarks.Tpch;

/// <summary>What the tpch command is asked to do.</summary>
internal sealed class TpchOptions
{
    public double ScaleFactor { get; private set; } = 1;

    public int Threads { get; private set; } = 2;

    /// <summary>False runs Grizzly alone.</summary>
    public bool AgainstDuckDb { get; private set; } = true;

    public IReadOnlyList<string> Queries { get; private set; } = TpchQueries.Names;

    public int Runs { get; private set; } = 5;

    public int LoadRuns { get; private set; } = 1;

    /// <summary>Grizzly's limit as SQL writes it, or null for its default.</summary>
    public string? MemoryLimit { get; private set; }

    /// <summary>True lets an engine that keeps plans by text skip planning in hot runs.</summary>
    public bool ReusePlans { get; private set; }

    public bool InFile { get; private set; }

    public bool Keep { get; private set; }

    public string? JsonPath { get; private set; }

    /// <exception cref="UsageException">An argument is unknown, or a value none of its argument's.</exception>
    public static TpchOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new TpchOptions();
        var reader = new ArgumentReader(arguments);
        while (reader.TryName(out string name)) options.Take(name, ref reader);
        return options;
    }

    private void Take(string name, ref ArgumentReader reader)
    {
        switch (name)
        {
            case "--sf": ScaleFactor = reader.Number(); break;
            case "--threads": Threads = reader.Integer(1); break;
            case "--against": AgainstDuckDb = ParseOpponent(reader.Value()); break;
            case "--queries": Queries = ParseQueries(reader.Value()); break;
            case "--runs": Runs = reader.Integer(1); break;
            case "--load-runs": LoadRuns = reader.Integer(0); break;
            case "--memory-limit": MemoryLimit = reader.Value(); break;
            case "--reuse-plans": ReusePlans = true; break;
            case "--file": InFile = true; break;
            case "--keep": Keep = true; break;
            case "--json": JsonPath = reader.Value(); break;
            default: throw new UsageException($"unknown argument \"{name}\"");
        }
    }

    private static bool ParseOpponent(string text) => text switch
    {
        "duckdb" => true,
        "none" => false,
        _ => throw new UsageException($"\"{text}\" is neither duckdb nor none"),
    };

    private static string[] ParseQueries(string text)
    {
        string[] names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string? unknown = names.FirstOrDefault(name => !TpchQueries.Names.Contains(name));
        return unknown is null ? names : throw new UsageException($"\"{unknown}\" is none of q01 to q22");
    }
}
