using System.Data.Common;

namespace Grizzly.Benchmarks.Reading;

/// <summary>One way to read or load all rows.</summary>
/// <param name="Run">Returns a number that all engines must agree on.</param>
/// <param name="Loads">Whether it starts with an empty table.</param>
internal sealed record ReaderOperation(
    string Name, Func<ReaderEngine, DbConnection, ReaderRow[], double> Run, bool Loads = false);

internal static class ReaderOperations
{
    public static readonly ReaderOperation[] All =
    [
        new("typed getters without text", (_, connection, _) => Read(connection, ReadNumbers)),
        new("typed getters", (_, connection, _) => Read(connection, ReadTyped)),
        new("ReadAsync, typed without text", (_, connection, _) => ReadAsync(connection).GetAwaiter().GetResult()),
        new("GetValue", (_, connection, _) => Read(connection, ReadObjects)),
        new("load, appender", (engine, connection, rows) =>
        {
            engine.Append(connection, rows);
            return rows.Length;
        }, Loads: true),
        new("load, bulk copy of objects", (engine, connection, rows) =>
        {
            engine.Copy(connection, rows);
            return rows.Length;
        }, Loads: true),
    ];

    private static double Read(DbConnection connection, Func<DbDataReader, double> read)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM rows";
        using DbDataReader reader = command.ExecuteReader();
        return read(reader);
    }

    private static async Task<double> ReadAsync(DbConnection connection)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM rows";
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        double sum = 0;
        while (await reader.ReadAsync()) sum += NumbersOf(reader);
        return sum;
    }

    private static double ReadNumbers(DbDataReader reader)
    {
        double sum = 0;
        while (reader.Read()) sum += NumbersOf(reader);
        return sum;
    }

    private static double ReadTyped(DbDataReader reader)
    {
        double sum = 0;
        while (reader.Read()) sum += NumbersOf(reader) + reader.GetString(4).Length + reader.GetString(5).Length;
        return sum;
    }

    private static double NumbersOf(DbDataReader reader)
    {
        double sum = reader.GetInt64(0) + reader.GetInt32(1) + reader.GetDouble(2) + (double)reader.GetDecimal(3);
        sum += reader.GetFieldValue<DateOnly>(6).DayNumber + reader.GetDateTime(7).Ticks / TimeSpan.TicksPerSecond;
        if (reader.GetBoolean(8)) sum++;
        if (!reader.IsDBNull(9)) sum += reader.GetInt32(9);
        return sum;
    }

    private static double ReadObjects(DbDataReader reader)
    {
        double count = 0;
        while (reader.Read())
        {
            for (int i = 0; i < 10; i++)
            {
                if (reader.GetValue(i) is not DBNull) count++;
            }
        }
        return count;
    }
}
