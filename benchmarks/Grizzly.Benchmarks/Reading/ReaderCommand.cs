using System.Data.Common;
using System.Diagnostics;
using System.Globalization;

namespace Grizzly.Benchmarks.Reading;

/// <summary>All rows of a table of ten mixed columns through the providers' readers, and into it through their loaders:
/// databases in memory, engines by turns in one process.</summary>
internal sealed class ReaderCommand(ReaderOptions options, TextWriter output)
{
    private readonly ReaderEngine[] _engines = [ReaderEngine.Grizzly, ReaderEngine.DuckDb, ReaderEngine.Sqlite];

    /// <summary>0, or 1 where engines disagree.</summary>
    public int Run()
    {
        output.WriteLine($"# {options.Rows} rows of 10 columns, {Machine.Describe()}");
        output.WriteLine();
        string[] names = [.. _engines.Select(engine => engine.Name)];
        string[] header =
            ["operation", .. names.Select(n => $"{n} ns/row"), "ratio", .. names.Select(n => $"{n} bytes/row"), ""];
        output.WriteLine($"| {string.Join(" | ", header)} |\n|{string.Concat(header.Select(_ => "---|"))}");
        var rows = new ReaderRow[options.Rows];
        for (int i = 0; i < rows.Length; i++) rows[i] = ReaderRow.At(i);
        DbConnection[] filled = [.. _engines.Select(engine => Filled(engine, rows))];
        bool agrees = true;
        foreach (ReaderOperation operation in ReaderOperations.All)
        {
            if (operation.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))
                agrees &= Measure(operation, filled, rows);
        }
        foreach (DbConnection connection in filled) connection.Dispose();
        return agrees ? 0 : 1;
    }

    private static DbConnection Filled(ReaderEngine engine, ReaderRow[] rows)
    {
        DbConnection connection = engine.Open();
        engine.CreateTable(connection);
        engine.Append(connection, rows);
        return connection;
    }

    private bool Measure(ReaderOperation operation, DbConnection[] filled, ReaderRow[] rows)
    {
        double[] best = [.. _engines.Select(_ => double.MaxValue)], bytes = [.. best], checks = new double[best.Length];
        for (int round = 0; round <= options.Rounds; round++)
        {
            for (int i = 0; i < _engines.Length; i++)
            {
                using DbConnection? empty = operation.Loads ? _engines[i].Open() : null;
                if (empty is not null) _engines[i].CreateTable(empty);
                GC.Collect();
                long allocated = GC.GetTotalAllocatedBytes(precise: true), start = Stopwatch.GetTimestamp();
                checks[i] = operation.Run(_engines[i], empty ?? filled[i], rows);
                double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / rows.Length;
                if (round == 0) continue; // managed code is compiled while it runs
                best[i] = Math.Min(best[i], nanoseconds);
                bytes[i] = Math.Min(
                    bytes[i], (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / rows.Length);
            }
        }
        bool agrees = checks.All(check => Math.Abs(check - checks[0]) <= 1e-9 * Math.Abs(checks[0]));
        string[] cells =
        [
            operation.Name, .. best.Select(value => value.ToString("F0", CultureInfo.InvariantCulture)),
            (best[0] / best.Skip(1).Min()).ToString("F2", CultureInfo.InvariantCulture),
            .. bytes.Select(value => value.ToString("F1", CultureInfo.InvariantCulture)),
            agrees ? "" : "ANSWERS DIFFER",
        ];
        output.WriteLine($"| {string.Join(" | ", cells)} |");
        return agrees;
    }
}

/// <summary>What the reader command is asked to do.</summary>
internal sealed class ReaderOptions
{
    public int Rows { get; private set; } = 1_000_000;

    /// <summary>Rounds per operation and engine, of which the fastest counts, after one that does not.</summary>
    public int Rounds { get; private set; } = 4;

    /// <summary>Only operations whose name contains this.</summary>
    public string Only { get; private set; } = "";

    /// <exception cref="UsageException">An argument is unknown, or a value none of its argument's.</exception>
    public static ReaderOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new ReaderOptions();
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
