using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Yields sorted rows: a merge of the runs in memory and on disk, with OFFSET and LIMIT applied for
/// top-N.</summary>
internal sealed unsafe class SortSource(SortSink sink, Func<QueryContext, (long Offset, long? Limit)> window)
    : PhysicalSource
{
    public override SourceCursor OpenCursor(QueryContext context) => new Cursor(sink, context, window(context));

    private sealed class Cursor : SourceCursor
    {
        private readonly SortSink _sink;
        private readonly QueryContext _context;
        private readonly List<SortedInput> _inputs;
        private readonly List<SortedInput> _finished = [];
        private readonly SortEntryComparer _comparer;
        private readonly nint[] _rows = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
        private long _skip;
        private long _left;

        public Cursor(SortSink sink, QueryContext context, (long Offset, long? Limit) window)
        {
            _sink = sink;
            _context = context;
            _inputs = sink.OpenInputs(context);
            _comparer = new SortEntryComparer(sink.Spec);
            _skip = window.Offset;
            _left = window.Limit ?? long.MaxValue;
        }

        public override bool Next(DataChunk output)
        {
            foreach (SortedInput input in _inputs) input.ReleaseOld();
            int count = 0;
            int most = (int)Math.Min(_context.VectorSize, _left);
            while (count < most)
            {
                byte* row = NextRow();
                if (row is null) break;
                if (_skip > 0) SkipOne();
                else _rows[count++] = (nint)row;
            }
            if (count == 0) return false;
            _left -= count;
            fixed (nint* rows = _rows)
            {
                for (int i = 0; i < output.ColumnCount; i++)
                    RowScatter.Gather(_sink.Spec.Layout, i, (byte**)rows, count, output.Columns[i]);
            }
            output.SetCount(count);
            return true;
        }

        public override void Dispose()
        {
            foreach (SortedInput input in _inputs) input.Dispose();
            foreach (SortedInput input in _finished) input.Dispose();
        }

        private void SkipOne()
        {
            if ((--_skip & 0xFFFF) != 0) return;
            _context.ThrowIfCancelled();
            foreach (SortedInput input in _inputs) input.ReleaseOld();
        }

        private byte* NextRow()
        {
            SortedInput? best = null;
            for (int i = 0; i < _inputs.Count; i++)
            {
                SortedInput input = _inputs[i];
                if (input.Position == input.Count && !input.Refill())
                {
                    // Its last rows may be in the chunk being filled: it is freed with the cursor.
                    _inputs.RemoveAt(i--);
                    _finished.Add(input);
                    continue;
                }
                if (best is null || _comparer.Compare(input.Entries[input.Position],
                    best.Entries[best.Position]) < 0) best = input;
            }
            return best is null ? null : best.Entries[best.Position++].Row;
        }
    }
}
