using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Yields sorted rows: a merge of the threads' runs, with OFFSET and LIMIT applied for top-N.</summary>
internal sealed unsafe class SortSource(SortSink sink, Func<QueryContext, (long Offset, long? Limit)> window) : PhysicalSource
{
    public override SourceCursor OpenCursor(QueryContext context) => new Cursor(sink, context, window(context));

    private sealed class Cursor(SortSink sink, QueryContext context, (long Offset, long? Limit) window) : SourceCursor
    {
        private readonly long[] _positions = new long[sink.Runs.Count];
        private readonly nint[] _rows = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
        private long _skip = window.Offset;
        private long _left = window.Limit ?? long.MaxValue;

        public override bool Next(DataChunk output)
        {
            int count = 0;
            int most = (int)Math.Min(context.VectorSize, _left);
            while (count < most)
            {
                byte* row = NextRow();
                if (row is null) break;
                if (_skip > 0) _skip--;
                else _rows[count++] = (nint)row;
            }
            if (count == 0) return false;
            _left -= count;
            fixed (nint* rows = _rows)
            {
                for (int i = 0; i < output.ColumnCount; i++)
                    RowScatter.Gather(sink.Spec.Layout, i, (byte**)rows, count, output.Columns[i]);
            }
            output.SetCount(count);
            return true;
        }

        private byte* NextRow()
        {
            var comparer = new SortEntryComparer(sink.Spec);
            List<SortRun> runs = sink.Runs;
            int best = -1;
            for (int i = 0; i < runs.Count; i++)
            {
                if (_positions[i] >= runs[i].Count) continue;
                if (best < 0 || comparer.Compare(runs[i].Entries[_positions[i]], runs[best].Entries[_positions[best]]) < 0) best = i;
            }
            return best < 0 ? null : runs[best].Entries[_positions[best]++].Row;
        }
    }
}
