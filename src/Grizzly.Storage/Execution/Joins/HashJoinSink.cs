using Grizzly.Logical;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Collects the build side of a hash join, row layout per thread, and builds its table.</summary>
internal sealed unsafe class HashJoinSink(JoinSpec spec) : PhysicalSink, IDisposable
{
    private JoinHashTable? _table;

    public JoinSpec Spec => spec;

    public JoinHashTable Table => _table!;

    /// <summary>Told of the key range when the table is built.</summary>
    public List<RuntimeFilter> Filters { get; } = [];

    /// <summary>The partitions on disk, where the build side has outgrown its share of memory; else null.</summary>
    public JoinSpill? Spill { get; private set; }

    public override void Start(QueryContext context) => _table = new JoinHashTable(spec, context.Memory);

    public override SinkState OpenState(QueryContext context) => new State(this, context);

    public override void Combine(SinkState state)
    {
        JoinHashTable local = ((State)state).Local;
        Table.HasNullKey |= local.HasNullKey;
        Table.MinKey = Math.Min(Table.MinKey, local.MinKey);
        Table.MaxKey = Math.Max(Table.MaxKey, local.MaxKey);
        Table.Rows.Absorb(local.Rows);
    }

    public override void Finish(QueryContext context)
    {
        if (Spill is { } spill)
        {
            spill.AddBuild(Table.Rows);
            spill.HasNullKey = Table.HasNullKey;
            Table.Rows.Dispose();
            return;
        }
        Table.Build(context);
        foreach (RuntimeFilter filter in Filters) filter.Complete(Table);
    }

    public void Dispose()
    {
        _table?.Dispose();
        Spill?.Dispose();
    }

    private JoinSpill StartSpill(QueryContext context)
    {
        lock (Filters) return Spill ??= new JoinSpill(spec, Table.Layout, Table.HasIntegerKey, context);
    }

    private sealed class State(HashJoinSink sink, QueryContext context) : SinkState
    {
        private readonly JoinSpec _spec = sink.Spec;
        private readonly JoinHashTable _local = new(sink.Spec, context.Memory);
        private readonly ProbeScratch _scratch = new();
        private readonly nint[] _rows = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
        private readonly DataChunk _kept = new(sink.Spec.BuildTypes);
        private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity, pinned: true);

        public JoinHashTable Local => _local;

        public override void Consume(DataChunk input)
        {
            if (HasUnmatchableNulls(input))
            {
                _local.HasNullKey = true;
                // Unmatched rows are yielded by right and full joins; elsewhere a row that matches nothing is dropped.
                if (!_spec.KeepsBuild) input = DropNulls(input);
            }
            int count = input.Count;
            if (count == 0) return;
            fixed (nint* addresses = _rows)
            {
                byte** rows = (byte**)addresses;
                _local.Rows.Append(input.Columns, count, rows);
                if (_local.HasIntegerKey) StoreIntegerKeys(input.Columns[_spec.BuildKeys[0]], count, rows);
                else StoreHashes(input, count, rows);
                for (int i = 0; i < count && _spec.KeepsBuild; i++) *(long*)(rows[i] + _local.Layout.StateOffset) = 0;
            }
            if (_local.Rows.Bytes <= context.SpillThreshold) return;
            sink.StartSpill(context).AddBuild(_local.Rows);
            _local.Rows.Dispose();
        }

        public override void Dispose()
        {
            _local.Dispose();
            _kept.Dispose();
        }

        private bool HasUnmatchableNulls(DataChunk input)
        {
            for (int key = 0; key < _spec.BuildKeys.Length; key++)
            {
                ColumnVector column = input.Columns[_spec.BuildKeys[key]];
                if (_spec.NullsMatch[key] || column.Validity is null) continue;
                for (int i = 0; i < input.Count; i++)
                {
                    if (column.IsNullAt(i)) return true;
                }
            }
            return false;
        }

        private DataChunk DropNulls(DataChunk input)
        {
            int kept = 0;
            for (int i = 0; i < input.Count; i++)
            {
                bool isNull = false;
                for (int key = 0; key < _spec.BuildKeys.Length; key++)
                    isNull |= !_spec.NullsMatch[key] && input.Columns[_spec.BuildKeys[key]].IsNullAt(i);
                if (!isNull) _selection[kept++] = (ushort)i;
            }
            fixed (ushort* selection = _selection) _kept.Select(input, selection, kept);
            return _kept;
        }

        private void StoreIntegerKeys(ColumnVector keys, int count, byte** rows)
        {
            long* values = IntegerKeys.Widen(keys, count, _scratch);
            bool mayBeNull = keys.Validity is not null;
            long min = _local.MinKey, max = _local.MaxKey;
            for (int i = 0; i < count; i++)
            {
                long key = values[i];
                *(long*)(rows[i] + RowLayout.HashOffset) = key;
                if (mayBeNull && keys.IsNullAt(i)) continue;
                min = Math.Min(min, key);
                max = Math.Max(max, key);
            }
            _local.MinKey = min;
            _local.MaxKey = max;
        }

        private void StoreHashes(DataChunk input, int count, byte** rows)
        {
            ulong* hashes = _scratch.Hashes;
            for (int key = 0; key < _spec.BuildKeys.Length; key++)
                VectorHash.Hash(input.Columns[_spec.BuildKeys[key]], count, hashes, combine: key > 0);
            for (int i = 0; i < count; i++) *(ulong*)(rows[i] + RowLayout.HashOffset) = hashes[i];
        }
    }
}
