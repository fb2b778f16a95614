using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Keeps rows as chunks of their own, to be read any number of times: common table expressions, inner sides of
/// loops, results.</summary>
internal sealed class ChunkBufferSink(IReadOnlyList<LogicalType> types) : PhysicalSink, IDisposable
{
    private readonly List<DataChunk> _chunks = [];

    public IReadOnlyList<DataChunk> Chunks => _chunks;

    public long Count { get; private set; }

    public override SinkState OpenState(QueryContext context) => new State(types);

    /// <summary>Appends copies of rows, outside of any pipeline.</summary>
    public void Append(DataChunk rows)
    {
        Count += rows.Count;
        Append(_chunks, types, rows);
    }

    /// <summary>Forgets the rows and keeps the memory of a few.</summary>
    public void Clear()
    {
        for (int i = 1; i < _chunks.Count; i++) _chunks[i].Dispose();
        if (_chunks.Count == 0) return;
        _chunks.RemoveRange(1, _chunks.Count - 1);
        _chunks[0].Reset();
        Count = 0;
    }

    public override void Combine(SinkState state)
    {
        foreach (DataChunk chunk in ((State)state).Chunks)
        {
            Count += chunk.Count;
            _chunks.Add(chunk);
        }
    }

    public void Dispose()
    {
        foreach (DataChunk chunk in _chunks) chunk.Dispose();
        _chunks.Clear();
    }

    private static void Append(List<DataChunk> chunks, IReadOnlyList<LogicalType> types, DataChunk input)
    {
        for (int start = 0; start < input.Count;)
        {
            if (chunks.Count == 0 || chunks[^1].Count == ColumnVector.MaxCapacity)
            {
                chunks.Add(new DataChunk(types));
                chunks[^1].Reset();
            }
            DataChunk last = chunks[^1];
            int count = Math.Min(ColumnVector.MaxCapacity - last.Count, input.Count - start);
            last.Append(input, start, count);
            start += count;
        }
    }

    private sealed class State(IReadOnlyList<LogicalType> types) : SinkState
    {
        public List<DataChunk> Chunks { get; } = [];

        public override void Consume(DataChunk input) => Append(Chunks, types, input);

        public override void Dispose()
        {
            foreach (DataChunk chunk in Chunks) chunk.Dispose();
        }
    }
}

/// <summary>Reads the rows of a finished <see cref="ChunkBufferSink"/> once; each use has a source of its
/// own.</summary>
/// <param name="columns">For each output column its position in the buffer.</param>
internal sealed unsafe class ChunkBufferSource(ChunkBufferSink buffer, int[] columns) : PhysicalSource
{
    private int _next;

    public override int MaxThreads => Math.Max(1, buffer.Chunks.Count / 8);

    public override SourceCursor OpenCursor(QueryContext context) => new Cursor(this, context);

    private sealed class Cursor(ChunkBufferSource source, QueryContext context) : SourceCursor
    {
        private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
        private DataChunk? _chunk;
        private int _position;

        public override bool Next(DataChunk output)
        {
            while (_chunk is null || _position == _chunk.Count)
            {
                int index = Interlocked.Increment(ref source._next) - 1;
                if (index >= source.Buffer.Chunks.Count) return false;
                (_chunk, _position) = (source.Buffer.Chunks[index], 0);
            }
            int count = Math.Min(context.VectorSize, _chunk.Count - _position);
            if (count == _chunk.Count)
            {
                for (int i = 0; i < output.ColumnCount; i++) output.Columns[i].Reference(
                    _chunk.Columns[source.Columns[i]]);
            }
            else
            {
                for (int i = 0; i < count; i++) _selection[i] = (ushort)(_position + i);
                fixed (ushort* selection = _selection)
                {
                    for (int i = 0; i < output.ColumnCount; i++)
                        VectorSelect.Select(_chunk.Columns[source.Columns[i]], selection, count, output.Columns[i]);
                }
            }
            _position += count;
            output.SetCount(count);
            return true;
        }
    }

    private ChunkBufferSink Buffer => buffer;

    private int[] Columns => columns;
}
