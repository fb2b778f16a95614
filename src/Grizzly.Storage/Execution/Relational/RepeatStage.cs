using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// The last step of INTERSECT and EXCEPT: its input is the distinct rows followed by their counts in the left and in
/// the right operand; each row
/// comes out as often as the operation says.
/// </summary>
internal sealed class RepeatStage(bool isIntersect, bool isAll) : PhysicalStage
{
    public override StageState OpenState(QueryContext context) => new State(isIntersect, isAll, context);

    private sealed unsafe class State(bool isIntersect, bool isAll, QueryContext context) : StageState
    {
        private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
        private int _row;
        private long _done;

        public override StageResult Execute(DataChunk input, DataChunk output)
        {
            int columns = input.ColumnCount - 2, count = 0, capacity = context.VectorSize;
            while (_row < input.Count && count < capacity)
            {
                long times = Times(input, _row);
                while (_done < times && count < capacity)
                {
                    _selection[count++] = (ushort)_row;
                    _done++;
                }
                if (_done < times) break;
                _row++;
                _done = 0;
            }
            fixed (ushort* selection = _selection)
            {
                for (int i = 0; i < columns; i++) VectorSelect.Select(input.Columns[i], selection, count,
                    output.Columns[i]);
            }
            output.SetCount(count);
            if (_row < input.Count) return StageResult.HasMore;
            _row = 0;
            return StageResult.NeedsInput;
        }

        private long Times(DataChunk input, int row)
        {
            long left = *(long*)input.Columns[^2].AddressOf(row), right = *(long*)input.Columns[^1].AddressOf(row);
            long times = isIntersect ? Math.Min(left, right) : isAll ? Math.Max(0, left - right) : right > 0 ? 0 : left;
            return isAll ? times : Math.Min(times, 1);
        }
    }
}
