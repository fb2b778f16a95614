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
        TableFunction function = context.Catalog.FindTableFunction(name) ?? throw Errors.TableFunctionNotFound(
            name, context.Catalog.TableFunctionNames, call.Name.Span);
        (List<Value> arguments, Dictionary<string, Value> named) = Arguments(call, binder);
        return Bind(function, arguments, named, call.Span);
    }

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
            Value constant = Constant(binder.Bind(value), "an argument of a table function");
            if (name is not { } key) arguments.Add(constant);
            else if (!named.TryAdd(key.Text.ToLowerInvariant(), constant))
                throw Errors.Invalid($"argument \"{key.Text}\" is given twice", key.Span);
        }
        return (arguments, named);
    }

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
