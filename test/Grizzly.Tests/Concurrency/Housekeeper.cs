using Grizzly.Common;
using Grizzly.Data;
using Grizzly.Tests.Data;

namespace Grizzly.Tests.Concurrency;

/// <summary>Checkpoints, indexes that come and go, and readers that stay, while others work.</summary>
internal sealed class Housekeeper(Workload workload)
{
    private static readonly string[] Statements =
    [
        "CHECKPOINT",
        "VACUUM",
        "CREATE INDEX IF NOT EXISTS item_grp ON item(grp)",
        "DROP INDEX IF EXISTS item_grp",
        "CREATE INDEX IF NOT EXISTS item_double ON item((grp * 2))",
        "DROP INDEX IF EXISTS item_double",
        "CREATE INDEX IF NOT EXISTS item_part ON item(grp, version) WHERE grp > 1",
        "DROP INDEX IF EXISTS item_part",
        "CREATE UNIQUE INDEX IF NOT EXISTS item_unique ON item(id, grp)",
        "DROP INDEX IF EXISTS item_unique",
        "CREATE INDEX IF NOT EXISTS child_parent ON child(parent_id)",
        "DROP INDEX IF EXISTS child_parent",
        "CREATE INDEX IF NOT EXISTS cascading_parent ON cascading(parent_id)",
        "DROP INDEX IF EXISTS cascading_parent",
        "BEGIN; CREATE INDEX gone ON account(balance); ROLLBACK",
    ];

    public void Act(GrizzlyConnection connection, Random random)
    {
        try
        {
            connection.Run(Statements[random.Next(Statements.Length)]);
            if (random.Next(20) == 0) Stay(connection, random);
        }
        catch (GrizzlyException error) when (Workload.IsExpected(error))
        {
            workload.CountFailure();
            Workload.TryRollback(connection);
        }
        Thread.Sleep(random.Next(10));
    }

    /// <summary>Holds a snapshot for a while.</summary>
    private void Stay(GrizzlyConnection connection, Random random)
    {
        connection.Run("BEGIN");
        object? before = connection.Scalar("SELECT sum(version) FROM item");
        Thread.Sleep(random.Next(100));
        object? after = connection.Scalar("SELECT sum(version + 0) FROM item");
        if (!Equals(before, after)) workload.Problems.Enqueue($"a long reader saw {before}, then {after}");
        connection.Run("COMMIT");
    }
}
