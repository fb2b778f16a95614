using Grizzly.Data;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>A market: traders trade at times, and quotes tell prices at others.</summary>
public sealed class Market(DbContextOptions<Market> options) : DbContext(options)
{
    public DbSet<Trader> Traders => Set<Trader>();

    public DbSet<Trade> Trades => Set<Trade>();

    public DbSet<Quote> Quotes => Set<Quote>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Trader>().Property(trader => trader.Id).ValueGeneratedNever();
        model.Entity<Trade>().Property(trade => trade.Id).ValueGeneratedNever();
        model.Entity<Quote>().Property(quote => quote.Id).ValueGeneratedNever();
    }
}

public sealed class Trader
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public string? Favourite { get; set; }

    public List<Trade> Trades { get; } = [];
}

public sealed class Trade
{
    public int Id { get; set; }

    public string? Symbol { get; set; }

    public int? Venue { get; set; }

    public DateTime? Time { get; set; }

    public int Quantity { get; set; }

    public int TraderId { get; set; }

    public Trader Trader { get; set; } = null!;
}

public sealed class Quote
{
    public int Id { get; set; }

    public string? Symbol { get; set; }

    public int? Venue { get; set; }

    public DateTime Time { get; set; }

    public decimal Price { get; set; }

    public int? MakerId { get; set; }

    public Trader? Maker { get; set; }
}

/// <summary>Keeps a market in memory.</summary>
public sealed class MarketDatabase : IDisposable
{
    private readonly GrizzlyConnection _connection = new("Data Source=:memory:");

    public MarketDatabase()
    {
        _connection.Open();
        using Market market = Open();
        market.Database.EnsureCreated();
    }

    public List<string> Statements { get; } = [];

    public Market Open() => new(new DbContextOptionsBuilder<Market>().UseGrizzly(_connection)
        .LogTo(Statements.Add, [Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.CommandExecuting]).Options);

    public void Dispose() => _connection.Dispose();
}
