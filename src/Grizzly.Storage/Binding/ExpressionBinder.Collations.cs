using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>COLLATE, and what collations mean where texts are not just compared.</summary>
internal sealed partial class ExpressionBinder
{
    /// <summary>The same value; how it compares and sorts is part of its type.</summary>
    private BoundExpression BindCollate(CollateExpression expression)
    {
        Collation collation = Collations.Find(expression.Collation);
        BoundExpression operand = Context.Types.Default(Bind(expression.Operand), LogicalType.Varchar);
        if (!operand.Type.IsString)
            throw new GrizzlyException(SqlStates.DatatypeMismatch,
                $"collations are not supported by type {operand.Type.Name}", expression.Span,
                "convert the value to VARCHAR");
        return operand with { Type = operand.Type.With(collation with { IsExplicit = true }) };
    }

    /// <summary>A text made of others has their collation.</summary>
    private static BoundExpression WithCollation(BoundExpression result, IReadOnlyList<BoundExpression> operands)
    {
        if (!result.Type.IsString) return result;
        Collation? collation = Collations.Derived(operands);
        return collation is null ? result : result with { Type = result.Type.With(collation) };
    }

    /// <summary>Text and pattern as LIKE matches them: without what the collation leaves out.</summary>
    private (BoundExpression Text, BoundExpression Pattern) LikeKeys(
        BoundExpression text, BoundExpression pattern, SourceSpan span)
    {
        Collation? collation = Collations.Common([text, pattern], span);
        if (collation is null || (collation.Locale is not null && !collation.IgnoresCase && !collation.IgnoresAccents))
            return (text, pattern);
        if (collation.Locale is not null)
            throw Errors.NotSupported($"LIKE under collation \"{collation.Name}\"", span,
                "choose one without a locale, for example COLLATE nocase");
        return (Collations.Key(Context, text, collation),
            Collations.Key(Context, Context.Types.Default(pattern, LogicalType.Varchar), collation));
    }

    /// <summary>An aggregate over texts under a collation: by their keys, wherever it compares them.</summary>
    private AggregateFunction ByKeys(
        AggregateFunction function, ref BoundExpression[] arguments, bool isDistinct, SourceSpan span)
    {
        int compared = function.Name is "arg_min" or "arg_max" or "arg_min_null" or "arg_max_null" ? 1 : 0;
        if (arguments.Length <= compared || !Collations.HasKey(arguments[compared].Type)) return function;
        BoundExpression key = Collations.Key(Context, arguments[compared]);
        switch (function.Name)
        {
            case "min" or "max" when arguments.Length == 1:
                arguments = [arguments[0], key];
                return FindAggregate(function.Name == "min" ? "arg_min" : "arg_max")!;
            case "count" when isDistinct:
            case "approx_count_distinct" or "entropy":
            case "arg_min" or "arg_max" or "arg_min_null" or "arg_max_null" when arguments.Length == 2:
                arguments = [.. arguments[..compared], key, .. arguments[(compared + 1)..]];
                return function;
        }
        bool compares = isDistinct || function.Name is "min" or "max" or "mode" or "median" or "approx_top_k"
            || function.Name.StartsWith("quantile", StringComparison.Ordinal)
            || function.Name.StartsWith("histogram", StringComparison.Ordinal) || compared == 1;
        if (compares)
            throw Errors.NotSupported($"{(isDistinct ? "DISTINCT in " : "")}{function.Name} of texts under a collation",
                span, "write COLLATE \"C\" at the argument to compare bytes");
        return function;
    }
}
