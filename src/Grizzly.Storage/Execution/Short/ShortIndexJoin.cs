using Grizzly.Evaluation;
using Grizzly.Transactions;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>An index join of a short run.</summary>
internal sealed class ShortIndexJoin(IndexJoinSpec spec) : ShortStage
{
    private readonly DataChunk _output = new([.. spec.Output.Select(column => column.Type)]);
    private IndexJoinState? _state;
    private DataChunk? _input;

    public override bool HasMore => _input is not null;

    public override void Start(Transaction transaction, EvaluationContext evaluation, int vectorSize)
    {
        _state ??= new IndexJoinState(spec, evaluation);
        _state.Begin(transaction.Snapshot, vectorSize);
        _input = null;
    }

    public override DataChunk Execute(DataChunk input)
    {
        _input = _state!.Execute(input, _output) == StageResult.HasMore ? input : null;
        return _output;
    }

    public override DataChunk Resume() => Execute(_input!);

    public override void Finish()
    {
        _input = null;
        _state!.End();
    }

    public override void Dispose()
    {
        _state?.Dispose();
        _output.Dispose();
    }
}
