using Grizzly.Logical;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// Yields the rows of a finished <see cref="WindowSink"/> with the calls' results. Threads take buckets; a bucket's
/// sorted parts are merged, and one partition at a time is gathered and evaluated. Chunks cross the borders of
/// partitions in memory. A partition on disk comes in pieces where all calls only look back and keep what they need;
/// else its rows must fit memory.
/// </summary>
internal sealed unsafe class WindowSource(WindowSink sink, int inputColumns) : PhysicalSource
{
    /// <summary>Rows of a piece of a partition on disk, and however many peers follow.</summary>
    private const int PieceRows = 16 * 1024;

    private int _nextBucket = -1;

    public override int MaxThreads => Math.Max(1, sink.FilledBuckets);

    public override SourceCursor OpenCursor(QueryContext context) => new Cursor(this, sink, inputColumns, context);

    private int TakeBucket() => Interlocked.Increment(ref _nextBucket);

    private sealed class Cursor : SourceCursor
    {
        private readonly WindowSource _source;
        private readonly WindowSink _sink;
        private readonly QueryContext _context;
        private readonly int _inputColumns;
        private readonly WindowPartition _partition;
        private readonly List<FrameBounds> _bounds = [];
        private readonly WindowEvaluator[] _evaluators;
        private readonly bool _needsPeers;
        private readonly nint[] _rows = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
        private List<SortedInput> _inputs = [];
        private readonly List<SortedInput> _finished = [];
        private readonly SortEntryComparer _comparer;
        private int _bucket = -1;
        private int _position;
        private bool _keepsWindows;
        private readonly bool _canContinue;
        private bool _continues;
        private long _sequence;

        public Cursor(WindowSource source, WindowSink sink, int inputColumns, QueryContext context)
        {
            _source = source;
            _sink = sink;
            _context = context;
            _inputColumns = inputColumns;
            _partition = new WindowPartition(sink.Spec, context);
            _comparer = new SortEntryComparer(sink.Spec.Sort);
            _evaluators = [.. sink.Spec.Calls.Select(call =>
                WindowEvaluator.Create(call, _partition, BoundsOf))];
            _canContinue = _evaluators.All(evaluator => evaluator.CanContinue);
            _needsPeers = _bounds.Exists(bounds => bounds.NeedsPeers) || sink.Spec.Calls.Any(call =>
                call.Kind is Functions.WindowFunctionKind.Rank or Functions.WindowFunctionKind.DenseRank
                    or Functions.WindowFunctionKind.PercentRank or Functions.WindowFunctionKind.CumeDist);
        }

        public override long Sequence => _sequence;

        public override bool Next(DataChunk output)
        {
            int capacity = Math.Min(_context.VectorSize, ColumnVector.MaxCapacity), filled = 0;
            for (int i = _inputColumns; i < output.ColumnCount; i++) output.Columns[i].SetFlat();
            while (filled < capacity)
            {
                if (_position == _partition.Count && !Load(filled == 0)) break;
                int count = Math.Min(capacity - filled, _partition.Count - _position);
                for (int i = 0; i < count; i++) _rows[filled + i] = (nint)_partition.Rows[_position + i];
                foreach (FrameBounds bounds in _bounds) bounds.Compute(_position, count);
                for (int i = 0; i < _evaluators.Length; i++)
                    _evaluators[i].Evaluate(_position, count, output.Columns[_inputColumns + i], filled);
                _position += count;
                filled += count;
            }
            if (filled == 0) return false;
            for (int i = 0; i < _evaluators.Length; i++)
                _evaluators[i].FinishChunk(filled, output.Columns[_inputColumns + i]);
            fixed (nint* rows = _rows)
            {
                for (int i = 0; i < _inputColumns; i++)
                    RowScatter.Gather(_sink.Spec.Layout, i, (byte**)rows, filled, output.Columns[i]);
            }
            output.SetCount(filled);
            return true;
        }

        public override void Dispose()
        {
            CloseInputs();
            foreach (WindowEvaluator evaluator in _evaluators) evaluator.Dispose();
            _partition.Dispose();
        }

        private FrameBounds BoundsOf(FrameSpec frame)
        {
            FrameBounds? bounds = _bounds.Find(known => known.Frame == frame);
            if (bounds is null) _bounds.Add(bounds = new FrameBounds(frame, _partition));
            return bounds;
        }

        /// <summary>
        /// Gathers the next partition; false at the end, or where a chunk must end first because the rows shown so far
        /// are about to go.
        /// </summary>
        private bool Load(bool isChunkEmpty)
        {
            while (_inputs.Count == 0 || !Prune())
            {
                if (!isChunkEmpty && _bucket >= 0) return false;
                if (!OpenBucket()) return false;
            }
            if (_keepsWindows)
            {
                if (!isChunkEmpty) return false;
                foreach (SortedInput input in _inputs) input.ReleaseOld();
            }
            bool continues = _continues;
            _continues = false;
            _partition.Clear(continues);
            _position = 0;
            SortedInput? best = Best();
            byte* first = best!.Entries[best.Position].Row;
            while (best is not null)
            {
                byte* row = best.Entries[best.Position].Row;
                if (!_sink.Spec.SamePartition(first, row)) break;
                if (_canContinue && _keepsWindows && _partition.Count >= PieceRows
                    && !_sink.Spec.ArePeers(_partition.Rows[_partition.Count - 1], row))
                {
                    _continues = true;
                    break;
                }
                _partition.Add(row);
                if ((_partition.Count & 0xFFFF) == 0) _context.ThrowIfCancelled();
                best.Position++;
                best = Best();
            }
            if (_needsPeers) _partition.FindPeers();
            foreach (FrameBounds bounds in _bounds) bounds.Prepare();
            foreach (WindowEvaluator evaluator in _evaluators)
            {
                if (continues) evaluator.Continue();
                else evaluator.Prepare();
            }
            return true;
        }

        private bool Prune() => Best() is not null;

        private SortedInput? Best()
        {
            SortedInput? best = null;
            for (int i = 0; i < _inputs.Count; i++)
            {
                SortedInput input = _inputs[i];
                if (input.Position == input.Count && !input.Refill())
                {
                    _inputs.RemoveAt(i--);
                    _finished.Add(input);
                    continue;
                }
                if (best is null || _comparer.Compare(input.Entries[input.Position],
                    best.Entries[best.Position]) < 0) best = input;
            }
            return best;
        }

        private bool OpenBucket()
        {
            CloseInputs();
            if (_bucket >= 0 && _bucket < _sink.BucketCount) _sink.Release(_bucket);
            do
            {
                _bucket = _source.TakeBucket();
                if (_bucket >= _sink.BucketCount) return false;
            }
            while (_sink.IsEmpty(_bucket));
            _inputs = _sink.OpenInputs(_bucket, _context);
            _keepsWindows = _inputs.Exists(input => input is SpilledSortedInput);
            _sequence = _bucket;
            return true;
        }

        private void CloseInputs()
        {
            foreach (SortedInput input in _inputs) input.Dispose();
            foreach (SortedInput input in _finished) input.Dispose();
            _inputs.Clear();
            _finished.Clear();
        }
    }
}
