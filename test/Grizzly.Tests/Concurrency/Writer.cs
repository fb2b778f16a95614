using System.Diagnostics;
using Grizzly.Common;
using Grizzly.Data;
using Grizzly.Tests.Data;

namespace Grizzly.Tests.Concurrency;

/// <summary>Random transactions of one thread, which know at every moment what they have to see.</summary>
internal sealed class Writer(Workload workload, GrizzlyConnection connection, Random random)
{
    private KeyState[] _expected = [];
    private Dictionary<int, long> _written = [];

    public void RunOne()
    {
        long began = Stopwatch.GetTimestamp();
        connection.Run("BEGIN");
        try
        {
            _expected = ReadAll();
            var record = new RecordedTransaction([.. _expected], began);
            workload.History.Add(record);
            _written = [];
            for (int steps = random.Next(1, 6); steps > 0; steps--) Step();
            if (random.Next(6) == 0)
            {
                connection.Run("ROLLBACK");
                return;
            }
            if (random.Next(3) == 0) Verify();
            foreach ((int key, long version) in _written)
                record.Writes[key] = (record.Snapshot[key].Version, version);
            connection.Run("COMMIT");
            record.Acknowledged = Stopwatch.GetTimestamp();
        }
        catch (GrizzlyException error) when (Workload.IsExpected(error))
        {
            workload.CountFailure();
            Workload.TryRollback(connection);
        }
    }

    private void Step()
    {
        switch (random.Next(10))
        {
            case 0: Verify(); break;
            case 1: InSavepoint(); break;
            case 2 or 3: Transfer(); break;
            case 4 or 5: ChangeFamily(); break;
            default: Write(random.Next(Workload.Keys)); break;
        }
    }

    /// <summary>Some steps that may be taken back, or fail, without the rest.</summary>
    private void InSavepoint()
    {
        KeyState[] expected = [.. _expected];
        var written = new Dictionary<int, long>(_written);
        connection.Run("SAVEPOINT s");
        bool takesBack = random.Next(2) == 0;
        try
        {
            for (int steps = random.Next(1, 4); steps > 0; steps--) Write(random.Next(Workload.Keys));
            if (random.Next(3) == 0) ChangeFamily();
        }
        catch (GrizzlyException error) when (Workload.IsExpected(error))
        {
            takesBack = true;
        }
        if (takesBack)
        {
            connection.Run("ROLLBACK TO s");
            (_expected, _written) = (expected, written);
            Verify();
        }
        if (random.Next(2) == 0) connection.Run("RELEASE s");
    }

    private void Write(int key)
    {
        long version = workload.NextVersion();
        int group = random.Next(Workload.Groups);
        int rows;
        if (_expected[key].Group < 0)
        {
            rows = connection.Run($"INSERT INTO item VALUES ({key}, {key}, {group}, {version})");
            connection.Run($"UPDATE mark SET version = {version} WHERE id = {key}");
        }
        else if (random.Next(3) == 0)
        {
            group = -1;
            rows = connection.Run($"DELETE FROM item WHERE id = {key}");
            connection.Run($"UPDATE mark SET version = {version} WHERE id = {key}");
        }
        else
        {
            string condition = random.Next(3) switch
            {
                0 => $"id + 0 = {key}",
                1 => $"code = {key}",
                _ => $"id = {key}",
            };
            rows = connection.Run($"UPDATE item SET version = {version}, grp = {group} WHERE {condition}");
        }
        if (rows != 1) workload.Problems.Enqueue($"a change of key {key} met {rows} rows");
        _expected[key] = new KeyState(version, group);
        _written[key] = version;
    }

    private void Transfer()
    {
        int from = random.Next(Workload.Accounts), to = random.Next(Workload.Accounts), amount = random.Next(50);
        connection.Run($"UPDATE account SET balance = balance - {amount} WHERE id = {from}");
        connection.Run($"UPDATE account SET balance = balance + {amount} WHERE id = {to}");
    }

    private void ChangeFamily()
    {
        int parent = random.Next(Workload.Parents), other = random.Next(Workload.Parents);
        int id = random.Next(Workload.Children);
        string child = random.Next(2) == 0 ? "child" : "cascading";
        connection.Run(random.Next(8) switch
        {
            0 => $"DELETE FROM parent WHERE id = {parent}",
            1 => $"INSERT INTO parent VALUES ({parent}, 'p{parent}') ON CONFLICT DO NOTHING",
            2 => $"INSERT INTO parent VALUES ({parent}, 'p{other}')",
            3 => $"UPDATE parent SET id = {other} WHERE id = {parent}",
            4 => $"DELETE FROM {child} WHERE id = {id}",
            5 => $"UPDATE {child} SET parent_id = {parent} WHERE id = {id}",
            6 => $"INSERT INTO {child} SELECT {id}, id FROM parent WHERE id = {parent} ON CONFLICT DO NOTHING",
            _ => $"INSERT INTO {child} VALUES ({id}, {parent})",
        });
    }

    /// <summary>Everything is still as the snapshot and the own changes have it, whichever way it is read.</summary>
    private void Verify()
    {
        KeyState[] now = ReadAll();
        for (int key = 0; key < now.Length; key++)
        {
            if (now[key] != _expected[key])
                workload.Problems.Enqueue($"fuzzy read: key {key} is {now[key]} instead of {_expected[key]}");
        }
        int group = random.Next(Workload.Groups);
        string condition = random.Next(2) == 0 ? $"grp = {group}" : $"grp * 2 = {group * 2}";
        object? count = connection.Scalar($"SELECT count(*) FROM item WHERE {condition}");
        long expected = _expected.Count(state => state.Group == group);
        if (!expected.Equals(count))
            workload.Problems.Enqueue($"phantom: group {group} has {count} rows instead of {expected}");
        int one = random.Next(Workload.Keys);
        object? version = connection.Scalar($"SELECT version FROM item WHERE id = {one}");
        object? wanted = _expected[one].Group < 0 ? null : _expected[one].Version;
        if (!Equals(version, wanted))
            workload.Problems.Enqueue($"key {one} by its index: {version ?? "nothing"}, not {wanted ?? "nothing"}");
    }

    private KeyState[] ReadAll()
    {
        var states = new KeyState[Workload.Keys];
        using GrizzlyCommand command = connection.Command("""
            SELECT mark.id, coalesce(item.version, mark.version), coalesce(item.grp, -1)
            FROM mark LEFT JOIN item ON item.id = mark.id
            """);
        using GrizzlyDataReader reader = command.ExecuteReader();
        int rows = 0;
        for (; reader.Read(); rows++)
            states[reader.GetInt32(0)] = new KeyState(reader.GetInt64(1), reader.GetInt32(2));
        if (rows != states.Length) workload.Problems.Enqueue($"{rows} keys instead of {states.Length} were seen");
        return states;
    }
}
