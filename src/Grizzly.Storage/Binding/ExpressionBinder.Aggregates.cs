using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Calls of aggregates.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundExpression BindAggregate(FunctionCall call, AggregateFunction function)
    {
        if (!call.WithinGroup.IsEmpty) return BindWithinGroup(call);
        if (QuantileOrder(call) is { } directed) return BindCall(directed);
        if (call.Nulls != NullTreatment.Default) throw Errors.NotSupported("IGNORE NULLS and RESPECT NULLS", call.Span);
        if (_aggregateDepth > 0) throw Errors.NestedAggregate(call.Span);
        if (Aggregates is null && Outer is null) throw Errors.AggregateNotAllowed(clause, call.Span);
        int localBefore = _localColumns, outerBefore = _outerColumns;
        int[] correlated = [.. Chain().Select(binder => binder.Correlated?.Count ?? 0)];
        _innermostUse = -1;
        _aggregateDepth++;
        BoundExpression[] arguments = BindAggregateArguments(call);
        BoundExpression? filter = call.Filter is null ? null : BindBoolean(call.Filter, "FILTER");
        SortKey[] orderBy = [.. call.OrderBy.Select(item => SortKeys.Bind(this, item))];
        _aggregateDepth--;
        if (_localColumns == localBefore && _outerColumns > outerBefore && _innermostUse >= 0)
            return BindOuterAggregate(call, function, correlated);
        if (Aggregates is null) throw Errors.AggregateNotAllowed(clause, call.Span);
        function = ByKeys(function, ref arguments, call.Distinct, call.Span);
        BoundAggregateFunction bound = Guard(() => function.Bind(TypesOf(arguments), ConstantsOf(arguments)), call.Span)
            ?? throw Errors.NoMatchingFunction(
                $"{function.Name}({string.Join(", ", arguments.Select(argument => argument.Type.Name))})",
                function.Signatures, call.Span);
        (bound, bool keepsOrder) = bound.For(orderBy.Length);
        bool isDistinct = call.Distinct && !bound.IgnoresDuplicates;
        var aggregate = new BoundAggregate(
            bound, CastArguments(arguments, bound.ArgumentTypes), isDistinct, filter,
            keepsOrder ? orderBy : []) { Span = call.Span };
        return Aggregates.Add(
            (BoundAggregate)WithCollation(aggregate, arguments), ColumnNaming.NameOf(call));
    }

    /// <summary>
    /// An aggregate whose arguments take columns of enclosing queries only belongs to the innermost of these: to this
    /// query its result is one more outer column.
    /// </summary>
    private BoundExpression BindOuterAggregate(FunctionCall call, AggregateFunction function, int[] correlated)
    {
        int at = 0;
        foreach (ExpressionBinder binder in Chain())
        {
            // The arguments were no correlated columns after all.
            if (binder.Correlated is { } columns && columns.Count > correlated[at])
                columns.RemoveRange(correlated[at], columns.Count - correlated[at]);
            at++;
        }
        ExpressionBinder owner = Chain().First(binder => binder.Level == _innermostUse);
        BoundExpression result = owner.BindAggregate(call, function);
        Context.OutermostLevel = Math.Min(Context.OutermostLevel, owner.Level);
        owner.IsReferencedFromInside = true;
        foreach (ExpressionBinder binder in Chain())
        {
            if (binder == owner) break;
            binder._outerColumns++;
        }
        return result;
    }

    /// <summary>
    /// WITHIN GROUP (ORDER BY x): the ordered-set functions of the standard are plain aggregates of x; for others it is
    /// the same as ORDER BY inside the parentheses.
    /// </summary>
    private BoundExpression BindWithinGroup(FunctionCall call) => BindCall(WithoutWithinGroup(call));

    /// <summary>quantile_cont(x, f ORDER BY x DESC) counts from the largest; null for any other call.</summary>
    private static FunctionCall? QuantileOrder(FunctionCall call)
    {
        if (call.OrderBy is not [{ Direction: SortDirection.Descending } order]) return null;
        if (call.Arguments.Count != 2) return null;
        string name = call.Name.Name.Text.ToLowerInvariant() switch
        {
            "quantile_cont" => "quantile_cont_desc",
            "quantile_disc" or "quantile" => "quantile_disc_desc",
            _ => "",
        };
        if (name.Length == 0 || !call.Arguments[0].Value.Equals(order.Value)) return null;
        var named = new QualifiedName([new Identifier(name, false, call.Name.Span)], call.Name.Span);
        return call with { Name = named, OrderBy = [] };
    }

    private static FunctionCall WithoutWithinGroup(FunctionCall call)
    {
        string name = call.Name.Name.Text.ToLowerInvariant();
        string? plain = name switch
        {
            "percentile_cont" or "quantile_cont" => "quantile_cont",
            "percentile_disc" or "quantile_disc" or "quantile" => "quantile_disc",
            "mode" => "mode",
            _ => null,
        };
        if (plain is null && name is not ("string_agg" or "listagg" or "group_concat" or "array_agg" or "list"))
            throw new GrizzlyException(
                SqlStates.WrongObjectType, $"{name} is no ordered-set aggregate and takes no WITHIN GROUP", call.Span);
        if (plain is null) return call with { OrderBy = [.. call.OrderBy, .. call.WithinGroup], WithinGroup = [] };
        if (call.WithinGroup.Count != 1)
            throw Errors.Invalid($"WITHIN GROUP of {name} needs exactly one ORDER BY expression", call.Span);
        if (call.Arguments.Count != (plain == "mode" ? 0 : 1))
            throw Errors.NoMatchingFunction(
                $"{name} with {call.Arguments.Count} arguments", [$"{name}(fraction) WITHIN GROUP (ORDER BY x)"],
                call.Span);
        Expression? negative = call.Arguments is not [{ Value: var fraction }] ? null
            : (fraction is ListExpression list ? list.Items.AsSpan().ToArray() : [fraction])
                .FirstOrDefault(item => item is UnaryExpression { Operator: "-" });
        if (negative is not null) throw Errors.Invalid($"the fraction of {name} must not be negative", negative.Span);
        OrderByItem order = call.WithinGroup[0];
        var value = new FunctionArgument(null, order.Value, order.Value.Span);
        bool descends = order.Direction == SortDirection.Descending && plain != "mode";
        if (descends) plain += "_desc";
        return call with
        {
            Name = new QualifiedName([new Identifier(plain, false, call.Name.Span)], call.Name.Span),
            Arguments = [value, .. call.Arguments.AsSpan()], WithinGroup = [],
            OrderBy = plain == "mode" ? call.WithinGroup : [],
        };
    }

    private BoundExpression[] BindAggregateArguments(FunctionCall call)
    {
        if (call.Arguments is [{ Value: StarExpression star }])
        {
            bool isPlain = star.Qualifier.IsEmpty && star.Exclude.IsEmpty && star.Replace.IsEmpty
                && star.Rename.IsEmpty;
            if (!isPlain || !Scope.SameName(call.Name.Name.Text, "count"))
                throw Errors.Misplaced("*", star.Span, "only count(*) takes a star");
            if (call.Distinct) throw Errors.Misplaced("DISTINCT *", star.Span);
            return [];
        }
        foreach (FunctionArgument argument in call.Arguments)
        {
            if (argument.Name is not null) throw Errors.NotSupported("a named argument of an aggregate", argument.Span);
        }
        return [.. call.Arguments.Select(argument => Bind(argument.Value))];
    }
}
