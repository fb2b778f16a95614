using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// Ranks and values with an ORDER BY of their own inside the call: the rows of the frame are put into that order. A
/// partition is sorted once; a frame that is not all of it sorts its rows' places in that order.
/// </summary>
internal sealed class OrderedFrameEvaluator(WindowCallSpec call, WindowPartition partition, FrameBounds bounds)
    : WindowEvaluator
{
    private readonly ArgumentOrder _comparer = new(partition, call.OrderBy);
    private int[] _order = [];
    private int[] _place = [];
    private int[] _firstPeer = [];
    private int[] _frame = [];
    private int _frameCount;

    private bool CountsValues => call.IgnoreNulls && call.Kind >= WindowFunctionKind.Lag;

    public override void Prepare()
    {
        int count = partition.Count;
        if (_order.Length < count)
        {
            _order = new int[Math.Max(64, count)];
            _place = new int[_order.Length];
            _firstPeer = new int[_order.Length];
            _frame = new int[_order.Length];
        }
        for (int i = 0; i < count; i++) _order[i] = i;
        LongWork.Sort(_order.AsSpan(0, count), _comparer);
        for (int i = 0; i < count; i++)
        {
            _place[_order[i]] = i;
            _firstPeer[i] = i > 0 && _comparer.AreEqual(_order[i - 1], _order[i]) ? _firstPeer[i - 1] : i;
        }
    }

    public override void Evaluate(int first, int count, ColumnVector result, int at)
    {
        for (int i = 0; i < count; i++)
        {
            Gather(first, i);
            if (call.Kind < WindowFunctionKind.Lag) Rank(first + i, result, at + i);
            else Pick(first + i, result, at + i);
        }
    }

    /// <summary>The places, in order, of the frame's rows.</summary>
    private void Gather(int first, int i)
    {
        Span<(int Begin, int End)> ranges = stackalloc (int, int)[3];
        ReadOnlySpan<(int Begin, int End)> frame = ranges[..bounds.Ranges(first, i, ranges)];
        bool isSame = i > 0 && bounds.IsWhole;
        if (isSame) return;
        partition.Context.ThrowIfCancelled();
        _frameCount = 0;
        foreach ((int begin, int end) in frame)
        {
            for (int row = begin; row < end; row++)
            {
                if (!CountsValues || !IsNull(call.Arguments[0], row)) _frame[_frameCount++] = _place[row];
            }
        }
        Array.Sort(_frame, 0, _frameCount);
    }

    private unsafe bool IsNull(int column, int row) => RowCompare.IsNull(partition.Rows[row], column);

    /// <summary>How many of the frame's rows come before a place.</summary>
    private int Before(int place)
    {
        int at = Array.BinarySearch(_frame, 0, _frameCount, place);
        return at >= 0 ? at : ~at;
    }

    private unsafe void Rank(int row, ColumnVector result, int at)
    {
        int place = _place[row], peer = _firstPeer[place], before = Before(peer);
        long* integers = (long*)result.Data;
        switch (call.Kind)
        {
            case WindowFunctionKind.RowNumber: integers[at] = Before(place) + 1L; break;
            case WindowFunctionKind.Rank: integers[at] = before + 1L; break;
            case WindowFunctionKind.DenseRank:
            {
                int groups = 0;
                for (int i = 0; i < before; i++)
                    groups += i == 0 || _firstPeer[_frame[i]] != _firstPeer[_frame[i - 1]] ? 1 : 0;
                integers[at] = groups + 1L;
                break;
            }
            case WindowFunctionKind.PercentRank:
                ((double*)result.Data)[at] = _frameCount > 1 ? before / (_frameCount - 1.0) : 0;
                break;
            case WindowFunctionKind.CumeDist:
            {
                int end = before;
                while (end < _frameCount && _firstPeer[_frame[end]] == peer) end++;
                ((double*)result.Data)[at] = _frameCount > 0 ? end / (double)_frameCount : 0;
                break;
            }
            default:
                if (partition.Integer(call.Arguments[0], row) is not { } buckets) result.SetNull(at);
                else integers[at] = RankEvaluator.Bucket(Before(place), _frameCount, buckets);
                break;
        }
    }

    private void Pick(int row, ColumnVector result, int at)
    {
        long target;
        switch (call.Kind)
        {
            case WindowFunctionKind.FirstValue: target = 0; break;
            case WindowFunctionKind.LastValue: target = _frameCount - 1; break;
            default:
            {
                long? given = call.Arguments.Length > 1 ? partition.Integer(call.Arguments[1], row) : 1;
                if (given is not { } offset)
                {
                    result.SetNull(at);
                    return;
                }
                offset = Math.Clamp(offset, -int.MaxValue, int.MaxValue);
                if (call.Kind == WindowFunctionKind.NthValue && offset <= 0)
                    throw Errors.InvalidArgument("the second argument of nth_value must be greater than zero");
                target = call.Kind switch
                {
                    WindowFunctionKind.NthValue => offset - 1,
                    WindowFunctionKind.Lag => Before(_place[row]) - offset,
                    _ => Before(_place[row]) + offset,
                };
                break;
            }
        }
        if (target >= 0 && target < _frameCount) Copy(call.Arguments[0], _order[_frame[target]], result, at);
        else if (call.Arguments.Length > 2) Copy(call.Arguments[2], row, result, at);
        else result.SetNull(at);
    }

    private unsafe void Copy(int column, int row, ColumnVector result, int at) =>
        partition.CopyValue(column, partition.Rows[row], result, at);
}

/// <summary>The order of a partition's rows by ORDER BY inside a call, then by place.</summary>
internal sealed unsafe class ArgumentOrder(WindowPartition partition, SortColumn[] keys) : IComparer<int>
{
    private readonly SortSpec _spec = new(keys, partition.Layout.Types);

    public int Compare(int left, int right)
    {
        int order = _spec.Compare(partition.Rows[left], partition.Rows[right]);
        return order != 0 ? order : left.CompareTo(right);
    }

    public bool AreEqual(int left, int right) => _spec.Compare(partition.Rows[left], partition.Rows[right]) == 0;
}
