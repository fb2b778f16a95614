using Grizzly.Catalog;
using Grizzly.Logical;
using Grizzly.Storage;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Rows that an index finds, in its order, on one thread.</summary>
/// <param name="columns">Column numbers of the table, in output order; the row id, if asked for, comes last.</param>
internal sealed class IndexScanSource(TableEntry table, int[] columns, IndexAccess access, bool withRowIds)
    : PhysicalSource
{
    public override int MaxThreads => 1;

    public override SourceCursor OpenCursor(QueryContext context)
    {
        var probe = new IndexProbe(access);
        try
        {
            probe.Start(context.Evaluation);
            return new Cursor(
                probe, table.Data.CreateFetcher(context.SnapshotFor(table), columns), withRowIds, context.VectorSize);
        }
        catch
        {
            probe.Dispose();
            throw;
        }
    }

    private sealed unsafe class Cursor(IndexProbe probe, RowFetcher fetcher, bool withRowIds, int vectorSize)
        : SourceCursor
    {
        private readonly long[] _found = new long[vectorSize];
        private readonly long[] _kept = withRowIds ? new long[vectorSize] : [];

        public override bool Next(DataChunk output)
        {
            int count;
            do
            {
                count = probe.Read(_found);
                if (count == 0) return false;
                count = fetcher.Fetch(_found.AsSpan(0, count), output, _kept);
            }
            while (count == 0);
            if (withRowIds)
            {
                ColumnVector rowIds = output.Columns[^1];
                rowIds.SetFlat();
                _kept.AsSpan(0, count).CopyTo(rowIds.Span<long>(count));
            }
            output.SetCount(count);
            return true;
        }

        public override void Dispose()
        {
            probe.Dispose();
            fetcher.Dispose();
        }
    }
}
