using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Calls of functions.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundExpression BindCall(FunctionCall call)
    {
        bool maybeMacro = call.Name.Parts.Count <= 3 && Context.Macro is not { IsBuiltIn: true };
        if (maybeMacro && Context.Catalog.FindMacro(ObjectNames.Of(call.Name)) is { } macro)
            return new MacroBinder(Context).Bind(macro, call, this);
        if (call.Name.Parts.Count > 1 && !IsSystemSchema(call.Name.Parts[0].Text)) return BindMethod(call);
        if (call.Over is not null) return BindWindow(call, call.Over);
        string name = call.Name.Name.Text.ToLowerInvariant();
        if (IsUnnest(call)) return BindUnnest(call);
        if (BindRows(name, call) is { } rows) return rows;
        if (FindAggregate(name) is { } aggregate)
            return BindAggregate(call, aggregate);
        if (call.Distinct || call.Filter is not null || !call.OrderBy.IsEmpty || !call.WithinGroup.IsEmpty
            || call.Nulls != NullTreatment.Default)
        {
            if (WindowFunction.TryGet(name, out _)) throw Errors.OverMissing(name, call.Span);
            if (FindScalar(name) is null) throw UnknownFunction(call);
            throw new GrizzlyException(
                SqlStates.WrongObjectType, $"DISTINCT, FILTER and ORDER BY need an aggregate, and {name} is none",
                call.Span);
        }
        if (SqlFunction.Find(name, call.Arguments.Count, isTable: false) is { } defined)
            return new MacroBinder(Context).Bind(defined, call, this);
        if (BindLambdaFunction(name, call) is { } lambda) return lambda;
        if (BindMaker(name, call) is { } made) return made;
        foreach (FunctionArgument argument in call.Arguments)
        {
            if (argument.Name is not null)
                throw Errors.NotSupported("a named argument of a scalar function", argument.Span);
        }
        if (BindSpecial(name, call) is { } special) return special;
        if (FindScalar(name) is null && SqlFunction.Named(name, isTable: false) is { Count: > 0 } others)
            throw Errors.NoMatchingFunction($"{name} with {call.Arguments.Count} arguments",
                [.. others.Select(other => $"{name}({other.Parameters})")], call.Span);
        if (FindScalar(name) is null)
            throw WindowFunction.TryGet(name, out _) ? Errors.OverMissing(name, call.Span) : UnknownFunction(call);
        BoundExpression[] arguments = [.. call.Arguments.Select(argument => Bind(argument.Value))];
        if (SequenceNames.Qualify(Context, call) is { } sequence)
            arguments[0] = LiteralBinder.Text(sequence, call.Arguments[0].Span);
        return BindFunction(name, arguments, call.Span);
    }

    /// <summary>Functions whose argument names matter: the fields of a struct, the member of a union.</summary>
    private BoundExpression? BindMaker(string name, FunctionCall call)
    {
        if (call.Arguments.IsEmpty) return null;
        switch (name)
        {
            case "struct_pack":
                string[] names = [.. call.Arguments.Select(argument => argument.Name?.Text
                    ?? (argument.Value as ColumnReference)?.Name.Text
                    ?? throw Errors.Invalid("struct_pack needs a name for each field", argument.Span,
                        "write struct_pack(a := 1)"))];
                return MakeStruct(names, [.. call.Arguments.Select(argument => BindOutput(argument.Value))], call.Span);
            case "row" when call.Arguments.All(argument => argument.Name is not null):
                return MakeStruct([.. call.Arguments.Select(argument => argument.Name!.Value.Text)],
                    [.. call.Arguments.Select(argument => BindOutput(argument.Value))], call.Span);
            case "union_value" when call.Arguments is [{ Name: { } member } only]:
                BoundExpression value = BindOutput(only.Value);
                return Call(MakeFunctions.Union(member.Text, value.Type), [value], call.Span);
            case "json_transform" or "from_json" or "json_transform_strict" or "from_json_strict"
                when call.Arguments.Count == 2:
                return BindJsonTransform(call, isStrict: name.EndsWith("_strict", StringComparison.Ordinal));
            case "array_to_string_comma_default" when call.Arguments is [_, { Name: { Text: "sep" } }]:
                return BindFunction("array_to_string",
                    [.. call.Arguments.Select(argument => Bind(argument.Value))], call.Span);
            case "struct_concat": return BindStructConcat(call);
            case "struct_insert" or "struct_update" when call.Arguments.Count > 1:
                return BindStructInsert(call, name == "struct_update");
            default: return null;
        }
    }

    /// <summary>A JSON value as the type that a structure, itself JSON, describes.</summary>
    private BoundExpression BindJsonTransform(FunctionCall call, bool isStrict)
    {
        if (Bind(call.Arguments[1].Value) is not BoundConstant { Value.IsNull: false, Type.IsText: true } structure)
            throw Errors.NotConstant("the structure of json_transform", call.Arguments[1].Span);
        LogicalType type = Guard(() => JsonStructureType.Of(structure.Value, Context.Catalog), call.Arguments[1].Span);
        BoundExpression json = Context.Types.Cast(BindOutput(call.Arguments[0].Value), LogicalType.Json);
        return Call(JsonTransform.To(type, isStrict), [json], call.Span);
    }

    /// <summary>One struct of the fields of several.</summary>
    private BoundExpression BindStructConcat(FunctionCall call)
    {
        var names = new List<string>();
        var fields = new List<BoundExpression>();
        foreach (FunctionArgument argument in call.Arguments)
        {
            BoundExpression input = Bind(argument.Value);
            if (!input.Type.IsStruct)
                throw Errors.NoMatchingFunction($"struct_concat({input.Type.Name})", ["struct_concat(STRUCT, ...)"],
                    argument.Span);
            if (names.Count > 0 && (names[0].Length == 0) != input.Type.IsRow)
                throw Errors.Invalid("struct_concat takes structs with names or without, not both", argument.Span);
            for (int i = 0; i < input.Type.Children.Count; i++)
            {
                BoundExpression number = new BoundConstant(Value.OfBigInt(i + 1)) { Span = argument.Span };
                names.Add(input.Type.Names[i]);
                fields.Add(BindFunction("struct_extract", [input, number], argument.Span));
            }
        }
        return MakeStruct([.. names], [.. fields], call.Span);
    }

    /// <summary>A struct with more fields, or with some of its fields replaced.</summary>
    private BoundExpression BindStructInsert(FunctionCall call, bool mayReplace)
    {
        BoundExpression input = Bind(call.Arguments[0].Value);
        if (!input.Type.IsStruct || input.Type.IsRow)
            throw Errors.NoMatchingFunction($"{call.Name.Name.Text}({input.Type.Name}, …)",
                ["struct_insert(STRUCT, name := any, …)"], call.Span);
        var names = new List<string>(input.Type.Names);
        var fields = new List<BoundExpression>(names.Select(field =>
            Field(input, new Identifier(field, true, call.Span), call.Span)));
        foreach (FunctionArgument argument in call.Arguments.Skip(1))
        {
            string name = argument.Name?.Text ?? throw Errors.Invalid("a new field needs a name", argument.Span);
            BoundExpression value = BindOutput(argument.Value);
            int known = mayReplace ? names.FindIndex(other => Scope.SameName(other, name)) : -1;
            if (known >= 0)
            {
                fields[known] = value;
                continue;
            }
            names.Add(name);
            fields.Add(value);
        }
        BoundExpression made = MakeStruct([.. names], [.. fields], call.Span);
        var missing = new BoundIsNull(input, false) { Span = call.Span };
        return new BoundCase(
            [missing, new BoundConstant(Value.Null(made.Type))], made, made.Type) { Span = call.Span };
    }

    private static bool IsSystemSchema(string schema) =>
        schema.ToLowerInvariant() is "main" or "pg_catalog" or "system" or "information_schema";

    /// <summary><c>x.f(y)</c> with a column x is <c>f(x, y)</c>.</summary>
    private BoundExpression BindMethod(FunctionCall call)
    {
        Identifier[] parts = [.. call.Name.Parts];
        var owner = new ColumnReference([.. parts[..^1]], SourceSpan.Union(parts[0].Span, parts[^2].Span));
        bool isAlias = Aliases?.Contains(parts[^2].Text) == true
            && (parts.Length == 2 || (parts.Length == 3 && Scope.SameName(parts[0].Text, "alias")));
        if (!isAlias && FindLambdaParameter(owner) is null && !Chain().Any(binder => binder.TryFind(owner) is not null))
            throw Errors.SchemaMissing(parts[^2].Text, owner.Span);
        return BindCall(call with
        {
            Name = new QualifiedName([parts[^1]], parts[^1].Span),
            Arguments = [new FunctionArgument(null, owner, owner.Span), .. call.Arguments.AsSpan()],
        });
    }

    /// <summary>Functions that are expressions of their own; null for any other name.</summary>
    private BoundExpression? BindSpecial(string name, FunctionCall call)
    {
        int count = call.Arguments.Count;
        switch (name)
        {
            case "coalesce" when count > 0:
            case "ifnull" when count == 2:
                return Coalesce([.. call.Arguments.Select(argument => Bind(argument.Value))], call.Span);
            case "nullif" when count == 2:
                BoundExpression value = Bind(call.Arguments[0].Value);
                BoundExpression equal = Context.Types.Compare(
                    ComparisonKind.Equal, value, Bind(call.Arguments[1].Value), call.Span);
                value = Context.Types.Default(value, LogicalType.Varchar);
                return new BoundCase(
                    [equal, new BoundConstant(Value.Null(value.Type)) { Span = call.Span }], value,
                    value.Type) { Span = call.Span };
            case "try" when count == 1: return BindTry(call);
            case "switch" when call.Arguments is [_, { Value: MapExpression map }, ..] && count <= 3:
                return BindSwitch(call, map);
            case "if" or "iif" when count == 3:
                List<BoundExpression> results = [Bind(call.Arguments[1].Value), Bind(call.Arguments[2].Value)];
                BoundExpression condition = BindBoolean(call.Arguments[0].Value, name);
                LogicalType type = Unify(results, name, call.Span);
                return new BoundCase([condition, results[0]], results[1], type) { Span = call.Span };
            case "typeof" or "pg_typeof" when count == 1:
                return LiteralBinder.Text(Bind(call.Arguments[0].Value).Type.Name, call.Span);
            case "current_schema" when count == 0:
                return LiteralBinder.Text(Context.Catalog.DefaultSchema, call.Span);
            case "current_setting" or "getvariable" when count == 1: return BindSessionValue(name, call);
            case "current_schemas" when count == 1:
                return Bind(new ListExpression([.. Context.Catalog.Path.Select(part =>
                    new StringLiteral(part.Schema, call.Span))], call.Span));
            case "current_database" or "current_catalog" when count == 0:
                return LiteralBinder.Text(Context.Catalog.DefaultDatabase, call.Span);
            case "merge_action" when count == 0:
                return Context.MergeAction
                    ?? throw Errors.Misplaced("merge_action() outside of RETURNING of MERGE", call.Span);
            case "grouping" or "grouping_id":
                if (Aggregates is null) throw Errors.AggregateNotAllowed(clause, call.Span);
                if (count is 0 or > 63)
                    throw Errors.NoMatchingFunction($"grouping with {count} arguments", ["grouping(x, …)"], call.Span);
                return Aggregates.AddGrouping([.. call.Arguments.Select(argument => Bind(argument.Value))], call.Span);
            default: return null;
        }
    }

    /// <summary>A setting's or variable's value as it is now: the statement must be bound anew each time.</summary>
    private BoundConstant BindSessionValue(string function, FunctionCall call)
    {
        BoundExpression argument = Context.Types.Cast(Bind(call.Arguments[0].Value), LogicalType.Varchar);
        Value name = new TableFunctionBinding(Context).Constant(argument, $"the name for {function}");
        ISessionValues session = Context.Options.Session
            ?? throw Errors.NotSupported($"{function} outside of a session", call.Span);
        Context.DependsOnData = true;
        Value value = Value.Null(LogicalType.Null);
        if (!name.IsNull)
        {
            value = function == "getvariable"
                ? session.Variable(name.Text) ?? value
                : Guard(() => session.Setting(name.Text), call.Span);
        }
        return new BoundConstant(value) { Span = call.Span };
    }

    private BoundExpression Coalesce(List<BoundExpression> operands, SourceSpan span)
    {
        LogicalType type = Unify(operands, "COALESCE", span);
        return operands.Count == 1 ? operands[0] : new BoundCoalesce(operands, type) { Span = span };
    }

    /// <summary>Built in, or registered by the application.</summary>
    private ScalarFunction? FindScalar(string name) =>
        FunctionRegistry.TryGetScalar(name, out ScalarFunction? known) ? known : Context.Catalog.FindScalar(name);

    private AggregateFunction? FindAggregate(string name) =>
        FunctionRegistry.TryGetAggregate(name, out AggregateFunction? known) ? known
            : Context.Catalog.FindAggregate(name);

    private GrizzlyException UnknownFunction(FunctionCall call) =>
        Errors.FunctionNotFound(call.Name.Name.Text, FunctionRegistry.Names, call.Name.Span);

    private BoundExpression BindOperator(string symbol, BoundExpression[] arguments, SourceSpan span) =>
        TryBindFunction(DividesIntegers(symbol, arguments) ? "//" : symbol, arguments, span)
        ?? throw Errors.OperatorNotFound(
            arguments.Length == 1
                ? $"{symbol} {arguments[0].Type.Name}"
                : $"{arguments[0].Type.Name} {symbol} {arguments[1].Type.Name}", span);

    private bool DividesIntegers(string symbol, BoundExpression[] arguments) => symbol == "/"
        && Context.Options.DividesIntegers && arguments is [{ Type.IsInteger: true }, { Type.IsInteger: true }];

    private BoundExpression BindFunction(string name, BoundExpression[] arguments, SourceSpan span) =>
        TryBindFunction(name, arguments, span) ?? throw Errors.NoMatchingFunction(
            $"{name}({string.Join(", ", arguments.Select(argument => argument.Type.Name))})",
            FindScalar(name)?.Signatures ?? [], span);

    /// <summary>
    /// The call with its arguments cast to what the function takes; null where none of the name fits.
    /// </summary>
    private BoundExpression? TryBindFunction(string name, BoundExpression[] arguments, SourceSpan span)
    {
        if (FindScalar(name) is not { } function) return null;
        if (Context.Zone is { } zone && BindZoned(zone, name, arguments, span) is { } zoned) return zoned;
        if (Guard(() => function.Bind(TypesOf(arguments), ConstantsOf(arguments)), span) is not { } bound) return null;
        var call = new BoundCall(bound, CastArguments(arguments, bound.ArgumentTypes)) { Span = span };
        if (name is "greatest" or "least" && Array.Exists(arguments, argument => Collations.HasKey(argument.Type)))
            throw Errors.NotSupported($"{name} of texts under a collation", span,
                "write COLLATE \"C\" at the arguments to compare bytes");
        return WithCollation(ConstantFolding.TryFold(call, Context), arguments);
    }

    private BoundExpression[] CastArguments(
        IReadOnlyList<BoundExpression> arguments, IReadOnlyList<LogicalType> types) =>
        [.. arguments.Select((argument, i) => Context.Types.Cast(argument, types[i]))];

    private static LogicalType[] TypesOf(IReadOnlyList<BoundExpression> arguments) =>
        [.. arguments.Select(argument => argument.Type)];

    private static Value?[] ConstantsOf(IReadOnlyList<BoundExpression> arguments) =>
        [.. arguments.Select(argument => argument is BoundConstant constant ? constant.Value : (Value?)null)];

    private static T Guard<T>(Func<T> bind, SourceSpan span)
    {
        try
        {
            return bind();
        }
        catch (GrizzlyException error)
        {
            throw error.WithSpan(span);
        }
    }
}
