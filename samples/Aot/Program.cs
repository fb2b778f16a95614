using System.Globalization;
using Grizzly.Data;

// Published as native code: no JIT compiler, no reflection but what the trimmer sees.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string path = Path.Combine(Path.GetTempPath(), $"grizzly-aot-{Environment.ProcessId}.grz");
try
{
    using (var connection = new GrizzlyConnection($"Data Source={path}"))
    {
        connection.Open();
        Run(connection, "CREATE TABLE sales (id BIGINT PRIMARY KEY, region VARCHAR, price DECIMAL(10,2), day DATE, "
            + "tags VARCHAR[])");
        using (var appender = new GrizzlyAppender(connection, "sales"))
        {
            for (int i = 0; i < 10_000; i++)
            {
                appender.Append((long)i).Append(i % 3 == 0 ? "north" : "south").Append(i * 0.25m)
                    .Append(new DateOnly(2026, 1, 1).AddDays(i % 365)).Append(new[] { "a", "b" }).EndRow();
            }
            appender.Complete();
        }
        connection.RegisterScalar("twice", (long x) => 2 * x);
        using GrizzlyCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT region, count(*), sum(price), max(day), twice(max(id)) FROM sales WHERE price >= $least "
            + "GROUP BY region ORDER BY 1";
        command.Parameters.AddWithValue("least", 10m);
        using GrizzlyDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            Console.WriteLine($"{reader.GetString(0)} {reader.GetInt64(1)} {reader.GetDecimal(2)} "
                + $"{reader.GetFieldValue<DateOnly>(3):yyyy-MM-dd} {reader.GetInt64(4)}");
        }
    }
    using (var connection = new GrizzlyConnection($"Data Source={path};Read Only=true"))
    {
        connection.Open();
        using GrizzlyCommand command = connection.CreateCommand();
        command.CommandText = "SELECT tags FROM sales WHERE id = 42";
        using GrizzlyDataReader reader = command.ExecuteReader();
        reader.Read();
        Console.WriteLine(string.Join(",", reader.GetFieldValue<List<string>>(0)));
    }
    return 0;
}
finally
{
    foreach (string file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(path) + "*")) File.Delete(file);
}

static void Run(GrizzlyConnection connection, string sql)
{
    using GrizzlyCommand command = connection.CreateCommand();
    command.CommandText = sql;
    command.ExecuteNonQuery();
}
