using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Evaluation;

/// <summary>Makes the per-thread form of bound expressions over positional input columns.</summary>
internal static class ExpressionCompiler
{
    public static ExpressionNode Compile(BoundExpression expression, EvaluationContext context)
    {
        bool canFail = ExpressionTree.CanFail(expression);
        int[] inputs = InputsOf(expression);
        ExpressionNode[] Children(IEnumerable<BoundExpression> children) =>
            [.. children.Select(child => Compile(child, context))];
        return expression switch
        {
            BoundReference reference => new ReferenceNode(reference.Index, reference.Type) { Inputs = inputs },
            BoundConstant constant => new ConstantNode(constant.Value),
            BoundParameter parameter => new ParameterNode(parameter.Index, parameter.Type, context),
            BoundCast cast => new CallNode(CastOf(cast), Children(cast.Children), context) { CanFail = canFail,
                Inputs = inputs },
            BoundCall call => new CallNode(call.Function, Children(call.Arguments), context) { CanFail = canFail,
                Inputs = inputs },
            BoundComparison comparison =>
                new ComparisonNode(comparison.Kind, Compile(comparison.Left, context),
                    Compile(comparison.Right, context))
                {
                    CanFail = canFail, Inputs = inputs,
                },
            BoundJunction junction =>
                new JunctionNode(junction.IsAnd, Children(junction.Operands)) { CanFail = canFail, Inputs = inputs },
            BoundNot not => new NotNode(Compile(not.Input, context)) { CanFail = canFail, Inputs = inputs },
            BoundIsNull isNull =>
                new IsNullNode(Compile(isNull.Input, context), isNull.IsNegated) { CanFail = canFail, Inputs = inputs },
            BoundInList inList =>
                new InListNode(Compile(inList.Input, context), Children(inList.Items)) { CanFail = canFail,
                    Inputs = inputs },
            BoundCase @case => new CaseNode(
                Children(@case.Branches.Where((_, i) => i % 2 == 0)),
                Children(@case.Branches.Where((_, i) => i % 2 == 1)),
                Compile(@case.Default, context),
                @case.Type) { CanFail = canFail, Inputs = inputs },
            BoundCoalesce coalesce =>
                new CoalesceNode(Children(coalesce.Operands), coalesce.Type) { CanFail = canFail, Inputs = inputs },
            BoundTry attempt =>
                new TryNode(Compile(attempt.Input, context), attempt.Type) { CanFail = canFail, Inputs = inputs },
            BoundLambdaCall { IsReduce: false } map =>
                new ListMapNode(map, Compile(map.Input, context), context) { CanFail = canFail, Inputs = inputs },
            BoundLambdaCall reduce => new ListReduceNode(
                reduce, Compile(reduce.Input, context),
                reduce.Initial is null ? null : Compile(reduce.Initial, context), context)
            {
                CanFail = canFail, Inputs = inputs,
            },
            _ => throw Errors.Internal($"{expression.GetType().Name} cannot be evaluated"),
        };
    }

    private static BoundScalar CastOf(BoundCast cast) =>
        Casts.Bind(cast.Input.Type, cast.Target, cast.IsTry)
        ?? throw Errors.Internal($"no cast from {cast.Input.Type} to {cast.Target}");

    private static int[] InputsOf(BoundExpression expression)
    {
        var inputs = new SortedSet<int>();
        Collect(expression, inputs);
        return [.. inputs];
    }

    private static void Collect(BoundExpression expression, SortedSet<int> inputs)
    {
        if (expression is BoundReference reference) inputs.Add(reference.Index);
        foreach (BoundExpression child in expression.Children) Collect(child, inputs);
    }
}
