using System.Runtime.CompilerServices;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Feeds a chunk's rows to aggregates, one thread's scratch space included.</summary>
internal sealed unsafe class AggregateInput(AggregateSet aggregates)
{
    private readonly ColumnVector[][] _arguments = [.. aggregates.Specs.Select(spec =>
        new ColumnVector[spec.Arguments.Length])];
    private readonly ColumnVector[]?[] _filtered = new ColumnVector[]?[aggregates.Specs.Count];
    private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
    private readonly nint[] _groups = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);

    /// <summary>Updates every aggregate's state of the group row of each input row.</summary>
    public void Update(DataChunk input, byte** groups, StringArena arena)
    {
        for (int k = 0; k < aggregates.Specs.Count; k++)
        {
            AggregateSpec spec = aggregates.Specs[k];
            ColumnVector[] arguments = Arguments(input, k);
            int count = input.Count;
            byte** rows = groups;
            if (spec.FilterColumn >= 0)
            {
                count = SelectRows(input.Columns[spec.FilterColumn], count);
                if (count == 0) continue;
                arguments = Filter(k, arguments, count);
                rows = (byte**)Unsafe.AsPointer(ref _groups[0]);
                for (int i = 0; i < count; i++) rows[i] = groups[_selection[i]];
            }
            spec.Function.Kernel.Update(arguments, count, rows, aggregates.OffsetOf(k), arena);
        }
    }

    /// <summary>Adds all input rows to the one group <paramref name="row"/>.</summary>
    public void UpdateAll(DataChunk input, byte* row, StringArena arena)
    {
        for (int k = 0; k < aggregates.Specs.Count; k++)
        {
            AggregateSpec spec = aggregates.Specs[k];
            ColumnVector[] arguments = Arguments(input, k);
            int count = input.Count;
            if (spec.FilterColumn >= 0)
            {
                count = SelectRows(input.Columns[spec.FilterColumn], count);
                if (count == 0) continue;
                arguments = Filter(k, arguments, count);
            }
            spec.Function.Kernel.UpdateAll(arguments, count, row + aggregates.OffsetOf(k), arena);
        }
    }

    private ColumnVector[] Arguments(DataChunk input, int aggregate)
    {
        ColumnVector[] arguments = _arguments[aggregate];
        int[] positions = aggregates.Specs[aggregate].Arguments;
        for (int i = 0; i < positions.Length; i++) arguments[i] = input.Columns[positions[i]];
        return arguments;
    }

    private int SelectRows(ColumnVector flags, int count)
    {
        ushort* selection = (ushort*)Unsafe.AsPointer(ref _selection[0]);
        int selected = 0;
        for (int i = 0; i < count; i++)
        {
            selection[selected] = (ushort)i;
            selected += !flags.IsNullAt(i) && *flags.AddressOf(i) != 0 ? 1 : 0;
        }
        return selected;
    }

    private ColumnVector[] Filter(int aggregate, ColumnVector[] arguments, int count)
    {
        ColumnVector[] filtered = _filtered[aggregate] ??= [.. arguments.Select(argument =>
            new ColumnVector(argument.Type))];
        ushort* selection = (ushort*)Unsafe.AsPointer(ref _selection[0]);
        for (int i = 0; i < arguments.Length; i++) VectorSelect.Select(arguments[i], selection, count, filtered[i]);
        return filtered;
    }
}
