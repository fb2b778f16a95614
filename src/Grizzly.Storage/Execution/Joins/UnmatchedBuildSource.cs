using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>After all probing: the build rows of a right or full join that found no partner, with NULLs for the
/// probe's columns.</summary>
internal sealed class UnmatchedBuildSource(HashJoinSink build) : PhysicalSource
{
    private int _nextBlock;

    public override SourceCursor OpenCursor(QueryContext context) => new Cursor(this, build, context);

    private sealed class Cursor(UnmatchedBuildSource source, HashJoinSink build, QueryContext context) : SourceCursor
    {
        private readonly UnmatchedRows _rows = new(build.Spec, context);

        public override bool Next(DataChunk output) =>
            _rows.Next(build.Table, () => Interlocked.Increment(ref source._nextBlock) - 1, output);
    }
}

/// <summary>Collects a table's rows without a partner, block by block. Not thread-safe.</summary>
internal sealed unsafe class UnmatchedRows(JoinSpec spec, QueryContext context)
{
    private readonly nint[] _rows = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
    private RowBlock? _block;
    private int _position;

    /// <summary>The next rows of the blocks that <paramref name="takeBlock"/> numbers; false when they are used up.</summary>
    public bool Next(JoinHashTable table, Func<int> takeBlock, DataChunk output)
    {
        int count = 0;
        while (count == 0)
        {
            if (_block is null)
            {
                int index = takeBlock();
                if (index >= table.Rows.Blocks.Count) return false;
                (_block, _position) = (table.Rows.Blocks[index], 0);
            }
            count = Collect(table, _block);
        }
        int probeColumns = spec.ProbeOutput.Length;
        for (int i = 0; i < probeColumns; i++) output.Columns[i].SetConstantNull();
        fixed (nint* rows = _rows)
        {
            for (int i = 0; i < spec.BuildOutput.Length; i++)
            {
                ColumnVector result = output.Columns[probeColumns + i];
                RowScatter.Gather(table.Layout, spec.BuildOutput[i], (byte**)rows, count, result);
            }
        }
        output.SetCount(count);
        return true;
    }

    private int Collect(JoinHashTable table, RowBlock block)
    {
        int count = 0;
        while (_position < block.Count && count < context.VectorSize)
        {
            byte* row = block.Rows + (long)_position++ * table.Layout.RowBytes;
            if (*(long*)(row + table.Layout.StateOffset) == 0) _rows[count++] = (nint)row;
        }
        if (_position == block.Count) _block = null;
        return count;
    }
}
