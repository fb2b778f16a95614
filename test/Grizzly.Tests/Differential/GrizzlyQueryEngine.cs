using System.Globalization;
using Grizzly.Common;
using Grizzly.Engine;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Differential;

/// <summary>One database, in memory or on file, with a session per way of running a query.</summary>
internal sealed class GrizzlyQueryEngine : IDisposable
{
    private const int TimeoutMs = 60_000;

    private static readonly (string Name, string[] Settings)[] Ways =
    [
        ("two threads", ["SET threads = 2"]),
        ("optimizer off", ["SET threads = 2", "SET optimizer = 'off'"]),
        ("one thread, vector size 2", ["SET threads = 1", "SET vector_size = 2"]),
        ("two threads, vector size 2, optimizer off",
            ["SET threads = 2", "SET vector_size = 2", "SET optimizer = 'off'"]),
    ];

    private readonly string? _folder;
    private readonly Database _database;
    private readonly Session[] _sessions;

    public GrizzlyQueryEngine(IReadOnlyList<RandomTable> tables, bool isOnFile)
    {
        if (isOnFile) _folder = Directory.CreateTempSubdirectory("grizzly-diff-").FullName;
        _database = Database.Open(new DatabaseOptions
        {
            Path = _folder is null ? DatabaseOptions.InMemory : Path.Combine(_folder, "test.grz"),
            Synchronous = Grizzly.Storage.SynchronousMode.Off,
        });
        _sessions = [.. Ways.Select(way => _database.Connect())];
        for (int i = 0; i < Ways.Length; i++)
        {
            foreach (string setting in Ways[i].Settings) _sessions[i].ExecuteScript(setting);
        }
        foreach (string sql in tables.SelectMany(table => table.Script)) _sessions[0].ExecuteScript(sql);
        if (isOnFile) _sessions[0].ExecuteScript("CHECKPOINT");
    }

    public static IReadOnlyList<string> WayNames => [.. Ways.Select(way => way.Name)];

    public QueryOutcome Run(string sql, int way)
    {
        using var timeout = new CancellationTokenSource(TimeoutMs);
        try
        {
            var rows = new List<object?[]>();
            foreach (PreparedStatement statement in _database.Prepare(sql))
            {
                using StatementResult result = _sessions[way].Execute(statement, [], timeout.Token);
                while (result.Next() is { } chunk)
                {
                    for (int i = 0; i < chunk.Count; i++) rows.Add([.. chunk.Columns.Select(column =>
                        Read(column, i))]);
                }
            }
            return QueryOutcome.Of(rows);
        }
        catch (GrizzlyException error)
        {
            string inner = error.SqlState == SqlStates.InternalError ? error.InnerException?.ToString() ?? "" : "";
            return QueryOutcome.Failed(error.SqlState ?? "", error.Message + inner);
        }
        catch (Exception error)
        {
            return QueryOutcome.Failed(SqlStates.InternalError, error.ToString());
        }
    }

    public void Dispose()
    {
        foreach (Session session in _sessions) session.Dispose();
        _database.Dispose();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }

    private static object? Read(ColumnVector column, int row)
    {
        Value value = column.GetValue(row);
        if (value.IsNull) return null;
        return value.Type.Id switch
        {
            LogicalTypeId.Boolean => value.Bool,
            LogicalTypeId.Double or LogicalTypeId.Float => value.Floating,
            LogicalTypeId.Varchar => value.Text,
            LogicalTypeId.Date or LogicalTypeId.Timestamp => ValueText.Format(value),
            _ => Number(ValueText.Format(value)),
        };
    }

    private static object Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            ? number
            : double.Parse(text, CultureInfo.InvariantCulture);
}
