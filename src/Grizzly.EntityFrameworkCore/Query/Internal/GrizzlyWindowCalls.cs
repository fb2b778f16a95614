using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>
/// How windows are written in a query tree: as functions with names that SQL does not have, so that all visitors treat
/// them as they treat functions. A call <c>sum over</c> has the window as its last argument; a window is
/// <c>window</c>, and each of its parts a function of the window before.
/// </summary>
internal static class GrizzlyWindowCalls
{
    public const string Window = "window", Partition = "partition by", Ascending = "order by",
        Descending = "order by desc", Rows = "rows", Groups = "groups";

    private const string Over = " over";

    public static string NameOf(string function) => function + Over;

    /// <summary>The function's own name, or null where this is no call over a window.</summary>
    public static string? FunctionOf(SqlFunctionExpression call) =>
        call.Name.EndsWith(Over, StringComparison.Ordinal) ? call.Name[..^Over.Length] : null;

    /// <summary>Whether a tree has a call over a window, subqueries left out: theirs are their own.</summary>
    public static bool AreIn(Expression tree)
    {
        var finder = new Finder();
        finder.Visit(tree);
        return finder.IsFound;
    }

    /// <summary>Whether a lambda calls a window function.</summary>
    public static bool AreCalledIn(LambdaExpression lambda)
    {
        var finder = new CallFinder();
        finder.Visit(lambda.Body);
        return finder.IsFound;
    }

    private sealed class Finder : ExpressionVisitor
    {
        public bool IsFound { get; private set; }

        public override Expression? Visit(Expression? node)
        {
            if (IsFound || node is SelectExpression) return node;
            IsFound = node is SqlFunctionExpression call && FunctionOf(call) is not null;
            return IsFound ? node : base.Visit(node);
        }
    }

    private sealed class CallFinder : ExpressionVisitor
    {
        public bool IsFound { get; private set; }

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            IsFound |= node.Method.DeclaringType == typeof(GrizzlyWindowFunctionsExtensions);
            return IsFound ? node : base.VisitMethodCall(node);
        }

        /// <summary>EF Core's own nodes are not looked into.</summary>
        protected override Expression VisitExtension(Expression node) => node;
    }
}
