using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>One aggregate of an aggregation over positional input columns.</summary>
/// <param name="Arguments">Positions of the argument columns in the sink's input.</param>
/// <param name="FilterColumn">Position of a BOOLEAN column: only rows where it is true count; -1 for all rows.</param>
internal sealed record AggregateSpec(BoundAggregateFunction Function, int[] Arguments, int FilterColumn);

/// <summary>The aggregates of one aggregation and where their states lie in a group's row. Immutable and
/// thread-safe.</summary>
internal sealed unsafe class AggregateSet
{
    private readonly int[] _offsets;

    /// <param name="keyTypes">Types of the group keys: the row's columns.</param>
    public AggregateSet(IReadOnlyList<LogicalType> keyTypes, IReadOnlyList<AggregateSpec> specs)
    {
        KeyCount = keyTypes.Count;
        Specs = specs;
        _offsets = new int[specs.Count];
        int stateBytes = 0;
        for (int i = 0; i < specs.Count; i++)
        {
            _offsets[i] = stateBytes;
            stateBytes += (specs[i].Function.Kernel.StateSize + 7) & ~7;
        }
        Layout = new RowLayout(keyTypes, stateBytes);
        for (int i = 0; i < specs.Count; i++) _offsets[i] += Layout.StateOffset;
    }

    public int KeyCount { get; }

    public IReadOnlyList<AggregateSpec> Specs { get; }

    public RowLayout Layout { get; }

    public int OffsetOf(int aggregate) => _offsets[aggregate];

    /// <summary>Makes the states of new group rows those of no input.</summary>
    public void Initialize(byte** rows, int count)
    {
        int bytes = Layout.RowBytes - Layout.StateOffset;
        if (bytes == 0) return;
        for (int i = 0; i < count; i++)
        {
            new Span<byte>(rows[i] + Layout.StateOffset, bytes).Clear();
            for (int k = 0; k < _offsets.Length; k++) Specs[k].Function.Kernel.Initialize(rows[i] + _offsets[k]);
        }
    }

    /// <summary>Adds the states of one group row to another's.</summary>
    public void Combine(byte* source, byte* target, StringArena arena)
    {
        for (int k = 0; k < _offsets.Length; k++)
            Specs[k].Function.Kernel.Combine(source + _offsets[k], target + _offsets[k], arena);
    }

    /// <summary>Writes keys and results of group rows as one chunk.</summary>
    public void Finish(byte** rows, int count, DataChunk output)
    {
        for (int key = 0; key < KeyCount; key++) RowScatter.Gather(Layout, key, rows, count, output.Columns[key]);
        for (int k = 0; k < _offsets.Length; k++)
        {
            ColumnVector result = output.Columns[KeyCount + k];
            result.SetFlat();
            Specs[k].Function.Kernel.Finish(rows, _offsets[k], count, result);
        }
        output.SetCount(count);
    }
}
