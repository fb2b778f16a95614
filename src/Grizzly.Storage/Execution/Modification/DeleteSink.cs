using System.Runtime.InteropServices;
using Grizzly.Catalog;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>DELETE: collects row ids and deletes them when the scan is done. A row met more than once (USING) counts
/// once.</summary>
internal sealed class DeleteSink(TableEntry table, int rowIdColumn) : CountingSink
{
    private readonly List<long> _rowIds = [];

    public override void Start(QueryContext context) => context.Transaction.RequireWritable();

    public override SinkState OpenState(QueryContext context) => new State(rowIdColumn);

    public override void Combine(SinkState state) => _rowIds.AddRange(((State)state).RowIds);

    public override void Finish(QueryContext context)
    {
        _rowIds.Sort();
        RowCount = table.Data.Delete(context.Transaction, CollectionsMarshal.AsSpan(_rowIds));
    }

    private sealed unsafe class State(int rowIdColumn) : SinkState
    {
        public List<long> RowIds { get; } = [];

        public override void Consume(DataChunk input)
        {
            ColumnVector column = input.Columns[rowIdColumn];
            for (int i = 0; i < input.Count; i++) RowIds.Add(*(long*)column.AddressOf(i));
        }
    }
}
