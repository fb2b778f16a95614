using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Yields the groups of a finished <see cref="HashAggregateSink"/>.</summary>
internal sealed unsafe class HashAggregateSource(HashAggregateSink sink) : PhysicalSource
{
    private int _next;

    public override int MaxThreads => Math.Max(1, sink.Parts.Count);

    private HashAggregateSink Sink => sink;

    public override SourceCursor OpenCursor(QueryContext context) => new Cursor(this, context);

    private GroupRows? TakePart()
    {
        int index = Interlocked.Increment(ref _next) - 1;
        return index < sink.Parts.Count ? sink.Parts[index] : null;
    }

    private sealed class Cursor(HashAggregateSource source, QueryContext context) : SourceCursor
    {
        private readonly nint[] _rows = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
        private IEnumerator<List<nint>>? _spilled;
        private RowBlock? _block;
        private List<nint>? _list;
        private int _position;

        public override bool Next(DataChunk output)
        {
            int count;
            while ((count = TakeRows()) == 0)
            {
                if (!Advance()) return false;
            }
            fixed (nint* rows = _rows) source.Sink.Aggregates.Finish((byte**)rows, count, output);
            return true;
        }

        public override void Dispose() => _spilled?.Dispose();

        /// <summary>Goes on to the next rows: of the same spilled part, or of the next part.</summary>
        private bool Advance()
        {
            (_block, _list, _position) = (null, null, 0);
            if (_spilled is not null)
            {
                if (_spilled.MoveNext())
                {
                    _list = _spilled.Current;
                    return true;
                }
                _spilled.Dispose();
                _spilled = null;
            }
            if (source.TakePart() is not { } part) return false;
            _block = part.Block;
            _list = part.Rows;
            _spilled = part.Spilled?.Invoke().GetEnumerator();
            return true;
        }

        private int TakeRows()
        {
            int total = _block?.Count ?? _list?.Count ?? 0;
            int count = Math.Min(context.VectorSize, total - _position);
            int rowBytes = source.Sink.Aggregates.Layout.RowBytes;
            for (int i = 0; i < count; i++)
            {
                _rows[i] = _block is not null
                    ? (nint)(_block.Rows + (long)(_position + i) * rowBytes) : _list![_position + i];
            }
            _position += count;
            return count;
        }
    }
}
