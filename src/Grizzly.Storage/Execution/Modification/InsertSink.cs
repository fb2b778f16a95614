using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Indexes;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>INSERT: few rows go to the table's open row group, many are compressed into row groups by each
/// thread.</summary>
internal sealed class InsertSink(TableEntry table, bool isSmall) : CountingSink, IDisposable
{
    private BulkLoad? _load;
    private readonly IndexMaintainer _indexes = new(table.Data);
    private Transaction? _transaction;

    public override bool IsParallel => !isSmall;

    private TableEntry Table => table;

    public override void Start(QueryContext context)
    {
        context.Transaction.RequireWritable();
        _transaction = context.Transaction;
        if (!isSmall) _load = table.Data.BeginBulkLoad(context.Transaction);
    }

    public override SinkState OpenState(QueryContext context) => new State(this, _load?.CreateAppender());

    public override void Combine(SinkState state) => RowCount += ((State)state).Count;

    public override void Finish(QueryContext context)
    {
        if (_load is not null) _indexes.Finish(context.Transaction, _load);
        _indexes.Checks.Verify(context.Transaction);
    }

    public void Dispose()
    {
        _load?.Dispose();
        _indexes.Dispose();
    }

    private sealed class State(InsertSink sink, BulkAppender? appender) : SinkState
    {
        public long Count { get; private set; }

        public override void Consume(DataChunk input)
        {
            NotNullCheck.Verify(sink.Table, input.Columns, input.Count);
            if (appender is not null) appender.Append(input, Sequence);
            else sink._indexes.Append(sink._transaction!, input);
            Count += input.Count;
        }
    }
}

/// <summary>NOT NULL, checked per vector.</summary>
internal static unsafe class NotNullCheck
{
    /// <summary>Raises 23502 for a NULL in a column that takes none.</summary>
    public static void Verify(TableEntry table, ReadOnlySpan<ColumnVector> columns, int count)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (!table.Columns[i].IsNotNull || columns[i].Validity is null) continue;
            for (int row = 0; row < count; row++)
            {
                if (columns[i].IsNullAt(row)) throw Errors.NotNullViolated(table.Name, table.Columns[i].Name);
            }
        }
    }
}
