using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>UPDATE … FROM. The table that is changed is known in WHERE, but not in what is joined in FROM.</summary>
public sealed partial class GrizzlyQuerySqlGenerator
{
    /// <summary>Conditions of joins that name the changed table move to WHERE, where
    /// <see cref="GrizzlyQueryableMethodTranslatingExpressionVisitor"/> leaves only those of inner joins.</summary>
    protected override Expression VisitUpdate(UpdateExpression updateExpression)
    {
        SelectExpression select = updateExpression.SelectExpression;
        string target = updateExpression.Table.Alias;
        Sql.Append("UPDATE ");
        Visit(updateExpression.Table);
        Sql.AppendLine().Append("SET ");
        string separator = "";
        foreach (ColumnValueSetter setter in updateExpression.ColumnValueSetters)
        {
            Sql.Append(separator).Append(Quote(setter.Column.Name)).Append(" = ");
            Visit(setter.Value);
            separator = ", ";
        }
        List<SqlExpression> conditions = AppendJoinedTables(select, target);
        if (select.Predicate is { } predicate) conditions.Add(predicate);
        for (int i = 0; i < conditions.Count; i++)
        {
            if (i == 0) Sql.AppendLine().Append("WHERE ");
            else Sql.Append(" AND ");
            bool isSimple = conditions.Count == 1;
            Sql.Append(isSimple ? "" : "(");
            Visit(conditions[i]);
            Sql.Append(isSimple ? "" : ")");
        }
        return updateExpression;
    }

    /// <summary>The tables but the changed one; returns the conditions that are left for WHERE.</summary>
    private List<SqlExpression> AppendJoinedTables(SelectExpression select, string target)
    {
        var conditions = new List<SqlExpression>();
        bool isFirst = true;
        foreach (TableExpressionBase table in select.Tables)
        {
            SqlExpression? condition = (table as PredicateJoinExpressionBase)?.JoinPredicate;
            TableExpressionBase joined = table.UnwrapJoin();
            if (joined.Alias == target)
            {
                if (condition is not null) conditions.Add(condition);
                continue;
            }
            Sql.AppendLine();
            if (isFirst)
            {
                Sql.Append("FROM ");
                Visit(joined);
                if (condition is not null) conditions.Add(condition);
            }
            else if (table is InnerJoinExpression && TableReferenceFinder.IsFound(target, condition!))
            {
                Sql.Append("CROSS JOIN ");
                Visit(joined);
                conditions.Add(condition!);
            }
            else
            {
                Visit(table);
            }
            isFirst = false;
        }
        return conditions;
    }
}
