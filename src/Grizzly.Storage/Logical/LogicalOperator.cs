using Grizzly.Catalog;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Logical;

/// <summary>A relational operator of a logical plan. Immutable; rules build new trees.</summary>
public abstract record LogicalOperator
{
    public abstract IReadOnlyList<LogicalOperator> Inputs { get; }

    /// <summary>The columns it yields, in order.</summary>
    public abstract IReadOnlyList<LogicalColumn> Output { get; }

    /// <summary>The same operator over other inputs (as many).</summary>
    public abstract LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs);

    /// <summary>Estimated rows, filled in by the optimizer; NaN before.</summary>
    public double EstimatedRows { get; init; } = double.NaN;
}

/// <summary>A base table's rows. Filters are conjuncts over its columns that the scan itself applies.</summary>
/// <param name="Columns">The columns to read; <paramref name="ColumnIndexes"/> says which of the table's they are (-1:
/// the row id, BIGINT).</param>
public sealed record LogicalGet(
    TableEntry Table,
    IReadOnlyList<LogicalColumn> Columns,
    IReadOnlyList<int> ColumnIndexes,
    IReadOnlyList<BoundExpression> Filters) : LogicalOperator
{
    public const int RowIdIndex = -1;

    /// <summary>The index that finds the rows, or null for reading the table; <see cref="Filters"/> are what is left to
    /// test.</summary>
    public IndexAccess? Index { get; init; }

    public override IReadOnlyList<LogicalOperator> Inputs => [];

    public override IReadOnlyList<LogicalColumn> Output => Columns;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) => this;
}

/// <summary>Rows made by a table function (a file reader, a generator).</summary>
public sealed record LogicalTableFunction(BoundTableFunction Function, IReadOnlyList<LogicalColumn> Columns)
    : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [];

    public override IReadOnlyList<LogicalColumn> Output => Columns;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) => this;
}

/// <summary>Literal rows; no rows is the empty relation, one row of no columns is SELECT without FROM.</summary>
public sealed record LogicalValues(IReadOnlyList<IReadOnlyList<BoundExpression>> Rows,
    IReadOnlyList<LogicalColumn> Columns) : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [];

    public override IReadOnlyList<LogicalColumn> Output => Columns;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) => this;
}

/// <summary>Keeps the rows for which every predicate is true (NULL is not).</summary>
public sealed record LogicalFilter(LogicalOperator Input, IReadOnlyList<BoundExpression> Predicates) : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [Input];

    public override IReadOnlyList<LogicalColumn> Output => Input.Output;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Input = inputs[0] };
}

/// <summary>Computes columns[i] = expressions[i]. A column that only passes through keeps its identity: columns[i] is
/// then the input's own.</summary>
public sealed record LogicalProject(LogicalOperator Input, IReadOnlyList<BoundExpression> Expressions,
    IReadOnlyList<LogicalColumn> Columns)
    : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [Input];

    public override IReadOnlyList<LogicalColumn> Output => Columns;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Input = inputs[0] };
}

/// <summary>GROUP BY. Without groups: one row, even of no input.</summary>
/// <param name="Columns">
/// One for each group, then one for each aggregate. A group that is a plain input column keeps its identity.
/// </param>
public sealed record LogicalAggregate(
    LogicalOperator Input,
    IReadOnlyList<BoundExpression> Groups,
    IReadOnlyList<BoundAggregate> Aggregates,
    IReadOnlyList<LogicalColumn> Columns) : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [Input];

    public override IReadOnlyList<LogicalColumn> Output => Columns;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Input = inputs[0] };
}

/// <summary>Removes duplicate rows (NULLs are equal to each other).</summary>
public sealed record LogicalDistinct(LogicalOperator Input) : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [Input];

    public override IReadOnlyList<LogicalColumn> Output => Input.Output;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Input = inputs[0] };
}

public enum JoinKind : byte
{
    Inner,
    Left,
    Right,
    Full,

    /// <summary>Left rows that have a partner; yields the left columns only.</summary>
    Semi,

    /// <summary>Left rows without a partner; yields the left columns only.</summary>
    Anti,

    /// <summary>
    /// Every left row once, with a BOOLEAN mark column: true if a partner makes all conditions true; else NULL if some
    /// partner makes them NULL; else false.
    /// </summary>
    Mark,

    /// <summary>As Left, but more than one partner is error 21000 (scalar subqueries).</summary>
    Single,
}

/// <summary>One conjunct of a join condition: <paramref name="Left"/> over the left input, <paramref name="Right"/>
/// over the right.</summary>
public sealed record JoinCondition(BoundExpression Left, BoundExpression Right, ComparisonKind Comparison);

/// <summary>
/// The output of joins that yield both sides: an outer join makes the columns of its far side nullable.
/// </summary>
internal static class JoinColumns
{
    public static IReadOnlyList<LogicalColumn> Of(JoinKind kind, LogicalOperator left, LogicalOperator right)
    {
        IReadOnlyList<LogicalColumn> leftColumns = left.Output, rightColumns = right.Output;
        bool leftCanBeMissing = kind is JoinKind.Right or JoinKind.Full;
        bool rightCanBeMissing = kind is JoinKind.Left or JoinKind.Full or JoinKind.Single;
        var columns = new LogicalColumn[leftColumns.Count + rightColumns.Count];
        for (int i = 0; i < leftColumns.Count; i++) columns[i] = Show(leftColumns[i], leftCanBeMissing);
        for (int i = 0; i < rightColumns.Count; i++)
            columns[leftColumns.Count + i] = Show(rightColumns[i], rightCanBeMissing);
        return columns;
    }

    private static LogicalColumn Show(LogicalColumn column, bool canBeMissing) =>
        canBeMissing && !column.IsNullable ? column with { IsNullable = true } : column;
}

/// <summary>
/// A join. Partners are the pairs for which all <paramref name="Conditions"/> and all <paramref name="Residual"/>
/// predicates (over both inputs) are true.
/// No conditions and no residual: the cross product.
/// </summary>
/// <param name="MarkColumn">The extra column of a Mark join, else null.</param>
public sealed record LogicalJoin(
    JoinKind Kind,
    LogicalOperator Left,
    LogicalOperator Right,
    IReadOnlyList<JoinCondition> Conditions,
    IReadOnlyList<BoundExpression> Residual,
    LogicalColumn? MarkColumn = null) : LogicalOperator
{
    /// <summary>How a hint wants the rows joined.</summary>
    public JoinMethod Method { get; init; }

    /// <summary>Set where the right side, a <see cref="LogicalGet"/>, is looked up row by row; conditions and residual
    /// then say what is joined, not how.</summary>
    public JoinLookup? Lookup { get; init; }

    public override IReadOnlyList<LogicalOperator> Inputs => [Left, Right];

    public override IReadOnlyList<LogicalColumn> Output => Kind switch
    {
        JoinKind.Semi or JoinKind.Anti => Left.Output,
        JoinKind.Mark => [.. Left.Output, MarkColumn!],
        _ => JoinColumns.Of(Kind, Left, Right),
    };

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Left = inputs[0], Right = inputs[1] };
}

/// <summary>
/// A join whose right side refers to columns of the left (LATERAL, an unnested subquery); removed by unnesting before
/// any other rule.
/// </summary>
public sealed record LogicalDependentJoin(
    JoinKind Kind,
    LogicalOperator Left,
    LogicalOperator Right,
    IReadOnlyList<JoinCondition> Conditions,
    IReadOnlyList<BoundExpression> Residual,
    LogicalColumn? MarkColumn = null) : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [Left, Right];

    public override IReadOnlyList<LogicalColumn> Output => Kind switch
    {
        JoinKind.Semi or JoinKind.Anti => Left.Output,
        JoinKind.Mark => [.. Left.Output, MarkColumn!],
        _ => JoinColumns.Of(Kind, Left, Right),
    };

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Left = inputs[0], Right = inputs[1] };
}

public sealed record LogicalSort(LogicalOperator Input, IReadOnlyList<SortKey> Keys) : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [Input];

    public override IReadOnlyList<LogicalColumn> Output => Input.Output;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Input = inputs[0] };
}

/// <summary>LIMIT and OFFSET: expressions over no columns (constants, parameters, later scalar subqueries), BIGINT;
/// null or NULL is none.</summary>
public sealed record LogicalLimit(LogicalOperator Input, BoundExpression? Limit, BoundExpression? Offset)
    : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [Input];

    public override IReadOnlyList<LogicalColumn> Output => Input.Output;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Input = inputs[0] };
}

/// <summary>Sort and limit in one: what ORDER BY … LIMIT becomes.</summary>
public sealed record LogicalTopN(LogicalOperator Input, IReadOnlyList<SortKey> Keys, BoundExpression Limit,
    BoundExpression? Offset)
    : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [Input];

    public override IReadOnlyList<LogicalColumn> Output => Input.Output;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Input = inputs[0] };
}

public enum SetOperationKind : byte
{
    Union,
    Intersect,
    Except,
}

/// <summary>A set operation over inputs with the same column types (NULLs are equal to each other). Union takes two or
/// more inputs, the others two.</summary>
public sealed record LogicalSetOperation(
    SetOperationKind Kind,
    bool IsAll,
    IReadOnlyList<LogicalOperator> Operands,
    IReadOnlyList<LogicalColumn> Columns) : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => Operands;

    public override IReadOnlyList<LogicalColumn> Output => Columns;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Operands = inputs };
}

/// <summary>A common table expression computed once (<paramref name="Definition"/>) for all its
/// <see cref="LogicalCteScan"/>s in <paramref name="Body"/>.</summary>
public sealed record LogicalCte(int CteId, string Name, LogicalOperator Definition, LogicalOperator Body)
    : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [Definition, Body];

    public override IReadOnlyList<LogicalColumn> Output => Body.Output;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Definition = inputs[0], Body = inputs[1] };
}

/// <summary>One use of a <see cref="LogicalCte"/>; <paramref name="Columns"/> are fresh, in the definition's
/// order.</summary>
/// <param name="Source">For each column the definition's column it shows (survives pruning of the definition).</param>
public sealed record LogicalCteScan(int CteId, string Name, IReadOnlyList<LogicalColumn> Columns,
    IReadOnlyList<LogicalColumn> Source)
    : LogicalOperator
{
    public override IReadOnlyList<LogicalOperator> Inputs => [];

    public override IReadOnlyList<LogicalColumn> Output => Columns;

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) => this;
}

/// <summary>COPY … TO: writes the input through a format's writer. Yields the number of rows.</summary>
public sealed record LogicalCopyTo(LogicalOperator Input, BoundCopyWriter Writer, LogicalColumn CountColumn)
    : LogicalOperator
{
    /// <summary>The names of the input's columns as the query gives them, for headers.</summary>
    public required IReadOnlyList<string> ColumnNames { get; init; }

    public override IReadOnlyList<LogicalOperator> Inputs => [Input];

    public override IReadOnlyList<LogicalColumn> Output => [CountColumn];

    public override LogicalOperator WithInputs(IReadOnlyList<LogicalOperator> inputs) =>
        this with { Input = inputs[0] };
}
