using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Lists, structs, maps, and their parts.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundExpression BindList(ListExpression expression) =>
        MakeList([.. expression.Items.Select(Bind)], "a list", expression.Span);

    private BoundExpression MakeList(List<BoundExpression> items, string what, SourceSpan span)
    {
        LogicalType element = Unify(items, what, span);
        return Call(Guard(() => MakeFunctions.List(LogicalType.List(element), items.Count), span), items, span);
    }

    private BoundExpression BindRow(RowExpression expression) =>
        MakeStruct([.. expression.Items.Select(_ => "")], [.. expression.Items.Select(BindOutput)], expression.Span);

    private BoundExpression BindStruct(StructExpression expression) => MakeStruct(
        [.. expression.Fields.Select(field => field.Name.Text)],
        [.. expression.Fields.Select(field => BindOutput(field.Value))], expression.Span);

    private BoundExpression MakeStruct(string[] names, BoundExpression[] fields, SourceSpan span) =>
        Call(Guard(() => MakeFunctions.Struct(names, TypesOf(fields)), span), fields, span);

    private BoundExpression BindMap(MapExpression expression)
    {
        BoundExpression keys = MakeList([.. expression.Entries.Select(entry => Bind(entry.Key))], "the keys of a map",
            expression.Span);
        BoundExpression values = MakeList([.. expression.Entries.Select(entry => Bind(entry.Value))],
            "the values of a map", expression.Span);
        return BindFunction("map", [keys, values], expression.Span);
    }

    private BoundExpression Call(BoundScalar function, IReadOnlyList<BoundExpression> arguments, SourceSpan span) =>
        ConstantFolding.TryFold(
            new BoundCall(function, CastArguments(arguments, function.ArgumentTypes)) { Span = span }, Context);

    private BoundExpression BindSubscript(SubscriptExpression expression)
    {
        BoundExpression operand = Bind(expression.Operand), index = Bind(expression.Index);
        if (operand.Type.IsMap) return BindFunction("map_extract_value", [operand, index], expression.Span);
        if (operand.Type.IsJson) return BindOperator("->", [operand, index], expression.Span);
        if (operand.Type.IsNull) operand = Context.Types.Default(operand, LogicalType.List(LogicalType.Integer));
        if (operand.Type.IsList || operand.Type.IsString)
        {
            if (index.Type.IsDecimal || index.Type.IsFloating || index.Type.IsInteger)
                index = Context.Types.Cast(index, LogicalType.BigInt);
        }
        return BindFunction("array_extract", [operand, index], expression.Span);
    }

    private BoundExpression BindSlice(SliceExpression expression)
    {
        BoundExpression operand = Bind(expression.Operand);
        if (operand.Type.IsNull) operand = Context.Types.Default(operand, LogicalType.List(LogicalType.Integer));
        List<BoundExpression> arguments = [operand];
        foreach (Expression? bound in (Expression?[])[expression.Lower, expression.Upper, expression.Step])
            if (bound is not null) arguments.Add(Context.Types.Cast(Bind(bound), LogicalType.BigInt));
        BoundScalar function = Guard(() => ExtractFunctions.Slice(operand.Type, expression.Lower is not null,
            expression.Upper is not null, expression.Step is not null), expression.Span)
            ?? throw Errors.NoMatchingFunction($"a slice of {operand.Type.Name}", ["LIST[from:to]"], expression.Span);
        return Call(function, arguments, expression.Span);
    }

    private BoundExpression BindField(FieldExpression expression)
    {
        BoundExpression operand = Bind(expression.Operand);
        return Field(operand, expression.Field, expression.Span);
    }

    /// <summary>The field of a STRUCT, member of a UNION or key of a JSON object.</summary>
    private BoundExpression Field(BoundExpression operand, Identifier name, SourceSpan span)
    {
        BoundExpression key = LiteralBinder.Text(name.Text, name.Span);
        if (operand.Type.IsStruct) return BindFunction("struct_extract", [operand, key], span);
        if (operand.Type.IsUnion) return BindFunction("union_extract", [operand, key], span);
        if (operand.Type.IsJson) return BindFunction("json_extract", [operand, key], span);
        if (operand.Type.IsMap) return BindFunction("map_extract_value", [operand, key], span);
        throw new GrizzlyException(
            SqlStates.WrongObjectType, $"type {operand.Type.Name} has no field \"{name.Text}\"", span);
    }

    /// <summary>Fields behind a column, where the leading parts name one; null where they do not.</summary>
    private BoundExpression? TryBindFields(ColumnReference reference)
    {
        Identifier[] parts = [.. reference.Parts];
        for (int known = parts.Length - 1; known >= 1; known--)
        {
            var column = new ColumnReference([.. parts[..known]], SourceSpan.Union(parts[0].Span,
                parts[known - 1].Span));
            bool isKnown = Chain().Any(binder => binder.TryFind(column) is not null)
                || (known == 1 && (FindLambdaParameter(column) is not null
                    || Aliases?.Contains(parts[0].Text) == true));
            if (!isKnown) continue;
            BoundExpression value = BindColumn(column);
            for (int i = known; i < parts.Length; i++) value = Field(value, parts[i], reference.Span);
            LastColumnName = parts[^1].Text;
            return value with { Span = reference.Span };
        }
        return null;
    }

    /// <summary>x IN l: whether the list, or the map's keys, or the text contains x.</summary>
    private BoundExpression BindInCollection(InCollectionExpression expression)
    {
        BoundExpression operand = Bind(expression.Operand), collection = Bind(expression.Collection);
        if (collection.Type.IsList && Collations.HasKey(operand.Type))
        {
            BoundExpression any = CompareWithList(
                ComparisonKind.Equal, operand, collection, isAny: true, expression.Span);
            return expression.Negated ? new BoundNot(any) { Span = expression.Span } : any;
        }
        string name = collection.Type.IsMap ? "map_contains" : collection.Type.IsString ? "contains" : "list_contains";
        BoundExpression result = BindFunction(name, [collection, operand], expression.Span);
        return expression.Negated ? new BoundNot(result) { Span = expression.Span } : result;
    }

    /// <summary>switch(x, MAP {1: 'one', …}, otherwise): CASE x WHEN each key THEN its value.</summary>
    private BoundExpression BindSwitch(FunctionCall call, MapExpression map)
    {
        if (map.Entries.IsEmpty) throw Errors.Invalid("switch needs a key", map.Span);
        foreach (MapEntry entry in map.Entries)
        {
            if (entry.Key is NullLiteral) throw Errors.Invalid("a key of a map must not be NULL", entry.Key.Span);
        }
        List<CaseBranch> branches =
            [.. map.Entries.Select(entry => new CaseBranch(entry.Key, entry.Value, entry.Span))];
        Expression? otherwise = call.Arguments.Count == 3 ? call.Arguments[2].Value : null;
        return Bind(new CaseExpression(call.Arguments[0].Value, SyntaxList.From(branches), otherwise, call.Span));
    }

    /// <summary>ARRAY(SELECT x …): the rows of the only column as a list, empty where there are none.</summary>
    private BoundExpression BindArraySubquery(ArraySubqueryExpression expression)
    {
        SourceSpan span = expression.Span;
        var table = new SubqueryTable(expression.Query, new TableAlias(
            new Identifier("rows", false, span), [new Identifier("item", false, span)], span)
        {
            IsWhole = true,
        }, false, span);
        var item = new ColumnReference([new Identifier("item", false, span)], span);
        FunctionCall Named(string name, params Expression[] arguments) => new(
            new QualifiedName([new Identifier(name, false, span)], span),
            [.. arguments.Select(argument => new FunctionArgument(null, argument, span))], false, [], [], null,
            NullTreatment.Default, null, span);
        var body = new SelectBody([], null, [new SelectItem(Named("list", item), null, span)], [table], null, null,
            null,
            [], null, null, span);
        BoundExpression list = BindScalarSubquery(
            new SubqueryExpression(new QueryExpression(null, body, [], null, span), span));
        var empty = Context.Types.Cast(MakeList([], "a list", span), list.Type);
        return new BoundCoalesce([list, empty], list.Type) { Span = span };
    }

    /// <summary>x op ANY(l), x op ALL(l) over a value that is a list.</summary>
    private BoundExpression BindQuantifiedValue(QuantifiedListExpression expression, bool isAny)
    {
        BoundExpression operand = Bind(expression.Operand), list = Bind(expression.List);
        list = Context.Types.Default(list, LogicalType.List(operand.Type));
        if (!list.Type.IsList)
            throw Errors.OperatorNotFound($"{operand.Type.Name} {expression.Operator} ANY {list.Type.Name}",
                expression.Span);
        if (KindOf(expression.Operator) is not { } kind)
            throw Errors.NotSupported("ANY or ALL of a list with this operator", expression.Operand.Span);
        return CompareWithList(kind, operand, list, isAny, expression.Span);
    }

    /// <summary>The comparisons with the list's elements, then any or all of them.</summary>
    private BoundExpression CompareWithList(
        ComparisonKind kind, BoundExpression operand, BoundExpression list, bool isAny, SourceSpan span)
    {
        var parameter = new BoundLambdaParameter(_lambdaDepth * BoundLambdaParameter.MostParameters, "x",
            list.Type.Element);
        BoundExpression body = Context.Types.Compare(kind, operand, parameter, span);
        var flags = new BoundLambdaCall(false, list, [parameter], body, null, null,
            LogicalType.List(LogicalType.Boolean)) { Span = span };
        return BindFunction(isAny ? "list_any_true" : "list_all_true", [flags], span);
    }
}
