using System.Diagnostics;
using System.Globalization;
using Grizzly.Common;
using Grizzly.Data;

namespace Grizzly.Benchmarks.Cancellation;

/// <summary>How long a statement goes on after it was cancelled, for each kind of operator.</summary>
internal sealed class CancelCommand(CancelOptions options, TextWriter output)
{
    /// <summary>1 where a statement took longer than this to stop.</summary>
    private const double TargetMs = 100;

    public int Run()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("grizzly-cancel-");
        try
        {
            using var connection = new GrizzlyConnection($"Data Source={Path.Combine(directory.FullName, "c.grz")}");
            connection.Open();
            foreach (string sql in CancelCases.Setup(options.Rows, directory.FullName)) Execute(connection, sql);
            output.WriteLine($"# cancelling, {options.Rows} rows, {Machine.Describe()}\n");
            output.WriteLine("| operator | whole ms | stopped after ms, slowest | rounds stopped |\n|---|---|---|---|");
            bool isQuick = true;
            foreach (CancelCase item in CancelCases.All)
            {
                if (item.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))
                    isQuick &= Measure(connection, item, directory.FullName);
            }
            return isQuick ? 0 : 1;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Runs the statement to its end once, unless it has none, then stops it at points spread over its
    /// time.</summary>
    private bool Measure(GrizzlyConnection connection, CancelCase item, string folder)
    {
        string sql = item.Sql.Replace("{folder}", folder, StringComparison.Ordinal);
        double whole = item.IsEndless ? double.NaN : Time(connection, sql);
        double slowest = 0;
        int stopped = 0;
        for (int round = 0; round < options.Rounds; round++)
        {
            double delay = (item.IsEndless ? 1000 : whole) * (round + 1) / (options.Rounds + 1);
            double late = StopAfter(connection, sql, delay);
            if (double.IsNaN(late)) continue;
            stopped++;
            slowest = Math.Max(slowest, late);
        }
        string wholeText = item.IsEndless ? "endless" : whole.ToString("F0", CultureInfo.InvariantCulture);
        output.WriteLine(
            $"| {item.Name} | {wholeText} | {slowest.ToString("F1", CultureInfo.InvariantCulture)} "
            + $"| {stopped} of {options.Rounds} |");
        return slowest <= TargetMs;
    }

    private static double Time(GrizzlyConnection connection, string sql)
    {
        using GrizzlyTransaction transaction = connection.BeginTransaction();
        long start = Stopwatch.GetTimestamp();
        Execute(connection, sql);
        double whole = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        transaction.Rollback();
        return whole;
    }

    /// <summary>Milliseconds from the cancel to the statement's end; NaN where it was through before.</summary>
    private static double StopAfter(GrizzlyConnection connection, string sql, double delayMs)
    {
        using GrizzlyTransaction transaction = connection.BeginTransaction();
        using var command = new GrizzlyCommand(sql, connection);
        long cancelled = 0;
        using var ready = new ManualResetEventSlim();
        var canceller = new Thread(() =>
        {
            ready.Wait();
            Thread.Sleep(TimeSpan.FromMilliseconds(delayMs));
            Volatile.Write(ref cancelled, Stopwatch.GetTimestamp());
            command.Cancel();
        });
        canceller.Start();
        ready.Set();
        double late = double.NaN;
        try
        {
            command.ExecuteNonQuery();
        }
        catch (GrizzlyException error) when (error.SqlState == SqlStates.QueryCanceled)
        {
            late = Stopwatch.GetElapsedTime(Volatile.Read(ref cancelled)).TotalMilliseconds;
        }
        canceller.Join();
        return late;
    }

    private static void Execute(GrizzlyConnection connection, string sql)
    {
        using var command = new GrizzlyCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}

/// <summary>What the cancel command is asked to do.</summary>
internal sealed class CancelOptions
{
    public int Rows { get; private set; } = 3_000_000;

    public int Rounds { get; private set; } = 5;

    /// <summary>Only statements whose name contains this.</summary>
    public string Only { get; private set; } = "";

    /// <exception cref="UsageException">An argument is unknown, or a value none of its argument's.</exception>
    public static CancelOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new CancelOptions();
        var reader = new ArgumentReader(arguments);
        while (reader.TryName(out string name))
        {
            switch (name)
            {
                case "--rows": options.Rows = reader.Integer(1000); break;
                case "--rounds": options.Rounds = reader.Integer(1); break;
                case "--only": options.Only = reader.Value(); break;
                default: throw new UsageException($"unknown argument \"{name}\"");
            }
        }
        return options;
    }
}
