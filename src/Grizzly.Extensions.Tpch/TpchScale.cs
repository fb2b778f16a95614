namespace Grizzly.Extensions.Tpch;

/// <summary>The row counts of a scale factor, rounded as the reference generator rounds them.</summary>
/// <remarks>Below 1 a scale factor counts in whole thousandths, from 1 on in whole numbers; the rest is cut off. The
/// limit of 10,000 keeps every key draw in the 31-bit streams; beyond 30,000 the reference changes its generator.
/// </remarks>
internal readonly record struct TpchScale
{
    public const double Min = 0.001;
    public const double Max = 10_000;

    private readonly int _thousandths;

    public TpchScale(double scaleFactor)
    {
        if (!(scaleFactor >= Min && scaleFactor <= Max)) throw TpchErrors.ScaleFactorOutOfRange(scaleFactor);
        _thousandths = scaleFactor < 1 ? (int)(1000 * scaleFactor) : (int)scaleFactor * 1000;
    }

    /// <summary>The scale factor after rounding.</summary>
    public double Effective => _thousandths / 1000.0;

    public long Suppliers => 10L * _thousandths;

    public long Customers => 150L * _thousandths;

    public long Parts => 200L * _thousandths;

    public long Orders => 1500L * _thousandths;

    public int Clerks => Math.Max(_thousandths, 1000);

    /// <summary>The supplier of a part's <paramref name="number"/>th (0 to 3) offer.</summary>
    public long SupplierOf(long partKey, long number)
    {
        long suppliers = Suppliers;
        return (partKey + number * (suppliers / 4 + (partKey - 1) / suppliers)) % suppliers + 1;
    }

    /// <summary>The retail price of a part in hundredths.</summary>
    public static long PriceOf(long partKey) => 90_000 + partKey / 10 % 20_001 + partKey % 1000 * 100;
}
