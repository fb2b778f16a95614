using Grizzly.Evaluation;
using Grizzly.Logical;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Literal rows: constants, parameters and calls over them, evaluated row by row.</summary>
internal sealed class ValuesSource(IReadOnlyList<IReadOnlyList<BoundExpression>> rows) : PhysicalSource
{
    private int _next;

    public override SourceCursor OpenCursor(QueryContext context) => new Cursor(this, context);

    private sealed unsafe class Cursor(ValuesSource source, QueryContext context) : SourceCursor
    {
        public override bool Next(DataChunk output)
        {
            if (source._next >= source.Rows.Count) return false;
            int first = source._next;
            int count = Math.Min(context.VectorSize, source.Rows.Count - first);
            source._next = first + count;
            foreach (ColumnVector column in output.Columns) column.SetFlat();
            for (int row = 0; row < count; row++)
            {
                IReadOnlyList<BoundExpression> expressions = source.Rows[first + row];
                for (int i = 0; i < expressions.Count; i++)
                {
                    Value value = expressions[i] is BoundConstant constant
                        ? constant.Value
                        : ExpressionEvaluator.EvaluateConstant(expressions[i], context.Evaluation);
                    output.Columns[i].SetValue(row, value);
                }
            }
            output.SetCount(count);
            return true;
        }
    }

    private IReadOnlyList<IReadOnlyList<BoundExpression>> Rows => rows;
}
