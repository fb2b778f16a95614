using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>Conditions of WHERE, where NULL does as well as FALSE.</summary>
public sealed partial class GrizzlyQuerySqlGenerator
{
    private readonly HashSet<SqlExpression> _conditions = new(ReferenceEqualityComparer.Instance);

    protected override Expression VisitSelect(SelectExpression selectExpression)
    {
        if (selectExpression.Predicate is { } predicate) Mark(predicate);
        return base.VisitSelect(selectExpression);
    }

    /// <summary><c>COALESCE(condition, FALSE)</c> would keep indexes from being used.</summary>
    protected override Expression VisitSqlFunction(SqlFunctionExpression sqlFunctionExpression)
    {
        if (GrizzlyWindowCalls.FunctionOf(sqlFunctionExpression) is { } function)
            return VisitWindowCall(sqlFunctionExpression, function);
        if (sqlFunctionExpression is { Name: GrizzlyAsofJoins.SameKey, Arguments: [var left, var right] })
        {
            Visit(new SqlBinaryExpression(
                ExpressionType.Equal, left, right, typeof(bool), sqlFunctionExpression.TypeMapping));
            return sqlFunctionExpression;
        }
        if (!_conditions.Contains(sqlFunctionExpression)) return base.VisitSqlFunction(sqlFunctionExpression);
        Visit(sqlFunctionExpression.Arguments![0]);
        return sqlFunctionExpression;
    }

    private void Mark(SqlExpression condition)
    {
        if (condition is SqlBinaryExpression { OperatorType: ExpressionType.AndAlso or ExpressionType.OrElse } both)
        {
            Mark(both.Left);
            Mark(both.Right);
        }
        else if (condition is SqlFunctionExpression
        {
            Name: "COALESCE", Arguments: [_, SqlConstantExpression { Value: false }],
        })
        {
            _conditions.Add(condition);
        }
    }
}
