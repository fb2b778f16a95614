using Grizzly.Functions;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// A segment tree over one partition (Leis, Kundhikanjana, Kemper and Neumann, "Efficient Processing of Window
/// Functions in Analytical SQL Queries", VLDB 2015): a node holds the state of 16 rows, a node above that of 16 nodes.
/// A frame of n rows costs at most 30 rows and 30 nodes per level. One thread's.
/// </summary>
internal sealed unsafe class StateTree(AggregateKernel kernel, WindowRowReader reader, QueryContext context)
    : IDisposable
{
    public const int Fanout = 16;

    private readonly StateBlock _states = new(kernel, context.Memory);
    private readonly StringArena _arena = new(context.Memory);
    private readonly List<long> _levels = [];

    public bool IsBuilt { get; private set; }

    public void Clear()
    {
        IsBuilt = false;
        _levels.Clear();
        _arena.Reset();
    }

    public void Build(KeptRows kept)
    {
        long total = 0;
        for (long nodes = (kept.Count + Fanout - 1) / Fanout; ; nodes = (nodes + Fanout - 1) / Fanout)
        {
            _levels.Add(total);
            total += nodes;
            if (nodes <= 1) break;
        }
        _levels.Add(total);
        _states.Reserve(total);
        for (long i = 0; i < total; i += ushort.MaxValue)
            _states.Initialize(i, Math.Min(ushort.MaxValue, total - i));
        nint* states = stackalloc nint[ColumnVector.MaxCapacity];
        for (int start = 0; start < kept.Count; start += ColumnVector.MaxCapacity)
        {
            context.ThrowIfCancelled();
            int count = Math.Min(ColumnVector.MaxCapacity, kept.Count - start);
            for (int i = 0; i < count; i++) states[i] = (nint)_states[(start + i) / Fanout];
            kernel.Update(reader.Read(kept, start, count), count, (byte**)states, 0, _arena);
        }
        for (int level = 1; level + 1 < _levels.Count; level++)
        {
            long below = _levels[level - 1], own = _levels[level];
            for (long i = below; i < own; i++) kernel.Combine(_states[i], _states[own + (i - below) / Fanout], _arena);
        }
        IsBuilt = true;
    }

    /// <summary>Adds nodes [begin, end) of a level to a state, in order.</summary>
    public void Combine(int level, long begin, long end, byte* target, StringArena arena)
    {
        long first = (begin + Fanout - 1) / Fanout, last = end / Fanout;
        bool rises = first < last && level + 2 < _levels.Count;
        long left = rises ? first * Fanout : end;
        for (long i = begin; i < left; i++) kernel.Combine(_states[_levels[level] + i], target, arena);
        if (!rises) return;
        Combine(level + 1, first, last, target, arena);
        for (long i = last * Fanout; i < end; i++) kernel.Combine(_states[_levels[level] + i], target, arena);
    }

    public void Dispose()
    {
        _states.Dispose();
        _arena.Dispose();
    }
}

/// <summary>Reads the arguments of an aggregate from rows into vectors. One thread's.</summary>
internal sealed unsafe class WindowRowReader(WindowPartition partition, int[] columns) : IDisposable
{
    private readonly ColumnVector[] _vectors =
        [.. columns.Select(column => new ColumnVector(partition.Layout.Types[column]))];
    private readonly nint[] _rows = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);

    /// <summary>Rows [start, start + count) of those kept.</summary>
    public ReadOnlySpan<ColumnVector> Read(KeptRows kept, int start, int count)
    {
        for (int i = 0; i < count; i++) _rows[i] = (nint)partition.Rows[kept.Row(start + i)];
        fixed (nint* rows = _rows) return Read((byte**)rows, count);
    }

    public ReadOnlySpan<ColumnVector> Read(byte** rows, int count)
    {
        for (int i = 0; i < columns.Length; i++)
            RowScatter.Gather(partition.Layout, columns[i], rows, count, _vectors[i]);
        return _vectors;
    }

    public void Dispose()
    {
        foreach (ColumnVector vector in _vectors) vector.Dispose();
    }
}
