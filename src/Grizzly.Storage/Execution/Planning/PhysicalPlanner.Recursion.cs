using Grizzly.Logical;

namespace Grizzly.Execution;

internal sealed partial class PhysicalPlanner
{
    private Fragment BuildRecursiveCte(LogicalRecursiveCte cte)
    {
        var description = new PlanNode("RECURSIVE_CTE", []).With("name", cte.Name);
        PlanNode anchor = NodeOf(cte, null, description), step = NodeOf(cte, EmptyWorking(cte, description),
            description);
        var node = new PlanNode("RECURSIVE_CTE", [anchor, step])
            .With("name", cte.Name)
            .With("union", cte.IsAll ? "all" : "distinct");
        var source = new RecursiveSource(working => PlanRound(cte, working, node, out _), cte.IsAll)
        {
            Node = node, Types = TypesOf(cte.Columns),
        };
        return FromSource(source, cte.Columns);
    }

    private static ChunkBufferSink EmptyWorking(LogicalRecursiveCte cte, PlanNode node) =>
        new(TypesOf(cte.Columns)) { Node = node };

    /// <summary>One round's plan for EXPLAIN; it never runs.</summary>
    private PlanNode NodeOf(LogicalRecursiveCte cte, ChunkBufferSink? working, PlanNode node)
    {
        (_, ChunkBufferSink result, IReadOnlyList<IDisposable> resources) =
            PlanRound(cte, working, node, out PlanNode root);
        result.Dispose();
        foreach (IDisposable resource in resources) resource.Dispose();
        return root;
    }

    /// <summary>Pipelines that put a round's rows into a buffer. Reads the buffers of the CTEs around it.</summary>
    private (IReadOnlyList<Pipeline> Pipelines, ChunkBufferSink Result, IReadOnlyList<IDisposable> Resources)
        PlanRound(LogicalRecursiveCte cte, ChunkBufferSink? working, PlanNode node, out PlanNode root)
    {
        var planner = new PhysicalPlanner(_evaluation);
        foreach (var (id, buffer) in _ctes) planner._ctes[id] = buffer;
        if (working is not null) planner._ctes[cte.CteId] = (working, cte.Columns, new PlanNode("RECURSION", []));
        Fragment fragment = planner.Build(working is null ? cte.Anchor : cte.Step);
        root = fragment.Node;
        IReadOnlyList<LogicalColumn> output = working is null ? cte.Anchor.Output : cte.Step.Output;
        AddProject(fragment, [.. output.Select(column => new BoundColumn(column))], output, "PROJECT");
        var result = new ChunkBufferSink(TypesOf(cte.Columns)) { Node = node };
        planner.Sink(fragment, result);
        return (planner._pipelines, result, planner._resources);
    }
}
