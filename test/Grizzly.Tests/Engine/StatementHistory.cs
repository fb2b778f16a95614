using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Engine;
using Grizzly.Tests.Storage;
using Grizzly.Transactions;

namespace Grizzly.Tests.Engine;

/// <summary>One seed: a few lives of a database file, each ended by a crash, a kill or a close, beside a database in
/// memory that runs the same statements and never crashes.</summary>
internal sealed class StatementHistory
{
    private static readonly string[] Tables = ["parent", "t", "child", "u"];

    private readonly int _seed;
    private readonly Random _random;
    private readonly StatementGenerator _statements;
    private readonly SimulatedFileSystem _files;
    private readonly List<string> _trace = [];
    private List<string>? _inFlight;

    public StatementHistory(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _statements = new StatementGenerator(_random);
        _files = new SimulatedFileSystem(seed);
    }

    public void Run()
    {
        using Database memory = Database.Open(new DatabaseOptions { Threads = 1 });
        using Session model = memory.Connect();
        using (Database first = Open())
        {
            using Session session = first.Connect();
            session.ExecuteScript(StatementGenerator.Tables);
            model.ExecuteScript(StatementGenerator.Tables);
        }
        for (int life = 0; life < 4; life++)
        {
            if (_random.Next(4) != 0) _files.CrashAt = _files.OperationCount + _random.Next(80);
            else if (_random.Next(2) == 0) _files.FailAt = _files.OperationCount + _random.Next(60);
            try
            {
                Live(model);
            }
            catch (GrizzlyException error) when (IsFileError(error))
            {
                _trace.Add($"-- {error.Message}");
            }
            if (_files.IsCrashed || _random.Next(2) == 0) _files.Restart();
            else _files.KillProcess();
            Verify(model);
        }
    }

    private bool IsFileError(GrizzlyException error) =>
        _files.IsCrashed || error.SqlState is SqlStates.IoError or SqlStates.DiskFull;

    private Database Open() =>
        Database.Open(new DatabaseOptions { Path = "/h.grz", FileSystem = _files, Threads = 1 });

    private void Live(Session model)
    {
        Database database = Open();
        bool isClosed = false;
        try
        {
            using (Session session = database.Connect())
            {
                for (int step = 0; step < 20; step++)
                {
                    if (_random.Next(6) == 0)
                    {
                        _trace.Add("CHECKPOINT");
                        database.Checkpoint();
                    }
                    else
                    {
                        RunUnit(session, model);
                    }
                }
            }
            if (_random.Next(2) == 0) return;
            isClosed = true;
            _trace.Add("-- close");
            database.Dispose();
        }
        finally
        {
            if (!isClosed) database.Storage.Dispose();
        }
    }

    /// <summary>Runs on the file first: what it acknowledges happens in the model, too.</summary>
    private void RunUnit(Session session, Session model)
    {
        List<string> unit = _statements.Unit();
        _trace.AddRange(unit);
        var outcomes = new List<string?>();
        for (int i = 0; i < unit.Count; i++)
        {
            // Before its end, nothing of a transaction may be there.
            if (i == unit.Count - 1) _inFlight = unit;
            outcomes.Add(Execute(session, unit[i], isModel: false));
        }
        _inFlight = null;
        Replay(model, unit, outcomes);
    }

    private void Replay(Session model, List<string> unit, List<string?>? outcomes)
    {
        for (int i = 0; i < unit.Count; i++)
        {
            string? outcome = Execute(model, unit[i], isModel: true);
            if (outcomes is not null && outcome != outcomes[i])
                Fail($"{unit[i]}: {outcomes[i] ?? "done"} on the file, {outcome ?? "done"} in memory");
        }
        if (model.IsInTransaction) model.ExecuteScript("ROLLBACK");
    }

    private string? Execute(Session session, string sql, bool isModel)
    {
        try
        {
            session.ExecuteScript(sql);
            return null;
        }
        catch (GrizzlyException error) when (isModel || !IsFileError(error))
        {
            if (error.SqlState == SqlStates.InternalError) Fail($"{sql}: {error}");
            return error.SqlState;
        }
    }

    private void Verify(Session model)
    {
        using Database database = Open();
        using Session session = database.Connect();
        string found = Dump(session), expected = Dump(model);
        if (found != expected && _inFlight is not null)
        {
            Replay(model, _inFlight, null);
            _trace.Add("-- the last unit happened");
            expected = Dump(model);
        }
        _inFlight = null;
        if (found != expected) Fail($"found\n{found}\ninstead of\n{expected}");
        IReadOnlyList<string> problems = database.CheckIntegrity();
        if (problems.Count > 0) Fail(string.Join("; ", problems));
        int id = _random.Next(60);
        CompareReads(session, $"SELECT * FROM t WHERE id = {id}", $"SELECT * FROM t WHERE id + 0 = {id}");
        CompareReads(session, $"SELECT * FROM t WHERE a = {id} ORDER BY id + 0",
            $"SELECT * FROM t WHERE a + 0 = {id} ORDER BY id + 0");
    }

    private void CompareReads(Session session, string indexed, string scanned)
    {
        string left = string.Join('\n', Sql.Rows(session, indexed));
        string right = string.Join('\n', Sql.Rows(session, scanned));
        if (left != right) Fail($"{indexed}: {left} instead of {right}");
    }

    private static string Dump(Session session)
    {
        var lines = new List<string>();
        foreach (string table in Tables)
        {
            lines.Add(table);
            try
            {
                lines.AddRange(Sql.Rows(session, $"SELECT * FROM {table} ORDER BY id + 0"));
            }
            catch (GrizzlyException error)
            {
                lines.Add(error.SqlState);
            }
        }
        Snapshot now = Snapshot.AsOf(session.Database.Transactions.LastCommitted);
        // A table without rows would not show which columns it has.
        lines.AddRange(session.Database.Catalog.All(now).OfType<TableEntry>().Select(table =>
            $"{table.Name}({string.Join(", ", table.Columns.Select(column => column.Name))})").Order());
        lines.AddRange(session.Database.Catalog.All(now).OfType<IndexEntry>().Select(index => index.Name).Order());
        return string.Join('\n', lines);
    }

    private void Fail(string what) => Assert.Fail($"seed {_seed}: {what}\n{string.Join(";\n", _trace)}");
}
