using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Runs one round of a recursive query: plans the anchor (null) or the step over the rows of the round
/// before.</summary>
internal delegate (IReadOnlyList<Pipeline> Pipelines, ChunkBufferSink Result, IReadOnlyList<IDisposable> Resources)
    RoundPlanner(ChunkBufferSink? working);

/// <summary>
/// WITH RECURSIVE, one round at a time and only as far as somebody reads, so that LIMIT ends an endless recursion. Each
/// round is planned anew over the rows of the round before, and runs on all threads.
/// </summary>
internal sealed class RecursiveSource(RoundPlanner plan, bool isAll) : PhysicalSource
{
    public override SourceCursor OpenCursor(QueryContext context) =>
        new Cursor(plan, isAll ? null : new SeenRows(Types, context.Memory), context);

    private sealed unsafe class Cursor(RoundPlanner plan, SeenRows? seen, QueryContext context) : SourceCursor
    {
        private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
        private ChunkBufferSink? _rows;
        private DataChunk? _kept;
        private int _chunk;
        private int _position;
        private long _round;

        public override bool Next(DataChunk output)
        {
            while (true)
            {
                if (_rows is not null && ShowNext(output)) return true;
                if (_rows is { Count: 0 }) return false;
                NextRound();
            }
        }

        public override void Dispose()
        {
            _rows?.Dispose();
            _kept?.Dispose();
            seen?.Dispose();
        }

        private bool ShowNext(DataChunk output)
        {
            while (_chunk < _rows!.Chunks.Count)
            {
                DataChunk chunk = _rows.Chunks[_chunk];
                int count = Math.Min(context.VectorSize, chunk.Count - _position);
                if (count == 0)
                {
                    _chunk++;
                    _position = 0;
                    continue;
                }
                for (int i = 0; i < count; i++) _selection[i] = (ushort)(_position + i);
                fixed (ushort* selection = _selection) output.Select(chunk, selection, count);
                _position += count;
                return true;
            }
            return false;
        }

        private void NextRound()
        {
            if (++_round > context.MostRecursions) throw Errors.RecursionTooDeep(context.MostRecursions);
            context.ThrowIfCancelled();
            (IReadOnlyList<Pipeline> pipelines, ChunkBufferSink result, IReadOnlyList<IDisposable> resources) =
                plan(_rows);
            try
            {
                foreach (Pipeline pipeline in pipelines) PipelineRunner.Run(pipeline, context);
                ChunkBufferSink fresh = seen is null ? result : DropSeen(result, seen);
                if (!ReferenceEquals(fresh, result)) result.Dispose();
                _rows?.Dispose();
                _rows = fresh;
            }
            catch
            {
                result.Dispose();
                throw;
            }
            finally
            {
                foreach (IDisposable resource in resources) resource.Dispose();
            }
            (_chunk, _position) = (0, 0);
        }

        /// <summary>The rows that no round has given before.</summary>
        private ChunkBufferSink DropSeen(ChunkBufferSink rows, SeenRows known)
        {
            var fresh = new ChunkBufferSink(known.Types) { Node = rows.Node };
            SinkState state = fresh.OpenState(context);
            _kept ??= new DataChunk(known.Types);
            foreach (DataChunk chunk in rows.Chunks)
            {
                context.ThrowIfCancelled();
                fixed (ushort* selection = _selection)
                {
                    int count = known.Add(chunk, selection);
                    if (count == 0) continue;
                    _kept.Select(chunk, selection, count);
                    state.Consume(_kept);
                }
            }
            fresh.Combine(state);
            return fresh;
        }
    }
}

/// <summary>The set of rows that have come so far; NULLs are equal to each other.</summary>
internal sealed unsafe class SeenRows(IReadOnlyList<LogicalType> types, MemoryAllocator memory) : IDisposable
{
    private readonly AggregateSet _set = new(
        types, [new AggregateSpec(FunctionRegistry.BindAggregate("count", [], []), [], -1)]);
    private readonly nint[] _groups = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
    private GroupTable? _table;

    public IReadOnlyList<LogicalType> Types => types;

    /// <summary>Adds the rows; writes the numbers of those that are new, each of several equal ones once.</summary>
    public int Add(DataChunk chunk, ushort* selection)
    {
        _table ??= new GroupTable(_set, memory, 1024);
        int kept = 0;
        fixed (nint* groups = _groups)
        {
            _table.FindOrCreate(chunk.Columns, chunk.Count, (byte**)groups);
            int offset = _set.OffsetOf(0);
            for (int i = 0; i < chunk.Count; i++)
            {
                long* uses = (long*)((byte*)groups[i] + offset);
                if ((*uses)++ == 0) selection[kept++] = (ushort)i;
            }
        }
        return kept;
    }

    public void Dispose() => _table?.Dispose();
}
