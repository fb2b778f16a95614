using System.Data.Common;
using System.Diagnostics;

namespace Grizzly.Benchmarks.Engines;

/// <summary>An engine under test with one open connection. One thread at a time.</summary>
internal abstract class BenchmarkEngine(DbConnection connection) : IDisposable
{
    public abstract string Name { get; }

    public abstract string Version { get; }

    protected DbConnection Connection { get; } = connection;

    /// <summary>Runs a statement and drops its rows.</summary>
    /// <returns>Seconds.</returns>
    /// <remarks>Values are left unread: boxing them is the providers' matter and would blur short queries.</remarks>
    public double Time(string sql)
    {
        using DbCommand command = Connection.CreateCommand();
        command.CommandText = sql;
        long start = Stopwatch.GetTimestamp();
        using (DbDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
            }
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Runs a query and keeps its rows.</summary>
    public Answer Query(string sql)
    {
        using DbCommand command = Connection.CreateCommand();
        command.CommandText = sql;
        using DbDataReader reader = command.ExecuteReader();
        return Answer.Read(reader);
    }

    /// <summary>The most bytes the engine has reserved at once since it was opened, by its own count, or null where it
    /// does not tell.</summary>
    public abstract long? PeakBytes();

    public virtual void Dispose() => Connection.Dispose();
}
