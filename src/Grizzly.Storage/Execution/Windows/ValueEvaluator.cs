using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// lag and lead by distance in the partition, first_value, last_value and nth_value in the frame. IGNORE NULLS counts
/// only rows whose value is not NULL.
/// </summary>
internal sealed unsafe class ValueEvaluator(WindowCallSpec call, WindowPartition partition, FrameBounds bounds)
    : WindowEvaluator
{
    private readonly KeptRows _kept = new();

    public override void Prepare()
    {
        if (!call.IgnoreNulls)
        {
            _kept.KeepAll(partition.Count);
            return;
        }
        _kept.Begin(partition.Count);
        for (int i = 0; i < partition.Count; i++)
            _kept.Add(i, !RowCompare.IsNull(partition.Rows[i], call.Arguments[0]));
    }

    public override void Evaluate(int first, int count, ColumnVector result, int at)
    {
        bool isDistance = call.Kind is WindowFunctionKind.Lag or WindowFunctionKind.Lead;
        for (int i = 0; i < count; i++)
        {
            if (isDistance) Move(first + i, result, at + i);
            else Pick(first, i, result, at + i);
        }
    }

    private void Move(int row, ColumnVector result, int at)
    {
        long distance = 1;
        if (call.Arguments.Length > 1)
        {
            if (partition.Integer(call.Arguments[1], row) is not { } given)
            {
                result.SetNull(at);
                return;
            }
            distance = given;
        }
        if (call.Kind == WindowFunctionKind.Lag) distance = distance == long.MinValue ? long.MaxValue : -distance;
        // Among the rows that count: distance 0 is the row itself.
        long target = distance switch
        {
            0 => row,
            > 0 => distance > partition.Count ? _kept.Count : _kept.Before(row + 1) + distance - 1,
            _ => distance < -partition.Count ? -1 : _kept.Before(row) + distance,
        };
        if (distance == 0)
            partition.CopyValue(call.Arguments[0], partition.Rows[row], result, at);
        else if (target >= 0 && target < _kept.Count)
            partition.CopyValue(call.Arguments[0], partition.Rows[_kept.Row((int)target)], result, at);
        else if (call.Arguments.Length > 2)
            partition.CopyValue(call.Arguments[2], partition.Rows[row], result, at);
        else
            result.SetNull(at);
    }

    private void Pick(int first, int i, ColumnVector result, int at)
    {
        long position = 1;
        if (call.Kind == WindowFunctionKind.NthValue)
        {
            if (partition.Integer(call.Arguments[1], first + i) is not { } given)
            {
                result.SetNull(at);
                return;
            }
            if (given <= 0) throw Errors.InvalidArgument("the second argument of nth_value must be greater than zero");
            position = given;
        }
        Span<(int Begin, int End)> ranges = stackalloc (int, int)[3];
        int count = bounds.Ranges(first, i, ranges), found = -1;
        for (int r = 0; r < count; r++)
        {
            int begin = _kept.Before(ranges[r].Begin), end = _kept.Before(ranges[r].End);
            if (begin >= end) continue;
            if (call.Kind == WindowFunctionKind.LastValue)
            {
                found = end - 1;
                continue;
            }
            if (position <= end - begin)
            {
                found = begin + (int)position - 1;
                break;
            }
            position -= end - begin;
        }
        if (found < 0) result.SetNull(at);
        else partition.CopyValue(call.Arguments[0], partition.Rows[_kept.Row(found)], result, at);
    }
}
