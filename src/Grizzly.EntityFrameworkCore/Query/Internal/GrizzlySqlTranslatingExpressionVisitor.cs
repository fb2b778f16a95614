using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>Scalar expressions as SQL; what is Grizzly's own is arithmetic with dates.</summary>
public sealed partial class GrizzlySqlTranslatingExpressionVisitor(
    RelationalSqlTranslatingExpressionVisitorDependencies dependencies, QueryCompilationContext context,
    QueryableMethodTranslatingExpressionVisitor queryables)
    : RelationalSqlTranslatingExpressionVisitor(dependencies, context, queryables)
{
    protected override Expression VisitBinary(BinaryExpression binaryExpression)
    {
        Type left = Bare(binaryExpression.Left);
        Type right = Bare(binaryExpression.Right);
        bool isSum = binaryExpression.NodeType is ExpressionType.Add or ExpressionType.Subtract;
        bool isInstant = left == typeof(DateTime) || left == typeof(DateTimeOffset);
        if (!isSum || !isInstant || (right != typeof(TimeSpan) && right != left))
        {
            return isSum && left == typeof(TimeOnly)
                ? VisitTimeDifference(binaryExpression)
                : base.VisitBinary(binaryExpression);
        }
        if (Visit(binaryExpression.Left) is not SqlExpression first
            || Visit(binaryExpression.Right) is not SqlExpression second)
            return QueryCompilationContext.NotTranslatedExpression;
        RelationalTypeMapping instant = Mapping(left, first, right == left ? second : first);
        RelationalTypeMapping interval = Mapping(typeof(TimeSpan), second, second);
        ISqlExpressionFactory factory = Dependencies.SqlExpressionFactory;
        first = factory.ApplyTypeMapping(first, instant);
        second = factory.ApplyTypeMapping(second, right == left ? instant : interval);
        Type result = right == left ? typeof(TimeSpan) : left;
        return new SqlBinaryExpression(
            binaryExpression.NodeType, first, second, result, right == left
                ? Dependencies.TypeMappingSource.FindMapping(typeof(TimeSpan))
                : instant);
    }

    protected override Expression VisitUnary(UnaryExpression unaryExpression)
    {
        if (unaryExpression.NodeType == ExpressionType.ArrayLength && unaryExpression.Operand.Type == typeof(byte[]))
        {
            return Visit(unaryExpression.Operand) is SqlExpression bytes
                ? Dependencies.SqlExpressionFactory.Call("octet_length", typeof(int), bytes)
                : QueryCompilationContext.NotTranslatedExpression;
        }
        return base.VisitUnary(unaryExpression);
    }

    /// <summary>SQL's leaves NULLs out, as LINQ's aggregates do.</summary>
    public override SqlExpression? GenerateGreatest(IReadOnlyList<SqlExpression> expressions, Type resultType) =>
        Extreme("greatest", expressions, resultType);

    public override SqlExpression? GenerateLeast(IReadOnlyList<SqlExpression> expressions, Type resultType) =>
        Extreme("least", expressions, resultType);

    private SqlExpression Extreme(string name, IReadOnlyList<SqlExpression> expressions, Type type) =>
        Dependencies.SqlExpressionFactory.Function(
            name, expressions, nullable: true, [.. expressions.Select(_ => false)], type,
            ExpressionExtensions.InferTypeMapping(expressions));

    private static Type Bare(Expression expression) =>
        Nullable.GetUnderlyingType(expression.Type) ?? expression.Type;

    private RelationalTypeMapping Mapping(Type type, SqlExpression first, SqlExpression second) =>
        Of(type, first) ?? Of(type, second) ?? Dependencies.TypeMappingSource.FindMapping(type)!;

    private static RelationalTypeMapping? Of(Type type, SqlExpression expression) =>
        Bare(expression) == type ? expression.TypeMapping : null;
}
