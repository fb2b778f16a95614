using System.Runtime.CompilerServices;

namespace Grizzly.Extensions.Tpch;

/// <summary>orders: 1,500,000 rows per unit of scale, from two of every three customers.</summary>
internal sealed class OrdersTable(TpchGenerator generator) : TpchTable(
    generator,
    "orders",
    BigInt("o_orderkey"),
    BigInt("o_custkey"),
    Varchar("o_orderstatus", 1),
    Decimal("o_totalprice"),
    Date("o_orderdate"),
    Varchar("o_orderpriority", 15),
    Varchar("o_clerk", 15),
    Integer("o_shippriority"),
    Varchar("o_comment", 79))
{
    private const int CommentAverage = 49;

    public override long RowCount => Scale.Orders;

    private protected override int Fill(long firstUnit, int count, TpchBatch batch)
    {
        OrderLines lines = batch.Lines;
        lines.Fill(Scale, firstUnit, count, batch);

        Span<long> keys = batch[0].PrepareLongs(count);
        for (int row = 0; row < count; row++) keys[row] = KeyOf(firstUnit + row + 1);

        FillLongs(batch, 1, 851767375, firstUnit, count, 1, (int)Scale.Customers);
        SkipCustomersWithoutOrders(batch[1].PrepareLongs(count), Scale.Customers);

        batch[2].PrepareText(count, 1, out Span<int> offsets, out Span<byte> states);
        FillStatus(lines, offsets, states);
        FillTotalPrices(lines, batch[3].PrepareLongs(count));
        lines.Dates.CopyTo(batch[4].PrepareIntegers(count));
        FillWords(batch, 5, 591449447, firstUnit, count, WordLists.Priorities);

        FillIntegers(batch, 6, 1171034773, firstUnit, count, 1, Scale.Clerks);
        Texts.Tagged("Clerk#"u8, batch[6].Integers, 9, batch[6]);

        batch[7].PrepareIntegers(count).Clear();
        FillComments(batch, 8, 276090261, firstUnit, count, CommentAverage);
        return count;
    }

    /// <summary>The key of the order counted <paramref name="number"/> from 1: of each 32 keys only 8 are in use.
    /// </summary>
    public static long KeyOf(long number) => (number >> 3 << 5) | (number & 7);

    /// <summary>A customer whose key divides by 3 never orders: the reference steps to a neighbour.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SkipCustomersWithoutOrders(Span<long> keys, long maxKey)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            long key = keys[i];
            if (key % 3 == 0) key = key < maxKey ? key + 1 : key - 1;
            keys[i] = key;
        }
    }

    /// <summary>F where all lines are shipped by the current date, O where none is, else P.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillStatus(OrderLines lines, Span<int> offsets, Span<byte> states)
    {
        ReadOnlySpan<byte> lineCounts = lines.LineCounts;
        ReadOnlySpan<int> shipDates = lines.ShipDates;
        int line = 0;
        for (int row = 0; row < lineCounts.Length; row++)
        {
            int shipped = 0;
            for (int end = line + lineCounts[row]; line < end; line++)
                shipped += shipDates[line] <= OrderLines.CurrentDate ? 1 : 0;
            states[row] = (byte)(shipped == lineCounts[row] ? 'F' : shipped > 0 ? 'P' : 'O');
            offsets[row + 1] = row + 1;
        }
    }

    /// <summary>Discount and tax each cut a line's price to whole cents before the lines are added up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillTotalPrices(OrderLines lines, Span<long> target)
    {
        ReadOnlySpan<byte> lineCounts = lines.LineCounts;
        ReadOnlySpan<int> quantities = lines.Quantities, discounts = lines.Discounts;
        ReadOnlySpan<int> taxes = lines.Taxes, partKeys = lines.PartKeys;
        int line = 0;
        for (int row = 0; row < target.Length; row++)
        {
            long total = 0;
            for (int end = line + lineCounts[row]; line < end; line++)
            {
                long extended = TpchScale.PriceOf(partKeys[line]) * quantities[line];
                total += extended * (100 - discounts[line]) / 100 * (100 + taxes[line]) / 100;
            }
            target[row] = total;
        }
    }
}
