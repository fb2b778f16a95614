using System.Numerics;
using System.Runtime.CompilerServices;
using Grizzly.Storage;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// Takes a window's rows apart by the hash of the partition keys; each thread sorts its part of each bucket by
/// partition keys and order, and <see cref="WindowSource"/> merges the parts. A thread whose rows outgrow its share of
/// memory writes all its buckets out as sorted runs.
/// </summary>
internal sealed unsafe class WindowSink(WindowSpec spec) : PhysicalSink, IDisposable
{
    /// <summary>Buckets of a window with PARTITION BY: enough for threads to share, few enough to fill.</summary>
    private const int MostBuckets = 16;

    private readonly Lock _fileLock = new();
    private readonly Bucket[] _buckets =
        [.. Enumerable.Range(0, spec.Partition.Length == 0 ? 1 : MostBuckets).Select(_ => new Bucket())];
    private TemporaryFile? _file;

    public WindowSpec Spec => spec;

    /// <summary>OVER () numbers rows as they come, so they come from one thread.</summary>
    public override bool IsParallel => spec.Partition.Length + spec.Order.Length > 0;

    public int BucketCount => _buckets.Length;

    /// <summary>How many buckets have rows.</summary>
    public int FilledBuckets => _buckets.Count(bucket => !bucket.IsEmpty);

    public bool IsEmpty(int bucket) => _buckets[bucket].IsEmpty;

    public List<SortedInput> OpenInputs(int bucket, QueryContext context) =>
        [.. _buckets[bucket].Runs.Select(run => new MemorySortedInput(run)), .. _buckets[bucket].Spilled.Select(run =>
            new SpilledSortedInput(run, spec.Sort, context.Memory))];

    /// <summary>Gives a bucket's memory back once all its rows are done.</summary>
    public void Release(int bucket)
    {
        foreach (SortRun run in _buckets[bucket].Runs) run.Dispose();
        _buckets[bucket].Runs.Clear();
    }

    public override SinkState OpenState(QueryContext context) => new State(this, context);

    public override void Combine(SinkState state)
    {
        var local = (State)state;
        for (int i = 0; i < _buckets.Length; i++)
        {
            if (local.Runs[i] is { } run) _buckets[i].Runs.Add(run);
            _buckets[i].Spilled.AddRange(local.Spilled[i]);
        }
    }

    public void Dispose()
    {
        foreach (Bucket bucket in _buckets)
        {
            foreach (SortRun run in bucket.Runs) run.Dispose();
            bucket.Runs.Clear();
        }
        _file?.Dispose();
    }

    private TemporaryFile SpillFile(QueryContext context)
    {
        lock (_fileLock) return _file ??= context.Spill.Create();
    }

    private sealed class Bucket
    {
        public List<SortRun> Runs { get; } = [];

        public List<RowSpillRun> Spilled { get; } = [];

        public bool IsEmpty => Runs.Count == 0 && Spilled.Count == 0;
    }

    private sealed class State : SinkState
    {
        private readonly WindowSink _sink;
        private readonly QueryContext _context;
        private readonly ulong[] _prefixes = GC.AllocateArray<ulong>(ColumnVector.MaxCapacity, pinned: true);
        private readonly ulong[] _hashes = GC.AllocateArray<ulong>(ColumnVector.MaxCapacity, pinned: true);
        private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
        private readonly nint[] _rows = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
        private readonly int[] _starts;
        private readonly ColumnVector _numbers = new(LogicalType.BigInt);
        private readonly ColumnVector[] _columns;
        private readonly DataChunk _part;
        private long _sequence = -1;
        private long _next;

        public State(WindowSink sink, QueryContext context)
        {
            _sink = sink;
            _context = context;
            Runs = new SortRun?[sink._buckets.Length];
            Spilled = [.. sink._buckets.Select(_ => new List<RowSpillRun>())];
            _starts = new int[sink._buckets.Length + 1];
            _columns = new ColumnVector[sink.Spec.Layout.Types.Length];
            _part = new DataChunk(sink.Spec.Layout.Types);
        }

        public SortRun?[] Runs { get; }

        public List<RowSpillRun>[] Spilled { get; }

        public override void Consume(DataChunk input)
        {
            Number(input.Count);
            for (int i = 0; i < input.ColumnCount; i++) _columns[i] = input.Columns[i];
            _columns[^1] = _numbers;
            if (Runs.Length == 1) Add(0, _columns, input.Count);
            else Scatter(input);
            long bytes = 0;
            foreach (SortRun? run in Runs) bytes += run?.Bytes ?? 0;
            if (bytes > _context.SpillThreshold) Spill();
        }

        public override void Complete()
        {
            foreach (SortRun? run in Runs) run?.Sort();
        }

        public override void Dispose()
        {
            foreach (SortRun? run in Runs) run?.Dispose();
            _numbers.Dispose();
            _part.Dispose();
        }

        /// <summary>Rows are numbered by where they come from, then as read.</summary>
        private void Number(int count)
        {
            if (Sequence != _sequence) (_sequence, _next) = (Sequence, Math.Min(Sequence, int.MaxValue / 4) << 34);
            long* numbers = (long*)_numbers.SetFlat();
            for (int i = 0; i < count; i++) numbers[i] = _next++;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Scatter(DataChunk input)
        {
            int count = input.Count, shift = 64 - BitOperations.Log2((uint)Runs.Length);
            fixed (ulong* hashes = _hashes)
            fixed (ushort* selection = _selection)
            {
                int[] partition = _sink.Spec.Partition;
                for (int i = 0; i < partition.Length; i++)
                    VectorHash.Hash(input.Columns[partition[i]], count, hashes, combine: i > 0);
                Array.Clear(_starts);
                for (int i = 0; i < count; i++) _starts[hashes[i] >> shift]++;
                int start = 0;
                for (int i = 0; i < _starts.Length; i++) (_starts[i], start) = (start, start + _starts[i]);
                for (int i = 0; i < count; i++) selection[_starts[hashes[i] >> shift]++] = (ushort)i;
                // Each start has moved to its bucket's end.
                for (int bucket = 0, from = 0; bucket < Runs.Length; from = _starts[bucket++])
                {
                    int rows = _starts[bucket] - from;
                    if (rows == 0) continue;
                    if (rows == count)
                    {
                        Add(bucket, _columns, count);
                        continue;
                    }
                    for (int i = 0; i < _columns.Length; i++)
                        VectorSelect.Select(_columns[i], selection + from, rows, _part.Columns[i]);
                    Add(bucket, _part.Columns, rows);
                }
            }
        }

        private void Add(int bucket, ReadOnlySpan<ColumnVector> columns, int count)
        {
            SortRun run = Runs[bucket] ??= new SortRun(_sink.Spec.Sort, _context.Memory);
            SortColumn first = _sink.Spec.Sort.Keys[0];
            fixed (ulong* prefixes = _prefixes)
            fixed (nint* rows = _rows)
            {
                SortPrefix.Compute(columns[first.Position], first, count, prefixes);
                run.Rows.Append(columns, count, (byte**)rows);
                run.Add(prefixes, (byte**)rows, count);
            }
        }

        private void Spill()
        {
            for (int i = 0; i < Runs.Length; i++)
            {
                if (Runs[i] is not { } run) continue;
                run.Sort();
                var target = new RowSpillRun(new RowSpillFormat(_sink.Spec.Layout), _sink.SpillFile(_context));
                Spilled[i].Add(SpilledSortedInput.Write(run, target));
                run.Dispose();
                Runs[i] = null;
            }
        }
    }
}
