using Grizzly.Common;
using Grizzly.Data;

namespace Grizzly.CrashWriter;

/// <summary>
/// Writes to a database until it is killed. <c>write FOLDER FILE SEED FIRST COUNT OPTIONS</c> runs the workload's
/// steps; <c>hold FILE OPTIONS</c> keeps the file open until its input ends; <c>probe FILE OPTIONS</c> opens and
/// closes it.
/// </summary>
/// <remarks>
/// Prints, flushed line by line: opening, opened, begin N KIND, ack N, closing, closed, or an error. Ends when its
/// input does, so that it does not outlive who started it.
/// </remarks>
public static class Program
{
    public static int Main(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case ["write", string folder, string file, string seed, string first, string count, string options]:
                    EndWithInput();
                    Write(new Workload(int.Parse(seed), folder), Source(file, options), long.Parse(first),
                        long.Parse(count));
                    return 0;
                case ["hold", string file, string options]:
                    using (Open(Source(file, options))) Console.In.ReadToEnd();
                    return 0;
                case ["probe", string file, string options]:
                    using (Open(Source(file, options))) return 0;
                default:
                    Console.Error.WriteLine("arguments: write FOLDER FILE SEED FIRST COUNT OPTIONS | hold FILE OPTIONS "
                        + "| probe FILE OPTIONS");
                    return 2;
            }
        }
        catch (GrizzlyException error)
        {
            Say($"error {error.Message.ReplaceLineEndings(" | ")}");
            return 1;
        }
    }

    private static void Write(Workload workload, string source, long first, long count)
    {
        workload.WriteFiles();
        GrizzlyConnection connection = Open(source);
        try
        {
            for (long n = first; n < first + count; n++)
            {
                Step step = workload.StepAt(n);
                Say($"begin {n} {step.Kind}");
                if (step.IsReopening)
                {
                    connection.Close();
                    connection.Open();
                }
                foreach (string statement in step.Statements)
                {
                    using GrizzlyCommand command = connection.CreateCommand();
                    command.CommandText = statement;
                    command.ExecuteNonQuery();
                }
                Say($"ack {n}");
            }
            Say("closing");
        }
        finally
        {
            connection.Dispose();
        }
        Say("closed");
    }

    private static string Source(string file, string options) =>
        new GrizzlyConnectionStringBuilder { DataSource = file }.ConnectionString + ";" + options;

    private static GrizzlyConnection Open(string source)
    {
        Say("opening");
        var connection = new GrizzlyConnection(source);
        connection.Open();
        Say("opened");
        return connection;
    }

    private static void EndWithInput() => new Thread(() =>
    {
        Console.In.ReadToEnd();
        Environment.Exit(3);
    }) { IsBackground = true }.Start();

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
