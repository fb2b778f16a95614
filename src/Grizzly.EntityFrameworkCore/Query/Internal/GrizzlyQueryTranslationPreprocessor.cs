using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Query;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>Keeps what follows a <c>Select</c> with window functions behind it: EF Core would move it before, where it
/// would change what the windows see.</summary>
public sealed class GrizzlyQueryTranslationPreprocessor(
    QueryTranslationPreprocessorDependencies dependencies,
    RelationalQueryTranslationPreprocessorDependencies relationalDependencies,
    QueryCompilationContext context)
    : RelationalQueryTranslationPreprocessor(dependencies, relationalDependencies, context)
{
    internal static readonly MethodInfo Barrier = typeof(GrizzlyQueryTranslationPreprocessor).GetMethod(
        nameof(Computed), BindingFlags.NonPublic | BindingFlags.Static)!;

    public override Expression Process(Expression query) => base.Process(
        new BarrierBuilder().Visit(new GrizzlyAsofJoins().Visit(query)));

    /// <summary>Never called: a method that EF Core does not know ends what it moves about.</summary>
    private static IQueryable<T> Computed<T>(IQueryable<T> source) => source;

    private sealed class BarrierBuilder : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            Expression visited = base.VisitMethodCall(node);
            if (node.Method.DeclaringType != typeof(Queryable) || !node.Arguments.Skip(1).Any(
                argument => argument is UnaryExpression { Operand: LambdaExpression lambda }
                    && GrizzlyWindowCalls.AreCalledIn(lambda))) return visited;
            return node.Method.Name switch
            {
                "Select" or "SelectMany" or "Join" or "GroupJoin" or "LeftJoin" or "RightJoin" => Expression.Call(
                    Barrier.MakeGenericMethod(node.Type.GetGenericArguments()[0]), visited),
                "Where" or "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Last" or "LastOrDefault"
                    or "Any" or "Count" or "LongCount" => visited,
                _ => throw new InvalidOperationException(
                    $"A window function cannot stand in '{node.Method.Name}': name it with 'Select' first."),
            };
        }
    }
}

/// <summary>Makes them.</summary>
public sealed class GrizzlyQueryTranslationPreprocessorFactory(
    QueryTranslationPreprocessorDependencies dependencies,
    RelationalQueryTranslationPreprocessorDependencies relationalDependencies) : IQueryTranslationPreprocessorFactory
{
    public QueryTranslationPreprocessor Create(QueryCompilationContext queryCompilationContext) =>
        new GrizzlyQueryTranslationPreprocessor(dependencies, relationalDependencies, queryCompilationContext);
}
