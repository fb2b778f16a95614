using System.Data.Common;
using Grizzly.Benchmarks;
using Grizzly.Benchmarks.Cancellation;
using Grizzly.Benchmarks.EntityFramework;
using Grizzly.Benchmarks.Reading;
using Grizzly.Benchmarks.Small;
using Grizzly.Benchmarks.Tpch;

// Commands: one file each; the exit code is 0 when all went well, 1 when an engine failed or answers differ, 2 for
// arguments that are none.
const string usage = """
    usage: Grizzly.Benchmarks tpch [options]

      --sf <number>            scale factor (default 1)
      --threads <number>       threads of each engine (default 2)
      --against duckdb|none    the engine to compare with (default duckdb)
      --queries q01,q06        only these queries (default all)
      --runs <number>          hot runs per query and engine, of which the fastest counts (default 5)
      --memory-limit <size>    Grizzly's memory limit, as 256MB; the other engine keeps its default
      --reuse-plans            hot runs may reuse a kept plan (Grizzly keeps plans by text; else both plan each time)
      --file                   query database files, reopened after loading, instead of databases in memory
      --load-runs <number>     runs of the load comparison (default 1, 0 leaves it out)
      --keep                   keep the temporary directory
      --json <file>            write the results as JSON, too

    usage: Grizzly.Benchmarks small [options]

      --rows <number>          rows of the table (default 100000)
      --against sqlite,duckdb  the engines to compare with (default both; none for none)
      --rounds <number>        rounds per operation and engine, of which the fastest counts (default 5)
      --only <text>            only operations whose name contains this

    usage: Grizzly.Benchmarks ef [options]

      --events <number>        rows of the table that is grouped (default 1000000)
      --rounds <number>        rounds per operation and engine, of which the fastest counts (default 5)
      --only <text>            only operations whose name contains this

    usage: Grizzly.Benchmarks reader [options]

      --rows <number>          rows of the table (default 1000000)
      --rounds <number>        rounds per operation and engine, of which the fastest counts (default 4)
      --only <text>            only operations whose name contains this

    usage: Grizzly.Benchmarks cancel [options]

      --rows <number>          rows of the tables (default 3000000)
      --rounds <number>        cancels per statement, of which the slowest counts (default 5)
      --only <text>            only statements whose name contains this
    """;
try
{
    switch (args.FirstOrDefault())
    {
        case "tpch":
            return new TpchCommand(TpchOptions.Parse(args.AsSpan(1)), Console.Out).Run();
        case "small":
            return new SmallCommand(SmallOptions.Parse(args.AsSpan(1)), Console.Out).Run();
        case "ef":
            return new EfCommand(EfOptions.Parse(args.AsSpan(1)), Console.Out).Run();
        case "reader":
            return new ReaderCommand(ReaderOptions.Parse(args.AsSpan(1)), Console.Out).Run();
        case "cancel":
            return new CancelCommand(CancelOptions.Parse(args.AsSpan(1)), Console.Out).Run();
        default:
            Console.Error.WriteLine(usage);
            return 2;
    }
}
catch (UsageException error)
{
    Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine(usage);
    return 2;
}
catch (Exception error) when (error is DbException or IOException)
{
    Console.Error.WriteLine(error);
    return 1;
}
