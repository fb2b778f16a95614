using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>COPY … TO: hands rows to a format's writer, in order, on one thread.</summary>
internal sealed class CopySink(BoundCopyWriter writer, IReadOnlyList<string> names, IReadOnlyList<LogicalType> types)
    : CountingSink, IDisposable
{
    private ICopySink? _sink;

    public override bool IsParallel => false;

    public override void Start(QueryContext context) => _sink = writer.Open(names, types);

    public override SinkState OpenState(QueryContext context) => new State(_sink!);

    public override void Combine(SinkState state) => RowCount += ((State)state).Count;

    public override void Finish(QueryContext context) => _sink!.Complete();

    public void Dispose() => _sink?.Dispose();

    private sealed class State(ICopySink sink) : SinkState
    {
        public long Count { get; private set; }

        public override void Consume(DataChunk input)
        {
            sink.Write(input);
            Count += input.Count;
        }
    }
}
