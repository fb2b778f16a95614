using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Query;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>Makes ASOF joins of a query into joins, through which EF Core leads navigations and includes; their keys
/// are of a type of their own, by which they are known again when they are translated.</summary>
internal sealed class GrizzlyAsofJoins : ExpressionVisitor
{
    /// <summary>A made-up function: two keys are equal and not NULL. An equation would be taken for C#'s, where null
    /// equals null in keys of several parts.</summary>
    public const string SameKey = "asof =";

    /// <summary>The key and the time of a join's lambda, or null where it is of no ASOF join.</summary>
    public static NewExpression? KeyOf(LambdaExpression selector) =>
        selector.Body is NewExpression made && IsKey(made) ? made : null;

    /// <summary>Whether the expression makes such a key.</summary>
    public static bool IsKey(NewExpression made) =>
        made.Type.IsGenericType && made.Type.GetGenericTypeDefinition() == typeof(AsofKey<,>);

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        Expression visited = base.VisitMethodCall(node);
        if (node.Method.DeclaringType != typeof(GrizzlyAsofJoinExtensions)) return visited;
        IReadOnlyList<Expression> arguments = ((MethodCallExpression)visited).Arguments;
        Type[] types = node.Method.GetGenericArguments();
        ConstructorInfo key = typeof(AsofKey<,>).MakeGenericType(types[2], types[3]).GetConstructors()[0];
        MethodInfo join = node.Method.Name == nameof(GrizzlyAsofJoinExtensions.AsofJoin)
            ? QueryableMethods.Join : QueryableMethods.LeftJoin;
        return Expression.Call(
            join.MakeGenericMethod(types[0], types[1], key.DeclaringType!, types[4]), arguments[0], arguments[1],
            Key(key, arguments[2], arguments[4]), Key(key, arguments[3], arguments[5]), arguments[6]);
    }

    private static UnaryExpression Key(ConstructorInfo constructor, Expression keys, Expression time)
    {
        LambdaExpression key = Lambda(keys), other = Lambda(time);
        Expression moved = ReplacingExpressionVisitor.Replace(other.Parameters[0], key.Parameters[0], other.Body);
        return Expression.Quote(Expression.Lambda(Expression.New(constructor, key.Body, moved), key.Parameters));
    }

    private static LambdaExpression Lambda(Expression argument) =>
        (LambdaExpression)(argument is UnaryExpression quote ? quote.Operand : argument);

    /// <summary>What the rows of an ASOF join find each other by; only in expressions.</summary>
    private sealed class AsofKey<TKey, TTime>(TKey key, TTime time)
    {
        public TKey Key { get; } = key;

        public TTime Time { get; } = time;
    }
}
