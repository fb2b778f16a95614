using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>Chunks in memory as a table function, so that an INSERT can read them: nothing is copied unless the
/// session's vectors are shorter.</summary>
internal sealed class ChunkFeed(
    string name, IReadOnlyList<string> columnNames, IReadOnlyList<LogicalType> columnTypes,
    IReadOnlyList<DataChunk> chunks) : BoundTableFunction
{
    public override string Name => name;

    public override IReadOnlyList<string> ColumnNames => columnNames;

    public override IReadOnlyList<LogicalType> ColumnTypes => columnTypes;

    public override double EstimatedRows => chunks.Sum(chunk => (double)chunk.Count);

    public override ITableFunctionSource Open(IReadOnlyList<int> columns, StatementContext context) =>
        new Source(chunks, columns);

    /// <summary>The rows are in order only where one thread reads them.</summary>
    private sealed class Source(IReadOnlyList<DataChunk> chunks, IReadOnlyList<int> columns) : ITableFunctionSource
    {
        public int MaxThreads => 1;

        public ITableFunctionReader OpenReader() => new Reader(chunks, columns);

        public void Dispose()
        {
        }
    }

    private sealed class Reader(IReadOnlyList<DataChunk> chunks, IReadOnlyList<int> columns) : ITableFunctionReader
    {
        private int _chunk;
        private int _row;

        public bool Read(DataChunk output, int maxRows, out long sequence, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            sequence = 0;
            while (_chunk < chunks.Count && _row == chunks[_chunk].Count)
            {
                _chunk++;
                _row = 0;
            }
            if (_chunk == chunks.Count) return false;
            DataChunk source = chunks[_chunk];
            int count = Math.Min(maxRows, source.Count - _row);
            for (int i = 0; i < columns.Count; i++)
            {
                ColumnVector from = source.Columns[columns[i]];
                if (count == source.Count) output.Columns[i].Reference(from);
                else VectorSelect.Copy(from, _row, count, output.Columns[i], 0);
            }
            output.SetCount(count);
            _row += count;
            return true;
        }

        public void Dispose()
        {
        }
    }
}
