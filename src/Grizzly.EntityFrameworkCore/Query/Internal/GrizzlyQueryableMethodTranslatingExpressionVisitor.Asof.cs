using System.Linq.Expressions;
using System.Reflection;
using Grizzly.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>ASOF joins (<see cref="GrizzlyAsofJoins"/>): joins with an annotation, which the SQL generator reads.
/// </summary>
public sealed partial class GrizzlyQueryableMethodTranslatingExpressionVisitor
{
    protected override ShapedQueryExpression? TranslateJoin(
        ShapedQueryExpression outer, ShapedQueryExpression inner, LambdaExpression outerKeySelector,
        LambdaExpression innerKeySelector, LambdaExpression resultSelector) =>
        GrizzlyAsofJoins.KeyOf(outerKeySelector) is null
            ? base.TranslateJoin(outer, inner, outerKeySelector, innerKeySelector, resultSelector)
            : TranslateAsof(outer, inner, outerKeySelector, innerKeySelector, resultSelector, isLeft: false);

    protected override ShapedQueryExpression? TranslateLeftJoin(
        ShapedQueryExpression outer, ShapedQueryExpression inner, LambdaExpression outerKeySelector,
        LambdaExpression innerKeySelector, LambdaExpression resultSelector) =>
        GrizzlyAsofJoins.KeyOf(outerKeySelector) is null
            ? base.TranslateLeftJoin(outer, inner, outerKeySelector, innerKeySelector, resultSelector)
            : TranslateAsof(outer, inner, outerKeySelector, innerKeySelector, resultSelector, isLeft: true);

    /// <summary>Whether one of the tables is joined by an ASOF join, whose condition can stand nowhere else.</summary>
    private static bool HasAsofJoin(SelectExpression select) =>
        select.Tables.Any(table => table.FindAnnotation(GrizzlyAnnotationNames.Asof) is not null);

    private ShapedQueryExpression? TranslateAsof(
        ShapedQueryExpression outer, ShapedQueryExpression inner, LambdaExpression outerKeySelector,
        LambdaExpression innerKeySelector, LambdaExpression resultSelector, bool isLeft)
    {
        if (AsofCondition(outer, inner, outerKeySelector, innerKeySelector) is not { } condition)
        {
            AddTranslationErrorDetails("The keys and times of an ASOF join must be values that the database computes.");
            return null;
        }
        var select = (SelectExpression)outer.QueryExpression;
        Expression shaper = isLeft
            ? select.AddLeftJoin(inner, condition, outer.ShaperExpression)
            : select.AddInnerJoin(inner, condition, outer.ShaperExpression);
        TableExpressionBase join = select.Tables[^1].AddAnnotation(GrizzlyAnnotationNames.Asof, true);
        select.SetTables([.. select.Tables.SkipLast(1), join]);
        ParameterExpression pair = Expression.Parameter(shaper.Type, "pair");
        Expression result = new ReplacingExpressionVisitor(
            resultSelector.Parameters, [Expression.Field(pair, "Outer"), Expression.Field(pair, "Inner")])
            .Visit(resultSelector.Body);
        return TranslateSelect(outer.UpdateShaperExpression(shaper), Expression.Lambda(result, pair));
    }

    /// <summary>Equal keys, and the inner time at or before the outer one.</summary>
    private SqlExpression? AsofCondition(
        ShapedQueryExpression outer, ShapedQueryExpression inner, LambdaExpression outerKeySelector,
        LambdaExpression innerKeySelector)
    {
        if (GrizzlyAsofJoins.KeyOf(outerKeySelector) is not { } outerKey
            || GrizzlyAsofJoins.KeyOf(innerKeySelector) is not { } innerKey) return null;
        SqlExpression? Outer(Expression value) => Translate(outer, value, outerKeySelector);
        SqlExpression? Inner(Expression value) => Translate(inner, value, innerKeySelector);
        if (Outer(outerKey.Arguments[1]) is not { } until || Inner(innerKey.Arguments[1]) is not { } time) return null;
        SqlExpression condition = _sql.GreaterThanOrEqual(until, time);
        foreach ((Expression left, Expression right) in Parts(outerKey.Arguments[0], innerKey.Arguments[0]).Reverse())
        {
            if (Outer(left) is not { } outerPart || Inner(right) is not { } innerPart) return null;
            condition = _sql.AndAlso(SameKey(outerPart, innerPart), condition);
        }
        return condition;
    }

    private SqlExpression SameKey(SqlExpression left, SqlExpression right)
    {
        SqlExpression same = _sql.Equal(left, right);
        return same is SqlBinaryExpression { OperatorType: ExpressionType.Equal } equal
            ? _sql.CallAs(GrizzlyAsofJoins.SameKey, typeof(bool), equal.TypeMapping, equal.Left, equal.Right)
            : same;
    }

    private SqlExpression? Translate(ShapedQueryExpression source, Expression value, LambdaExpression selector) =>
        TranslateLambdaExpression(source, Expression.Lambda(value, selector.Parameters));

    /// <summary>What is compared: the parts of keys that are made of several.</summary>
    private static IEnumerable<(Expression Outer, Expression Inner)> Parts(Expression outer, Expression inner)
    {
        IReadOnlyList<MemberInfo>? members =
            (outer as NewExpression)?.Members ?? (inner as NewExpression)?.Members;
        if (members is null) return [(outer, inner)];
        return members.Select((member, i) => (Part(outer, member, i), Part(inner, member, i)));

        static Expression Part(Expression key, MemberInfo member, int place) =>
            key is NewExpression made ? made.Arguments[place] : Expression.MakeMemberAccess(key, member);
    }
}
