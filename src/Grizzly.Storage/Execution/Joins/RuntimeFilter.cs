using Grizzly.Storage;
using Grizzly.Types;

namespace Grizzly.Execution;

/// <summary>What a finished join build tells a scan on its probe side: rows whose key is not among the build's have no partner.</summary>
/// <remarks>Set once when the build is finished, read after that. NULL keys never pass; joins that keep them make no filter.</remarks>
internal sealed unsafe class RuntimeFilter(int scanColumn)
{
    private const long MostBitmapBits = 1L << 26;
    private const long MostBloomKeys = 1L << 22;

    private JoinHashTable? _table;

    /// <summary>Position of the key column among the scan's output columns.</summary>
    public int ScanColumn { get; } = scanColumn;

    public void Complete(JoinHashTable table) => _table = table;

    /// <summary>The filter for a column of the given type, or null where nothing is known.</summary>
    public ScanFilter? Filter(LogicalType type)
    {
        if (_table is not { HasIntegerKey: true } table) return null;
        if (table.MinKey > table.MaxKey) return ScanFilter.Compare(ScanComparison.Equal, Value.Null(type));
        ScanFilter range = ScanFilter.Between(Value.Of(type, (Int128)table.MinKey), Value.Of(type, (Int128)table.MaxKey));
        Int128 width = (Int128)table.MaxKey - table.MinKey + 1;
        long count = table.Rows.Count;
        // A build side that holds nearly every key of its range drops next to nothing.
        if (count > width * 3 / 4) return range;
        if (width <= MostBitmapBits) return Bitmap(table, (long)width);
        return count <= MostBloomKeys ? Bloom(table, count) : range;
    }

    private static BitmapFilter Bitmap(JoinHashTable table, long width)
    {
        var bits = new ulong[(width + 63) / 64];
        long min = table.MinKey;
        ForEachKey(table, key => bits[(key - min) >> 6] |= 1UL << (int)((key - min) & 63));
        return new BitmapFilter(min, bits);
    }

    private static BloomFilter Bloom(JoinHashTable table, long count)
    {
        var filter = new BloomFilter(count, table.MinKey, table.MaxKey);
        ForEachKey(table, filter.Add);
        return filter;
    }

    private static void ForEachKey(JoinHashTable table, Action<long> visit)
    {
        int rowBytes = table.Layout.RowBytes;
        foreach (RowBlock block in table.Rows.Blocks)
        {
            byte* row = block.Rows;
            for (int i = 0; i < block.Count; i++, row += rowBytes)
            {
                if (!table.IsUnmatchable(row)) visit(*(long*)(row + RowLayout.HashOffset));
            }
        }
    }
}
