using Grizzly.Storage;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// ORDER BY: each thread sorts its own rows; <see cref="SortSource"/> merges. With a row bound it keeps only the first
/// rows (top-N). A thread whose rows
/// outgrow its share of memory writes them out as a sorted run.
/// </summary>
/// <param name="bound">Most rows wanted, asked for at start; null for all.</param>
internal sealed unsafe class SortSink(SortSpec spec, Func<QueryContext, long?> bound) : PhysicalSink, IDisposable
{
    private long? _bound;

    public SortSpec Spec => spec;

    private readonly List<SortRun> _runs = [];
    private readonly List<RowSpillRun> _spilled = [];
    private readonly Lock _fileLock = new();
    private TemporaryFile? _file;

    /// <summary>Rows kept, once all have come.</summary>
    public long RowCount => _runs.Sum(run => run.Count) + _spilled.Sum(run => run.RowCount);

    public override void Start(QueryContext context) => _bound = bound(context);

    /// <summary>The runs to merge: those written out first, since their rows came first.</summary>
    public List<SortedInput> OpenInputs(QueryContext context) =>
        [.. _spilled.Select(run => new SpilledSortedInput(run, spec, context.Memory)),
            .. _runs.Select(run => new MemorySortedInput(run))];

    public override SinkState OpenState(QueryContext context) => new State(this, spec, _bound, context);

    public override void Combine(SinkState state)
    {
        var local = (State)state;
        _runs.Add(local.Run);
        _spilled.AddRange(local.Spilled);
    }

    public void Dispose()
    {
        foreach (SortRun run in _runs) run.Dispose();
        _file?.Dispose();
    }

    private TemporaryFile SpillFile(QueryContext context)
    {
        lock (_fileLock) return _file ??= context.Spill.Create();
    }

    private sealed class State(SortSink sink, SortSpec spec, long? bound, QueryContext context) : SinkState
    {
        private const int LeastBatch = 16 * 1024;

        private readonly ulong[] _prefixes = GC.AllocateArray<ulong>(ColumnVector.MaxCapacity, pinned: true);
        private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
        private readonly nint[] _rows = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
        private readonly DataChunk _passing = new(spec.Layout.Types);
        private ulong _limitPrefix = ulong.MaxValue;

        public SortRun Run { get; private set; } = new(spec, context.Memory);

        public List<RowSpillRun> Spilled { get; } = [];

        public override bool IsFull => bound == 0;

        public override void Consume(DataChunk input)
        {
            if (bound == 0) return;
            fixed (ulong* prefixes = _prefixes)
            fixed (nint* rows = _rows)
            {
                SortColumn first = spec.Keys[0];
                SortPrefix.Compute(input.Columns[first.Position], first, input.Count, prefixes);
                if (_limitPrefix != ulong.MaxValue) input = DropBeyondLimit(input, prefixes);
                if (input.Count == 0) return;
                Run.Rows.Append(input.Columns, input.Count, (byte**)rows);
                Run.Add(prefixes, (byte**)rows, input.Count);
            }
            if (bound is { } most && Run.Count >= Math.Max(LeastBatch, 2 * most)) Truncate(most);
            if (Run.Bytes > context.SpillThreshold) SpillRun();
        }

        public override void Complete()
        {
            Run.Sort();
            if (bound is { } most) Run.Truncate(most);
        }

        public override void Dispose()
        {
            Run.Dispose();
            _passing.Dispose();
        }

        private void SpillRun()
        {
            Complete();
            Spilled.Add(SpilledSortedInput.Write(Run,
                new RowSpillRun(new RowSpillFormat(spec.Layout), sink.SpillFile(context))));
            Run.Dispose();
            Run = new SortRun(spec, context.Memory);
        }

        private DataChunk DropBeyondLimit(DataChunk input, ulong* prefixes)
        {
            int kept = 0;
            for (int i = 0; i < input.Count; i++)
            {
                ulong prefix = prefixes[i];
                _selection[kept] = (ushort)i;
                prefixes[kept] = prefix;
                kept += prefix <= _limitPrefix ? 1 : 0;
            }
            if (kept == input.Count) return input;
            fixed (ushort* selection = _selection) _passing.Select(input, selection, kept);
            return _passing;
        }

        /// <summary>Keeps the first rows only, in a fresh run so that the others' memory is given back.</summary>
        private void Truncate(long most)
        {
            Run.Sort();
            Run.Truncate(most);
            _limitPrefix = Run.Entries[Run.Count - 1].Prefix;
            SortRun old = Run;
            Run = old.CopyOut(context.Memory);
            old.Dispose();
        }
    }
}
