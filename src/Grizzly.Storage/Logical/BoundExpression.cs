using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Logical;

/// <summary>A typed expression over columns. Immutable; trees may share nodes.</summary>
public abstract record BoundExpression(LogicalType Type)
{
    /// <summary>Where it was written, for run-time errors; not part of equality of meaning (see
    /// <see cref="ExpressionEquality"/>).</summary>
    public SourceSpan Span { get; init; } = SourceSpan.None;

    public abstract IReadOnlyList<BoundExpression> Children { get; }

    /// <summary>The same node over other children (as many, of the same types).</summary>
    public abstract BoundExpression WithChildren(IReadOnlyList<BoundExpression> children);
}

/// <summary>A column of some logical operator, unique within one statement.</summary>
/// <param name="Id">Unique in the statement; assigned by <see cref="ColumnIds"/>.</param>
/// <param name="IsNullable">False only where no row can be NULL at the place of definition (outer joins make columns
/// nullable again).</param>
public sealed record LogicalColumn(int Id, string Name, LogicalType Type, bool IsNullable = true)
{
    public bool Equals(LogicalColumn? other) => other is not null && Id == other.Id;

    public override int GetHashCode() => Id;
}

/// <summary>Hands out column ids for one statement. Not thread-safe.</summary>
/// <param name="last">The largest id in use already.</param>
public sealed class ColumnIds(int last = 0)
{
    private int _last = last;

    /// <summary>A column that nothing has named yet. COLLATE is explicit only in the expression it is written in.
    /// </summary>
    public LogicalColumn New(string name, LogicalType type, bool isNullable = true)
    {
        if (type.Collation is { IsExplicit: true } collation) type = type.With(collation with { IsExplicit = false });
        return new LogicalColumn(++_last, name, type, isNullable);
    }
}

public sealed record BoundConstant(Value Value) : BoundExpression(Value.Type)
{
    public override IReadOnlyList<BoundExpression> Children => [];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) => this;
}

/// <summary>A reference to a column by identity.</summary>
public sealed record BoundColumn(LogicalColumn Column) : BoundExpression(Column.Type)
{
    public override IReadOnlyList<BoundExpression> Children => [];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) => this;
}

/// <summary>A reference to a column by its position in the input chunk: what <see cref="BoundColumn"/> becomes in a
/// physical plan.</summary>
public sealed record BoundReference(int Index, LogicalType ReferenceType) : BoundExpression(ReferenceType)
{
    public override IReadOnlyList<BoundExpression> Children => [];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) => this;
}

/// <summary>A statement parameter; its value is fixed for one execution.</summary>
/// <param name="Index">Zero-based slot in the statement's parameter list.</param>
public sealed record BoundParameter(int Index, string Name, LogicalType ParameterType) : BoundExpression(ParameterType)
{
    public override IReadOnlyList<BoundExpression> Children => [];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) => this;
}

/// <summary>CAST, or TRY_CAST, which gives NULL where CAST raises an error. NULL stays NULL.</summary>
public sealed record BoundCast(BoundExpression Input, LogicalType Target, bool IsTry) : BoundExpression(Target)
{
    public override IReadOnlyList<BoundExpression> Children => [Input];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        this with { Input = children[0] };
}

public sealed record BoundCall(BoundScalar Function, IReadOnlyList<BoundExpression> Arguments)
    : BoundExpression(Function.ReturnType)
{
    public override IReadOnlyList<BoundExpression> Children => Arguments;

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        this with { Arguments = children };
}

public enum ComparisonKind : byte
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,

    /// <summary>IS DISTINCT FROM: never NULL.</summary>
    Distinct,

    /// <summary>IS NOT DISTINCT FROM: never NULL.</summary>
    NotDistinct,
}

/// <summary>A comparison of two values of the same type; NULL if either is (but for the distinct forms).</summary>
public sealed record BoundComparison(ComparisonKind Kind, BoundExpression Left, BoundExpression Right)
    : BoundExpression(LogicalType.Boolean)
{
    public override IReadOnlyList<BoundExpression> Children => [Left, Right];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        this with { Left = children[0], Right = children[1] };
}

/// <summary>AND or OR over two or more operands, three-valued.</summary>
public sealed record BoundJunction(bool IsAnd, IReadOnlyList<BoundExpression> Operands)
    : BoundExpression(LogicalType.Boolean)
{
    public override IReadOnlyList<BoundExpression> Children => Operands;

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        this with { Operands = children };
}

/// <summary>NOT, three-valued.</summary>
public sealed record BoundNot(BoundExpression Input) : BoundExpression(LogicalType.Boolean)
{
    public override IReadOnlyList<BoundExpression> Children => [Input];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        this with { Input = children[0] };
}

/// <summary>IS NULL or IS NOT NULL: never NULL.</summary>
public sealed record BoundIsNull(BoundExpression Input, bool IsNegated) : BoundExpression(LogicalType.Boolean)
{
    public override IReadOnlyList<BoundExpression> Children => [Input];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        this with { Input = children[0] };
}

/// <summary>
/// input IN (items), items of the input's type: true if some item equals, else NULL if the input or any item is NULL,
/// else false.
/// </summary>
public sealed record BoundInList(BoundExpression Input, IReadOnlyList<BoundExpression> Items)
    : BoundExpression(LogicalType.Boolean)
{
    public override IReadOnlyList<BoundExpression> Children => [Input, .. Items];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        this with { Input = children[0], Items = [.. children.Skip(1)] };
}

/// <summary>
/// CASE: children are condition, result pairs and then the default. A result is evaluated only for the rows that take
/// it. COALESCE and NULLIF are written with it.
/// </summary>
public sealed record BoundCase(IReadOnlyList<BoundExpression> Branches, BoundExpression Default, LogicalType ResultType)
    : BoundExpression(ResultType)
{
    public override IReadOnlyList<BoundExpression> Children => [.. Branches, Default];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        this with { Branches = [.. children.Take(children.Count - 1)], Default = children[^1] };
}

/// <summary>The first operand that is not NULL; later operands are evaluated only where the earlier ones are
/// NULL.</summary>
public sealed record BoundCoalesce(IReadOnlyList<BoundExpression> Operands, LogicalType ResultType)
    : BoundExpression(ResultType)
{
    public override IReadOnlyList<BoundExpression> Children => Operands;

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        this with { Operands = children };
}

/// <summary>TRY: the input, or NULL where evaluating it raises an error of its data (SQLSTATE class 22).</summary>
public sealed record BoundTry(BoundExpression Input) : BoundExpression(Input.Type)
{
    public override IReadOnlyList<BoundExpression> Children => [Input];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        this with { Input = children[0] };
}

/// <summary>A call of an aggregate; stands only in <see cref="LogicalAggregate"/>.</summary>
public sealed record BoundAggregate(
    BoundAggregateFunction Function,
    IReadOnlyList<BoundExpression> Arguments,
    bool IsDistinct,
    BoundExpression? Filter,
    IReadOnlyList<SortKey> OrderBy) : BoundExpression(Function.ReturnType)
{
    public override IReadOnlyList<BoundExpression> Children =>
        [.. Arguments, .. OrderBy.Select(key => key.Expression), .. Filter is null
            ? Array.Empty<BoundExpression>() : [Filter]];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) => this with
    {
        Arguments = [.. children.Take(Arguments.Count)],
        OrderBy = [.. OrderBy.Select((key, i) => key with { Expression = children[Arguments.Count + i] })],
        Filter = Filter is null ? null : children[^1],
    };
}

/// <summary>One ORDER BY key.</summary>
public sealed record SortKey(BoundExpression Expression, bool IsDescending, bool NullsFirst);

public enum SubqueryKind : byte
{
    /// <summary>One column, at most one row (else 21000), NULL if none.</summary>
    Scalar,

    /// <summary>True if there is a row.</summary>
    Exists,

    /// <summary>left op ANY (subquery); IN is = ANY.</summary>
    Any,

    /// <summary>left op ALL (subquery); NOT IN is &lt;&gt; ALL.</summary>
    All,
}

/// <summary>A subquery inside an expression, as the binder leaves it; unnesting replaces every one by joins.</summary>
/// <param name="Plan">The subquery's plan; refers to outer columns by <see cref="BoundColumn"/>s it does not
/// define.</param>
/// <param name="Left">Left operands of ANY and ALL, one for each column of the subquery; else empty.</param>
/// <param name="Comparison">The operator of ANY and ALL.</param>
public sealed record BoundSubquery(
    SubqueryKind Kind,
    LogicalOperator Plan,
    IReadOnlyList<BoundExpression> Left,
    ComparisonKind Comparison,
    LogicalType ResultType) : BoundExpression(ResultType)
{
    public override IReadOnlyList<BoundExpression> Children => Left;

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        this with { Left = children };
}
