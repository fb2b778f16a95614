using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Transactions;

namespace Grizzly.Engine;

/// <summary>Tells a serializable transaction which tables a statement reads.</summary>
internal static class TablesRead
{
    /// <exception cref="GrizzlyException">0A000 for tables of other databases, temporary ones excepted.</exception>
    public static void Note(BoundStatement statement, Transaction transaction, AttachedDatabase? temporary)
    {
        switch (statement)
        {
            case BoundPlanStatement plan: Note(plan.Plan, transaction, temporary); break;
            case BoundExplain explain: Note(explain.Statement, transaction, temporary); break;
            case BoundCreateTable { Source: { } source }: Note(source, transaction, temporary); break;
            case BoundSetVariable { Value: { } value }: Note(value, transaction, temporary); break;
        }
    }

    private static void Note(LogicalOperator plan, Transaction transaction, AttachedDatabase? temporary)
    {
        TableEntry? table = plan switch
        {
            LogicalGet get => get.Table,
            // What a conflict with an existing row does depends on that row.
            LogicalInsert { Conflict: not null } insert => insert.Table,
            _ => null,
        };
        if (table is not null) Note(table, transaction, temporary);
        foreach (LogicalOperator input in plan.Inputs) Note(input, transaction, temporary);
    }

    private static void Note(TableEntry table, Transaction transaction, AttachedDatabase? temporary)
    {
        TransactionManager manager = table.Data.Context.Transactions;
        if (ReferenceEquals(manager, transaction.Manager)) transaction.NoteRead(table.Data.Use);
        else if (!ReferenceEquals(manager, temporary?.Database.Transactions)) throw Errors.SerializableElsewhere();
    }
}
