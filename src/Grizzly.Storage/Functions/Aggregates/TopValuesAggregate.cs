using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>min(x, n), max(x, n), arg_min(x, y, n) and arg_max(x, y, n): a list of the first n in the order of the
/// last column, equal ones as they came.</summary>
/// <remarks>
/// Bytes of a row: the length of the key (4), the key, the length of the value (4), the value; without a second
/// column the value is the key and its length 0. Buffers are cut back to n rows whenever they would grow.
/// </remarks>
internal sealed unsafe class TopValuesAggregate(int most, bool isMax, bool hasKey, ArgNulls nulls) : ByteListAggregate
{
    public const int MaxRows = 1_000_000;

    protected override bool Write(ReadOnlySpan<ColumnVector> arguments, int row, NestedWriter writer)
    {
        ColumnVector key = arguments[hasKey ? 1 : 0];
        if (nulls != ArgNulls.Last && key.IsNullAt(row)) return false;
        if (hasKey && nulls == ArgNulls.Skipped && arguments[0].IsNullAt(row)) return false;
        Part(writer, key, row);
        if (hasKey) Part(writer, arguments[0], row);
        else writer.Raw(stackalloc byte[4]);
        return true;
    }

    protected override int Compact(Span<byte> bytes)
    {
        List<Range> rows = Rows(bytes);
        if (rows.Count <= most * 2L) return bytes.Length;
        var kept = new byte[bytes.Length];
        int length = 0;
        foreach (Range row in Sorted(bytes, rows))
        {
            bytes[row].CopyTo(kept.AsSpan(length));
            length += bytes[row].Length;
        }
        kept.AsSpan(0, length).CopyTo(bytes);
        return length;
    }

    protected override void Finish(ReadOnlySpan<byte> bytes, ColumnVector result, int row)
    {
        var writer = new NestedWriter();
        foreach (Range range in Sorted(bytes, Rows(bytes)))
        {
            ReadOnlySpan<byte> record = bytes[range];
            int keyLength = BitConverter.ToInt32(record);
            ReadOnlySpan<byte> value = record[(keyLength + 8)..];
            writer.Raw(hasKey ? value : record.Slice(4, keyLength));
        }
        writer.End();
        NestedVectors.Store(writer, result, row);
    }

    private static void Part(NestedWriter writer, ColumnVector vector, int row)
    {
        int start = writer.Length;
        writer.Raw(stackalloc byte[4]);
        NestedVectors.Append(writer, vector, row);
        writer.Patch32(start, writer.Length - start - 4);
    }

    private static List<Range> Rows(ReadOnlySpan<byte> bytes)
    {
        var rows = new List<Range>();
        for (int at = 0; at < bytes.Length;)
        {
            int key = BitConverter.ToInt32(bytes[at..]);
            int end = at + 8 + key + BitConverter.ToInt32(bytes[(at + 4 + key)..]);
            rows.Add(at..end);
            at = end;
        }
        return rows;
    }

    private IEnumerable<Range> Sorted(ReadOnlySpan<byte> bytes, List<Range> rows)
    {
        byte[] copy = bytes.ToArray();
        // OrderBy is stable.
        return rows.OrderBy(row => row, Comparer<Range>.Create((left, right) =>
            ArgOrder.Compare(Key(copy, left), Key(copy, right), isMax))).Take(most);
    }

    private static ReadOnlySpan<byte> Key(byte[] bytes, Range row) =>
        bytes.AsSpan(row.Start.Value + 4, BitConverter.ToInt32(bytes, row.Start.Value));
}
