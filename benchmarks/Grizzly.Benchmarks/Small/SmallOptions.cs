namespace Grizzly.Benchmarks.Small;

/// <summary>What the small command is asked to do.</summary>
internal sealed class SmallOptions
{
    /// <summary>Rows of the table.</summary>
    public int Rows { get; private set; } = 100_000;

    /// <summary>Rounds per operation and engine, of which the fastest counts.</summary>
    public int Rounds { get; private set; } = 5;

    public bool AgainstSqlite { get; private set; } = true;

    public bool AgainstDuckDb { get; private set; } = true;

    /// <summary>Only operations whose name contains this.</summary>
    public string Only { get; private set; } = "";

    /// <exception cref="UsageException">An argument is unknown, or a value none of its argument's.</exception>
    public static SmallOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new SmallOptions();
        var reader = new ArgumentReader(arguments);
        while (reader.TryName(out string name))
        {
            switch (name)
            {
                case "--rows": options.Rows = reader.Integer(1000); break;
                case "--rounds": options.Rounds = reader.Integer(1); break;
                case "--against": options.ParseOpponents(reader.Value()); break;
                case "--only": options.Only = reader.Value(); break;
                default: throw new UsageException($"unknown argument \"{name}\"");
            }
        }
        return options;
    }

    private void ParseOpponents(string text)
    {
        string[] names = text.Split(',');
        if (names.Any(name => name is not ("sqlite" or "duckdb" or "none")))
            throw new UsageException($"\"{text}\" names an unknown engine");
        AgainstSqlite = names.Contains("sqlite");
        AgainstDuckDb = names.Contains("duckdb");
    }
}
