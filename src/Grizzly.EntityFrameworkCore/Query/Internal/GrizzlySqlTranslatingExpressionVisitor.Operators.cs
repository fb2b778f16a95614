using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>Differences of times, and texts joined from several.</summary>
public sealed partial class GrizzlySqlTranslatingExpressionVisitor
{
    /// <summary><see cref="string.Join(string, string[])"/> over texts that are listed one by one.</summary>
    protected override Expression VisitMethodCall(MethodCallExpression methodCallExpression)
    {
        bool isJoin = methodCallExpression is { Method: { Name: nameof(string.Join) } method, Arguments.Count: 2 }
            && method.DeclaringType == typeof(string)
            && methodCallExpression.Arguments[0].Type == typeof(string)
            && methodCallExpression.Arguments[1].Type == typeof(string[]);
        if (!isJoin || methodCallExpression.Arguments[1] is not NewArrayExpression texts)
            return base.VisitMethodCall(methodCallExpression);
        ISqlExpressionFactory factory = Dependencies.SqlExpressionFactory;
        if (Visit(methodCallExpression.Arguments[0]) is not SqlExpression separator)
            return QueryCompilationContext.NotTranslatedExpression;
        RelationalTypeMapping text = Dependencies.TypeMappingSource.FindMapping(typeof(string))!;
        var arguments = new List<SqlExpression> { factory.ApplyTypeMapping(separator, text) };
        foreach (Expression item in texts.Expressions)
        {
            if (Visit(item) is not SqlExpression part) return QueryCompilationContext.NotTranslatedExpression;

            // A null counts as an empty text in C#; SQL would leave it and its separator out.
            part = factory.ApplyTypeMapping(part, text);
            arguments.Add(part is SqlConstantExpression { Value: not null }
                ? part
                : factory.Coalesce(part, factory.Constant("", text)));
        }
        return factory.Function(
            "concat_ws", arguments, nullable: true, [true, .. texts.Expressions.Select(_ => false)], typeof(string),
            text);
    }

    /// <summary>The time from one to the other, forwards: before midnight of the next day.</summary>
    private Expression VisitTimeDifference(BinaryExpression difference)
    {
        bool isKnown = difference.NodeType == ExpressionType.Subtract && Bare(difference.Right) == typeof(TimeOnly);
        if (!isKnown || Visit(difference.Left) is not SqlExpression left
            || Visit(difference.Right) is not SqlExpression right)
            return QueryCompilationContext.NotTranslatedExpression;
        ISqlExpressionFactory factory = Dependencies.SqlExpressionFactory;
        RelationalTypeMapping time = Mapping(typeof(TimeOnly), left, right);
        RelationalTypeMapping interval = Dependencies.TypeMappingSource.FindMapping(typeof(TimeSpan))!;
        left = factory.ApplyTypeMapping(left, time);
        right = factory.ApplyTypeMapping(right, time);
        var direct = new SqlBinaryExpression(ExpressionType.Subtract, left, right, typeof(TimeSpan), interval);
        var wrapped = new SqlBinaryExpression(
            ExpressionType.Add, direct, factory.Constant(TimeSpan.FromHours(24), interval), typeof(TimeSpan), interval);
        return factory.Case(
            [new CaseWhenClause(factory.GreaterThanOrEqual(left, right), direct)],
            factory.Case([new CaseWhenClause(factory.LessThan(left, right), wrapped)], elseResult: null));
    }
}
