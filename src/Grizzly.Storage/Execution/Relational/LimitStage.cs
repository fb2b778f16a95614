using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>LIMIT and OFFSET over the order rows come in, on one thread so that it takes the first.</summary>
internal sealed class LimitStage(Func<QueryContext, (long Offset, long? Limit)> window) : PhysicalStage
{
    private long _offset;
    private long _end;
    private long _seen;

    public override bool IsSequential => true;

    protected override void Start(QueryContext context)
    {
        (_offset, long? limit) = window(context);
        _end = limit is null ? long.MaxValue : limit > long.MaxValue - _offset ? long.MaxValue : _offset + limit.Value;
        _seen = 0;
    }

    public override StageState OpenState(QueryContext context) => new State(this);

    private sealed unsafe class State(LimitStage stage) : StageState
    {
        private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);

        public override StageResult Execute(DataChunk input, DataChunk output)
        {
            long last = Interlocked.Add(ref stage._seen, input.Count);
            long first = last - input.Count;
            int from = (int)Math.Clamp(stage._offset - first, 0, input.Count);
            int to = (int)Math.Clamp(stage._end - first, 0, input.Count);
            if (from == 0 && to == input.Count)
            {
                output.Reference(input);
            }
            else if (to <= from)
            {
                output.SetCount(0);
            }
            else
            {
                for (int i = from; i < to; i++) _selection[i - from] = (ushort)i;
                fixed (ushort* selection = _selection) output.Select(input, selection, to - from);
            }
            return last >= stage._end ? StageResult.Finished : StageResult.NeedsInput;
        }
    }
}
