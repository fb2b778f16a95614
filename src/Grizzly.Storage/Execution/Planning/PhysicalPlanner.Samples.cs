using System.Globalization;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Execution;

internal sealed partial class PhysicalPlanner
{
    private Fragment BuildSample(LogicalSample sample)
    {
        Fragment input = Build(sample.Input);
        IReadOnlyList<LogicalColumn> columns = input.Columns;
        var node = new PlanNode("SAMPLE", [input.Node])
            .With("method", sample.Method.ToString().ToLowerInvariant())
            .With("size", sample.Size.ToString(CultureInfo.InvariantCulture) + (sample.IsPercent ? " %" : " rows"));
        if (sample.Method != SampleMethod.Reservoir)
        {
            var stage = new SampleStage(sample.Method, sample.Size / 100, sample.Seed) { Node = node,
                Types = input.Types };
            input.Add(stage, columns);
            input.ScanColumns.Clear();
            return input;
        }
        LogicalColumn key = NewColumn(LogicalType.Double);
        LogicalColumn[] keyed = [.. columns, key];
        input.Add(new RandomKeyStage(sample.Seed) { Node = node, Types = TypesOf(keyed) }, keyed);
        input.ScanColumns.Clear();
        long? rows = sample.IsPercent ? null : (long)Math.Min(sample.Size, long.MaxValue / 2);
        var spec = new SortSpec([new SortColumn(columns.Count, false, false)], TypesOf(keyed));
        var sink = Own(new SortSink(spec, _ => rows) { Node = node });
        Sink(input, sink);
        var source = new SortSource(sink, _ => (0, rows ?? (long)Math.Round(sink.RowCount * sample.Size / 100)))
        {
            Node = node, Types = TypesOf(columns),
        };
        return FromSource(source, columns);
    }
}
