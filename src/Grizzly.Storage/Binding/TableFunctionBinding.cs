using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Calls of table functions, and files used as tables.</summary>
internal sealed class TableFunctionBinding(BindContext context)
{
    public BoundQuery Bind(FunctionCall call, ExpressionBinder binder)
    {
        string name = call.Name.Name.Text;
        if (new CatalogListing(context).TryFunction(call) is { } listing) return listing;
        if (name.Equals("repeat", StringComparison.OrdinalIgnoreCase)) return BindRepeat(call, binder);
        TableFunction function = context.Catalog.FindTableFunction(name) ?? throw Errors.TableFunctionNotFound(
            name, context.Catalog.TableFunctionNames, call.Name.Span);
        if (TryBindApply(function, call, binder) is { } applied) return applied;
        (List<Value> arguments, Dictionary<string, Value> named) = Arguments(call, binder);
        return Bind(function, arguments, named, call.Span);
    }

    /// <summary>repeat(value, n): n rows of one value.</summary>
    private BoundQuery BindRepeat(FunctionCall call, ExpressionBinder binder)
    {
        (List<Value> arguments, Dictionary<string, Value> named) = Arguments(call, binder);
        if (arguments.Count != 2 || named.Count > 0 || !arguments[1].Type.IsInteger)
            throw Errors.NoMatchingFunction("repeat with these arguments", ["repeat(any, BIGINT)"], call.Span);
        TableFunction range = context.Catalog.FindTableFunction("range")!;
        BoundQuery rows = Bind(range, [arguments[1]], [], call.Span);
        Value value = arguments[0].Type.IsNull ? Value.Null(LogicalType.Integer) : arguments[0];
        LogicalColumn column = context.Ids.New("repeat", value.Type, value.IsNull);
        var plan = new LogicalProject(rows.Plan, [new BoundConstant(value) { Span = call.Span }], [column]);
        return new BoundQuery(plan, ["repeat"], [column]);
    }

    /// <summary>A call for each row of what stands to the left, or for the rows of a subquery; null where all arguments
    /// are constant.</summary>
    private BoundQuery? TryBindApply(TableFunction function, FunctionCall call, ExpressionBinder binder)
    {
        if (call.Distinct || call.Filter is not null || call.Over is not null || !call.OrderBy.IsEmpty) return null;
        if (call.Arguments.Any(IsNamed)) return null;
        bool isUnnest = function.Name == "unnest";
        if (!isUnnest && !call.Arguments.Any(argument => IsRowDependent(argument.Value))) return null;
        BoundExpression[] arguments = [.. call.Arguments.Select(argument => binder.Bind(argument.Value))];
        if (!arguments.Any(argument => ExpressionTree.Any(
            argument, node => node is BoundColumn or BoundSubquery
                || (isUnnest && node is BoundParameter or BoundLambdaCall))))
            return null;
        BoundTableFunction Call(IReadOnlyList<Value> values)
        {
            try
            {
                return function.Bind(values, new Dictionary<string, Value>());
            }
            catch (GrizzlyException error)
            {
                throw error.WithSpan(call.Span);
            }
        }
        // What columns there are is asked with arguments that are NULL.
        BoundTableFunction shape = Call([.. arguments.Select(argument => Value.Null(argument.Type))]);
        LogicalColumn[] columns =
            [.. shape.ColumnNames.Select((name, i) => context.Ids.New(name, shape.ColumnTypes[i]))];
        var plan = new LogicalFunctionApply(PlanBuilder.OneRow(), function.Name, Call, arguments, columns);
        return new BoundQuery(plan, shape.ColumnNames, columns);
    }

    /// <summary><c>name => v</c>, or <c>name = v</c>, which is no comparison here.</summary>
    private static bool IsNamed(FunctionArgument argument) => argument is { Name: not null }
        or { Value: BinaryExpression { Operator: "=", Left: ColumnReference { Parts.Count: 1 } } };

    private static bool IsRowDependent(Expression expression) => ExpressionRewriter.Any(
        expression, part => part is ColumnReference or SubqueryExpression);

    /// <summary>A file name in quotes: the reader its ending asks for.</summary>
    public BoundQuery BindFile(string path, SourceSpan span)
    {
        string name = FileKinds.ReaderOf(path) ?? throw new GrizzlyException(
            SqlStates.UndefinedTable, $"no reader is known for file \"{Errors.Shorten(path)}\"", span,
            "name the reader: read_csv('…'), read_parquet('…')");
        TableFunction function = context.Catalog.FindTableFunction(name)
            ?? throw Errors.NotSupported($"reading \"{Errors.Shorten(path)}\" with {name}", span);
        return Bind(function, [Value.OfVarchar(path)], [], span);
    }

    /// <summary>
    /// Constant arguments, positional and named (<c>name
    /// => v</c>, <c>name := v</c>, <c>name = v</c>; names in lower case).
    /// </summary>
    public (List<Value> Arguments, Dictionary<string, Value> Named) Arguments(
        FunctionCall call, ExpressionBinder binder)
    {
        if (call.Distinct || call.Filter is not null || call.Over is not null || !call.OrderBy.IsEmpty)
            throw Errors.Misplaced("DISTINCT, FILTER, ORDER BY or OVER", call.Span);
        var arguments = new List<Value>();
        var named = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (FunctionArgument argument in call.Arguments)
        {
            (Identifier? name, Expression value) = argument switch
            {
                { Name: null, Value: BinaryExpression { Operator: "=",
                    Left: ColumnReference { Parts.Count: 1 } column } equal } =>
                    (column.Name, equal.Right),
                _ => (argument.Name, argument.Value),
            };
            Value constant = Constant(binder.Bind(name is null ? value : WordsAsTexts(value)),
                "an argument of a table function");
            if (name is not { } key) arguments.Add(constant);
            else if (!named.TryAdd(key.Text.ToLowerInvariant(), constant))
                throw Errors.Invalid($"argument \"{key.Text}\" is given twice", key.Span);
        }
        return (arguments, named);
    }

    /// <summary>Bare words are texts, also in lists and structs: <c>format = auto, columns = {id:
    /// INTEGER}</c>.</summary>
    private static Expression WordsAsTexts(Expression value) =>
        value is ColumnReference { Parts.Count: 1 } only ? new StringLiteral(only.Name.Text, only.Span)
            : value is StructExpression or ListExpression
            ? ExpressionRewriter.Rewrite(value, part => part is ColumnReference { Parts.Count: 1 } word
                ? new StringLiteral(word.Name.Text, word.Span) : null)
            : value;

    public Value Constant(BoundExpression expression, string what)
    {
        if (expression is BoundConstant constant) return constant.Value;
        if (ExpressionTree.Any(expression, node => node is BoundParameter))
            throw Errors.NotSupported($"a parameter as {what}", expression.Span);
        if (ExpressionTree.Any(expression, node => node is BoundColumn or BoundSubquery))
            throw Errors.NotConstant(what, expression.Span);
        return ConstantFolding.Fold(expression, context).Value;
    }

    private BoundQuery Bind(
        TableFunction function, List<Value> arguments, Dictionary<string, Value> named, SourceSpan span)
    {
        try
        {
            return Query(function.Bind(arguments, named));
        }
        catch (GrizzlyException error)
        {
            throw error.WithSpan(span);
        }
    }

    public BoundQuery Query(BoundTableFunction bound)
    {
        LogicalColumn[] columns =
            [.. bound.ColumnNames.Select((name, i) => context.Ids.New(name, bound.ColumnTypes[i]))];
        return new BoundQuery(new LogicalTableFunction(bound, columns), bound.ColumnNames, columns);
    }
}
