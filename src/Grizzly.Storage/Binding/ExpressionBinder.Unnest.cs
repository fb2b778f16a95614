using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>unnest outside of FROM.</summary>
internal sealed partial class ExpressionBinder
{
    /// <summary>Where calls of unnest go; null where the clause allows none.</summary>
    public UnnestCollector? Unnests { get; init; }

    public static bool IsUnnest(Expression expression) => expression is FunctionCall { Over: null } call
        && call.Name.Parts.Count == 1 && call.Name.Name.Text.ToLowerInvariant() is "unnest" or "unlist";

    /// <summary>The columns an item of a select list stands for where it takes structs apart (<c>unnest(struct)</c>,
    /// <c>(x).*</c>); null where it is one column.</summary>
    public IReadOnlyList<(string Name, BoundExpression Value)>? TakeApart(Expression expression)
    {
        if (expression is FieldStarExpression star) return Fields(Bind(star.Operand), false, star.Span);
        if (!IsUnnest(expression)) return null;
        var call = (FunctionCall)expression;
        (BoundExpression input, int depth) = UnnestArguments(call);
        if (input.Type.IsList && depth == 1) return null;
        BoundExpression value = UnnestLists(input, ref depth, call.Span);
        if (!value.Type.IsStruct || depth == 0) return [("unnest", value)];
        return Fields(value, depth > 1, call.Span);
    }

    private List<(string, BoundExpression)> Fields(BoundExpression value, bool isRecursive, SourceSpan span)
    {
        if (!value.Type.IsStruct)
            throw Errors.NoMatchingFunction($"unnest({value.Type.Name})", ["unnest(LIST)", "unnest(STRUCT)"], span);
        var fields = new List<(string, BoundExpression)>();
        for (int i = 0; i < value.Type.Children.Count; i++)
        {
            BoundExpression key = new BoundConstant(Value.OfBigInt(i + 1)) { Span = span };
            BoundExpression field = BindFunction("struct_extract", [value, key], span);
            string name = value.Type.IsRow ? $"element{i + 1}" : value.Type.Names[i];
            int depth = int.MaxValue;
            if (isRecursive && field.Type.IsList) field = UnnestLists(field, ref depth, span);
            if (isRecursive && field.Type.IsStruct) fields.AddRange(Fields(field, true, span));
            else fields.Add((name, field));
        }
        return fields;
    }

    private BoundExpression BindUnnest(FunctionCall call)
    {
        (BoundExpression input, int depth) = UnnestArguments(call);
        if (!input.Type.IsList)
            throw Errors.NoMatchingFunction($"unnest({input.Type.Name})", ["unnest(LIST)"], call.Span);
        return UnnestLists(input, ref depth, call.Span);
    }

    /// <summary>Functions that give a row for each element of a list that another function makes; null for any other
    /// name.</summary>
    private BoundExpression? BindRows(string name, FunctionCall call)
    {
        BoundExpression[] Arguments() => [.. call.Arguments.Select(argument => Bind(argument.Value))];
        int depth = 1;
        switch (name)
        {
            case "regexp_split_to_table":
                return UnnestLists(BindFunction("regexp_split_to_array", Arguments(), call.Span), ref depth, call.Span);
            case "generate_subscripts" when call.Arguments.Count == 2:
                BoundExpression[] arguments = Arguments();
                if (arguments[1] is not BoundConstant { Value.IsNull: false } dimension || dimension.Value.Integer != 1)
                    throw Errors.NotSupported("generate_subscripts over another dimension than 1", call.Span);
                BoundExpression count = arguments[0].Type.IsNull
                    ? new BoundConstant(Value.Null(LogicalType.BigInt))
                    : BindFunction("len", [arguments[0]], call.Span);
                BoundExpression one = new BoundConstant(Value.OfBigInt(1)) { Span = call.Span };
                return UnnestLists(BindFunction("generate_series", [one, count], call.Span), ref depth, call.Span);
            default: return null;
        }
    }

    private BoundExpression UnnestLists(BoundExpression value, ref int depth, SourceSpan span)
    {
        for (; depth > 0 && value.Type.IsList; depth--)
        {
            if (Unnests is null || _aggregateDepth > 0 || _lambdaDepth > 0)
                throw Errors.NotSupported($"unnest in {clause}", span, "write it in the select list or in FROM");
            value = Unnests.Add(value, span);
        }
        return value;
    }

    /// <summary>What is unnested and how deep: 1, or more with <c>recursive := true</c> or <c>max_depth :=
    /// n</c>.</summary>
    private (BoundExpression Input, int Depth) UnnestArguments(FunctionCall call)
    {
        if (call.Distinct || call.Filter is not null || !call.OrderBy.IsEmpty)
            throw Errors.Misplaced("DISTINCT, FILTER or ORDER BY", call.Span);
        int depth = 1;
        if (call.Arguments.IsEmpty) throw Errors.NoMatchingFunction("unnest()", ["unnest(LIST)"], call.Span);
        foreach (FunctionArgument option in call.Arguments.Skip(1))
        {
            (string? name, Expression value) = option switch
            {
                { Name: { } named } => (named.Text, option.Value),
                { Value: BinaryExpression { Operator: "=", Left: ColumnReference { Parts.Count: 1 } column } equal } =>
                    (column.Name.Text, equal.Right),
                _ => (null, option.Value),
            };
            if (Bind(value) is not BoundConstant { Value.IsNull: false } constant)
                throw Errors.NotConstant("an option of unnest", option.Span);
            switch (name?.ToLowerInvariant())
            {
                case "recursive" when constant.Type.Id == LogicalTypeId.Boolean:
                    if (constant.Value.Bool) depth = int.MaxValue;
                    break;
                case "max_depth" when constant.Type.IsInteger && constant.Value.Integer > 0:
                    depth = (int)Int128.Min(constant.Value.Integer, int.MaxValue);
                    break;
                default:
                    throw Errors.NoMatchingFunction(
                        "unnest with these arguments",
                            ["unnest(LIST [, recursive := BOOLEAN] [, max_depth := BIGINT])"],
                        option.Span);
            }
        }
        BoundExpression input = Bind(call.Arguments[0].Value);
        if (input.Type.IsNull) input = Context.Types.Default(input, LogicalType.List(LogicalType.Integer));
        return (input, depth);
    }
}
