using Grizzly.Types;

namespace Grizzly.Execution;

/// <summary>One sort key over a positional column.</summary>
internal readonly record struct SortColumn(int Position, bool IsDescending, bool NullsFirst);

/// <summary>Sort keys and the layout of the rows they order. Immutable and thread-safe.</summary>
internal sealed unsafe class SortSpec(IReadOnlyList<SortColumn> keys, IReadOnlyList<LogicalType> types)
{
    public IReadOnlyList<SortColumn> Keys { get; } = keys;

    public RowLayout Layout { get; } = new(types);

    /// <summary>Full order of two rows over all keys.</summary>
    public int Compare(byte* left, byte* right)
    {
        for (int i = 0; i < Keys.Count; i++)
        {
            SortColumn key = Keys[i];
            bool leftNull = RowCompare.IsNull(left, key.Position), rightNull = RowCompare.IsNull(right, key.Position);
            if (leftNull | rightNull)
            {
                if (leftNull & rightNull) continue;
                return leftNull == key.NullsFirst ? -1 : 1;
            }
            int offset = Layout.Offsets[key.Position];
            int order = RowCompare.CompareValues(Layout.Types[key.Position].Physical, left + offset, right + offset);
            if (order != 0) return key.IsDescending ? -order : order;
        }
        return 0;
    }
}

/// <summary>A row to sort: eight bytes that order most pairs by themselves, and the row.</summary>
internal readonly unsafe struct SortEntry(ulong prefix, byte* row)
{
    public readonly ulong Prefix = prefix;
    public readonly byte* Row = row;
}

/// <summary>Orders entries by prefix, then by all keys.</summary>
internal readonly unsafe struct SortEntryComparer(SortSpec spec) : IComparer<SortEntry>
{
    public int Compare(SortEntry left, SortEntry right)
    {
        if (left.Prefix != right.Prefix) return left.Prefix < right.Prefix ? -1 : 1;
        return spec.Compare(left.Row, right.Row);
    }
}
