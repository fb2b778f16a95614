using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Logical;

public enum WindowUnit : byte
{
    Rows,
    Range,
    Groups,
}

public enum WindowBoundKind : byte
{
    UnboundedPreceding,
    Preceding,
    CurrentRow,
    Following,
    UnboundedFollowing,
}

public enum WindowExclusion : byte
{
    NoOthers,
    CurrentRow,
    Group,
    Ties,
}

/// <summary>Where a frame begins or ends.</summary>
/// <param name="Offset">
/// Of n PRECEDING and n FOLLOWING, else null. BIGINT, how many rows or groups of peers; for RANGE the key at the bound
/// itself: the current row's key less or plus n.
/// </param>
public sealed record WindowBound(WindowBoundKind Kind, BoundExpression? Offset = null);

/// <summary>The rows around the current one that a window call looks at.</summary>
/// <param name="RangeKey">
/// For RANGE with an offset the one ORDER BY key, cast to the type of the bounds; else null.
/// </param>
public sealed record WindowFrame(
    WindowUnit Unit, WindowBound Start, WindowBound End, WindowExclusion Exclusion, BoundExpression? RangeKey = null)
{
    /// <summary>RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW: what a window has that says nothing.</summary>
    public static readonly WindowFrame Default = new(
        WindowUnit.Range, new WindowBound(WindowBoundKind.UnboundedPreceding),
        new WindowBound(WindowBoundKind.CurrentRow), WindowExclusion.NoOthers);

    public IEnumerable<BoundExpression> Expressions =>
        new[] { Start.Offset, End.Offset, RangeKey }.OfType<BoundExpression>();

    /// <summary>The same frame over other expressions, in the order of <see cref="Expressions"/>.</summary>
    public WindowFrame WithExpressions(ReadOnlySpan<BoundExpression> expressions)
    {
        int next = 0;
        BoundExpression? start = Start.Offset is null ? null : expressions[next++];
        BoundExpression? end = End.Offset is null ? null : expressions[next++];
        BoundExpression? key = RangeKey is null ? null : expressions[next];
        return this with { Start = Start with { Offset = start }, End = End with { Offset = end }, RangeKey = key };
    }
}

/// <summary>A call with OVER; stands only in <see cref="LogicalWindow"/>, which has its partition and order.</summary>
/// <param name="Aggregate">The aggregate of kind Aggregate, else null.</param>
/// <param name="OrderBy">ORDER BY inside the parentheses of an aggregate.</param>
public sealed record BoundWindow(
    WindowFunctionKind Kind,
    string Name,
    BoundAggregateFunction? Aggregate,
    IReadOnlyList<BoundExpression> Arguments,
    bool IsDistinct,
    BoundExpression? Filter,
    IReadOnlyList<SortKey> OrderBy,
    bool IgnoreNulls,
    WindowFrame Frame,
    LogicalType ResultType) : BoundExpression(ResultType)
{
    /// <summary>row_number().</summary>
    public static readonly BoundWindow RowNumber = Ranking(WindowFunctionKind.RowNumber, "row_number");

    /// <summary>rank().</summary>
    public static readonly BoundWindow Rank = Ranking(WindowFunctionKind.Rank, "rank");

    public override IReadOnlyList<BoundExpression> Children =>
        [.. Arguments, .. OrderBy.Select(key => key.Expression), .. Frame.Expressions, .. Filter is null
            ? Array.Empty<BoundExpression>() : [Filter]];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children)
    {
        int order = Arguments.Count, frame = order + OrderBy.Count;
        return this with
        {
            Arguments = [.. children.Take(order)],
            OrderBy = [.. OrderBy.Select((key, i) => key with { Expression = children[order + i] })],
            Frame = Frame.WithExpressions([.. children.Skip(frame)]),
            Filter = Filter is null ? null : children[^1],
        };
    }

    /// <summary>An aggregate over all rows of the partition.</summary>
    public static BoundWindow Total(BoundAggregateFunction function, params IReadOnlyList<BoundExpression> arguments) =>
        new(WindowFunctionKind.Aggregate, function.Name, function, arguments, false, null, [], false,
            WindowFrame.Default, function.ReturnType);

    private static BoundWindow Ranking(WindowFunctionKind kind, string name) =>
        new(kind, name, null, [], false, null, [], false, WindowFrame.Default, LogicalType.BigInt);
}

/// <summary>Adds one column for each window call; all of them have the same partition and order.</summary>
/// <param name="Columns">One for each call, after the input's columns.</param>
public sealed record LogicalWindow(
    LogicalOperator Input,
    IReadOnlyList<BoundExpression> PartitionBy,
    IReadOnlyList<SortKey> OrderBy,
    IReadOnlyList<BoundWindow> Calls,
    IReadOnlyList<LogicalColumn> Columns) : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [Input];

    public override IReadOnlyList<LogicalColumn> Output => [.. Input.Output, .. Columns];

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Input = inputs[0] };
}
