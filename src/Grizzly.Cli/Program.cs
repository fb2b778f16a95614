using System.CommandLine;
using Grizzly.Common;
using Grizzly.Data;

namespace Grizzly.Cli;

/// <summary>The entry: reads the command line, then runs a text, a script, standard input, or a prompt.</summary>
internal static class Program
{
    public static int Main(string[] arguments) => Run(arguments, Terminal.OfProcess());

    /// <summary>The whole program on streams of the caller's; returns the exit code: 1 when a statement or an option
    /// fails.</summary>
    public static int Run(string[] arguments, Terminal terminal)
    {
        var file = new Argument<string>("file")
        {
            Description = "the database file, created where missing; in memory when left out",
            DefaultValueFactory = _ => ":memory:",
        };
        var sql = new Option<string?>("-c", "--command") { Description = "run these statements and exit" };
        var script = new Option<string?>("-f", "--file") { Description = "run this script and exit" };
        var format = new Option<string>("--format", "-o")
        {
            Description = "how rows are printed: table, csv, json, markdown",
            DefaultValueFactory = _ => "table",
        };
        format.AcceptOnlyFromAmong(RowWriter.Formats);
        var timer = new Option<bool>("--timer") { Description = "print how long each statement took" };
        var readOnly = new Option<bool>("--readonly") { Description = "refuse every change" };
        var threads = new Option<int?>("--threads") { Description = "most threads per statement" };
        var memory = new Option<string?>("--memory-limit") { Description = "most native memory, such as 2GB" };
        var root = new RootCommand(
            "Runs SQL on a Grizzly database.") { file, sql, script, format, timer, readOnly, threads, memory };
        root.SetAction(parsed => Execute(
            new ShellOptions
            {
                File = parsed.GetValue(file)!,
                Sql = parsed.GetValue(sql),
                Script = parsed.GetValue(script),
                Format = parsed.GetValue(format)!,
                HasTimer = parsed.GetValue(timer),
                IsReadOnly = parsed.GetValue(readOnly),
                Threads = parsed.GetValue(threads),
                MemoryLimit = parsed.GetValue(memory),
            },
            terminal));
        var output = new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error };
        return root.Parse(arguments).Invoke(output);
    }

    private static int Execute(ShellOptions options, Terminal terminal)
    {
        try
        {
            using var shell = new Shell(options, terminal);
            using IDisposable interrupts = terminal.OnInterrupt(shell.Cancel);
            if (options.Sql is null && options.Script is null)
                return terminal.IsInteractive
                    ? new Prompt(shell, terminal).Run()
                    : shell.RunText(terminal.Input.ReadToEnd());
            if (options.Sql is { } sql && shell.RunText(sql) != 0) return 1;
            return options.Script is { } script ? shell.RunFile(script) : 0;
        }
        catch (Exception error) when (
            error is GrizzlyException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine(error.Message);
            return 1;
        }
    }
}
