using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>GROUP BY with keys: each thread groups into a table of its own; the tables are merged by hash partition in parallel.</summary>
/// <param name="keys">Positions of the key columns in the input.</param>
internal sealed unsafe class HashAggregateSink(AggregateSet aggregates, int[] keys) : PhysicalSink, IDisposable
{
    private readonly List<GroupTable> _locals = [];
    private readonly List<GroupTable> _merged = [];
    private QueryContext? _context;

    public AggregateSet Aggregates => aggregates;

    /// <summary>Row addresses of the finished groups, in parts that threads read independently.</summary>
    public List<GroupRows> Parts { get; } = [];

    public override void Start(QueryContext context) => _context = context;

    public override SinkState OpenState(QueryContext context) => new State(this, context);

    public override void Combine(SinkState state) => _locals.Add(((State)state).Table);

    public override void Finish(QueryContext context)
    {
        if (_locals.Count == 1)
        {
            foreach (RowBlock block in _locals[0].Rows.Blocks) Parts.Add(new GroupRows(block, null));
            return;
        }
        if (_locals.Count > 1) MergeTables(context);
    }

    public void Dispose()
    {
        foreach (GroupTable table in _locals) table.Dispose();
        foreach (GroupTable table in _merged) table.Dispose();
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
            parts[partition] = new GroupRows(null, [.. rows]);
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

        public GroupTable Table { get; } = new(sink.Aggregates, context.Memory, 0);

        public override void Consume(DataChunk input)
        {
            for (int i = 0; i < _keys.Length; i++) _keys[i] = input.Columns[sink._keyPositions[i]];
            fixed (nint* groups = _groups)
            {
                Table.FindOrCreate(_keys, input.Count, (byte**)groups);
                _input.Update(input, (byte**)groups, Table.Rows.Arena);
            }
        }

        public override void Dispose() => Table.Dispose();
    }

    private readonly int[] _keyPositions = keys;
}

/// <summary>A stretch of finished group rows: a whole block, or a list of addresses.</summary>
internal sealed class GroupRows(RowBlock? block, nint[]? rows)
{
    public RowBlock? Block { get; } = block;

    public nint[]? Rows { get; } = rows;
}

/// <summary>Yields the groups of a finished <see cref="HashAggregateSink"/>.</summary>
internal sealed unsafe class HashAggregateSource(HashAggregateSink sink) : PhysicalSource
{
    private int _next;

    public override int MaxThreads => Math.Max(1, sink.Parts.Count);

    public override SourceCursor OpenCursor(QueryContext context) => new Cursor(this, context);

    private GroupRows? TakePart()
    {
        int index = Interlocked.Increment(ref _next) - 1;
        return index < sink.Parts.Count ? sink.Parts[index] : null;
    }

    private sealed class Cursor(HashAggregateSource source, QueryContext context) : SourceCursor
    {
        private readonly nint[] _rows = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
        private GroupRows? _part;
        private int _position;

        public override bool Next(DataChunk output)
        {
            int count = 0;
            while (count == 0)
            {
                if (_part is null && (_part = source.TakePart()) is null) return false;
                count = TakeRows(_part);
                if (count == 0) (_part, _position) = (null, 0);
            }
            fixed (nint* rows = _rows) source.Sink.Aggregates.Finish((byte**)rows, count, output);
            return true;
        }

        private int TakeRows(GroupRows part)
        {
            int total = part.Block?.Count ?? part.Rows!.Length;
            int count = Math.Min(context.VectorSize, total - _position);
            int rowBytes = source.Sink.Aggregates.Layout.RowBytes;
            for (int i = 0; i < count; i++)
            {
                _rows[i] = part.Block is { } block
                    ? (nint)(block.Rows + (long)(_position + i) * rowBytes)
                    : part.Rows![_position + i];
            }
            _position += count;
            return count;
        }
    }

    private HashAggregateSink Sink => sink;
}
