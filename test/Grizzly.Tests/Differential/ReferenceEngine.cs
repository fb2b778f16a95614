using System.Data.Common;
using System.Globalization;
using System.Numerics;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;

namespace Grizzly.Tests.Differential;

/// <summary>A peer in memory, through ADO.NET.</summary>
internal sealed class ReferenceEngine : IDisposable
{
    private readonly DbConnection _connection;

    private ReferenceEngine(DbConnection connection)
    {
        _connection = connection;
        connection.Open();
    }

    public static ReferenceEngine DuckDb(IReadOnlyList<RandomTable> tables)
    {
        var engine = new ReferenceEngine(new DuckDBConnection("Data Source=:memory:"));
        engine.Execute("SET threads = 1");
        return engine.Load(tables);
    }

    public static ReferenceEngine Sqlite(IReadOnlyList<RandomTable> tables)
    {
        var engine = new ReferenceEngine(new SqliteConnection("Data Source=:memory:"));
        engine.Execute("PRAGMA case_sensitive_like = ON");
        return engine.Load(tables);
    }

    public QueryOutcome Run(string sql)
    {
        try
        {
            using DbCommand command = _connection.CreateCommand();
            command.CommandText = sql;
            using DbDataReader reader = command.ExecuteReader();
            var rows = new List<object?[]>();
            while (reader.Read())
            {
                var row = new object?[reader.FieldCount];
                for (int i = 0; i < row.Length; i++) row[i] = reader.IsDBNull(i) ? null : Normal(reader.GetValue(i));
                rows.Add(row);
            }
            return QueryOutcome.Of(rows);
        }
        catch (Exception error) when (error is DbException or OverflowException or InvalidOperationException)
        {
            return QueryOutcome.Failed("peer", error.Message);
        }
    }

    public void Dispose() => _connection.Dispose();

    private ReferenceEngine Load(IReadOnlyList<RandomTable> tables)
    {
        foreach (string sql in tables.SelectMany(table => table.Script)) Execute(sql);
        return this;
    }

    private void Execute(string sql)
    {
        using DbCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object Normal(object value) => value switch
    {
        bool or string or double or decimal => value,
        float number => (double)number,
        BigInteger number => number > (BigInteger)decimal.MaxValue || number < (BigInteger)decimal.MinValue
            ? (double)number
            : (decimal)number,
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString(time.TimeOfDay == TimeSpan.Zero
            ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IConvertible number => Convert.ToDecimal(number, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
