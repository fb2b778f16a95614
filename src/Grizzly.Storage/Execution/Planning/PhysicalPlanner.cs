using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Execution;

/// <summary>
/// Turns an optimized logical plan into pipelines for one execution: parameters are known here, so they serve as
/// constants for scan filters and limits.
/// Partial by topic: joins, aggregation, windows, recursion, scans, modification.
/// </summary>
internal sealed partial class PhysicalPlanner
{
    private readonly List<Pipeline> _pipelines = [];
    private readonly List<IDisposable> _resources = [];
    private readonly Dictionary<int,
        (ChunkBufferSink Buffer, IReadOnlyList<LogicalColumn> Columns, PlanNode Node)> _ctes = [];
    private readonly EvaluationContext _evaluation;

    private PhysicalPlanner(EvaluationContext evaluation) => _evaluation = evaluation;

    /// <summary>Plans a query or modification. The plan has no subqueries, dependent joins or DISTINCT aggregates
    /// left.</summary>
    public static PhysicalPlan Plan(LogicalOperator root, EvaluationContext evaluation)
    {
        var planner = new PhysicalPlanner(evaluation);
        Fragment fragment = planner.Build(root);
        foreach (Branch branch in fragment.Branches) planner._pipelines.Add(
            new Pipeline(branch.Source, branch.Stages, null));
        return new PhysicalPlan(planner._pipelines, fragment.Node, planner._resources);
    }

    private Fragment Build(LogicalOperator op)
    {
        Fragment fragment = op switch
        {
            LogicalGet get => BuildGet(get),
            LogicalTableFunction function => BuildTableFunction(function),
            LogicalFunctionApply apply => BuildFunctionApply(apply),
            LogicalValues values => BuildValues(values),
            LogicalFilter filter => BuildFilter(filter),
            LogicalProject project => BuildProject(project),
            LogicalAggregate aggregate => BuildAggregate(aggregate),
            LogicalDistinct distinct => BuildDistinct(distinct),
            LogicalWindow window => BuildWindow(window),
            LogicalSample sample => BuildSample(sample),
            LogicalJoin join => BuildJoin(join),
            LogicalSort sort => BuildSort(sort.Input, sort.Keys, null, null),
            LogicalTopN top => BuildSort(top.Input, top.Keys, top.Limit, top.Offset),
            LogicalLimit limit => BuildLimit(limit),
            LogicalSetOperation set => BuildSetOperation(set),
            LogicalCte cte => BuildCte(cte),
            LogicalCteScan scan => BuildCteScan(scan),
            LogicalRecursiveCte recursive => BuildRecursiveCte(recursive),
            LogicalInsert insert => BuildInsert(insert),
            LogicalDelete delete => BuildDelete(delete),
            LogicalUpdate update => BuildUpdate(update),
            LogicalMerge merge => BuildMerge(merge),
            LogicalCopyTo copy => BuildCopyTo(copy),
            _ => throw Errors.Internal($"{op.GetType().Name} has no physical plan"),
        };
        fragment.Node.EstimatedRows = op.EstimatedRows;
        return fragment;
    }

    /// <summary>Ends a fragment in a sink; every branch becomes a pipeline.</summary>
    private void Sink(Fragment fragment, PhysicalSink sink)
    {
        for (int i = 0; i < fragment.Branches.Count; i++)
        {
            Branch branch = fragment.Branches[i];
            _pipelines.Add(new Pipeline(branch.Source, branch.Stages, sink)
            {
                StartsSink = i == 0, FinishesSink = i == fragment.Branches.Count - 1,
            });
        }
    }

    private T Own<T>(T resource) where T : IDisposable
    {
        _resources.Add(resource);
        return resource;
    }

    private static Fragment FromSource(PhysicalSource source, IReadOnlyList<LogicalColumn> columns) =>
        new(new Branch(source), columns, source.Node);

    private static IReadOnlyList<LogicalType> TypesOf(IReadOnlyList<LogicalColumn> columns) =>
        [.. columns.Select(column => column.Type)];

    private static string Describe(IEnumerable<BoundExpression> expressions, string separator = ", ") =>
        string.Join(separator, expressions.Select(expression => ExpressionText.Format(expression)));

    private Fragment BuildTableFunction(LogicalTableFunction function)
    {
        var node = new PlanNode("TABLE_FUNCTION", []).With("function", function.Function.Name);
        int[] columns = [.. Enumerable.Range(0, function.Columns.Count)];
        var source = Own(new TableFunctionSource(function.Function, columns) { Node = node,
            Types = TypesOf(function.Columns) });
        return FromSource(source, function.Columns);
    }

    private Fragment BuildFunctionApply(LogicalFunctionApply apply)
    {
        Fragment input = Build(apply.Input);
        IReadOnlyList<LogicalColumn> shown = input.Columns;
        int[] arguments = Materialize(input, apply.Arguments);
        var node = new PlanNode("FUNCTION_APPLY", [input.Node])
            .With("function", apply.Name)
            .With("arguments", Describe(apply.Arguments));
        LogicalColumn[] output = [.. shown, .. apply.Columns];
        if (apply is { Name: "unnest", Arguments: [{ Type.IsList: true } list] })
        {
            input.Add(
                new UnnestStage(arguments[0], shown.Count, list.Type) { Node = node, Types = TypesOf(output) }, output);
            input.ScanColumns.Clear();
            return input;
        }
        input.Add(
            new FunctionApplyStage(apply.Call, arguments, shown.Count, TypesOf(apply.Columns)) { Node = node,
                Types = TypesOf(output) }, output);
        input.ScanColumns.Clear();
        return input;
    }

    private static Fragment BuildValues(LogicalValues values)
    {
        var node = new PlanNode("VALUES", [])
            .With("rows", values.Rows.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return FromSource(new ValuesSource(values.Rows) { Node = node, Types = TypesOf(values.Columns) },
            values.Columns);
    }

    private Fragment BuildFilter(LogicalFilter filter)
    {
        Fragment input = Build(filter.Input);
        AddFilter(input, filter.Predicates);
        return input;
    }

    private static void AddFilter(Fragment input, IReadOnlyList<BoundExpression> predicates)
    {
        BoundExpression predicate = input.Resolve(ExpressionTree.And(predicates));
        var node = new PlanNode("FILTER", [input.Node]).With("predicate", Describe(predicates, " AND "));
        input.Add(new FilterStage(predicate) { Node = node, Types = input.Types }, input.Columns);
    }

    private Fragment BuildProject(LogicalProject project)
    {
        Fragment input = Build(project.Input);
        AddProject(input, project.Expressions, project.Columns, "PROJECT");
        return input;
    }

    private static void AddProject(
        Fragment input, IReadOnlyList<BoundExpression> expressions, IReadOnlyList<LogicalColumn> columns, string name)
    {
        bool isIdentity = expressions.Count == input.Columns.Count;
        for (int i = 0; isIdentity && i < expressions.Count; i++)
        {
            isIdentity = expressions[i] is BoundColumn column && column.Column.Id == input.Columns[i].Id
                && columns[i].Id == input.Columns[i].Id;
        }
        if (isIdentity) return;
        Dictionary<int, (TableScanSource, int)> scanColumns = [];
        for (int i = 0; i < expressions.Count; i++)
        {
            if (expressions[i] is BoundColumn column && input.ScanColumns.TryGetValue(column.Column.Id, out var scan))
                scanColumns[columns[i].Id] = scan;
        }
        var node = new PlanNode(name, [input.Node]).With("expressions", Describe(expressions));
        BoundExpression[] resolved = [.. expressions.Select(input.Resolve)];
        input.Add(new ProjectStage(resolved) { Node = node, Types = TypesOf(columns) }, columns);
        input.ScanColumns.Clear();
        foreach ((int id, (TableScanSource, int) scan) in scanColumns) input.ScanColumns[id] = scan;
    }

    /// <summary>Makes sure that each expression is a column of the fragment, projecting where it is not; returns the
    /// positions.</summary>
    private int[] Materialize(Fragment input, IReadOnlyList<BoundExpression> expressions)
    {
        List<BoundExpression> all = [.. input.Columns.Select(column => new BoundColumn(column))];
        List<LogicalColumn> columns = [.. input.Columns];
        var positions = new int[expressions.Count];
        for (int i = 0; i < expressions.Count; i++)
        {
            BoundExpression expression = expressions[i];
            int known = all.FindIndex(other => ExpressionEquality.Instance.Equals(other, expression));
            if (known < 0)
            {
                known = all.Count;
                all.Add(expression);
                columns.Add(NewColumn(expression.Type));
            }
            positions[i] = known;
        }
        if (all.Count > input.Columns.Count) AddProject(input, all, columns, "PROJECT");
        return positions;
    }

    /// <summary>A column of the physical plan only; negative ids never meet the logical plan's.</summary>
    private LogicalColumn NewColumn(LogicalType type) => new(--_lastColumn, "", type);

    private int _lastColumn;

    private Fragment BuildSort(LogicalOperator inputOp, IReadOnlyList<SortKey> keys, BoundExpression? limit,
        BoundExpression? offset)
    {
        Fragment input = Build(inputOp);
        IReadOnlyList<LogicalColumn> output = input.Columns;
        int[] positions = Materialize(input, [.. keys.Select(key => key.Expression)]);
        SortColumn[] columns = [.. keys.Select((key, i) =>
            new SortColumn(positions[i], key.IsDescending, key.NullsFirst))];
        (long skip, long? most) = Window(limit, offset);
        string text = string.Join(", ", keys.Select(key =>
            ExpressionText.Format(key.Expression) + (key.IsDescending ? " DESC" : "") + (key.NullsFirst
                ? " NULLS FIRST" : "")));
        var node = new PlanNode(most is null ? "SORT" : "TOP_N", [input.Node]).With("keys", text);
        if (most is not null) node.With("limit", FormattableString.Invariant($"{most} offset {skip}"));
        var spec = new SortSpec(columns, input.Types);
        long? bound = most is null || most > long.MaxValue - skip ? null : most + skip;
        var sink = Own(new SortSink(spec, _ => bound) { Node = node });
        Sink(input, sink);
        var source = new SortSource(sink, _ => (skip, most)) { Node = node, Types = TypesOf(output) };
        return FromSource(source, output);
    }

    private Fragment BuildLimit(LogicalLimit limit)
    {
        Fragment input = Build(limit.Input);
        (long skip, long? most) = Window(limit.Limit, limit.Offset);
        var node = new PlanNode("LIMIT", [input.Node])
            .With("limit", FormattableString.Invariant($"{most} offset {skip}"));
        input.Add(new LimitStage(_ => (skip, most)) { Node = node, Types = input.Types }, input.Columns);
        input.ScanColumns.Clear();
        return input;
    }

    private (long Offset, long? Limit) Window(BoundExpression? limit, BoundExpression? offset)
    {
        Value? most = limit is null ? null : ExpressionEvaluator.EvaluateConstant(limit, _evaluation);
        Value? skip = offset is null ? null : ExpressionEvaluator.EvaluateConstant(offset, _evaluation);
        if (most is { IsNull: false, Integer: var l } && l < 0) throw Errors.InvalidLimit("LIMIT")
            .WithSpan(limit!.Span);
        if (skip is { IsNull: false, Integer: var o } && o < 0) throw Errors.InvalidLimit("OFFSET")
            .WithSpan(offset!.Span);
        return (skip is { IsNull: false } s ? (long)s.Integer : 0, most is { IsNull: false } m
            ? (long)m.Integer : null);
    }

    private Fragment BuildCte(LogicalCte cte)
    {
        Fragment definition = Build(cte.Definition);
        var node = new PlanNode("CTE", [definition.Node]).With("name", cte.Name);
        var buffer = Own(new ChunkBufferSink(definition.Types) { Node = node });
        Sink(definition, buffer);
        _ctes[cte.CteId] = (buffer, definition.Columns, node);
        return Build(cte.Body);
    }

    private Fragment BuildCteScan(LogicalCteScan scan)
    {
        (ChunkBufferSink buffer, IReadOnlyList<LogicalColumn> columns, PlanNode definition) = _ctes[scan.CteId];
        int[] positions = [.. scan.Source.Select(source => IndexOf(columns, source))];
        var node = new PlanNode("CTE_SCAN", [definition]).With("name", scan.Name);
        return FromSource(new ChunkBufferSource(buffer, positions) { Node = node, Types = TypesOf(scan.Columns) },
            scan.Columns);
    }

    private static int IndexOf(IReadOnlyList<LogicalColumn> columns, LogicalColumn column)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (columns[i].Id == column.Id) return i;
        }
        throw Errors.Internal($"column {column.Name}#{column.Id} is not in scope");
    }
}
