using Grizzly.Data;

namespace Grizzly.Tests.Data;

/// <summary>A folder for a test's database files, deleted afterwards.</summary>
internal sealed class DatabaseFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("grizzly-data-");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Source(string name = "test.grz") =>
        new GrizzlyConnectionStringBuilder { DataSource = PathOf(name) }.ConnectionString;

    public GrizzlyConnection Open(string name = "test.grz", string more = "")
    {
        var connection = new GrizzlyConnection(Source(name) + ";" + more);
        connection.Open();
        return connection;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>Short forms for tests.</summary>
internal static class ConnectionExtensions
{
    public static GrizzlyConnection OpenMemory(string more = "")
    {
        var connection = new GrizzlyConnection("Data Source=:memory:;" + more);
        connection.Open();
        return connection;
    }

    public static int Run(this GrizzlyConnection connection, string sql, params object?[] values)
    {
        using GrizzlyCommand command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    public static object? Scalar(this GrizzlyConnection connection, string sql, params object?[] values)
    {
        using GrizzlyCommand command = connection.Command(sql, values);
        return command.ExecuteScalar();
    }

    public static GrizzlyCommand Command(this GrizzlyConnection connection, string sql, params object?[] values)
    {
        GrizzlyCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (object? value in values) command.Parameters.AddWithValue(value);
        return command;
    }
}
