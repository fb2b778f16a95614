using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Yields each input row beside each element of its list: unnest of one list, elements of many rows at
/// once.</summary>
/// <param name="argument">Position of the list in the input.</param>
/// <param name="inputColumns">How many of the input's columns are shown.</param>
internal sealed class UnnestStage(int argument, int inputColumns, LogicalType listType) : PhysicalStage
{
    public override StageState OpenState(QueryContext context) => new State(argument, inputColumns, listType, context);

    private sealed unsafe class State(int argument, int inputColumns, LogicalType listType, QueryContext context)
        : StageState
    {
        private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
        private readonly ElementFeed _feed = new(listType);
        private readonly ColumnVector _lists = new(listType);
        private bool _isStarted;

        public override StageResult Execute(DataChunk input, DataChunk output)
        {
            if (!_isStarted)
            {
                _lists.Reference(input.Columns[argument]);
                if (_lists.Encoding == VectorEncoding.Dictionary) _lists.Flatten(input.Count);
                _feed.Start(_lists, input.Count);
                _isStarted = true;
            }
            context.ThrowIfCancelled();
            bool hasMore = _feed.Next(context.VectorSize);
            output.Columns[inputColumns].Reference(_feed.Elements);
            fixed (ushort* selection = _selection)
            {
                for (int i = 0; i < _feed.Count; i++) selection[i] = (ushort)_feed.Rows[i];
                for (int i = 0; i < inputColumns; i++)
                    VectorSelect.Select(input.Columns[i], selection, _feed.Count, output.Columns[i]);
            }
            output.SetCount(_feed.Count);
            if (hasMore) return StageResult.HasMore;
            _isStarted = false;
            return StageResult.NeedsInput;
        }

        public override void Dispose()
        {
            _lists.Dispose();
            _feed.Elements.Dispose();
        }
    }
}
