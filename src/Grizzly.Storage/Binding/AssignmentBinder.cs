using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>SET of UPDATE, MERGE and ON CONFLICT: new values for columns of a table.</summary>
internal sealed class AssignmentBinder(BindContext context, TableEntry table)
{
    /// <summary>Fills in the values of the columns assigned to; 42701 for a column named twice.</summary>
    /// <param name="values">One for each column of the table; null where nothing is assigned.</param>
    public void Assign(
        SyntaxList<Assignment> assignments, ExpressionBinder binder, Span<BoundExpression> values)
    {
        foreach (Assignment assignment in assignments) Assign(assignment, binder, values);
    }

    private void Assign(Assignment assignment, ExpressionBinder binder, Span<BoundExpression> values)
    {
        if (assignment.IsRow && assignment.Value is SubqueryExpression subquery)
        {
            AssignQuery(assignment, subquery, binder, values);
            return;
        }
        Expression[] sources = [assignment.Value];
        if (assignment.Columns.Count > 1 || (assignment.IsRow && assignment.Value is RowExpression))
        {
            // One value is for all the columns.
            sources = assignment.Value is RowExpression row
                ? [.. row.Items] : [.. Enumerable.Repeat(assignment.Value, assignment.Columns.Count)];
            if (sources.Length != assignment.Columns.Count)
                throw Errors.RowLengths(assignment.Columns.Count, sources.Length, assignment.Span);
        }
        for (int i = 0; i < sources.Length; i++)
        {
            int index = Target(assignment.Columns[i], sources[i], values);
            values[index] = sources[i] is DefaultExpression
                ? Targets.Default(context, table, index, sources[i].Span)
                : context.Types.Cast(binder.Bind(sources[i]), table.Columns[index].Type);
        }
    }

    /// <summary><c>(a, b) = (SELECT …)</c>: one scalar subquery for each column, NULLs where it has no row.</summary>
    private void AssignQuery(
        Assignment assignment, SubqueryExpression subquery, ExpressionBinder binder, Span<BoundExpression> values)
    {
        for (int i = 0; i < assignment.Columns.Count; i++)
        {
            int index = Target(assignment.Columns[i], assignment.Value, values);
            BoundQuery query = new QueryBinder(context, binder, binder.Ctes).Bind(subquery.Query);
            if (query.Columns.Count != assignment.Columns.Count)
                throw Errors.RowLengths(assignment.Columns.Count, query.Columns.Count, assignment.Span);
            BoundQuery one = PlanBuilder.Project(
                context, query.Plan, [new BoundColumn(query.Columns[i])], [query.Names[i]]);
            var value = new BoundSubquery(
                SubqueryKind.Scalar, one.Plan, [], ComparisonKind.Equal, query.Columns[i].Type)
            {
                Span = subquery.Span,
            };
            values[index] = context.Types.Cast(value, table.Columns[index].Type);
        }
    }

    /// <summary>The column's number; 42701 where it has a value already, 428C9 where it computes its own.</summary>
    private int Target(QualifiedName name, Expression source, Span<BoundExpression> values)
    {
        Identifier column = Targets.Simple(name);
        int index = Targets.IndexOf(table, column);
        if (values[index] is not null) throw Errors.DuplicateColumn(column.Text, column.Span);
        bool isIdentity = table.Columns[index].Identity == IdentityKind.Always;
        if ((table.Columns[index].IsGenerated || isIdentity) && source is not DefaultExpression)
            throw Errors.GeneratedAlways(table.Columns[index].Name, isIdentity, column.Span);
        return index;
    }
}
