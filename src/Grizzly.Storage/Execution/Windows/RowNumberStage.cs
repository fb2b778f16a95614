using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>row_number() OVER (): numbers rows as they pass, on one thread, and keeps none.</summary>
/// <param name="inputColumns">How many columns the input has; the others are numbers.</param>
internal sealed class RowNumberStage(int inputColumns) : PhysicalStage
{
    private long _numbered;

    public override bool IsSequential => true;

    protected override void Start(QueryContext context) => _numbered = 0;

    public override StageState OpenState(QueryContext context) => new State(this, inputColumns);

    private sealed unsafe class State(RowNumberStage stage, int inputColumns) : StageState
    {
        public override StageResult Execute(DataChunk input, DataChunk output)
        {
            long first = Interlocked.Add(ref stage._numbered, input.Count) - input.Count + 1;
            for (int i = 0; i < inputColumns; i++) output.Columns[i].Reference(input.Columns[i]);
            for (int i = inputColumns; i < output.ColumnCount; i++)
            {
                long* numbers = (long*)output.Columns[i].SetFlat();
                for (int row = 0; row < input.Count; row++) numbers[row] = first + row;
            }
            output.SetCount(input.Count);
            return StageResult.NeedsInput;
        }
    }
}
