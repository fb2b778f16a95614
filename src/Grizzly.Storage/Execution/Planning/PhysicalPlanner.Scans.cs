using Grizzly.Logical;
using Grizzly.Storage;

namespace Grizzly.Execution;

internal sealed partial class PhysicalPlanner
{
    private Fragment BuildGet(LogicalGet get)
    {
        if (get.Index is not null) return BuildIndexScan(get);
        var columns = new List<LogicalColumn>();
        var indexes = new List<int>();
        LogicalColumn? rowId = null;
        for (int i = 0; i < get.Columns.Count; i++)
        {
            if (get.ColumnIndexes[i] == LogicalGet.RowIdIndex)
            {
                rowId = get.Columns[i];
                continue;
            }
            columns.Add(get.Columns[i]);
            indexes.Add(get.ColumnIndexes[i]);
        }
        var filters = new List<(int, ScanFilter)>();
        var pushed = new List<BoundExpression>();
        var rest = new List<BoundExpression>();
        var builder = new ScanFilterBuilder(_evaluation);
        foreach (BoundExpression predicate in get.Filters)
        {
            int at = -1;
            if (builder.TryBuild(predicate, out LogicalColumn column, out ScanFilter filter))
                at = columns.FindIndex(other => other.Id == column.Id);
            if (at >= 0)
            {
                filters.Add((indexes[at], filter));
                pushed.Add(predicate);
            }
            else
            {
                rest.Add(predicate);
            }
        }
        if (rowId is not null) columns.Add(rowId);
        PlanNode node = new PlanNode("SCAN", [])
            .With("table", get.Table.Name)
            .With("columns", string.Join(", ", columns.Select(column => column.Name)))
            .With("filters", Describe(pushed, " AND "));
        var source = new TableScanSource(get.Table, [.. indexes], filters, rowId is not null) { Node = node,
            Types = TypesOf(columns) };
        var fragment = new Fragment(new Branch(source), columns, node);
        for (int i = 0; i < indexes.Count; i++) fragment.ScanColumns[columns[i].Id] = (source, i);
        if (rest.Count > 0) AddFilter(fragment, rest);
        return fragment;
    }

    private static Fragment BuildIndexScan(LogicalGet get)
    {
        IndexAccess access = get.Index!;
        var found = new FoundColumns(get, access.Index);
        PlanNode node = new PlanNode("INDEX_SCAN", [])
            .With("table", get.Table.Name)
            .With("index", access.Index.Definition.Name)
            .With("bounds", Describe(access.Pushed, " AND "))
            .With("order", access.IsOrdered ? access.IsBackwards ? "backwards" : "forwards" : "")
            .With("reads", found.IsIndexOnly ? "index only" : "")
            .With("columns", string.Join(", ", found.Columns.Select(column => column.Name)));
        var source = new IndexScanSource(get.Table, access, found) { Node = node, Types = TypesOf(found.Columns) };
        var fragment = new Fragment(new Branch(source), found.Columns, node);
        if (get.Filters.Count > 0) AddFilter(fragment, get.Filters);
        return fragment;
    }
}
