using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Execution;

/// <summary>A frame over positional columns.</summary>
/// <param name="StartOffset">Position of the column with the start's offset or key; -1 where there is none.</param>
/// <param name="RangeKey">Position of the key of RANGE with an offset; -1 where there is none.</param>
internal sealed record FrameSpec(
    WindowUnit Unit, WindowBoundKind Start, int StartOffset, WindowBoundKind End, int EndOffset,
    WindowExclusion Exclusion, int RangeKey);

/// <summary>One window call over positional columns.</summary>
/// <param name="Filter">Position of a BOOLEAN column; -1 for none.</param>
/// <param name="OrderBy">ORDER BY inside an aggregate.</param>
internal sealed record WindowCallSpec(
    WindowFunctionKind Kind, BoundAggregateFunction? Aggregate, int[] Arguments, bool IsDistinct, int Filter,
    SortColumn[] OrderBy, bool IgnoreNulls, FrameSpec Frame, LogicalType Type);

/// <summary>What one window operator does. Immutable and thread-safe.</summary>
/// <remarks>
/// Rows have the input's columns and then a BIGINT that numbers them as they came, the last sort key: rows that are
/// equal otherwise keep their order.
/// </remarks>
internal sealed unsafe class WindowSpec
{
    public WindowSpec(
        IReadOnlyList<LogicalType> inputTypes, int[] partition, SortColumn[] order, IReadOnlyList<WindowCallSpec> calls)
    {
        Partition = partition;
        Order = order;
        Calls = calls;
        Sort = new SortSpec(
            [.. partition.Select(position => new SortColumn(position, false, false)), .. order,
                new SortColumn(inputTypes.Count, false, false)],
            [.. inputTypes, LogicalType.BigInt]);
    }

    public int[] Partition { get; }

    public SortColumn[] Order { get; }

    public IReadOnlyList<WindowCallSpec> Calls { get; }

    public SortSpec Sort { get; }

    public RowLayout Layout => Sort.Layout;

    /// <summary>Whether two rows belong to one partition.</summary>
    public bool SamePartition(byte* left, byte* right)
    {
        foreach (int column in Partition)
        {
            if (!SameValue(Layout, column, left, right)) return false;
        }
        return true;
    }

    /// <summary>Whether two rows of one partition are peers.</summary>
    public bool ArePeers(byte* left, byte* right)
    {
        foreach (SortColumn key in Order)
        {
            if (!SameValue(Layout, key.Position, left, right)) return false;
        }
        return true;
    }

    /// <summary>Equality in the sense of GROUP BY: NULL equals NULL.</summary>
    public static bool SameValue(RowLayout layout, int column, byte* left, byte* right)
    {
        bool leftNull = RowCompare.IsNull(left, column), rightNull = RowCompare.IsNull(right, column);
        if (leftNull | rightNull) return leftNull & rightNull;
        int offset = layout.Offsets[column];
        return RowCompare.CompareValues(layout.Types[column].Physical, left + offset, right + offset) == 0;
    }
}
