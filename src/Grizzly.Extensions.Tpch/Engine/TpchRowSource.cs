using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Extensions.Tpch;

/// <summary>One execution of tpch_rows: readers take turns at stretches of units, numbered in the table's
/// order.</summary>
internal sealed class TpchRowSource(
    TpchGenerator generator, string tableName, IReadOnlyList<int> columns) : ITableFunctionSource
{
    private readonly TpchTable _table = generator.FindTable(tableName)!;
    private long _nextStretch = -1;

    public int MaxThreads => (int)Math.Min(1024, 1 + _table.UnitCount / TpchBatch.DefaultCapacity);

    public ITableFunctionReader OpenReader() => new Reader(this, columns);

    public void Dispose() => generator.Dispose();

    private sealed class Reader(TpchRowSource source, IReadOnlyList<int> columns) : ITableFunctionReader
    {
        private readonly TpchBatch _batch = new();
        private long _sequence;
        private int _next;

        public bool Read(DataChunk output, int maxRows, out long sequence, CancellationToken cancellation)
        {
            sequence = _sequence;
            while (_next >= _batch.RowCount)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!NextStretch()) return false;
                sequence = _sequence;
            }
            int count = Math.Min(maxRows, _batch.RowCount - _next);
            for (int i = 0; i < columns.Count; i++)
            {
                TpchColumn column = source._table.Columns[columns[i]];
                Copy(column.Kind, _batch.Columns[columns[i]], _next, count, output.Columns[i]);
            }
            output.SetCount(count);
            _next += count;
            return true;
        }

        public void Dispose()
        {
        }

        private bool NextStretch()
        {
            _sequence = Interlocked.Increment(ref source._nextStretch);
            long first = _sequence * _batch.Capacity;
            if (first >= source._table.UnitCount) return false;
            source._table.Generate(first, (int)Math.Min(_batch.Capacity, source._table.UnitCount - first), _batch);
            _next = 0;
            return true;
        }

        private static unsafe void Copy(
            TpchColumnKind kind, TpchColumnData data, int start, int count, ColumnVector target)
        {
            byte* values = target.SetFlat();
            switch (kind)
            {
                case TpchColumnKind.Integer or TpchColumnKind.Date:
                    data.Integers.Slice(start, count).CopyTo(new Span<int>(values, count));
                    break;
                case TpchColumnKind.Varchar:
                    CopyText(data, start, count, (StringView*)values, target.Arena);
                    break;
                default:
                    data.Longs.Slice(start, count).CopyTo(new Span<long>(values, count));
                    break;
            }
        }

        /// <summary>The bytes of all rows in one move, then a view for each.</summary>
        private static unsafe void CopyText(
            TpchColumnData data, int start, int count, StringView* views, StringArena arena)
        {
            ReadOnlySpan<int> offsets = data.Offsets.Slice(start, count + 1);
            int first = offsets[0], length = offsets[count] - first;
            byte* bytes = arena.Allocate(length);
            data.Bytes.Slice(first, length).CopyTo(new Span<byte>(bytes, length));
            for (int row = 0; row < count; row++)
                views[row] = new StringView(bytes + (offsets[row] - first), offsets[row + 1] - offsets[row]);
        }
    }
}
