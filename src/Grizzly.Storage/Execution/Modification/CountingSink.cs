using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>A sink that changes something and counts the rows.</summary>
internal abstract class CountingSink : PhysicalSink
{
    /// <summary>Rows affected; known when finished.</summary>
    public long RowCount { get; protected set; }
}

/// <summary>Yields a finished sink's row count as one BIGINT.</summary>
internal sealed unsafe class CountSource(CountingSink sink) : PhysicalSource
{
    private int _taken;

    public override SourceCursor OpenCursor(QueryContext context) => new Cursor(this);

    private bool Take(DataChunk output)
    {
        if (Interlocked.Exchange(ref _taken, 1) != 0) return false;
        *(long*)output.Columns[0].SetFlat() = sink.RowCount;
        output.SetCount(1);
        return true;
    }

    private sealed class Cursor(CountSource source) : SourceCursor
    {
        public override bool Next(DataChunk output) => source.Take(output);
    }
}
