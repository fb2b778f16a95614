using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// fill: a NULL becomes the value at its key on the line through the nearest known points, before the first and after
/// the last ones on the line through the two at that end. Rows whose key or value is NULL or not finite are no points;
/// a single point is known everywhere, none gives NULL.
/// </summary>
internal sealed unsafe class FillEvaluator(WindowCallSpec call, WindowPartition partition) : WindowEvaluator
{
    private readonly List<(double Key, int Row)> _points = [];

    public override void Prepare()
    {
        _points.Clear();
        for (int row = 0; row < partition.Count; row++)
        {
            if (Number(call.OrderBy[0].Position, row) is { } key && double.IsFinite(key)
                && Number(call.Arguments[0], row) is { } value && double.IsFinite(value)) _points.Add((key, row));
        }
        _points.Sort();
    }

    public override void Evaluate(int first, int count, ColumnVector result, int at)
    {
        for (int i = 0; i < count; i++)
        {
            int row = first + i;
            bool isKnown = !RowCompare.IsNull(partition.Rows[row], call.Arguments[0]);
            double? key = Number(call.OrderBy[0].Position, row);
            if (isKnown) partition.CopyValue(call.Arguments[0], partition.Rows[row], result, at + i);
            else if (key is not { } place || !double.IsFinite(place) || _points.Count == 0) result.SetNull(at + i);
            else Interpolate(place, result, at + i);
        }
    }

    private void Interpolate(double key, ColumnVector result, int at)
    {
        if (_points.Count == 1)
        {
            partition.CopyValue(call.Arguments[0], partition.Rows[_points[0].Row], result, at);
            return;
        }
        int next = _points.BinarySearch((key, int.MaxValue));
        if (next < 0) next = ~next;
        next = Math.Clamp(next, 1, _points.Count - 1);
        (double fromKey, int from) = _points[next - 1];
        (double toKey, int to) = _points[next];
        if (fromKey == toKey)
        {
            result.SetNull(at);
            return;
        }
        double share = (key - fromKey) / (toKey - fromKey);
        byte* left = Address(from), right = Address(to);
        switch (result.Physical)
        {
            case PhysicalType.Float:
                ((float*)result.Data)[at] = (float)Line(*(float*)left, *(float*)right, share);
                break;
            case PhysicalType.Double: ((double*)result.Data)[at] = Line(*(double*)left, *(double*)right, share); break;
            default:
            {
                // Whole numbers (dates and times too) keep their digits: only the difference is scaled.
                Int128 start = Whole(left), difference = Whole(right) - start;
                Value value = Value.Of(call.Type, start + (Int128)Math.Round((double)difference * share));
                result.SetValue(at, value);
                break;
            }
        }
    }

    private static double Line(double from, double to, double share) => from + (to - from) * share;

    private byte* Address(int row) => partition.Rows[row] + partition.Layout.Offsets[call.Arguments[0]];

    private Int128 Whole(byte* address) => ValueAccess.Read(address, call.Type).Integer;

    private double? Number(int column, int row)
    {
        byte* address = partition.Rows[row];
        if (RowCompare.IsNull(address, column)) return null;
        LogicalType type = partition.Layout.Types[column];
        Value value = ValueAccess.Read(address + partition.Layout.Offsets[column], type);
        return type.IsFloating ? value.Floating : (double)value.Integer;
    }
}
