using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>Looks for columns of a table.</summary>
internal sealed class TableReferenceFinder : ExpressionVisitor
{
    private readonly string _alias;
    private bool _isFound;

    private TableReferenceFinder(string alias) => _alias = alias;

    /// <summary>Whether the expression names a column of the table with the alias.</summary>
    public static bool IsFound(string alias, Expression expression)
    {
        var finder = new TableReferenceFinder(alias);
        finder.Visit(expression);
        return finder._isFound;
    }

    public override Expression? Visit(Expression? node) => _isFound ? node : base.Visit(node);

    protected override Expression VisitExtension(Expression node)
    {
        if (node is ColumnExpression column)
        {
            _isFound |= column.TableAlias == _alias;
            return node;
        }
        return base.VisitExtension(node);
    }
}
