using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Lambdas and the functions that take them.</summary>
internal sealed partial class ExpressionBinder
{
    private readonly List<BoundLambdaParameter> _lambdaParameters = [];
    private int _lambdaDepth;

    /// <summary>The innermost parameter of that name; 0A000 inside a subquery of a lambda.</summary>
    private BoundLambdaParameter? FindLambdaParameter(ColumnReference reference)
    {
        if (reference.Parts.Count != 1) return null;
        foreach (ExpressionBinder binder in Chain())
        {
            int least = Context.Macro is { } macro && macro.Caller == binder ? macro.LambdaCount : 0;
            for (int i = binder._lambdaParameters.Count - 1; i >= least; i--)
            {
                if (!Scope.SameName(binder._lambdaParameters[i].Name, reference.Name.Text)) continue;
                if (binder != this) throw Errors.NotSupported("a parameter of a lambda inside a subquery",
                    reference.Span);
                if (_aggregateDepth > _lambdaAggregateDepth)
                    throw Errors.NotSupported("a parameter of a lambda inside an aggregate", reference.Span);
                return _lambdaParameters[i];
            }
        }
        return null;
    }

    private int _lambdaAggregateDepth;

    /// <summary>Parameters of lambdas that what is bound now can name.</summary>
    public int LambdaParameterCount => _lambdaParameters.Count;

    /// <summary>A call of a function that takes a lambda; null for any other.</summary>
    private BoundExpression? BindLambdaFunction(string name, FunctionCall call)
    {
        switch (name)
        {
            case "list_transform" or "list_apply" or "array_transform" or "array_apply" or "apply":
                return BindTransform(call);
            case "list_filter" or "array_filter" or "filter": return BindFilter(call);
            case "list_reduce" or "array_reduce" or "reduce": return BindReduce(call);
            default: return null;
        }
    }

    private LambdaExpression LambdaOf(FunctionCall call, int most, string form, out BoundExpression input)
    {
        if (call.Arguments.Count < 2 || call.Arguments.Count > most
            || call.Arguments[1].Value is not LambdaExpression lambda)
            throw Errors.NoMatchingFunction($"{call.Name.Name.Text} without a lambda", [form], call.Span);
        input = Bind(call.Arguments[0].Value);
        if (input.Type.IsNull) input = Context.Types.Default(input, LogicalType.List(LogicalType.Null));
        if (!input.Type.IsList)
            throw Errors.NoMatchingFunction($"{call.Name.Name.Text}({input.Type.Name}, lambda)", [form], call.Span);
        return lambda;
    }

    private BoundExpression BindTransform(FunctionCall call)
    {
        LambdaExpression lambda = LambdaOf(call, 2, "list_transform(LIST, x -> …)", out BoundExpression input);
        return Map(input, [.. lambda.Parameters], lambda.Body, null, call.Span);
    }

    private BoundExpression BindFilter(FunctionCall call)
    {
        LambdaExpression lambda = LambdaOf(call, 2, "list_filter(LIST, x -> …)", out BoundExpression input);
        return Map(input, [.. lambda.Parameters], null, lambda.Body, call.Span);
    }

    private BoundExpression BindComprehension(ListComprehensionExpression expression)
    {
        BoundExpression input = Bind(expression.Source);
        if (!input.Type.IsList)
            throw Errors.NoMatchingFunction($"a list comprehension over {input.Type.Name}", ["[… FOR x IN LIST]"],
                expression.Span);
        return Map(input, [.. expression.Variables], expression.Result, expression.Filter, expression.Span);
    }

    /// <summary>The body's values for the elements that fulfil the condition; the elements themselves without
    /// body.</summary>
    private BoundLambdaCall Map(
        BoundExpression input, Identifier[] names, Expression? body, Expression? condition, SourceSpan span)
    {
        if (names.Length > 2) throw Errors.Invalid("the lambda takes an element and its number", span);
        BoundLambdaParameter[] parameters = Parameters(names, [input.Type.Element, LogicalType.BigInt]);
        BoundExpression? filter = null, value = null;
        Within(parameters, () =>
        {
            if (condition is not null) filter = BindBoolean(condition, "a lambda");
            value = body is null ? parameters[0] : BindOutput(body);
        });
        return new BoundLambdaCall(
            false, input, parameters, value!, filter, null, LogicalType.List(value!.Type)) { Span = span };
    }

    private BoundExpression BindReduce(FunctionCall call)
    {
        LambdaExpression lambda = LambdaOf(call, 3, "list_reduce(LIST, (x, y) -> … [, first])",
            out BoundExpression input);
        if (lambda.Parameters.Count is not (2 or 3))
            throw Errors.Invalid("the lambda of list_reduce takes the value so far, an element and its number",
                lambda.Span);
        BoundExpression? initial = call.Arguments.Count == 3 ? Bind(call.Arguments[2].Value) : null;
        LogicalType type = initial is null || initial.Type.IsNull ? input.Type.Element
            : TypeLattice.CommonType(initial.Type, input.Type.Element) ?? initial.Type;
        BoundLambdaParameter[] parameters = [];
        BoundExpression body = null!;
        // The value so far has the body's type: where that is wider, it is bound again.
        for (int attempt = 0; ; attempt++)
        {
            parameters = Parameters([.. lambda.Parameters], [type, input.Type.Element, LogicalType.BigInt]);
            Within(parameters, () => body = BindOutput(lambda.Body));
            if (body.Type == type) break;
            if (attempt > 2 || TypeLattice.CommonType(type, body.Type) is not { } wider || wider == type)
            {
                body = Context.Types.Cast(body, type);
                break;
            }
            type = wider;
        }
        if (initial is null && input.Type.Element != type)
        {
            input = Context.Types.Cast(input, LogicalType.List(type));
            parameters = Parameters([.. lambda.Parameters], [type, type, LogicalType.BigInt]);
            Within(parameters, () => body = Context.Types.Cast(BindOutput(lambda.Body), type));
        }
        if (initial is not null) initial = Context.Types.Cast(initial, type);
        return new BoundLambdaCall(true, input, parameters, body, null, initial, type) { Span = call.Span };
    }

    private BoundLambdaParameter[] Parameters(Identifier[] names, LogicalType[] types)
    {
        for (int i = 0; i < names.Length; i++)
        {
            for (int k = 0; k < i; k++)
            {
                if (Scope.SameName(names[i].Text, names[k].Text)) throw Errors.DuplicateColumn(names[i].Text,
                    names[i].Span);
            }
        }
        return [.. names.Select((name, i) => new BoundLambdaParameter(
            _lambdaDepth * BoundLambdaParameter.MostParameters + i, name.Text, types[i]))];
    }

    private void Within(BoundLambdaParameter[] parameters, Action bind)
    {
        int depthBefore = _lambdaAggregateDepth;
        _lambdaDepth++;
        _lambdaAggregateDepth = _aggregateDepth;
        _lambdaParameters.AddRange(parameters);
        bind();
        _lambdaParameters.RemoveRange(_lambdaParameters.Count - parameters.Length, parameters.Length);
        _lambdaAggregateDepth = depthBefore;
        _lambdaDepth--;
    }
}
