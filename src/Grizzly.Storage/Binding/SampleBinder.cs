using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using LogicalOperator = Grizzly.Logical.LogicalOperator;

namespace Grizzly.Binding;

/// <summary>TABLESAMPLE and USING SAMPLE.</summary>
internal static class SampleBinder
{
    public static LogicalOperator Apply(BindContext context, LogicalOperator plan, SampleClause? sample)
    {
        if (sample is null) return plan;
        bool isPercent = sample.Unit == SampleUnit.Percent;
        SampleMethod method = sample.Method switch
        {
            null => isPercent ? SampleMethod.System : SampleMethod.Reservoir,
            "bernoulli" => SampleMethod.Bernoulli,
            "system" => SampleMethod.System,
            "reservoir" => SampleMethod.Reservoir,
            _ => throw new GrizzlyException(
                SqlStates.UndefinedObject, $"sampling method \"{sample.Method}\" does not exist", sample.Span,
                "the methods are bernoulli, system and reservoir"),
        };
        if (!isPercent && method != SampleMethod.Reservoir)
            throw Errors.Invalid($"method {sample.Method} takes a percentage, not a number of rows", sample.Span);
        double size = Constant(context, sample.Size, LogicalType.Double, "the size of a sample").Floating;
        if (isPercent ? !(size >= 0 && size <= 100) : !(size >= 0))
            throw Errors.Invalid(
                isPercent ? "a sample must be from 0 to 100 percent" : "the size of a sample must not be negative",
                sample.Size.Span);
        long? seed = sample.Seed is null
            ? null
            : (long)Constant(context, sample.Seed, LogicalType.BigInt, "the seed of a sample").Integer;
        return new LogicalSample(plan, method, size, isPercent, seed);
    }

    private static Value Constant(BindContext context, Expression expression, LogicalType type, string what)
    {
        BoundExpression bound = new ExpressionBinder(context, Scope.Empty, null, null, "SAMPLE").Bind(expression);
        Value value = new TableFunctionBinding(context).Constant(context.Types.Cast(bound, type), what);
        return value.IsNull ? throw Errors.Invalid($"{what} must not be NULL", expression.Span) : value;
    }
}
