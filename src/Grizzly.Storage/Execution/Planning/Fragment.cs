using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Execution;

/// <summary>A source and the stages after it: a pipeline whose end is not decided yet.</summary>
internal sealed class Branch(PhysicalSource source)
{
    public PhysicalSource Source { get; } = source;

    public List<PhysicalStage> Stages { get; } = [];
}

/// <summary>A planned subtree: what columns it yields where, from which branches. Branches run one after the
/// other.</summary>
internal sealed class Fragment(Branch first, IReadOnlyList<LogicalColumn> columns, PlanNode node)
{
    public List<Branch> Branches { get; } = [first];

    public IReadOnlyList<LogicalColumn> Columns { get; private set; } = columns;

    public PlanNode Node { get; private set; } = node;

    /// <summary>Columns that come unchanged from a table scan of the first branch, row for row: a later join may filter
    /// there.</summary>
    public Dictionary<int, (TableScanSource Scan, int Column)> ScanColumns { get; init; } = [];

    public IReadOnlyList<LogicalType> Types => [.. Columns.Select(column => column.Type)];

    /// <summary>Adds a stage to every branch; it yields <paramref name="columns"/>.</summary>
    public void Add(PhysicalStage stage, IReadOnlyList<LogicalColumn> columns)
    {
        foreach (Branch branch in Branches) branch.Stages.Add(stage);
        Columns = columns;
        Node = stage.Node;
    }

    /// <summary>The same rows seen as other columns, position by position.</summary>
    public void Rename(IReadOnlyList<LogicalColumn> columns)
    {
        Columns = columns;
        ScanColumns.Clear();
    }

    public int PositionOf(LogicalColumn column)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Id == column.Id) return i;
        }
        throw Common.Errors.Internal($"column {column.Name}#{column.Id} is not yielded by {Node.Name}");
    }

    /// <summary>The expression over positions of this fragment's columns.</summary>
    public BoundExpression Resolve(BoundExpression expression) => ColumnResolver.Resolve(expression, Columns);
}

/// <summary>Replaces columns by positions.</summary>
internal static class ColumnResolver
{
    public static BoundExpression Resolve(BoundExpression expression, IReadOnlyList<LogicalColumn> columns)
    {
        var positions = new Dictionary<int, int>(columns.Count);
        for (int i = 0; i < columns.Count; i++) positions.TryAdd(columns[i].Id, i);
        return ExpressionTree.Rewrite(expression, node =>
        {
            if (node is not BoundColumn column) return node;
            if (positions.TryGetValue(column.Column.Id, out int position))
                return new BoundReference(position, column.Type) { Span = node.Span };
            throw Common.Errors.Internal($"column {column.Column.Name}#{column.Column.Id} is not in scope");
        });
    }
}
