using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Joins the partitions of a spilled hash join, each loaded into memory by the thread that takes it. Nothing
/// to do where the join fitted.</summary>
internal sealed class SpilledJoinSource(HashJoinSink build, IReadOnlyList<LogicalType> probeTypes) : PhysicalSource
{
    private int _next;

    public override bool HasWork => build.Spill is not null;

    public override int MaxThreads => JoinSpill.PartitionCount;

    public override SourceCursor OpenCursor(QueryContext context) =>
        new Cursor(this, build.Spill!, probeTypes, context);

    private int TakePartition() => Interlocked.Increment(ref _next) - 1;

    private sealed unsafe class Cursor(
        SpilledJoinSource source, JoinSpill spill, IReadOnlyList<LogicalType> probeTypes, QueryContext context) : SourceCursor
    {
        private readonly RowLayout _layout = new(probeTypes);
        private readonly DataChunk _input = new(probeTypes);
        private readonly List<nint> _addresses = [];
        private HashJoinProbeState? _probe;
        private JoinHashTable? _table;
        private UnmatchedRows? _unmatched;
        private RowCollection? _rows;
        private int _partition;
        private int _run;
        private int _block;
        private int _position;
        private int _unmatchedBlock;
        private bool _hasMore;

        public override bool Next(DataChunk output)
        {
            while (true)
            {
                context.ThrowIfCancelled();
                if (_table is null && !OpenPartition()) return false;
                if (_hasMore || NextInput())
                {
                    _hasMore = _probe!.Execute(_input, output) == StageResult.HasMore;
                    if (output.Count > 0) return true;
                    continue;
                }
                if (_unmatched is not null && _unmatched.Next(_table!, () => _unmatchedBlock++, output)) return true;
                ClosePartition();
            }
        }

        public override void Dispose()
        {
            ClosePartition();
            _probe?.Dispose();
            _input.Dispose();
        }

        private bool OpenPartition()
        {
            _partition = source.TakePartition();
            if (_partition >= JoinSpill.PartitionCount) return false;
            _table = spill.LoadBuild(_partition);
            if (_probe is null) _probe = new HashJoinProbeState(spill.Spec, _table, context);
            else _probe.Table = _table;
            (_run, _block, _position, _unmatchedBlock) = (0, 0, 0, 0);
            _addresses.Clear();
            _unmatched = spill.Spec.KeepsBuild ? new UnmatchedRows(spill.Spec, context) : null;
            return true;
        }

        private void ClosePartition()
        {
            _rows?.Dispose();
            _rows = null;
            _table?.Dispose();
            _table = null;
        }

        /// <summary>Gathers the next probe rows into the input chunk; false at the end of the partition.</summary>
        private bool NextInput()
        {
            while (_position == _addresses.Count)
            {
                IReadOnlyList<RowSpillRun> runs = spill.ProbeRuns(_partition);
                if (_run == runs.Count) return false;
                if (_block == runs[_run].BlockCount)
                {
                    _run++;
                    _block = 0;
                    continue;
                }
                _rows?.Dispose();
                _rows = new RowCollection(_layout, context.Memory);
                _addresses.Clear();
                _position = 0;
                runs[_run].ReadBlock(_block++, _rows, _addresses);
            }
            int count = Math.Min(context.VectorSize, _addresses.Count - _position);
            byte** rows = stackalloc byte*[ColumnVector.MaxCapacity];
            for (int i = 0; i < count; i++) rows[i] = (byte*)_addresses[_position + i];
            _position += count;
            for (int i = 0; i < _input.ColumnCount; i++) RowScatter.Gather(_layout, i, rows, count, _input.Columns[i]);
            _input.SetCount(count);
            return true;
        }
    }
}
