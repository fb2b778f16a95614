using Grizzly.Common;
using Grizzly.Engine;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Slt;

/// <summary>Plays one script against a fresh database under one configuration.</summary>
internal sealed class SltPlayer : IDisposable
{
    private readonly SltConfiguration _configuration;
    private readonly string? _directory;
    private readonly DatabaseOptions _options;
    private Database _database;
    private Session _session;

    public SltPlayer(SltConfiguration configuration)
    {
        _configuration = configuration;
        if (configuration.OnFile) _directory = Directory.CreateTempSubdirectory("grizzly-slt-").FullName;
        _options = _directory is null
            ? configuration.Options : configuration.Options with { Path = Path.Combine(_directory, "test.grz") };
        _database = Open();
        _session = _database.Connect();
    }

    public void Play(string path)
    {
        bool reopens = _configuration.Reopens && !SltScript.NeedsOneSession(path);
        Assert.Multiple(() =>
        {
            foreach (SltRecord record in SltScript.Read(path))
            {
                if (reopens && !_session.IsInTransaction) Reopen();
                Play(record);
            }
        });
    }

    public void Dispose()
    {
        _session.Dispose();
        _database.Dispose();
        if (_directory is not null) Directory.Delete(_directory, recursive: true);
    }

    private Database Open() => Database.Open(_options);

    private void Reopen()
    {
        _session.Dispose();
        _database.Dispose();
        _database = Open();
        _session = _database.Connect();
    }

    private void Play(SltRecord record)
    {
        string where = $"{_configuration.Name}, {record}";
        try
        {
            List<string> rows = Execute(record.Sql);
            if (record.Kind == SltKind.Error) Assert.Fail($"{where}\nexpected error {record.SqlState}");
            if (record.Kind != SltKind.Query) return;
            IEnumerable<string> expected = record.Expected;
            if (record.IsSorted)
            {
                rows.Sort(StringComparer.Ordinal);
                expected = expected.Order(StringComparer.Ordinal);
            }
            Assert.That(rows, Is.EqualTo(expected), where);
        }
        catch (GrizzlyException error) when (record.Kind == SltKind.Error)
        {
            Assert.That(error.SqlState, Is.EqualTo(record.SqlState), $"{where}\n{error.Message}");
            Assert.That(error.Message, Does.Contain(string.Join('\n', record.Expected)), where);
        }
        catch (GrizzlyException error)
        {
            Assert.Fail($"{where}\n{error.Message}\n{error.InnerException}");
        }
    }

    private List<string> Execute(string sql)
    {
        var rows = new List<string>();
        foreach (PreparedStatement statement in _database.Prepare(sql))
        {
            rows.Clear();
            using StatementResult result = _session.Execute(statement, []);
            while (result.Next() is { } chunk)
            {
                for (int i = 0; i < chunk.Count; i++) rows.Add(string.Join('\t', chunk.Columns.Select(column =>
                    Text(column, i))));
            }
        }
        return rows;
    }

    private static string Text(ColumnVector column, int row)
    {
        Value value = column.GetValue(row);
        if (value.IsNull) return "NULL";
        string text = ValueText.Format(value);
        return text.Length == 0 ? "(empty)" : text;
    }
}
