using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Where the frames of a stretch of rows begin and end, and what EXCLUDE leaves of them. One
/// thread's.</summary>
internal sealed unsafe class FrameBounds(FrameSpec frame, WindowPartition partition)
{
    private readonly int[] _begin = new int[ColumnVector.MaxCapacity];
    private readonly int[] _end = new int[ColumnVector.MaxCapacity];
    private int _firstKey;
    private int _lastKey;

    public FrameSpec Frame => frame;

    /// <summary>The first row of the frame of row first + i, before EXCLUDE.</summary>
    public int[] Begin => _begin;

    /// <summary>The row after the frame's last; never before <see cref="Begin"/>.</summary>
    public int[] End => _end;

    /// <summary>True where every row's frame is its whole partition.</summary>
    public bool IsWhole => frame.Exclusion == WindowExclusion.NoOthers
        && (frame.Start == WindowBoundKind.UnboundedPreceding || IsPeers(frame.Start))
        && (frame.End == WindowBoundKind.UnboundedFollowing || IsPeers(frame.End));

    /// <summary>True where peers must be known.</summary>
    public bool NeedsPeers => frame.Unit != WindowUnit.Rows || frame.Exclusion > WindowExclusion.CurrentRow;

    /// <summary>Called for each partition once its peers are known.</summary>
    public void Prepare()
    {
        if (frame.RangeKey < 0) return;
        // NULL keys stand together at one end; bounds are searched among the others.
        _firstKey = 0;
        _lastKey = partition.Count;
        while (_firstKey < _lastKey && IsNullKey(_firstKey)) _firstKey++;
        while (_lastKey > _firstKey && IsNullKey(_lastKey - 1)) _lastKey--;
    }

    public void Compute(int first, int count)
    {
        for (int i = 0; i < count; i++)
        {
            int row = first + i;
            int begin = Math.Clamp(Start(row), 0, partition.Count);
            _begin[i] = begin;
            _end[i] = Math.Clamp(Stop(row), begin, partition.Count);
        }
    }

    /// <summary>The stretches of rows that EXCLUDE leaves of the frame of row first + i: at most three.</summary>
    public int Ranges(int first, int i, Span<(int Begin, int End)> ranges)
    {
        int begin = _begin[i], end = _end[i], row = first + i;
        if (frame.Exclusion == WindowExclusion.NoOthers)
        {
            ranges[0] = (begin, end);
            return 1;
        }
        int holeBegin = row, holeEnd = row + 1;
        if (frame.Exclusion != WindowExclusion.CurrentRow)
        {
            int group = partition.Group[row];
            holeBegin = partition.GroupStart[group];
            holeEnd = partition.GroupStart[group + 1];
        }
        int count = 0;
        if (begin < Math.Min(end, holeBegin)) ranges[count++] = (begin, Math.Min(end, holeBegin));
        if (frame.Exclusion == WindowExclusion.Ties && row >= begin && row < end) ranges[count++] = (row, row + 1);
        if (Math.Max(begin, holeEnd) < end) ranges[count++] = (Math.Max(begin, holeEnd), end);
        return count;
    }

    private bool IsPeers(WindowBoundKind kind) =>
        kind == WindowBoundKind.CurrentRow && frame.Unit != WindowUnit.Rows && partition.Spec.Order.Length == 0;

    private bool IsNullKey(int row) => RowCompare.IsNull(partition.Rows[row], frame.RangeKey);

    private int Start(int row) => frame.Start switch
    {
        WindowBoundKind.UnboundedPreceding => 0,
        WindowBoundKind.CurrentRow => frame.Unit == WindowUnit.Rows
            ? row : partition.GroupStart[partition.Group[row]],
        _ => frame.Unit switch
        {
            WindowUnit.Rows => Shift(row, frame.Start, frame.StartOffset, row, partition.Count),
            WindowUnit.Groups => GroupStart(
                Shift(row, frame.Start, frame.StartOffset, partition.Group[row], partition.GroupCount)),
            _ => Search(row, frame.StartOffset, frame.Start, isStart: true),
        },
    };

    private int Stop(int row) => frame.End switch
    {
        WindowBoundKind.UnboundedFollowing => partition.Count,
        WindowBoundKind.CurrentRow => frame.Unit == WindowUnit.Rows
            ? row + 1 : partition.GroupStart[partition.Group[row] + 1],
        _ => frame.Unit switch
        {
            WindowUnit.Rows => Shift(row, frame.End, frame.EndOffset, row, partition.Count) + 1,
            WindowUnit.Groups => GroupStart(
                Shift(row, frame.End, frame.EndOffset, partition.Group[row], partition.GroupCount) + 1),
            _ => Search(row, frame.EndOffset, frame.End, isStart: false),
        },
    };

    private int GroupStart(int group) => partition.GroupStart[Math.Clamp(group, 0, partition.GroupCount)];

    /// <summary>The position moved by the row's offset, at most one beyond either end.</summary>
    private int Shift(int row, WindowBoundKind kind, int column, int position, int count)
    {
        if (partition.Integer(column, row) is not { } offset || offset < 0)
            throw Errors.FrameOffset(frame.Unit.ToString().ToUpperInvariant());
        int most = (int)Math.Min(offset, count + 1L);
        return kind == WindowBoundKind.Preceding ? Math.Max(-1, position - most) : Math.Min(count, position + most);
    }

    /// <summary>The bound by value: for a start the first row at or after it, for an end the first row after
    /// it.</summary>
    private int Search(int row, int column, WindowBoundKind kind, bool isStart)
    {
        int group = partition.Group[row];
        if (IsNullKey(row)) return partition.GroupStart[isStart ? group : group + 1];
        byte* bound = partition.Rows[row];
        if (RowCompare.IsNull(bound, column)) throw Errors.FrameOffset("RANGE");
        bound += partition.Layout.Offsets[column];
        bool descends = partition.Spec.Order[0].IsDescending;
        int own = Compare(row, bound, descends);
        if (kind == WindowBoundKind.Preceding ? own < 0 : own > 0) throw Errors.FrameOffset("RANGE");
        int low = _firstKey, high = _lastKey;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            int order = Compare(middle, bound, descends);
            if (isStart ? order < 0 : order <= 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>The order of a row's key and a value, in the window's direction.</summary>
    private int Compare(int row, byte* value, bool descends)
    {
        byte* key = partition.Rows[row] + partition.Layout.Offsets[frame.RangeKey];
        int order = RowCompare.CompareValues(partition.Layout.Types[frame.RangeKey].Physical, key, value);
        return descends ? -order : order;
    }
}
