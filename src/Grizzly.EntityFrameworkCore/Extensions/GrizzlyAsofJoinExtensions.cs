using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Query;

namespace Grizzly.EntityFrameworkCore;

/// <summary>ASOF joins: each row with the last one of another sequence that was there at its time.</summary>
/// <remarks>
/// Rows find each other by equal keys, which may be of several parts (<c>x =&gt; new { x.A, x.B }</c>); among those the
/// inner row counts whose time is the latest at or before the outer row's. Which one of several inner rows of the same
/// time is left open. A NULL in keys or times finds no partner. What the inner query filters away is not looked at, so
/// the row before it counts. Keys and times must be values that the database computes; both raise
/// <see cref="InvalidOperationException"/> outside of queries.
/// </remarks>
public static class GrizzlyAsofJoinExtensions
{
    /// <summary>Outer rows with their partners; those without one are left out.</summary>
    public static IQueryable<TResult> AsofJoin<TOuter, TInner, TKey, TTime, TResult>(
        this IQueryable<TOuter> outer, IQueryable<TInner> inner,
        Expression<Func<TOuter, TKey>> outerKeySelector, Expression<Func<TInner, TKey>> innerKeySelector,
        Expression<Func<TOuter, TTime>> outerTimeSelector, Expression<Func<TInner, TTime>> innerTimeSelector,
        Expression<Func<TOuter, TInner, TResult>> resultSelector) => outer.Provider.CreateQuery<TResult>(Call(
            new Func<IQueryable<TOuter>, IQueryable<TInner>, Expression<Func<TOuter, TKey>>,
                Expression<Func<TInner, TKey>>, Expression<Func<TOuter, TTime>>, Expression<Func<TInner, TTime>>,
                Expression<Func<TOuter, TInner, TResult>>, IQueryable<TResult>>(AsofJoin).Method,
            outer, inner, outerKeySelector, innerKeySelector, outerTimeSelector, innerTimeSelector, resultSelector));

    /// <summary>All outer rows, those without a partner with null.</summary>
    public static IQueryable<TResult> AsofLeftJoin<TOuter, TInner, TKey, TTime, TResult>(
        this IQueryable<TOuter> outer, IQueryable<TInner> inner,
        Expression<Func<TOuter, TKey>> outerKeySelector, Expression<Func<TInner, TKey>> innerKeySelector,
        Expression<Func<TOuter, TTime>> outerTimeSelector, Expression<Func<TInner, TTime>> innerTimeSelector,
        Expression<Func<TOuter, TInner?, TResult>> resultSelector) => outer.Provider.CreateQuery<TResult>(Call(
            new Func<IQueryable<TOuter>, IQueryable<TInner>, Expression<Func<TOuter, TKey>>,
                Expression<Func<TInner, TKey>>, Expression<Func<TOuter, TTime>>, Expression<Func<TInner, TTime>>,
                Expression<Func<TOuter, TInner?, TResult>>, IQueryable<TResult>>(AsofLeftJoin).Method,
            outer, inner, outerKeySelector, innerKeySelector, outerTimeSelector, innerTimeSelector, resultSelector));

    /// <summary>The call itself, which the provider finds in the query.</summary>
    private static MethodCallExpression Call(
        MethodInfo method, IQueryable outer, IQueryable inner, params LambdaExpression[] selectors)
    {
        if (outer.Provider is not IAsyncQueryProvider) throw GrizzlyWindow.OnClient(method.Name);
        return Expression.Call(method, [outer.Expression, inner.Expression, .. selectors.Select(Expression.Quote)]);
    }
}
