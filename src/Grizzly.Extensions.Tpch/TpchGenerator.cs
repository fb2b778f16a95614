namespace Grizzly.Extensions.Tpch;

/// <summary>Generates TPC-H's eight tables with the very rows the TPC's reference generator writes.</summary>
/// <remarks>
/// Thread-safe. The first comment generated builds the text pool (300 MiB, half a second), which all generators of
/// the process share and which is garbage once each of them is disposed or unreachable.
/// </remarks>
public sealed class TpchGenerator : IDisposable
{
    private readonly TpchTable[] _tables;
    private byte[]? _textPool;
    private volatile bool _disposed;

    private TpchGenerator(TpchScale scale)
    {
        Scale = scale;
        _tables =
        [
            new RegionTable(this),
            new NationTable(this),
            new SupplierTable(this),
            new CustomerTable(this),
            new PartTable(this),
            new PartSuppTable(this),
            new OrdersTable(this),
            new LineItemTable(this),
        ];
    }

    /// <summary>The scale factor in use: below 1 cut to thousandths, from 1 on to a whole number, as the reference
    /// does.</summary>
    public double ScaleFactor => Scale.Effective;

    /// <summary>All tables, each behind those it refers to.</summary>
    public IReadOnlyList<TpchTable> Tables => _tables;

    internal TpchScale Scale { get; }

    /// <summary>The text pool, built on first use.</summary>
    internal byte[] TextPool
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _textPool ??= Tpch.TextPool.Get();
        }
    }

    /// <summary>A generator for a scale factor; 1 is about a gigabyte of text.</summary>
    /// <exception cref="Common.GrizzlyException">22023: the scale factor is not 0.001 to 10,000.</exception>
    public static TpchGenerator Create(double scaleFactor) => new(new TpchScale(scaleFactor));

    /// <summary>The table of that name in lower case, or null.</summary>
    public TpchTable? FindTable(string name) => Array.Find(_tables, table => table.Name == name);

    /// <summary>Lets go of the text pool. Calls under way on other threads finish safely.</summary>
    public void Dispose()
    {
        _disposed = true;
        _textPool = null;
    }
}
