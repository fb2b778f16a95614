using Grizzly.Evaluation;
using Grizzly.Logical;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Keeps the rows for which a predicate is true.</summary>
internal sealed class FilterStage(BoundExpression predicate) : PhysicalStage
{
    public override StageState OpenState(QueryContext context) =>
        new State(new PredicateEvaluator(predicate, context.Evaluation));

    private sealed unsafe class State(PredicateEvaluator predicate) : StageState
    {
        public override StageResult Execute(DataChunk input, DataChunk output)
        {
            int count = predicate.Select(input);
            if (count == input.Count) output.Reference(input);
            else if (count == 0) output.SetCount(0);
            else output.Select(input, predicate.Selection, count);
            return StageResult.NeedsInput;
        }
    }
}

/// <summary>Computes expressions.</summary>
internal sealed class ProjectStage(IReadOnlyList<BoundExpression> expressions) : PhysicalStage
{
    public override StageState OpenState(QueryContext context) =>
        new State(new ExpressionEvaluator(expressions, context.Evaluation));

    private sealed class State(ExpressionEvaluator evaluator) : StageState
    {
        public override StageResult Execute(DataChunk input, DataChunk output)
        {
            evaluator.Evaluate(input, output);
            return StageResult.NeedsInput;
        }
    }
}
