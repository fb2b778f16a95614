namespace Grizzly.Benchmarks.EntityFramework;

/// <summary>What the ef command is asked to do.</summary>
internal sealed class EfOptions
{
    /// <summary>Rows of the table that is grouped.</summary>
    public int Events { get; private set; } = 1_000_000;

    /// <summary>Rounds per operation and engine, of which the fastest counts.</summary>
    public int Rounds { get; private set; } = 5;

    /// <summary>Only operations whose name contains this.</summary>
    public string Only { get; private set; } = "";

    /// <exception cref="UsageException">An argument is unknown, or a value none of its argument's.</exception>
    public static EfOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new EfOptions();
        var reader = new ArgumentReader(arguments);
        while (reader.TryName(out string name))
        {
            switch (name)
            {
                case "--events": options.Events = reader.Integer(1000); break;
                case "--rounds": options.Rounds = reader.Integer(1); break;
                case "--only": options.Only = reader.Value(); break;
                default: throw new UsageException($"unknown argument \"{name}\"");
            }
        }
        return options;
    }
}
