using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Transactions;
using Grizzly.Types;

namespace Grizzly.Engine;

public sealed partial class Session
{
    /// <summary>IF: each condition and statement is bound when it is its turn, so that it sees what those before it
    /// have defined. All of it is done or nothing.</summary>
    private void RunConditional(
        BoundConditional conditional, Transaction transaction, string sql, CancellationToken cancellation)
    {
        Savepoint start = transaction.CreateSavepoint();
        try
        {
            RunBlock(Choose(conditional.Syntax, transaction, sql, cancellation), transaction, sql, cancellation);
        }
        catch (GrizzlyException) when (_canGoOn)
        {
            // The transaction goes on after the error: it must not keep what came before it.
            transaction.RollbackTo(start);
            throw;
        }
    }

    /// <summary>The statements of the first block whose condition is true; NULL is not.</summary>
    private SyntaxList<Statement> Choose(
        IfStatement statement, Transaction transaction, string sql, CancellationToken cancellation)
    {
        foreach (ConditionalBlock block in statement.Blocks)
        {
            var bound = (BoundPlanStatement)StatementPlanner.Plan(block.Condition, this, transaction, []);
            if (bound.Plan.Output[0].Type.Id is not (LogicalTypeId.Boolean or LogicalTypeId.Null))
                throw Errors.NotBoolean("IF", bound.Plan.Output[0].Type.Name, block.Condition.Span);
            if (transaction.IsSerializable) TablesRead.Note(bound, transaction, Databases.Temporary);
            using StatementResult result = RunBound(bound, transaction, isOwn: false, [], sql, cancellation);
            if (result.Next() is { } chunk && chunk.Columns[0].GetValue(0) is { IsNull: false, Bool: true })
                return block.Statements;
        }
        return statement.Else;
    }

    private void RunBlock(
        SyntaxList<Statement> statements, Transaction transaction, string sql, CancellationToken cancellation)
    {
        foreach (Statement statement in statements)
        {
            BoundStatement bound = StatementPlanner.Plan(statement, this, transaction, []);
            if (transaction.IsSerializable) TablesRead.Note(bound, transaction, Databases.Temporary);
            using StatementResult result = RunBound(bound, transaction, isOwn: false, [], sql, cancellation);
            while (result.Next() is not null)
            {
            }
        }
    }
}
