using System.Runtime.CompilerServices;

namespace Grizzly.Extensions.Tpch;

/// <summary>
/// What orders and lineitem share: the orders' dates and line counts and, per line, the values that decide an order's
/// status and total price. Belongs to one batch, whose calls overwrite it.
/// </summary>
internal sealed class OrderLines
{
    /// <summary>1992-01-01 as days since 1970-01-01: the first order date.</summary>
    public const int FirstDate = 8035;

    /// <summary>1995-06-17 as days since 1970-01-01: the specification's "current date".</summary>
    public const int CurrentDate = 9298;

    /// <summary>1998-08-02: 151 days before the end of 1998, so that each line is received within the year.</summary>
    public const int LastDate = FirstDate + 2557 - 151 - 1;

    private const uint DateSeed = 1066728069;
    private const uint LineCountSeed = 1434868289;
    private const uint QuantitySeed = 209208115;
    private const uint DiscountSeed = 554590007;
    private const uint TaxSeed = 721958466;
    private const uint PartKeySeed = 1808217256;
    private const uint ShipDateSeed = 1769349045;

    private byte[] _lineCounts = [];
    private int[] _dates = [];
    private int[] _lines = [];
    private int _orderCount;

    /// <summary>The lines of all orders together.</summary>
    public int LineCount { get; private set; }

    /// <summary>Lines per order, 1 to 7.</summary>
    public ReadOnlySpan<byte> LineCounts => _lineCounts.AsSpan(0, _orderCount);

    /// <summary>One date per order.</summary>
    public ReadOnlySpan<int> Dates => _dates.AsSpan(0, _orderCount);

    /// <summary>Whole units, 1 to 50, per line.</summary>
    public Span<int> Quantities => _lines.AsSpan(0, LineCount);

    /// <summary>Hundredths, 0 to 10, per line.</summary>
    public Span<int> Discounts => _lines.AsSpan(LineCount, LineCount);

    /// <summary>Hundredths, 0 to 8, per line.</summary>
    public Span<int> Taxes => _lines.AsSpan(2 * LineCount, LineCount);

    public Span<int> PartKeys => _lines.AsSpan(3 * LineCount, LineCount);

    public Span<int> ShipDates => _lines.AsSpan(4 * LineCount, LineCount);

    public void Fill(in TpchScale scale, long firstOrder, int orderCount, TpchBatch batch)
    {
        if (_dates.Length < orderCount)
        {
            _dates = new int[orderCount];
            _lineCounts = new byte[orderCount];
        }
        _orderCount = orderCount;
        Span<uint> draws = batch.PrepareDraws(orderCount);
        Draws.PerRow(draws, DateSeed, firstOrder);
        Values.Uniform(draws, FirstDate, LastDate, _dates.AsSpan(0, orderCount));
        LineCount = CountLines(firstOrder, _lineCounts.AsSpan(0, orderCount));
        if (_lines.Length < 5 * LineCount) _lines = new int[5 * Draws.MaxLinesPerOrder * orderCount];

        draws = batch.PrepareDraws(LineCount);
        FillLines(draws, QuantitySeed, firstOrder, 1, 50, Quantities);
        FillLines(draws, DiscountSeed, firstOrder, 0, 10, Discounts);
        FillLines(draws, TaxSeed, firstOrder, 0, 8, Taxes);
        FillLines(draws, PartKeySeed, firstOrder, 1, (int)scale.Parts, PartKeys);
        FillLines(draws, ShipDateSeed, firstOrder, 1, 121, ShipDates);
        AddOrderDates(ShipDates);
    }

    /// <summary>Writes each order's line count and returns their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int CountLines(long firstOrder, Span<byte> lineCounts)
    {
        RandomStream random = RandomStream.At(LineCountSeed, firstOrder);
        int sum = 0;
        for (int i = 0; i < lineCounts.Length; i++)
        {
            int count = 1 + RandomStream.Scale(random.Draw(), Draws.MaxLinesPerOrder);
            lineCounts[i] = (byte)count;
            sum += count;
        }
        return sum;
    }

    /// <summary>Adds to each line's number of days the date of its order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddOrderDates(Span<int> days)
    {
        ReadOnlySpan<byte> lineCounts = LineCounts;
        int line = 0;
        for (int order = 0; order < lineCounts.Length; order++)
        {
            int date = _dates[order];
            for (int end = line + lineCounts[order]; line < end; line++) days[line] += date;
        }
    }

    private void FillLines(Span<uint> draws, uint seed, long firstOrder, int low, int high, Span<int> target)
    {
        Draws.PerLine(draws, seed, firstOrder, LineCounts);
        Values.Uniform(draws, low, high, target);
    }
}
