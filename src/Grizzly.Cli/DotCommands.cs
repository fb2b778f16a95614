using System.Data.Common;
using Grizzly.Common;

namespace Grizzly.Cli;

internal enum DotResult : byte
{
    Done,
    Failed,
    Quit,
}

/// <summary>What a line beginning with a dot does.</summary>
internal sealed class DotCommands(Shell shell, Terminal terminal)
{
    private static readonly (string Name, string Help)[] Known =
    [
        (".help", "this list"),
        (".mode FORMAT", "print rows as table, csv, json or markdown"),
        (".open [FILE]", "change to another database"),
        (".quit", "leave"),
        (".read FILE", "run a script"),
        (".schema [TABLE]", "the columns of all tables, or of one"),
        (".tables", "the names of tables and views"),
        (".timer on|off", "print how long each statement took"),
    ];

    public DotResult Run(string line)
    {
        string[] words = line.Split(
            (char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string argument = words.Length > 1 ? words[1].Trim('\'', '"') : "";
        switch (words[0].ToLowerInvariant())
        {
            case ".help":
                foreach ((string name, string help) in Known) terminal.Output.WriteLine($"{name,-18}{help}");
                terminal.Output.Flush();
                return DotResult.Done;
            case ".quit" or ".exit" or ".q": return DotResult.Quit;
            case ".tables":
                return Of(shell.RunStatement(
                    "SELECT table_schema, table_name, table_type FROM information_schema.tables ORDER BY 1, 2"));
            case ".schema": return Of(shell.RunStatement(SchemaQuery(argument)));
            case ".read": return argument.Length > 0 ? Of(shell.RunFile(argument) == 0) : Fail(".read needs a file");
            case ".open": return Open(argument.Length > 0 ? argument : ":memory:");
            case ".timer" when argument is "on" or "off":
                shell.HasTimer = argument == "on";
                return DotResult.Done;
            case ".timer": return Fail(".timer is on or off");
            case ".mode" when RowWriter.Formats.Contains(argument):
                shell.Format = argument;
                return DotResult.Done;
            case ".mode": return Fail($".mode is one of {string.Join(", ", RowWriter.Formats)}");
            default:
                string? near = NameSuggestion.Closest(words[0], Known.Select(known => known.Name.Split(' ')[0]));
                return Fail($"unknown command {words[0]}; "
                    + (near is null ? ".help lists them" : $"did you mean {near}?"));
        }
    }

    private DotResult Open(string file)
    {
        try
        {
            shell.Open(file);
            return DotResult.Done;
        }
        catch (Exception error) when (error is DbException or IOException or ArgumentException)
        {
            return Fail(error.Message);
        }
    }

    private DotResult Fail(string message)
    {
        terminal.Error.WriteLine(message);
        return DotResult.Failed;
    }

    private static DotResult Of(bool succeeded) => succeeded ? DotResult.Done : DotResult.Failed;

    private static string SchemaQuery(string table) =>
        "SELECT table_schema, table_name, column_name, data_type, is_nullable FROM information_schema.columns"
        + (table.Length > 0 ? $" WHERE lower(table_name) = lower('{table.Replace("'", "''")}')" : "")
        + " ORDER BY table_schema, table_name, ordinal_position";
}
