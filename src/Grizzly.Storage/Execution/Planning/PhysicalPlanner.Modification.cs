using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Execution;

internal sealed partial class PhysicalPlanner
{
    private Fragment BuildInsert(LogicalInsert insert)
    {
        Fragment input = InputOf(insert);
        PlanNode node = new PlanNode("INSERT", [input.Node]).With("table", insert.Table.Name);
        if (insert.Conflict is { } conflict)
            return EndIn(input, insert, new UpsertSink(insert, conflict, input.Types) { Node = node });
        return EndIn(input, insert, new InsertSink(insert, IsSmall(insert.Input)) { Node = node });
    }

    private Fragment BuildDelete(LogicalDelete delete)
    {
        Fragment input = InputOf(delete);
        PlanNode node = new PlanNode("DELETE", [input.Node]).With("table", delete.Table.Name);
        return EndIn(input, delete, new DeleteSink(delete, input.Types) { Node = node });
    }

    private Fragment BuildUpdate(LogicalUpdate update)
    {
        Fragment input = InputOf(update);
        PlanNode node = new PlanNode("UPDATE", [input.Node]).With("table", update.Table.Name);
        return EndIn(input, update, new UpdateSink(update, input.Types, HasJoin(update.Input)) { Node = node });
    }

    private Fragment BuildMerge(LogicalMerge merge)
    {
        Fragment input = InputOf(merge);
        PlanNode node = new PlanNode("MERGE", [input.Node]).With("table", merge.Table.Name);
        return EndIn(input, merge, new MergeSink(merge, input.Types) { Node = node });
    }

    /// <summary>The input with its columns in the order the modification wants them.</summary>
    private Fragment InputOf(LogicalModification modification)
    {
        Fragment input = Build(modification.Input);
        IReadOnlyList<LogicalColumn> wanted = modification.Input.Output;
        AddProject(input, [.. wanted.Select(column => new BoundColumn(column))], wanted, "PROJECT");
        return input;
    }

    private Fragment EndIn(Fragment input, LogicalModification modification, ModificationSink sink)
    {
        Own(sink);
        if (sink.Returned is not { } returned) return EndInCount(input, sink, modification.CountColumn);
        Sink(input, sink);
        IReadOnlyList<LogicalColumn> columns = modification.Output;
        var source = new ChunkBufferSource(returned.Rows, [.. Enumerable.Range(0, columns.Count)])
        {
            Node = sink.Node, Types = TypesOf(columns),
        };
        return FromSource(source, columns);
    }

    /// <summary>Whether the rows are few and listed in the statement.</summary>
    private static bool IsSmall(LogicalOperator input)
    {
        while (input is LogicalProject project) input = project.Input;
        return input is LogicalValues { Rows.Count: <= 1024 };
    }

    private Fragment BuildCopyTo(LogicalCopyTo copy)
    {
        Fragment input = Build(copy.Input);
        PlanNode node = new PlanNode("COPY_TO", [input.Node]).With("file", copy.Writer.Path);
        CopySink sink = Own(new CopySink(copy.Writer, copy.ColumnNames, input.Types) { Node = node });
        return EndInCount(input, sink, copy.CountColumn);
    }

    private Fragment EndInCount(Fragment input, CountingSink sink, LogicalColumn count)
    {
        Sink(input, sink);
        return FromSource(new CountSource(sink) { Node = sink.Node, Types = [LogicalType.BigInt] }, [count]);
    }

    private static bool HasJoin(LogicalOperator op) => op is LogicalJoin || op.Inputs.Any(HasJoin);
}
