// Opens a database file, loads a CSV into it, and asks a question.
using Grizzly.Data;

string folder = Directory.CreateTempSubdirectory("grizzly-quickstart-").FullName;
try
{
    using var connection = new GrizzlyConnection($"Data Source={Path.Combine(folder, "rides.grz")}");
    connection.Open();

    using GrizzlyCommand load = connection.CreateCommand();
    load.CommandText = $"""
        CREATE TABLE rides (started TIMESTAMP, station VARCHAR, minutes INTEGER, price DECIMAL(8,2), member BOOLEAN);
        COPY rides FROM '{Path.Combine(AppContext.BaseDirectory, "rides.csv").Replace("'", "''")}' (FORMAT csv, HEADER);
        """;
    Console.WriteLine($"{load.ExecuteNonQuery()} rides loaded\n");

    using GrizzlyCommand query = connection.CreateCommand();
    query.CommandText = """
        SELECT station, count(*) AS rides, avg(minutes) AS minutes, sum(price) AS income
        FROM rides
        WHERE member = $member
        GROUP BY station
        ORDER BY income DESC
        """;
    query.Parameters.AddWithValue("member", false);
    using GrizzlyDataReader reader = query.ExecuteReader();
    Console.WriteLine($"{"station",-14}{"rides",6}{"minutes",9}{"income",10}");
    while (reader.Read())
    {
        string station = reader.GetString(0);
        Console.WriteLine($"{station,-14}{reader.GetInt64(1),6}{reader.GetDouble(2),9:0.0}{reader.GetDecimal(3),10}");
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}
