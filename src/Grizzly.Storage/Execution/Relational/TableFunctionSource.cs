using Grizzly.Functions;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Rows of a table function.</summary>
internal sealed class TableFunctionSource(BoundTableFunction function, IReadOnlyList<int> columns)
    : PhysicalSource, IDisposable
{
    private ITableFunctionSource? _source;

    public override int MaxThreads => _source!.MaxThreads;

    public override (double Done, double Total) Work
    {
        get
        {
            double share = _source?.ShareDone ?? 0, rows = function.EstimatedRows;
            return double.IsNaN(share) ? default : (share * rows, rows);
        }
    }

    public override void Start(QueryContext context) => _source = function.Open(columns, context.Evaluation.Statement);

    public override SourceCursor OpenCursor(QueryContext context) => new Cursor(_source!.OpenReader(), context);

    public void Dispose() => _source?.Dispose();

    private sealed class Cursor(ITableFunctionReader reader, QueryContext context) : SourceCursor
    {
        private long _sequence;

        public override long Sequence => _sequence;

        public override bool Next(DataChunk output)
        {
            bool found = reader.Read(output, context.VectorSize, out _sequence, context.Cancellation);
            if (found && context.Progress is { } progress) progress.Add(output.Count);
            return found;
        }

        public override void Dispose() => reader.Dispose();
    }
}
