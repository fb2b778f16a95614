using Grizzly.Logical;
using Grizzly.Transactions;

namespace Grizzly.Engine;

/// <summary>Tells a serializable transaction which tables a statement reads.</summary>
internal static class TablesRead
{
    public static void Note(BoundStatement statement, Transaction transaction)
    {
        switch (statement)
        {
            case BoundPlanStatement plan: Note(plan.Plan, transaction); break;
            case BoundExplain explain: Note(explain.Statement, transaction); break;
            case BoundCreateTable { Source: { } source }: Note(source, transaction); break;
            case BoundSetVariable { Value: { } value }: Note(value, transaction); break;
        }
    }

    private static void Note(LogicalOperator plan, Transaction transaction)
    {
        if (plan is LogicalGet get) transaction.NoteRead(get.Table.Data.Use);
        // What a conflict with an existing row does depends on that row.
        if (plan is LogicalInsert { Conflict: not null } insert) transaction.NoteRead(insert.Table.Data.Use);
        foreach (LogicalOperator input in plan.Inputs) Note(input, transaction);
    }
}
