using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using SortKey = Grizzly.Logical.SortKey;
using WindowFrame = Grizzly.Logical.WindowFrame;

namespace Grizzly.Binding;

/// <summary>Calls with OVER.</summary>
internal sealed partial class ExpressionBinder
{
    private bool _isInWindow;

    /// <summary>Where window calls go; null where the clause allows none.</summary>
    public WindowCollector? Windows { get; init; }

    private BoundExpression BindWindow(FunctionCall call, WindowSpecification over)
    {
        if (_aggregateDepth > 0)
            throw new GrizzlyException(
                SqlStates.GroupingError, "aggregate function calls cannot contain window function calls", call.Span);
        if (_isInWindow) throw Errors.Windowing("window function calls cannot be nested", call.Span);
        if (Windows is null)
            throw Errors.Windowing(
                $"window functions are not allowed in {clause}", call.Span,
                clause is "WHERE" or "HAVING" ? "filter their results with QUALIFY" : null);
        _isInWindow = true;
        try
        {
            WindowSpecification window = Windows.Resolve(over);
            BoundExpression[] partition = [.. window.PartitionBy.Select(
                item => Collations.Key(Context, BindOutput(item)))];
            SortKey[] order = [.. BindWindowOrder(window.OrderBy)];
            BoundWindow bound = BindWindowCall(call) with { Frame = BindFrame(window, order), Span = call.Span };
            if (bound.Kind == WindowFunctionKind.Fill) bound = OrderFill(bound, order);
            if (bound is { OrderBy.Count: > 0, Frame.Exclusion: not WindowExclusion.NoOthers,
                Kind: > WindowFunctionKind.Aggregate and <= WindowFunctionKind.Lead })
                throw Errors.Windowing(
                    $"{bound.Name} with an ORDER BY of its own needs the current row, so its frame has no EXCLUDE",
                    call.Span);
            return Windows.Add(partition, order, bound, ColumnNaming.NameOf(call));
        }
        finally
        {
            _isInWindow = false;
        }
    }

    /// <summary>Constants order nothing, so they go.</summary>
    private IEnumerable<SortKey> BindWindowOrder(SyntaxList<OrderByItem> items) =>
        items.Select(item => SortKeys.Bind(this, item)).Where(key => key.Expression is not BoundConstant);

    private BoundWindow BindWindowCall(FunctionCall call)
    {
        string name = call.Name.Name.Text.ToLowerInvariant();
        if (name is "first" or "last" && !call.Distinct && call.Filter is null) name += "_value";
        if (FindAggregate(name) is { } aggregate)
            return BindWindowAggregate(call, aggregate);
        if (!WindowFunction.TryGet(name, out WindowFunction? function))
        {
            if (FindScalar(name) is null) throw UnknownFunction(call);
            throw new GrizzlyException(
                SqlStates.WrongObjectType, $"OVER needs a window function or an aggregate, and {name} is none",
                call.Span);
        }
        if (call.Distinct) throw Errors.Windowing($"DISTINCT is not allowed for {name}", call.Span);
        if (call.Filter is not null) throw Errors.Windowing($"FILTER is not allowed for {name}", call.Filter.Span);
        if (!call.WithinGroup.IsEmpty) throw Errors.Misplaced("WITHIN GROUP", call.Span);
        if (call.Nulls != NullTreatment.Default && !function.TakesNullTreatment)
            throw Errors.Windowing($"IGNORE NULLS and RESPECT NULLS are not allowed for {name}", call.Span);
        var arguments = new List<BoundExpression>(call.Arguments.Select(argument => Bind(argument.Value)));
        LogicalType type = Settle(function, arguments, call.Span);
        return new BoundWindow(
            function.Kind, function.Name, null, arguments, false, null, [.. BindWindowOrder(call.OrderBy)],
            call.Nulls == NullTreatment.IgnoreNulls, WindowFrame.Default, type);
    }

    /// <summary>Casts the arguments to what the function takes; its result type.</summary>
    private LogicalType Settle(WindowFunction function, List<BoundExpression> arguments, SourceSpan span)
    {
        (int least, int most) = function.Kind switch
        {
            WindowFunctionKind.Ntile => (1, 1),
            WindowFunctionKind.Lag or WindowFunctionKind.Lead => (1, 3),
            WindowFunctionKind.FirstValue or WindowFunctionKind.LastValue or WindowFunctionKind.Fill => (1, 1),
            WindowFunctionKind.NthValue => (2, 2),
            _ => (0, 0),
        };
        if (arguments.Count < least || arguments.Count > most)
            throw Errors.NoMatchingFunction(
                $"{function.Name}({string.Join(", ", arguments.Select(argument => argument.Type.Name))})",
                [function.Signature], span);
        if (function.Kind == WindowFunctionKind.Ntile)
            arguments[0] = Context.Types.Cast(arguments[0], LogicalType.BigInt);
        if (function.Kind is WindowFunctionKind.PercentRank or WindowFunctionKind.CumeDist) return LogicalType.Double;
        if (function.Kind < WindowFunctionKind.Lag) return LogicalType.BigInt;
        if (arguments.Count > 1) arguments[1] = Context.Types.Cast(arguments[1], LogicalType.BigInt);
        List<BoundExpression> values = arguments.Count == 3 ? [arguments[0], arguments[2]] : [arguments[0]];
        LogicalType type = Unify(values, function.Name, span);
        if (type.IsNull)
        {
            type = LogicalType.Integer;
            for (int i = 0; i < values.Count; i++) values[i] = Context.Types.Cast(values[i], type);
        }
        arguments[0] = values[0];
        if (arguments.Count == 3) arguments[2] = values[1];
        return type;
    }

    /// <summary>fill goes by one key: its own ORDER BY, else the window's.</summary>
    private static BoundWindow OrderFill(BoundWindow fill, SortKey[] order)
    {
        IReadOnlyList<SortKey> keys = fill.OrderBy.Count > 0 ? fill.OrderBy : order;
        if (keys.Count != 1)
            throw Errors.Windowing("fill needs exactly one ORDER BY expression", fill.Span);
        foreach (LogicalType type in (ReadOnlySpan<LogicalType>)[keys[0].Expression.Type, fill.Type])
        {
            if (!type.IsNumeric && !type.IsTemporal)
                throw Errors.Windowing($"fill cannot interpolate type {type.Name}", fill.Span);
        }
        return fill with { OrderBy = keys };
    }

    private BoundWindow BindWindowAggregate(FunctionCall call, AggregateFunction function)
    {
        if (!call.WithinGroup.IsEmpty) return BindWindowCall(WithoutWithinGroup(call));
        if (call.Nulls != NullTreatment.Default)
            throw Errors.Windowing($"IGNORE NULLS and RESPECT NULLS are not allowed for {function.Name}", call.Span);
        BoundExpression[] arguments = BindAggregateArguments(call);
        function = ByKeys(function, ref arguments, call.Distinct, call.Span);
        BoundExpression? filter = call.Filter is null ? null : BindBoolean(call.Filter, "FILTER");
        SortKey[] orderBy = [.. BindWindowOrder(call.OrderBy)];
        BoundAggregateFunction bound = Guard(() => function.Bind(TypesOf(arguments), ConstantsOf(arguments)), call.Span)
            ?? throw Errors.NoMatchingFunction(
                $"{function.Name}({string.Join(", ", arguments.Select(argument => argument.Type.Name))})",
                function.Signatures, call.Span);
        (bound, bool keepsOrder) = bound.For(orderBy.Length);
        var window = new BoundWindow(
            WindowFunctionKind.Aggregate, bound.Name, bound, CastArguments(arguments, bound.ArgumentTypes),
            call.Distinct && !bound.IgnoresDuplicates, filter,
            keepsOrder ? orderBy : [], false,
            WindowFrame.Default, bound.ReturnType);
        return (BoundWindow)WithCollation(window, arguments);
    }

    private WindowFrame BindFrame(WindowSpecification window, SortKey[] order)
    {
        if (window.Frame is not { } frame) return WindowFrame.Default;
        CheckFrame(frame);
        var unit = (WindowUnit)frame.Unit;
        bool hasOffset = frame.Start.Offset is not null || frame.End.Offset is not null;
        WindowBound start, end;
        BoundExpression? key = null;
        if (unit == WindowUnit.Range && hasOffset)
        {
            if (order.Length != 1)
                throw Errors.Windowing("RANGE with an offset needs exactly one ORDER BY expression", frame.Span);
            start = RangeBound(frame.Start, order[0]);
            end = RangeBound(frame.End, order[0]);
            key = AlignKey(ref start, ref end, order[0].Expression, frame.Span);
        }
        else
        {
            start = CountedBound(frame.Start, unit);
            end = CountedBound(frame.End, unit);
        }
        return new WindowFrame(unit, start, end, (WindowExclusion)frame.Exclusion, key);
    }

    private static void CheckFrame(Sql.WindowFrame frame)
    {
        if (frame.Start.Kind == FrameBoundKind.UnboundedFollowing)
            throw Errors.Windowing("a frame cannot start with UNBOUNDED FOLLOWING", frame.Start.Span);
        if (frame.End.Kind == FrameBoundKind.UnboundedPreceding)
            throw Errors.Windowing("a frame cannot end with UNBOUNDED PRECEDING", frame.End.Span);
        bool startsHere = frame.Start.Kind == FrameBoundKind.CurrentRow;
        if (startsHere && frame.End.Kind == FrameBoundKind.Preceding)
            throw Errors.Windowing("a frame that starts at the current row cannot end before it", frame.Span);
        if (frame.Start.Kind == FrameBoundKind.Following
            && frame.End.Kind is FrameBoundKind.Preceding or FrameBoundKind.CurrentRow)
            throw Errors.Windowing("a frame that starts after the current row cannot end at or before it", frame.Span);
    }

    private WindowBound CountedBound(FrameBound bound, WindowUnit unit)
    {
        var kind = (WindowBoundKind)bound.Kind;
        if (bound.Offset is null) return new WindowBound(kind);
        BoundExpression offset = Context.Types.Cast(Bind(bound.Offset), LogicalType.BigInt);
        if (offset is BoundConstant { Value: var value } && (value.IsNull || value.Integer < 0))
            throw Errors.FrameOffset(unit.ToString().ToUpperInvariant(), bound.Offset.Span);
        return new WindowBound(kind, offset);
    }

    /// <summary>The key at the bound: before the current row is less where keys ascend, more where they
    /// descend.</summary>
    private WindowBound RangeBound(FrameBound bound, SortKey order)
    {
        var kind = (WindowBoundKind)bound.Kind;
        if (bound.Offset is null) return new WindowBound(kind);
        BoundExpression offset = Bind(bound.Offset), key = order.Expression;
        if (offset is BoundConstant { Value.IsNull: true }) throw Errors.FrameOffset("RANGE", bound.Offset.Span);
        if (key.Type.IsTemporal && Coercion.IsAdaptable(offset))
            offset = Context.Types.Cast(offset, LogicalType.Interval);
        if (key.Type.Id == LogicalTypeId.Time)
            throw Errors.NotSupported("RANGE with an offset over TIME", bound.Span);
        if (!key.Type.IsNumeric && !key.Type.IsTemporal && key.Type.Id != LogicalTypeId.Interval)
            throw Errors.Windowing($"RANGE with an offset cannot order by type {key.Type.Name}", bound.Span);
        if (key.Type.IsInteger && offset.Type.IsInteger)
        {
            key = Context.Types.Cast(key, LogicalType.HugeInt);
            offset = Context.Types.Cast(offset, LogicalType.HugeInt);
        }
        bool isLess = (kind == WindowBoundKind.Preceding) != order.IsDescending;
        return new WindowBound(kind, BindOperator(isLess ? "-" : "+", [key, offset], bound.Offset.Span));
    }

    private BoundExpression AlignKey(
        ref WindowBound start, ref WindowBound end, BoundExpression key, SourceSpan span)
    {
        List<BoundExpression> all = [key];
        if (start.Offset is not null) all.Add(start.Offset);
        if (end.Offset is not null) all.Add(end.Offset);
        Unify(all, "RANGE", span);
        int next = 1;
        if (start.Offset is not null) start = start with { Offset = all[next++] };
        if (end.Offset is not null) end = end with { Offset = all[next] };
        return all[0];
    }
}
