using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// An aggregate over frames. A frame that is the whole partition is aggregated once; one that begins where the
/// partition does grows with the rows; any other is put together of the nodes of a <see cref="StateTree"/> and single
/// rows. DISTINCT and ORDER BY inside the call go through the rows of each frame, but where the frame begins with the
/// partition DISTINCT only leaves the rows out that repeat others.
/// </summary>
/// <remarks>
/// Results of a chunk are taken from states at once, in <see cref="FinishChunk"/>: each row has a state of its own or
/// shares its neighbour's.
/// </remarks>
internal sealed unsafe class AggregateEvaluator : WindowEvaluator
{
    /// <summary>Frames up to this many rows are added row by row.</summary>
    private const int SmallFrame = 2 * StateTree.Fanout;

    /// <summary>A running state that moves on by this many rows takes them as vectors.</summary>
    private const int LongStep = 64;

    private readonly WindowCallSpec _call;
    private readonly WindowPartition _partition;
    private readonly FrameBounds _bounds;
    private readonly AggregateKernel _kernel;
    private readonly WindowRowReader _reader;
    private readonly KeptRows _kept = new();
    private readonly PreviousRows? _previous;
    private readonly StateTree _tree;
    private readonly StateBlock _slots;
    private readonly StateBlock _running;
    private readonly StateBlock _leaves;
    private readonly StringArena _slotArena;
    private readonly StringArena _runningArena;
    private readonly StringArena _leafArena;
    private readonly nint[] _states = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
    private readonly nint[] _batchStates = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
    private readonly nint[] _batchRows = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
    private readonly bool _isWhole;
    private readonly bool _isRunning;
    private int _batch;
    private int _done;
    private int _leafStart;
    private int _leafEnd;

    public AggregateEvaluator(WindowCallSpec call, WindowPartition partition, FrameBounds bounds)
    {
        _call = call;
        _partition = partition;
        _bounds = bounds;
        _kernel = call.Aggregate!.Kernel;
        _reader = new WindowRowReader(partition, call.Arguments);
        if (call.IsDistinct && call.Arguments.Length > 0) _previous = new PreviousRows(partition, call.Arguments);
        Common.MemoryAllocator memory = partition.Context.Memory;
        _tree = new StateTree(_kernel, _reader, partition.Context);
        _slots = new StateBlock(_kernel, memory);
        _slots.Reserve(ColumnVector.MaxCapacity);
        _running = new StateBlock(_kernel, memory);
        _running.Reserve(1);
        _leaves = new StateBlock(_kernel, memory);
        _slotArena = new StringArena(memory);
        _runningArena = new StringArena(memory);
        _leafArena = new StringArena(memory);
        _isWhole = bounds.IsWhole;
        _isRunning = !_isWhole && call.OrderBy.Length == 0
            && bounds.Frame is { Start: WindowBoundKind.UnboundedPreceding, Exclusion: WindowExclusion.NoOthers };
    }

    public override bool CanContinue =>
        _isRunning && _previous is null && _bounds.Frame.End == WindowBoundKind.CurrentRow;

    public override void Prepare()
    {
        Keep();
        if (_previous is not null) PrepareDistinct(_previous);
        if (_call.OrderBy.Length > 0) _kept.Sort(new ArgumentOrder(_partition, _call.OrderBy));
        _tree.Clear();
        Restart();
    }

    public override void Continue()
    {
        Keep();
        _done = _leafStart = _leafEnd = 0;
    }

    /// <summary>Chooses the rows that pass FILTER.</summary>
    private void Keep()
    {
        if (_call.Filter < 0)
        {
            _kept.KeepAll(_partition.Count);
        }
        else
        {
            int offset = _partition.Layout.Offsets[_call.Filter];
            _kept.Begin(_partition.Count);
            for (int i = 0; i < _partition.Count; i++)
            {
                byte* row = _partition.Rows[i];
                _kept.Add(i, !RowCompare.IsNull(row, _call.Filter) && row[offset] != 0);
            }
        }
    }

    public override void Evaluate(int first, int count, ColumnVector result, int at)
    {
        if (_isWhole) EvaluateWhole(count, at);
        else if (_isRunning) EvaluateRunning(count, at);
        else if (_previous is not null || _call.OrderBy.Length > 0) EvaluateScanning(first, count, at);
        else EvaluateFrames(first, count, at);
    }

    public override void FinishChunk(int count, ColumnVector result)
    {
        fixed (nint* states = _states) _kernel.Finish((byte**)states, 0, count, result);
        _slotArena.Reset();
    }

    public override void Dispose()
    {
        _reader.Dispose();
        _tree.Dispose();
        _slots.Dispose();
        _running.Dispose();
        _leaves.Dispose();
        _slotArena.Dispose();
        _runningArena.Dispose();
        _leafArena.Dispose();
    }

    /// <summary>Where frames begin with the partition, a value counts in its first row only.</summary>
    private void PrepareDistinct(PreviousRows previous)
    {
        previous.Find(_kept);
        if (!_isWhole && !_isRunning) return;
        var isFirst = new bool[_partition.Count];
        for (int i = 0; i < _kept.Count; i++) isFirst[_kept.Row(i)] = previous.Rows[_kept.Row(i)] < 0;
        _kept.Begin(_partition.Count);
        for (int i = 0; i < isFirst.Length; i++) _kept.Add(i, isFirst[i]);
    }

    private void Restart()
    {
        _done = _leafStart = _leafEnd = 0;
        _runningArena.Reset();
        _running.Initialize(0, 1);
    }

    private void EvaluateWhole(int count, int at)
    {
        Advance(_kept.Count);
        Show(at);
        for (int i = 1; i < count; i++) _states[at + i] = _states[at];
    }

    private void EvaluateRunning(int count, int at)
    {
        int shown = -1;
        for (int i = 0; i < count; i++)
        {
            int target = _kept.Before(_bounds.End[i]);
            if (target == shown)
            {
                _states[at + i] = _states[at + i - 1];
                continue;
            }
            if (target < _done) Restart();
            Advance(target);
            Show(at + i);
            shown = target;
        }
    }

    /// <summary>Gives a row of the chunk the running state as it is now.</summary>
    private void Show(int at)
    {
        byte* slot = _slots[at];
        if (_kernel.UsesArena)
        {
            _slots.Initialize(at, 1);
            _kernel.Combine(_running[0], slot, _slotArena);
        }
        else
        {
            new ReadOnlySpan<byte>(_running[0], _kernel.StateSize).CopyTo(new Span<byte>(slot, _kernel.StateSize));
        }
        _states[at] = (nint)slot;
    }

    /// <summary>Adds the kept rows before <paramref name="target"/> to the running state.</summary>
    private void Advance(int target)
    {
        while (_done < target)
        {
            bool isLeaf = _done >= _leafStart && _done < _leafEnd;
            if (!isLeaf && target - _done >= LongStep)
            {
                _partition.Context.ThrowIfCancelled();
                int count = Math.Min(ColumnVector.MaxCapacity, target - _done);
                _kernel.UpdateAll(_reader.Read(_kept, _done, count), count, _running[0], _runningArena);
                _done += count;
                continue;
            }
            if (!isLeaf) LoadLeaves();
            _kernel.Combine(_leaves[_done - _leafStart], _running[0], _runningArena);
            _done++;
        }
    }

    /// <summary>The states of single rows from the next one on, so that each can be added by itself.</summary>
    private void LoadLeaves()
    {
        int count = Math.Min(ColumnVector.MaxCapacity, _kept.Count - _done);
        _leafArena.Reset();
        _leaves.Reserve(Math.Min(ColumnVector.MaxCapacity, Math.Max(16, count * 2)));
        _leaves.Initialize(0, count);
        nint* states = stackalloc nint[count];
        for (int i = 0; i < count; i++) states[i] = (nint)_leaves[i];
        _kernel.Update(_reader.Read(_kept, _done, count), count, (byte**)states, 0, _leafArena);
        (_leafStart, _leafEnd) = (_done, _done + count);
    }

    /// <summary>General frames: single rows at the left end, whole nodes, single rows at the right end.</summary>
    private void EvaluateFrames(int first, int count, int at)
    {
        Span<(int Begin, int End)> ranges = stackalloc (int, int)[3];
        Span<(int Begin, int End)> now = stackalloc (int, int)[count];
        for (int i = 0; i < count; i++) NewSlot(at + i);
        for (int part = 0; part < 3; part++)
        {
            bool any = false;
            for (int i = 0; i < count; i++)
            {
                int parts = _bounds.Ranges(first, i, ranges);
                now[i] = part < parts ? (_kept.Before(ranges[part].Begin), _kept.Before(ranges[part].End)) : (0, 0);
                any |= now[i].Begin < now[i].End;
            }
            if (!any) continue;
            for (int i = 0; i < count; i++)
            {
                (int begin, int end) = now[i];
                AddRows(at + i, begin, end - begin <= SmallFrame ? end : NodesFrom(begin));
            }
            Flush();
            for (int i = 0; i < count; i++)
            {
                (int begin, int end) = now[i];
                if (end - begin <= SmallFrame) continue;
                if (!_tree.IsBuilt) _tree.Build(_kept);
                _tree.Combine(0, NodesFrom(begin) / StateTree.Fanout, end / StateTree.Fanout, (byte*)_states[at + i],
                    _slotArena);
            }
            for (int i = 0; i < count; i++)
            {
                (int begin, int end) = now[i];
                if (end - begin > SmallFrame) AddRows(at + i, end / StateTree.Fanout * StateTree.Fanout, end);
            }
            Flush();
        }
    }

    private static int NodesFrom(int row) => (row + StateTree.Fanout - 1) / StateTree.Fanout * StateTree.Fanout;

    /// <summary>DISTINCT or ORDER BY inside the call: every kept row is asked whether it is in the frame.</summary>
    private void EvaluateScanning(int first, int count, int at)
    {
        Span<(int Begin, int End)> ranges = stackalloc (int, int)[3];
        for (int i = 0; i < count; i++)
        {
            NewSlot(at + i);
            Span<(int Begin, int End)> frame = ranges[.._bounds.Ranges(first, i, ranges)];
            if (frame.Length == 0) continue;
            int from = 0, to = _kept.Count;
            if (_call.OrderBy.Length == 0)
                (from, to) = (_kept.Before(frame[0].Begin), _kept.Before(frame[^1].End));
            for (int k = from; k < to; k++)
            {
                int row = _kept.Row(k);
                if (Contains(frame, row) && !IsRepeated(frame, row)) Add(at + i, row);
            }
            _partition.Context.ThrowIfCancelled();
        }
        Flush();
    }

    private static bool Contains(ReadOnlySpan<(int Begin, int End)> frame, int row)
    {
        foreach ((int begin, int end) in frame)
        {
            if (row >= begin && row < end) return true;
        }
        return false;
    }

    private bool IsRepeated(ReadOnlySpan<(int Begin, int End)> frame, int row)
    {
        if (_previous is null) return false;
        for (int before = _previous.Rows[row]; before >= frame[0].Begin; before = _previous.Rows[before])
        {
            if (Contains(frame, before)) return true;
        }
        return false;
    }

    private void NewSlot(int at)
    {
        _slots.Initialize(at, 1);
        _states[at] = (nint)_slots[at];
    }

    private void AddRows(int at, int begin, int end)
    {
        for (int k = begin; k < end; k++) Add(at, _kept.Row(k));
    }

    private void Add(int at, int row)
    {
        if (_batch == ColumnVector.MaxCapacity) Flush();
        _batchStates[_batch] = _states[at];
        _batchRows[_batch++] = (nint)_partition.Rows[row];
    }

    private void Flush()
    {
        if (_batch == 0) return;
        fixed (nint* states = _batchStates, rows = _batchRows)
            _kernel.Update(_reader.Read((byte**)rows, _batch), _batch, (byte**)states, 0, _slotArena);
        _batch = 0;
    }
}
