using Grizzly.Logical;
using Grizzly.Storage;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>INSERT: few rows go to the table's open row group, many are compressed into row groups by each thread,
/// which checks them too.</summary>
internal sealed class InsertSink(LogicalInsert insert, bool isSmall) : ModificationSink(insert)
{
    private BulkLoad? _load;

    public override bool IsParallel => !isSmall && Returned is null;

    protected override int FirstExtra => Table.Columns.Count;

    public override void Start(QueryContext context)
    {
        base.Start(context);
        if (!isSmall) _load = Table.Data.BeginBulkLoad(context.TransactionFor(Table));
    }

    public override SinkState OpenState(QueryContext context) => _load is null
        ? new SmallState(Writer)
        : new BulkState(this, new RowChecker(Table, Rules, context.Evaluation), _load.CreateAppender(),
            Writer.CreateCollector());

    public override void Combine(SinkState state)
    {
        if (state is BulkState bulk) Writer.AddLoaded(bulk.Count, bulk.References);
    }

    public override void Dispose()
    {
        _load?.Dispose();
        base.Dispose();
    }

    protected override void Change(QueryContext context)
    {
        if (_load is not null) Writer.FinishLoad(_load);
    }

    private sealed class SmallState(TableWriter writer) : SinkState
    {
        public override void Consume(DataChunk input) => writer.Insert(input);
    }

    private sealed class BulkState(
        InsertSink sink, RowChecker checker, BulkAppender appender, ReferenceCollector? references) : SinkState
    {
        public ReferenceCollector? References => references;

        public long Count { get; private set; }

        public override void Consume(DataChunk input)
        {
            DataChunk complete = checker.Complete(input);
            appender.Append(complete, Sequence);
            references?.Add(complete);
            Count += input.Count;
            sink.Returned?.Add(null, checker.WithVirtual(complete), input, sink.FirstExtra);
        }
    }
}
