using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Execution;

internal sealed partial class PhysicalPlanner
{
    private Fragment BuildJoin(LogicalJoin join)
    {
        if (join.Lookup is not null) return BuildIndexJoin(join, join.Lookup);
        (List<JoinCondition> keys, List<BoundExpression> rest) = SplitConditions(join);
        if (join.Method == JoinMethod.NestedLoop)
        {
            rest.AddRange(keys.Select(key => new BoundComparison(key.Comparison, key.Left, key.Right)));
            keys = [];
        }
        if (keys.Count == 0) return BuildNestedLoop(join, rest);
        return BuildHashJoin(join, keys, rest);
    }

    /// <summary>Conditions to hash on, and predicates to evaluate on candidate pairs.</summary>
    private static (List<JoinCondition> Keys, List<BoundExpression> Others) SplitConditions(LogicalJoin join)
    {
        var keys = new List<JoinCondition>();
        var rest = new List<BoundExpression>(join.Residual);
        // A mark join must tell NULL from false: only one plain equality alone keeps track of NULL keys by itself.
        bool onlyTwoValued = join.Kind == JoinKind.Mark && join.Conditions.Count + join.Residual.Count > 1;
        foreach (JoinCondition condition in join.Conditions)
        {
            bool isEquality = condition.Comparison is ComparisonKind.Equal or ComparisonKind.NotDistinct;
            bool isTwoValued = condition.Comparison == ComparisonKind.NotDistinct
                || (!Nullability.MayBeNull(condition.Left, join.Left)
                    && !Nullability.MayBeNull(condition.Right, join.Right));
            if (isEquality && (!onlyTwoValued || isTwoValued)) keys.Add(condition);
            else rest.Add(new BoundComparison(condition.Comparison, condition.Left, condition.Right));
        }
        return (keys, rest);
    }

    private Fragment BuildHashJoin(LogicalJoin join, List<JoinCondition> keys, List<BoundExpression> rest)
    {
        // The build side comes first: its keys may then filter scans below aggregations on the probe side.
        Fragment build = Build(join.Right);
        IReadOnlyList<LogicalColumn> buildColumns = build.Columns;
        int[] buildKeys = Materialize(build, [.. keys.Select(key => key.Right)]);
        int open = _pipelines.Count;
        Fragment probe = Build(join.Left);
        IReadOnlyList<LogicalColumn> probeColumns = probe.Columns;
        int[] probeKeys = Materialize(probe, [.. keys.Select(key => key.Left)]);
        LogicalColumn[] pairColumns = [.. probe.Columns, .. build.Columns];
        BoundExpression? residual = rest.Count == 0
            ? null : ColumnResolver.Resolve(ExpressionTree.And(rest), pairColumns);
        bool yieldsBuild = join.Kind is not (JoinKind.Semi or JoinKind.Anti or JoinKind.Mark);
        var spec = new JoinSpec
        {
            Kind = join.Kind,
            ProbeKeys = probeKeys,
            BuildKeys = buildKeys,
            NullsMatch = [.. keys.Select(key => key.Comparison == ComparisonKind.NotDistinct)],
            BuildTypes = build.Types,
            BuildOutput = yieldsBuild ? [.. Enumerable.Range(0, buildColumns.Count)] : [],
            ProbeOutput = [.. Enumerable.Range(0, probeColumns.Count)],
            Residual = residual,
        };
        string conditions = string.Join(" AND ", keys.Select(key =>
            $"{ExpressionText.Format(key.Left)} = {ExpressionText.Format(key.Right)}"));
        PlanNode node = new PlanNode($"HASH_JOIN {join.Kind.ToString().ToUpperInvariant()}", [probe.Node, build.Node])
            .With("on", conditions)
            .With("residual", Describe(rest, " AND "));
        var sink = Own(new HashJoinSink(spec) { Node = node });
        List<Pipeline> probePipelines = _pipelines[open..];
        _pipelines.RemoveRange(open, _pipelines.Count - open);
        Sink(build, sink);
        _pipelines.AddRange(probePipelines);
        AddRuntimeFilters(join.Kind, keys, buildKeys, probe, sink);
        IReadOnlyList<LogicalColumn> output = join.Kind == JoinKind.Mark
            ? [.. probeColumns, join.MarkColumn!]
            : yieldsBuild ? [.. probeColumns, .. buildColumns] : probeColumns;
        IReadOnlyList<LogicalType> probeTypes = probe.Types;
        probe.Add(new HashJoinProbe(sink) { Node = node, Types = TypesOf(output) }, output);
        probe.Branches.Add(
            new Branch(new SpilledJoinSource(sink, probeTypes) { Node = node, Types = TypesOf(output) }));
        if (spec.KeepsBuild)
            probe.Branches.Add(new Branch(new UnmatchedBuildSource(sink) { Node = node, Types = TypesOf(output) }));
        return probe;
    }

    /// <summary>Where rows without a partner vanish anyway, the probe's scans may drop keys that the build side does
    /// not have.</summary>
    private static void AddRuntimeFilters(JoinKind kind, List<JoinCondition> keys, int[] buildKeys, Fragment probe,
        HashJoinSink sink)
    {
        if (kind is not (JoinKind.Inner or JoinKind.Semi or JoinKind.Right)) return;
        for (int i = 0; i < keys.Count; i++)
        {
            if (keys[i].Comparison != ComparisonKind.Equal || keys[i].Left is not BoundColumn column) continue;
            if (!column.Type.Physical.FitsInt64()
                || !probe.ScanColumns.TryGetValue(column.Column.Id, out var scan)) continue;
            var filter = new RuntimeFilter(buildKeys[i], scan.Column);
            sink.Filters.Add(filter);
            scan.Scan.RuntimeFilters.Add(filter);
        }
    }

    private Fragment BuildIndexJoin(LogicalJoin join, JoinLookup lookup)
    {
        Fragment left = Build(join.Left);
        var spec = new IndexJoinSpec(join, left.Columns);
        PlanNode node = new PlanNode($"INDEX_JOIN {join.Kind.ToString().ToUpperInvariant()}", [left.Node])
            .With("table", spec.Right.Table.Name)
            .With("index", lookup.Index.Definition.Name)
            .With("bounds", Describe(lookup.Matched, " AND "))
            .With("reads", spec.Found.IsIndexOnly ? "index only" : "")
            .With("residual", Describe(lookup.Residual, " AND "));
        left.Add(new IndexJoinStage(spec) { Node = node, Types = TypesOf(spec.Output) }, spec.Output);
        return left;
    }

    private Fragment BuildNestedLoop(LogicalJoin join, List<BoundExpression> predicates)
    {
        Fragment right = Build(join.Right);
        IReadOnlyList<LogicalColumn> rightColumns = right.Columns;
        var buffer = Own(new ChunkBufferSink(right.Types) { Node = right.Node });
        Sink(right, buffer);
        Fragment left = Build(join.Left);
        IReadOnlyList<LogicalColumn> leftColumns = left.Columns;
        LogicalColumn[] pairColumns = [.. leftColumns, .. rightColumns];
        BoundExpression? predicate = predicates.Count == 0
            ? null : ColumnResolver.Resolve(ExpressionTree.And(predicates), pairColumns);
        bool yieldsRight = join.Kind is not (JoinKind.Semi or JoinKind.Anti or JoinKind.Mark);
        var spec = new LoopJoinSpec(
            join.Kind,
            predicate,
            left.Types,
            right.Types,
            [.. Enumerable.Range(0, leftColumns.Count)],
            yieldsRight ? [.. Enumerable.Range(0, rightColumns.Count)] : []);
        string name = predicates.Count == 0 && join.Kind == JoinKind.Inner
            ? "CROSS_PRODUCT"
            : $"NESTED_LOOP_JOIN {join.Kind.ToString().ToUpperInvariant()}";
        PlanNode node = new PlanNode(name, [left.Node, right.Node]).With("on", Describe(predicates, " AND "));
        IReadOnlyList<LogicalColumn> output = join.Kind == JoinKind.Mark
            ? [.. leftColumns, join.MarkColumn!]
            : yieldsRight ? pairColumns : leftColumns;
        var stage = new NestedLoopStage(spec, buffer) { Node = node, Types = TypesOf(output) };
        left.Add(stage, output);
        if (spec.KeepsRight)
            left.Branches.Add(new Branch(
                new UnmatchedRightSource(spec, buffer, stage) { Node = node, Types = TypesOf(output) }));
        return left;
    }
}
