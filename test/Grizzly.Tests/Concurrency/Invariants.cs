using Grizzly.Data;
using Grizzly.Tests.Data;

namespace Grizzly.Tests.Concurrency;

/// <summary>What holds in every snapshot, asked by readers while others write.</summary>
internal sealed class Invariants(Workload workload)
{
    private static readonly string[] Zeros =
    [
        "SELECT count(*) FROM child WHERE NOT EXISTS (SELECT * FROM parent WHERE parent.id + 0 = child.parent_id + 0)",
        "SELECT count(*) FROM cascading "
            + "WHERE NOT EXISTS (SELECT * FROM parent WHERE parent.id + 0 = cascading.parent_id + 0)",
        "SELECT count(*) - count(DISTINCT id + 0) FROM parent",
        "SELECT count(*) - count(DISTINCT name || '') FROM parent",
        "SELECT count(*) - count(DISTINCT id + 0) FROM child",
        "SELECT count(*) - count(DISTINCT id + 0) FROM cascading",
        "SELECT count(*) - count(DISTINCT id + 0) FROM item",
        "SELECT count(*) - count(DISTINCT code + 0) FROM item",
    ];

    public void Check(GrizzlyConnection connection, Random random)
    {
        connection.Run("BEGIN TRANSACTION READ ONLY");
        object? before = connection.Scalar("SELECT sum(version) FROM item");
        object? sum = connection.Scalar("SELECT CAST(sum(balance) AS BIGINT) FROM account");
        if (!Workload.TotalBalance.Equals(sum)) workload.Problems.Enqueue($"the balances add up to {sum}");
        foreach (string query in Zeros)
        {
            object? count = connection.Scalar(query);
            if (Convert.ToInt64(count) != 0) workload.Problems.Enqueue($"{count} instead of 0: {query}");
        }
        int key = random.Next(Workload.Keys), group = random.Next(Workload.Groups);
        int parent = random.Next(Workload.Parents);
        Compare(connection, "item", $"id = {key}", $"id + 0 = {key}");
        Compare(connection, "item", $"code = {key}", $"code + 0 = {key}");
        Compare(connection, "item", $"grp = {group}", $"grp + 0 = {group}");
        Compare(connection, "item", $"grp * 2 = {group * 2}", $"grp + grp = {group * 2}");
        Compare(connection, "item", $"id >= {key} AND id < {key + 5}", $"id + 0 >= {key} AND id + 0 < {key + 5}");
        Compare(connection, "account", $"id = {key}", $"id + 0 = {key}");
        Compare(connection, "parent", $"name = 'p{parent}'", $"name || '' = 'p{parent}'");
        Compare(connection, "child", $"id = {key}", $"id + 0 = {key}");
        Compare(connection, "cascading", $"id = {key}", $"id + 0 = {key}");
        object? after = connection.Scalar("SELECT sum(version) FROM item");
        if (!Equals(before, after)) workload.Problems.Enqueue($"a reader saw {before}, then {after}");
        connection.Run("COMMIT");
    }

    /// <summary>The rows that an index leads to are those that a scan finds.</summary>
    private void Compare(GrizzlyConnection connection, string table, string indexed, string scanned)
    {
        string left = Rows(connection, table, indexed), right = Rows(connection, table, scanned);
        if (left != right)
            workload.Problems.Enqueue($"{table} WHERE {indexed}: {left} by the index, {right} by the scan");
    }

    private static string Rows(GrizzlyConnection connection, string table, string condition)
    {
        using GrizzlyCommand command = connection.Command($"SELECT * FROM {table} WHERE {condition}");
        using GrizzlyDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i))));
        rows.Sort(StringComparer.Ordinal);
        return $"({string.Join("; ", rows)})";
    }
}
