using Grizzly.Common;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Aggregates without GROUP BY: one state per thread, then one row, even of no input.</summary>
internal sealed unsafe class UngroupedAggregateSink(AggregateSet aggregates) : PhysicalSink, IDisposable
{
    private RowCollection? _rows;

    public AggregateSet Aggregates => aggregates;

    /// <summary>The one group's row.</summary>
    public byte* Row { get; private set; }

    public override void Start(QueryContext context)
    {
        _rows = new RowCollection(aggregates.Layout, context.Memory);
        Row = NewRow(_rows);
    }

    public override SinkState OpenState(QueryContext context) => new State(this, context);

    public override void Combine(SinkState state)
    {
        var local = (State)state;
        aggregates.Combine(local.Row, Row, _rows!.Arena);
        local.Dispose();
    }

    public void Dispose() => _rows?.Dispose();

    private byte* NewRow(RowCollection rows)
    {
        byte* row = rows.Allocate();
        RowScatter.ClearValidity(aggregates.Layout, &row, 1);
        aggregates.Initialize(&row, 1);
        return row;
    }

    private sealed class State : SinkState
    {
        private readonly RowCollection _rows;
        private readonly AggregateInput _input;

        public State(UngroupedAggregateSink sink, QueryContext context)
        {
            _rows = new RowCollection(sink.Aggregates.Layout, context.Memory);
            _input = new AggregateInput(sink.Aggregates);
            Row = sink.NewRow(_rows);
        }

        public byte* Row { get; }

        public override void Consume(DataChunk input) => _input.UpdateAll(input, Row, _rows.Arena);

        public override void Dispose() => _rows.Dispose();
    }
}

/// <summary>Yields the one row of a finished <see cref="UngroupedAggregateSink"/>.</summary>
internal sealed unsafe class UngroupedAggregateSource(UngroupedAggregateSink sink) : PhysicalSource
{
    private int _taken;

    public override SourceCursor OpenCursor(QueryContext context) => new Cursor(this);

    private sealed class Cursor(UngroupedAggregateSource source) : SourceCursor
    {
        public override bool Next(DataChunk output)
        {
            if (Interlocked.Exchange(ref source._taken, 1) != 0) return false;
            byte* row = source.Sink.Row;
            Check.Assert(row is not null);
            source.Sink.Aggregates.Finish(&row, 1, output);
            return true;
        }
    }

    private UngroupedAggregateSink Sink => sink;
}
