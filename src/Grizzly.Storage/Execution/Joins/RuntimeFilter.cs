using Grizzly.Storage;
using Grizzly.Types;

namespace Grizzly.Execution;

/// <summary>
/// What a finished join build tells a scan on its probe side about one key column: rows whose value is not among the
/// build's have no partner. The filter is
/// the range of the keys, and a bitmap or a Bloom filter where the keys do not fill their range.
/// </summary>
/// <remarks>Set once when the build is finished, read after that. NULL keys never pass; joins that keep them make no
/// filter.</remarks>
internal sealed unsafe class RuntimeFilter(int keyColumn, int scanColumn)
{
    private const long MostBitmapBits = 1L << 26;
    private const long MostBloomKeys = 1L << 21;

    private JoinHashTable? _table;

    /// <summary>Position of the key column among the scan's output columns.</summary>
    public int ScanColumn { get; } = scanColumn;

    public void Complete(JoinHashTable table) => _table = table;

    /// <summary>The filter for a column of the given type, or null where nothing useful is known.</summary>
    /// <param name="scanRows">Rows of the scanned table: against few rows a filter that costs more to make is not
    /// made.</param>
    public ScanFilter? Filter(LogicalType type, long scanRows)
    {
        if (_table is not { } table || table.Rows.Count > scanRows) return null;
        (long min, long max) = Range(table);
        if (min > max) return ScanFilter.Compare(ScanComparison.Equal, Value.Null(type));
        ScanFilter range = ScanFilter.Between(Value.Of(type, (Int128)min), Value.Of(type, (Int128)max));
        Int128 width = (Int128)max - min + 1;
        long count = table.Rows.Count;
        // A build side that holds nearly every key of its range drops next to nothing.
        if (count > width * 3 / 4) return range;
        if (width <= MostBitmapBits && width / 64 <= Math.Max(scanRows, 1024)) return Bitmap(table, min, (long)width);
        return count <= MostBloomKeys ? Bloom(table, min, max, count) : range;
    }

    private (long Min, long Max) Range(JoinHashTable table)
    {
        if (table.HasIntegerKey) return (table.MinKey, table.MaxKey);
        long min = long.MaxValue, max = long.MinValue;
        ForEachKey(table, key =>
        {
            min = Math.Min(min, key);
            max = Math.Max(max, key);
        });
        return (min, max);
    }

    private BitmapFilter Bitmap(JoinHashTable table, long min, long width)
    {
        var bits = new ulong[(width + 63) / 64];
        ForEachKey(table, key => bits[(key - min) >> 6] |= 1UL << (int)((key - min) & 63));
        return new BitmapFilter(min, bits);
    }

    private BloomFilter Bloom(JoinHashTable table, long min, long max, long count)
    {
        var filter = new BloomFilter(count, min, max);
        ForEachKey(table, filter.Add);
        return filter;
    }

    private void ForEachKey(JoinHashTable table, Action<long> visit)
    {
        int rowBytes = table.Layout.RowBytes, offset = table.Layout.Offsets[keyColumn];
        PhysicalType type = table.Layout.Types[keyColumn].Physical;
        foreach (RowBlock block in table.Rows.Blocks)
        {
            byte* row = block.Rows;
            for (int i = 0; i < block.Count; i++, row += rowBytes)
            {
                if (!RowCompare.IsNull(row, keyColumn)) visit(IntegerKeys.Read(type, row + offset));
            }
        }
    }
}
