using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>ORDER BY: each thread sorts its own rows; <see cref="SortSource"/> merges. With a row bound it keeps only the first rows (top-N).</summary>
/// <param name="bound">Most rows wanted, asked for at start; null for all.</param>
internal sealed unsafe class SortSink(SortSpec spec, Func<QueryContext, long?> bound) : PhysicalSink, IDisposable
{
    private long? _bound;

    public SortSpec Spec => spec;

    public List<SortRun> Runs { get; } = [];

    public override void Start(QueryContext context) => _bound = bound(context);

    public override SinkState OpenState(QueryContext context) => new State(spec, _bound, context);

    public override void Combine(SinkState state) => Runs.Add(((State)state).Run);

    public void Dispose()
    {
        foreach (SortRun run in Runs) run.Dispose();
    }

    private sealed class State(SortSpec spec, long? bound, QueryContext context) : SinkState
    {
        private const int LeastBatch = 16 * 1024;

        private readonly ulong[] _prefixes = GC.AllocateArray<ulong>(ColumnVector.MaxCapacity, pinned: true);
        private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
        private readonly nint[] _rows = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
        private readonly DataChunk _passing = new(spec.Layout.Types);
        private ulong _limitPrefix = ulong.MaxValue;

        public SortRun Run { get; private set; } = new(spec, context.Memory);

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
