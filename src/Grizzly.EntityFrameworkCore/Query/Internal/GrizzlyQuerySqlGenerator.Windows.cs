using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>Calls over windows (<see cref="GrizzlyWindowCalls"/>).</summary>
public sealed partial class GrizzlyQuerySqlGenerator
{
    private SqlFunctionExpression VisitWindowCall(SqlFunctionExpression call, string function)
    {
        IReadOnlyList<SqlExpression> arguments = call.Arguments!;
        Sql.Append(function).Append("(");
        if (function == "count" && arguments.Count == 1) Sql.Append("*");
        for (int i = 0; i < arguments.Count - 1; i++)
        {
            if (i > 0) Sql.Append(", ");
            Visit(arguments[i]);
        }
        Sql.Append(") OVER (");
        VisitWindow((SqlFunctionExpression)arguments[^1]);
        Sql.Append(")");
        return call;
    }

    private void VisitWindow(SqlFunctionExpression window)
    {
        var parts = new List<SqlFunctionExpression>();
        for (; window.Name != GrizzlyWindowCalls.Window; window = (SqlFunctionExpression)window.Arguments![0])
            parts.Insert(0, window);
        string space = List("PARTITION BY ", "", parts.FindAll(part => part.Name == GrizzlyWindowCalls.Partition));
        space = List("ORDER BY ", space, parts.FindAll(
            part => part.Name is GrizzlyWindowCalls.Ascending or GrizzlyWindowCalls.Descending));
        if (parts.FindLast(part => part.Name is GrizzlyWindowCalls.Rows or GrizzlyWindowCalls.Groups) is not { } frame)
            return;
        Sql.Append(space).Append(frame.Name == GrizzlyWindowCalls.Rows ? "ROWS" : "GROUPS").Append(" BETWEEN ");
        VisitBound(frame.Arguments![1], "PRECEDING");
        Sql.Append(" AND ");
        VisitBound(frame.Arguments![2], "FOLLOWING");
    }

    /// <summary>Returns what separates this list from what follows.</summary>
    private string List(string title, string space, List<SqlFunctionExpression> parts)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            Sql.Append(i == 0 ? space + title : ", ");
            SqlExpression value = parts[i].Arguments![1];
            if (parts[i].Name == GrizzlyWindowCalls.Partition) Visit(value);
            else VisitOrdering(new OrderingExpression(value, parts[i].Name == GrizzlyWindowCalls.Ascending));
        }
        return parts.Count > 0 ? " " : space;
    }

    private void VisitBound(SqlExpression bound, string direction)
    {
        if (bound is SqlConstantExpression { Value: null }) Sql.Append("UNBOUNDED");
        else if (bound is SqlConstantExpression { Value: 0 }) direction = "CURRENT ROW";
        else Visit(bound);
        Sql.Append(direction == "CURRENT ROW" ? direction : " " + direction);
    }
}
