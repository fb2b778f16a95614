using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Evaluates expressions over constants while binding.</summary>
internal static class ConstantFolding
{
    /// <summary>The constant the expression is; the error of evaluating it points at the expression.</summary>
    public static BoundConstant Fold(BoundExpression expression, BindContext context)
    {
        try
        {
            return new BoundConstant(Evaluate(expression, context)) { Span = expression.Span };
        }
        catch (GrizzlyException error)
        {
            throw error.WithSpan(expression.Span);
        }
    }

    /// <summary>
    /// The constant where the expression is over constants only and evaluates without error; else the expression
    /// itself.
    /// </summary>
    public static BoundExpression TryFold(BoundExpression expression, BindContext context) =>
        IsFoldable(expression) && TryEvaluate(expression, context, out Value value)
            ? new BoundConstant(value) { Span = expression.Span }
            : expression;

    public static bool TryEvaluate(BoundExpression expression, BindContext context, out Value value)
    {
        try
        {
            value = Evaluate(expression, context);
            return true;
        }
        catch (GrizzlyException)
        {
            value = default;
            return false;
        }
    }

    /// <summary>Over constants only, and the same in every execution of the statement.</summary>
    public static bool IsFoldable(BoundExpression expression) => !ExpressionTree.Any(expression, node =>
        node is BoundColumn or BoundParameter or BoundReference or BoundLambdaParameter
        or BoundSubquery or BoundAggregate
        or BoundCall { Function.Volatility: not Volatility.Immutable });

    private static Value Evaluate(BoundExpression expression, BindContext context) =>
        ExpressionEvaluator.EvaluateConstant(expression, new EvaluationContext(context.Options.Statement, []));
}
