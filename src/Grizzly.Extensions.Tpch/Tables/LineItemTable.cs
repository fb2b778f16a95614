using System.Runtime.CompilerServices;

namespace Grizzly.Extensions.Tpch;

/// <summary>lineitem: 1 to 7 lines per order, some 6,000,000 rows per unit of scale. Addressed by orders: unit i
/// yields all lines of the order at row i of orders.</summary>
internal sealed class LineItemTable(TpchGenerator generator) : TpchTable(
    generator,
    "lineitem",
    BigInt("l_orderkey"),
    BigInt("l_partkey"),
    BigInt("l_suppkey"),
    BigInt("l_linenumber"),
    Decimal("l_quantity"),
    Decimal("l_extendedprice"),
    Decimal("l_discount"),
    Decimal("l_tax"),
    Varchar("l_returnflag", 1),
    Varchar("l_linestatus", 1),
    Date("l_shipdate"),
    Date("l_commitdate"),
    Date("l_receiptdate"),
    Varchar("l_shipinstruct", 25),
    Varchar("l_shipmode", 10),
    Varchar("l_comment", 44))
{
    private const int CommentAverage = 27;
    private const uint SupplierSeed = 2095021727;
    private const uint CommitDateSeed = 904914315;
    private const uint ReceiptDateSeed = 373135028;
    private const uint ReturnFlagSeed = 717419739;
    private const uint InstructionSeed = 1371272478;
    private const uint ModeSeed = 675466456;
    private const uint CommentSeed = 1095462486;

    private long _rowCount;

    public override long RowCount
    {
        get
        {
            long rowCount = Volatile.Read(ref _rowCount);
            if (rowCount == 0) Volatile.Write(ref _rowCount, rowCount = CountRows(UnitCount));
            return rowCount;
        }
    }

    public override long UnitCount => Scale.Orders;

    public override int MaxRowsPerUnit => Draws.MaxLinesPerOrder;

    private protected override int Fill(long firstUnit, int count, TpchBatch batch)
    {
        OrderLines lines = batch.Lines;
        lines.Fill(Scale, firstUnit, count, batch);
        int rowCount = lines.LineCount;
        Span<uint> draws = batch.PrepareDraws(rowCount * Texts.DrawsPerComment);
        Span<uint> single = draws[..rowCount];

        FillKeys(lines, firstUnit, batch[0].PrepareLongs(rowCount), batch[3].PrepareLongs(rowCount));
        Draws.PerLine(single, SupplierSeed, firstUnit, lines.LineCounts);
        FillParts(Scale, lines, single, batch[1].PrepareLongs(rowCount), batch[2].PrepareLongs(rowCount));
        FillPrices(lines, batch[4].PrepareLongs(rowCount), batch[5].PrepareLongs(rowCount));
        Widen(lines.Discounts, batch[6].PrepareLongs(rowCount));
        Widen(lines.Taxes, batch[7].PrepareLongs(rowCount));

        Span<int> commitDates = batch[11].PrepareIntegers(rowCount);
        Span<int> receiptDates = batch[12].PrepareIntegers(rowCount);
        lines.ShipDates.CopyTo(batch[10].PrepareIntegers(rowCount));
        Draws.PerLine(single, CommitDateSeed, firstUnit, lines.LineCounts);
        Values.Uniform(single, 30, 90, commitDates);
        lines.AddOrderDates(commitDates);
        Draws.PerLine(single, ReceiptDateSeed, firstUnit, lines.LineCounts);
        Values.Uniform(single, 1, 30, receiptDates);
        for (int row = 0; row < rowCount; row++) receiptDates[row] += lines.ShipDates[row];

        batch[8].PrepareText(rowCount, 1, out Span<int> flagOffsets, out Span<byte> flags);
        FillReturnFlags(lines, firstUnit, receiptDates, flagOffsets, flags);
        batch[9].PrepareText(rowCount, 1, out Span<int> statusOffsets, out Span<byte> states);
        FillStatus(lines.ShipDates, statusOffsets, states);

        Draws.PerLine(single, InstructionSeed, firstUnit, lines.LineCounts);
        Texts.Words(single, WordLists.Instructions, batch[13]);
        Draws.PerLine(single, ModeSeed, firstUnit, lines.LineCounts);
        Texts.Words(single, WordLists.Modes, batch[14]);
        Draws.PerLine(draws, CommentSeed, firstUnit, lines.LineCounts, Texts.DrawsPerComment);
        Texts.Comments(draws, CommentAverage, Generator.TextPool, batch[15]);
        return rowCount;
    }

    private static long CountRows(long orderCount)
    {
        Span<byte> lineCounts = stackalloc byte[1024];
        long rowCount = 0;
        for (long order = 0; order < orderCount; order += lineCounts.Length)
        {
            int count = (int)Math.Min(lineCounts.Length, orderCount - order);
            rowCount += OrderLines.CountLines(order, lineCounts[..count]);
        }
        return rowCount;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillKeys(OrderLines lines, long firstOrder, Span<long> orderKeys, Span<long> lineNumbers)
    {
        ReadOnlySpan<byte> lineCounts = lines.LineCounts;
        int row = 0;
        for (int order = 0; order < lineCounts.Length; order++)
        {
            long key = OrdersTable.KeyOf(firstOrder + order + 1);
            for (int number = 1; number <= lineCounts[order]; number++, row++)
            {
                orderKeys[row] = key;
                lineNumbers[row] = number;
            }
        }
    }

    /// <summary>The supplier is one of the part's four offers, by draw.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillParts(
        TpchScale scale, OrderLines lines, ReadOnlySpan<uint> draws, Span<long> partKeys, Span<long> supplierKeys)
    {
        ReadOnlySpan<int> keys = lines.PartKeys;
        for (int row = 0; row < keys.Length; row++)
        {
            partKeys[row] = keys[row];
            supplierKeys[row] = scale.SupplierOf(keys[row], RandomStream.Scale(draws[row], 4));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillPrices(OrderLines lines, Span<long> quantities, Span<long> extendedPrices)
    {
        ReadOnlySpan<int> wholeQuantities = lines.Quantities, partKeys = lines.PartKeys;
        for (int row = 0; row < quantities.Length; row++)
        {
            quantities[row] = wholeQuantities[row] * 100L;
            extendedPrices[row] = TpchScale.PriceOf(partKeys[row]) * wholeQuantities[row];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen(ReadOnlySpan<int> source, Span<long> target)
    {
        for (int i = 0; i < target.Length; i++) target[i] = source[i];
    }

    /// <summary>R or A, by draw, where the line was received by the current date, else N. Only received lines take a
    /// draw, so this column cannot use <see cref="Draws.PerLine"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillReturnFlags(
        OrderLines lines, long firstOrder, ReadOnlySpan<int> receiptDates, Span<int> offsets, Span<byte> flags)
    {
        Span<uint> skips = stackalloc uint[Draws.MaxLinesPerOrder + 1];
        for (int taken = 0; taken < skips.Length; taken++)
            skips[taken] = RandomStream.Power(Draws.MaxLinesPerOrder - taken);
        RandomStream random = RandomStream.At(ReturnFlagSeed, firstOrder * Draws.MaxLinesPerOrder);
        int row = 0;
        foreach (byte lineCount in lines.LineCounts)
        {
            int taken = 0;
            for (int end = row + lineCount; row < end; row++)
            {
                flags[row] = (byte)'N';
                if (receiptDates[row] <= OrderLines.CurrentDate)
                {
                    flags[row] = (byte)(RandomStream.Scale(random.Draw(), 2) == 0 ? 'R' : 'A');
                    taken++;
                }
                offsets[row + 1] = row + 1;
            }
            random.SkipPower(skips[taken]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillStatus(ReadOnlySpan<int> shipDates, Span<int> offsets, Span<byte> states)
    {
        for (int row = 0; row < shipDates.Length; row++)
        {
            states[row] = (byte)(shipDates[row] <= OrderLines.CurrentDate ? 'F' : 'O');
            offsets[row + 1] = row + 1;
        }
    }
}
