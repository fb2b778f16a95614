using Grizzly.Catalog;
using Grizzly.Logical;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Rows that an index finds, in its order, on one thread.</summary>
internal sealed class IndexScanSource(TableEntry table, IndexAccess access, FoundColumns columns) : PhysicalSource
{
    public override int MaxThreads => 1;

    public override SourceCursor OpenCursor(QueryContext context)
    {
        var probe = new IndexProbe(access);
        try
        {
            var rows = new FoundRows(columns);
            rows.Restart(context.SnapshotFor(table));
            probe.Cursor.KeepsKeys = rows.IsIndexOnly;
            probe.Start(context.Evaluation);
            return new Cursor(probe, rows, context.VectorSize);
        }
        catch
        {
            probe.Dispose();
            throw;
        }
    }

    private sealed class Cursor(IndexProbe probe, FoundRows rows, int vectorSize) : SourceCursor
    {
        private readonly long[] _found = new long[vectorSize];

        public override bool Next(DataChunk output)
        {
            while (true)
            {
                int count = probe.Read(_found);
                if (count == 0) return false;
                if (rows.Show(_found.AsSpan(0, count), probe.Cursor, output) > 0) return true;
            }
        }

        public override void Dispose()
        {
            probe.Dispose();
            rows.Dispose();
        }
    }
}
