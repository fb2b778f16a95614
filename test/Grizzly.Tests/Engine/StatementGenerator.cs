namespace Grizzly.Tests.Engine;

/// <summary>Random statements over a few tables with keys, references and indexes; some of them fail.</summary>
internal sealed class StatementGenerator(Random random)
{
    public const string Tables = """
        CREATE TABLE parent(id INTEGER PRIMARY KEY, name VARCHAR UNIQUE);
        CREATE TABLE t(id INTEGER PRIMARY KEY, a INTEGER, s VARCHAR DEFAULT 'default');
        CREATE TABLE child(id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent ON DELETE CASCADE,
            t_id INTEGER REFERENCES t)
        """;

    private static readonly string[] Definitions =
    [
        "CREATE INDEX t_a ON t(a)",
        "DROP INDEX t_a",
        "CREATE INDEX t_expression ON t((a * 2), s)",
        "DROP INDEX t_expression",
        "CREATE INDEX t_part ON t(s) WHERE a > 10",
        "DROP INDEX t_part",
        "CREATE UNIQUE INDEX t_both ON t(a, id)",
        "DROP INDEX t_both",
        "CREATE INDEX child_t ON child(t_id DESC)",
        "DROP INDEX child_t",
        "ALTER TABLE t ADD COLUMN more INTEGER DEFAULT 7",
        "ALTER TABLE t DROP COLUMN more",
        "ALTER TABLE child ADD COLUMN more VARCHAR",
        "ALTER TABLE child DROP COLUMN more",
        "ALTER TABLE parent RENAME COLUMN name TO title",
        "ALTER TABLE parent RENAME COLUMN title TO name",
        "CREATE TABLE u AS SELECT id, a FROM t",
        "DROP TABLE u",
    ];

    /// <summary>Statements that commit together: one, or a transaction with its ends.</summary>
    public List<string> Unit()
    {
        if (random.Next(3) != 0) return [Statement()];
        List<string> unit = ["BEGIN"];
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            if (random.Next(4) != 0)
            {
                unit.Add(Statement());
                continue;
            }
            unit.Add("SAVEPOINT s");
            for (int k = random.Next(1, 3); k > 0; k--) unit.Add(Statement());
            unit.Add(random.Next(2) == 0 ? "ROLLBACK TO s" : "RELEASE s");
        }
        unit.Add(random.Next(6) == 0 ? "ROLLBACK" : "COMMIT");
        return unit;
    }

    private string Statement()
    {
        int id = random.Next(60), other = random.Next(60), a = random.Next(30), parent = random.Next(8);
        return random.Next(16) switch
        {
            0 or 1 => Definitions[random.Next(Definitions.Length)],
            2 or 3 => $"INSERT INTO parent VALUES ({parent}, 'p{random.Next(10)}')",
            4 => $"DELETE FROM parent WHERE id = {parent}",
            5 or 6 => $"INSERT INTO child(id, parent_id, t_id) VALUES ({id}, {parent}, {other})",
            7 => $"DELETE FROM child WHERE t_id = {id} OR id = {other}",
            8 => $"UPDATE t SET a = a + 1, s = s || '{a}' WHERE id = {id}",
            9 => $"UPDATE t SET a = {a} WHERE a BETWEEN {a} AND {a + 3}",
            10 => $"UPDATE t SET id = {other} WHERE id = {id}",
            11 => $"DELETE FROM t WHERE id >= {id} AND NOT EXISTS (SELECT * FROM child WHERE t_id = t.id)",
            12 => $"INSERT INTO t(id, a) SELECT i, i % 37 FROM generate_series({Bulk()}) AS g(i)",
            13 => $"INSERT INTO t(id, a, s) VALUES ({id}, {a}, 'x') ON CONFLICT (id) DO UPDATE SET a = excluded.a",
            _ => $"INSERT INTO t(id, a, s) VALUES ({id}, {a}, 'text {other}'), ({other}, {id}, NULL)",
        };
    }

    private string Bulk()
    {
        int first = 100 + random.Next(5000);
        return $"{first}, {first + (random.Next(4) == 0 ? random.Next(3000) : random.Next(20))}";
    }
}
