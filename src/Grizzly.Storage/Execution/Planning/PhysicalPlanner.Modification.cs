using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Execution;

internal sealed partial class PhysicalPlanner
{
    private Fragment BuildInsert(LogicalInsert insert)
    {
        Fragment input = Build(insert.Input);
        PlanNode node = new PlanNode("INSERT", [input.Node]).With("table", insert.Table.Name);
        bool isSmall = insert.Input is LogicalValues { Rows.Count: <= 1024 };
        return EndInCount(input, Own(new InsertSink(insert.Table, isSmall) { Node = node }), insert.CountColumn);
    }

    private Fragment BuildDelete(LogicalDelete delete)
    {
        Fragment input = Build(delete.Input);
        int rowId = input.PositionOf(delete.Input.Output[0]);
        PlanNode node = new PlanNode("DELETE", [input.Node]).With("table", delete.Table.Name);
        return EndInCount(input, new DeleteSink(delete.Table, rowId) { Node = node }, delete.CountColumn);
    }

    private Fragment BuildUpdate(LogicalUpdate update)
    {
        Fragment input = Build(update.Input);
        int[] positions = [.. update.Input.Output.Select(input.PositionOf)];
        PlanNode node = new PlanNode("UPDATE", [input.Node]).With("table", update.Table.Name);
        bool mayRepeat = HasJoin(update.Input);
        var sink = Own(new UpdateSink(update.Table, positions[0], positions[1..], input.Types,
            mayRepeat) { Node = node });
        return EndInCount(input, sink, update.CountColumn);
    }

    private Fragment BuildCopyTo(LogicalCopyTo copy)
    {
        Fragment input = Build(copy.Input);
        PlanNode node = new PlanNode("COPY_TO", [input.Node]).With("file", copy.Writer.Path);
        string[] names = [.. input.Columns.Select(column => column.Name)];
        return EndInCount(input, Own(new CopySink(copy.Writer, names, input.Types) { Node = node }), copy.CountColumn);
    }

    private Fragment EndInCount(Fragment input, CountingSink sink, LogicalColumn count)
    {
        Sink(input, sink);
        return FromSource(new CountSource(sink) { Node = sink.Node, Types = [LogicalType.BigInt] }, [count]);
    }

    private static bool HasJoin(LogicalOperator op) => op is LogicalJoin || op.Inputs.Any(HasJoin);
}
