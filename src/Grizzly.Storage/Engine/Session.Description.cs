using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Transactions;
using Grizzly.Types;

namespace Grizzly.Engine;

public sealed partial class Session
{
    /// <summary>The columns a statement would give, without running it; none where it gives no rows. Neither the
    /// transaction nor an open result is touched.</summary>
    /// <exception cref="GrizzlyException">What is wrong with the statement as far as its text and the catalog
    /// tell.</exception>
    public IReadOnlyList<ResultColumn> Describe(PreparedStatement statement, IReadOnlyList<NamedValue> parameters)
    {
        Transaction transaction = _transaction ?? Database.Transactions.Begin(isReadOnly: true);
        try
        {
            if (statement.UsesNames)
            {
                if (statement.Syntax is Sql.PrepareStatement or Sql.DeallocateStatement) return [];
                ResolveNames(ref statement, ref parameters, transaction);
            }
            return Bind(statement, parameters, transaction).Statement switch
            {
                BoundPlanStatement plan when plan.Kind == StatementKind.Select || plan.HasRows =>
                    ColumnOrigins.Of(plan, table => Databases.Of(table.Data.Context.Transactions).Name),
                BoundExplain => [new ResultColumn("plan", LogicalType.Varchar)],
                BoundIntegrityCheck => [new ResultColumn(BoundIntegrityCheck.ColumnName, LogicalType.Varchar)],
                BoundShow show => [new ResultColumn(show.Name, LogicalType.Varchar)],
                _ => [],
            };
        }
        catch (Exception error)
        {
            throw Describe(error, statement.Sql);
        }
        finally
        {
            if (_transaction is null) transaction.Rollback();
        }
    }
}
