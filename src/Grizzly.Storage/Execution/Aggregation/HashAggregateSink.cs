using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>GROUP BY with keys: each thread groups into a table of its own; the tables are merged by hash partition in
/// parallel.</summary>
/// <remarks>A thread whose table outgrows its share of memory writes it out (<see cref="AggregateSpill"/>); then
/// everything is, and
/// partitions are merged while they are read.</remarks>
/// <param name="keys">Positions of the key columns in the input.</param>
internal sealed unsafe class HashAggregateSink(AggregateSet aggregates, int[] keys) : PhysicalSink, IDisposable
{
    private readonly List<GroupTable> _locals = [];
    private readonly List<GroupTable> _merged = [];
    private readonly int[] _keyPositions = keys;
    private readonly Lock _spillLock = new();
    private AggregateSpill? _spill;

    public AggregateSet Aggregates => aggregates;

    /// <summary>The finished groups, in parts that threads read independently.</summary>
    public List<GroupRows> Parts { get; } = [];

    public override SinkState OpenState(QueryContext context) => new State(this, context);

    public override void Combine(SinkState state) => _locals.Add(((State)state).Table);

    public override void Finish(QueryContext context)
    {
        if (_spill is { } spill)
        {
            ParallelTasks.ForEach(context, _locals.Count, index =>
            {
                spill.Add(_locals[index].Rows);
                _locals[index].Dispose();
            });
            for (int partition = 0; partition < spill.Partitions; partition++)
            {
                int number = partition;
                Parts.Add(new GroupRows(null, null, () => spill.Merge(number)));
            }
        }
        else if (_locals.Count == 1)
        {
            foreach (RowBlock block in _locals[0].Rows.Blocks) Parts.Add(new GroupRows(block, null, null));
        }
        else if (_locals.Count > 1)
        {
            MergeTables(context);
        }
    }

    public void Dispose()
    {
        foreach (GroupTable table in _locals) table.Dispose();
        foreach (GroupTable table in _merged) table.Dispose();
        _spill?.Dispose();
    }

    private AggregateSpill StartSpill(QueryContext context)
    {
        lock (_spillLock) return _spill ??= new AggregateSpill(aggregates, context);
    }

    private void MergeTables(QueryContext context)
    {
        long groups = _locals.Sum(table => table.Count);
        int partitions = groups < 4096 ? 1 : 16;
        var parts = new GroupRows[partitions];
        var tables = new GroupTable[partitions];
        ParallelTasks.ForEach(context, partitions, partition =>
        {
            var table = new GroupTable(aggregates, context.Memory, groups / partitions);
            tables[partition] = table;
            var rows = new List<nint>();
            foreach (GroupTable local in _locals)
            {
                foreach (RowBlock block in local.Rows.Blocks)
                {
                    context.ThrowIfCancelled();
                    MergeBlock(block, partition, partitions, table, rows);
                }
            }
            parts[partition] = new GroupRows(null, rows, null);
        });
        Parts.AddRange(parts);
        _merged.AddRange(tables);
    }

    private void MergeBlock(RowBlock block, int partition, int partitions, GroupTable table, List<nint> rows)
    {
        int rowBytes = aggregates.Layout.RowBytes;
        for (int i = 0; i < block.Count; i++)
        {
            byte* row = block.Rows + (long)i * rowBytes;
            ulong hash = *(ulong*)(row + RowLayout.HashOffset);
            // Bits 40..43: neither the slot's low bits nor the salt's high 16.
            if ((int)(hash >> 40 & 15) % partitions != partition) continue;
            table.Merge(row, out bool adopted);
            if (adopted) rows.Add((nint)row);
        }
    }

    private sealed class State(HashAggregateSink sink, QueryContext context) : SinkState
    {
        private readonly ColumnVector[] _keys = new ColumnVector[sink._keyPositions.Length];
        private readonly AggregateInput _input = new(sink.Aggregates);
        private readonly nint[] _groups = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
        private readonly long _threshold = context.SpillThreshold;

        public GroupTable Table { get; private set; } = new(sink.Aggregates, context.Memory, 0);

        public override void Consume(DataChunk input)
        {
            for (int i = 0; i < _keys.Length; i++) _keys[i] = input.Columns[sink._keyPositions[i]];
            fixed (nint* groups = _groups)
            {
                Table.FindOrCreate(_keys, input.Count, (byte**)groups);
                _input.Update(input, (byte**)groups, Table.Rows.Arena);
            }
            if (Table.Bytes > _threshold) SpillTable();
        }

        public override void Dispose() => Table.Dispose();

        private void SpillTable()
        {
            sink.StartSpill(context).Add(Table.Rows);
            Table.Dispose();
            Table = new GroupTable(sink.Aggregates, context.Memory, 0);
        }
    }
}

/// <summary>A stretch of finished group rows: a whole block, a list of addresses, or lists that are made while they are
/// read.</summary>
internal sealed record GroupRows(RowBlock? Block, List<nint>? Rows, Func<IEnumerable<List<nint>>>? Spilled);
