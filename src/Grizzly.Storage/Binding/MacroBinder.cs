using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>
/// Macros: expressions and queries with parameters, bound where they are called. Arguments mean what they mean to the
/// caller, everything else in the body what it means to the macro: neither captures the other's names.
/// </summary>
internal sealed class MacroBinder(BindContext context)
{
    /// <summary>Refuses what cannot be a macro: parameters named twice, definitions that nobody could tell apart,
    /// columns that are no parameters.</summary>
    public void Check(CreateMacroStatement create)
    {
        var counts = new HashSet<int>();
        foreach (MacroDefinition definition in create.Definitions)
        {
            if (definition.Query is null != create.Definitions[0].Query is null)
                throw Errors.Invalid("a macro gives either values or rows", definition.Span);
            if (!counts.Add(definition.Parameters.Count))
                throw Errors.Invalid("two definitions of a macro with as many parameters", definition.Span);
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (MacroParameter parameter in definition.Parameters)
            {
                if (!names.Add(parameter.Name.Text))
                    throw Errors.DuplicateColumn(parameter.Name.Text, parameter.Name.Span);
            }
            CheckNames(definition);
        }
    }

    /// <summary>The value of a call of a scalar macro.</summary>
    public BoundExpression Bind(MacroEntry macro, FunctionCall call, ExpressionBinder caller)
    {
        if (macro.IsTable) throw Errors.WrongObject(macro.Name, "table macro", "function", call.Name.Span);
        MacroDefinition definition = Choose(macro, call);
        return Within(macro, definition, call, caller, () => caller.Bind(definition.Body!));
    }

    /// <summary>The value of a call of a function that is defined in SQL.</summary>
    public BoundExpression Bind(SqlFunction function, FunctionCall call, ExpressionBinder caller)
    {
        (MacroEntry macro, MacroDefinition definition) = BuiltIn(function, call);
        return Within(macro, definition, call, caller, () => caller.Bind(definition.Body!), isBuiltIn: true);
    }

    /// <summary>The rows of a call of a table function that is defined in SQL.</summary>
    public BoundQuery BindTable(SqlFunction function, FunctionCall call, ExpressionBinder caller)
    {
        (MacroEntry macro, MacroDefinition definition) = BuiltIn(function, call);
        return Within(macro, definition, call, caller,
            () => new QueryBinder(context, caller, null).Bind(definition.Query!), isBuiltIn: true);
    }

    private static (MacroEntry Macro, MacroDefinition Definition) BuiltIn(SqlFunction function, FunctionCall call)
    {
        var macro = new MacroEntry("pg_catalog", function.Name, function.IsTable, function.Definition);
        return (macro, Choose(macro, call));
    }

    /// <summary>The rows of a call of a table macro.</summary>
    /// <param name="caller">Binds the arguments, and encloses the macro's query.</param>
    public BoundQuery BindTable(MacroEntry macro, FunctionCall call, ExpressionBinder caller)
    {
        if (!macro.IsTable) throw Errors.WrongObject(macro.Name, "macro", "table function", call.Name.Span);
        MacroDefinition definition = Choose(macro, call);
        return Within(macro, definition, call, caller,
            () => new QueryBinder(context, caller, null).Bind(definition.Query!));
    }

    private T Within<T>(
        MacroEntry macro, MacroDefinition definition, FunctionCall call, ExpressionBinder caller, Func<T> bind,
        bool isBuiltIn = false)
    {
        if (call.Distinct || call.Filter is not null || call.Over is not null || !call.OrderBy.IsEmpty)
            throw Errors.Misplaced("DISTINCT, FILTER, ORDER BY or OVER with a macro", call.Span);
        Dictionary<string, BoundExpression> arguments = Arguments(definition, call, caller);
        MacroFrame? outside = context.Macro;
        if (isBuiltIn) RequireOneUse(definition, arguments, call);
        else context.Relations.Add(macro);
        context.EnterView(macro.Name, call.Span);
        using BindContext.CatalogScope scope = context.Within(macro);
        context.Macro = new MacroFrame(caller, caller.LambdaParameterCount, arguments, isBuiltIn);
        try
        {
            return bind();
        }
        catch (GrizzlyException error) when (context.ViewSpan is { } span && error.Span != span)
        {
            throw new GrizzlyException(
                error.SqlState, $"{error.Detail}, in macro \"{macro.Name}\"", span, error.Hint, error);
        }
        finally
        {
            context.Macro = outside;
            context.LeaveView();
        }
    }

    /// <summary>Where the body mentions a parameter twice, its argument must be the same both times.</summary>
    private static void RequireOneUse(
        MacroDefinition definition, Dictionary<string, BoundExpression> arguments, FunctionCall call)
    {
        foreach ((string name, BoundExpression argument) in arguments)
        {
            if (!ExpressionTree.IsVolatile(argument)) continue;
            string body = ((SyntaxNode?)definition.Body ?? definition.Query!).ToString();
            if (System.Text.RegularExpressions.Regex.Count(body, $@"\b{name}\b") > 1)
                throw Errors.NotSupported(
                    $"an argument of {call.Name.Name.Text} that is another value each time", argument.Span,
                    "compute it in a subquery first");
        }
    }

    private Dictionary<string, BoundExpression> Arguments(
        MacroDefinition definition, FunctionCall call, ExpressionBinder caller)
    {
        var arguments = new Dictionary<string, BoundExpression>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < definition.Parameters.Count; i++)
        {
            MacroParameter parameter = definition.Parameters[i];
            Expression value = ArgumentOf(call, i, parameter.Name.Text) ?? parameter.Default!;
            BoundExpression bound = caller.Bind(value);
            if (parameter.Type is not null)
                bound = context.Types.Cast(bound, TypeNames.Resolve(parameter.Type, context.Catalog));
            arguments[parameter.Name.Text] = bound;
        }
        return arguments;
    }

    private static Expression? ArgumentOf(FunctionCall call, int index, string name)
    {
        int position = 0;
        foreach (FunctionArgument argument in call.Arguments)
        {
            if (argument.Name is null && position++ == index) return argument.Value;
            if (argument.Name is { } named && Scope.SameName(named.Text, name)) return argument.Value;
        }
        return null;
    }

    /// <summary>The definition with the fewest parameters that the arguments fit; 42883 where they fit none.</summary>
    private static MacroDefinition Choose(MacroEntry macro, FunctionCall call)
    {
        var create = (CreateMacroStatement)SqlParser.ParseStatement(macro.DefinitionSql);
        return create.Definitions.Where(definition => Fits(definition, call))
            .MinBy(definition => definition.Parameters.Count) ?? throw Errors.NoMatchingFunction(
                $"macro {macro.Name} with these arguments", [.. create.Definitions.Select(definition =>
                    $"{macro.Name}({string.Join(", ", definition.Parameters.Select(p => p.Name.Text))})")], call.Span);
    }

    private static bool Fits(MacroDefinition definition, FunctionCall call)
    {
        int positional = call.Arguments.Count(argument => argument.Name is null);
        if (positional > definition.Parameters.Count) return false;
        foreach (FunctionArgument argument in call.Arguments)
        {
            if (argument.Name is not { } name) continue;
            if (!definition.Parameters.Skip(positional).Any(p => Scope.SameName(p.Name.Text, name.Text))) return false;
        }
        for (int i = positional; i < definition.Parameters.Count; i++)
        {
            MacroParameter parameter = definition.Parameters[i];
            if (parameter.Default is null && ArgumentOf(call, i, parameter.Name.Text) is null) return false;
        }
        return true;
    }

    /// <summary>Binds the body over parameters that are NULL. That may fail for other reasons, since the types are not
    /// known; missing names are missing whatever the types.</summary>
    private void CheckNames(MacroDefinition definition)
    {
        var trial = new BindContext(context.Catalog, context.Options);
        var caller = new ExpressionBinder(trial, Scope.Empty, null, null, "a macro");
        trial.Macro = new MacroFrame(caller, 0, definition.Parameters.ToDictionary(
            parameter => parameter.Name.Text, _ => (BoundExpression)new BoundConstant(Value.Null(LogicalType.Null)),
            StringComparer.OrdinalIgnoreCase));
        try
        {
            if (definition.Query is { } query) new QueryBinder(trial, caller, null).Bind(query);
            else caller.Bind(definition.Body!);
        }
        catch (GrizzlyException error)
        {
            if (error.SqlState is SqlStates.UndefinedColumn or SqlStates.UndefinedTable) throw;
        }
    }
}
