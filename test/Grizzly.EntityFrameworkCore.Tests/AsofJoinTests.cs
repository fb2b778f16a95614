namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>ASOF joins, against the same computed in memory.</summary>
public sealed class AsofJoinTests
{
    private static readonly DateTime Morning = new(2026, 3, 2, 9, 0, 0);

    private MarketDatabase _database = null!;
    private Market _market = null!;
    private List<Trade> _trades = null!;
    private List<Quote> _quotes = null!;

    [SetUp]
    public void Open()
    {
        _database = new MarketDatabase();
        _market = _database.Open();
        string?[] symbols = ["A", "B", "C", null];
        _market.AddRange(Enumerable.Range(1, 3).Select(
            i => new Trader { Id = i, Name = $"t{i}", Favourite = symbols[i] }));
        _market.AddRange(Enumerable.Range(0, 60).Select(i => new Trade
        {
            Id = i, Symbol = symbols[i % 4], Venue = i % 3 == 0 ? null : i % 3, Quantity = i * 7 % 10,
            Time = i % 11 == 5 ? null : Morning.AddMinutes(i * 13 % 50), TraderId = (i % 3) + 1,
        }));
        _market.AddRange(Enumerable.Range(0, 40).Select(i => new Quote
        {
            Id = i, Symbol = symbols[i * 3 % 4], Venue = i % 5 == 0 ? null : i % 2, Price = 100 + i,
            Time = Morning.AddMinutes(5 + i), MakerId = i % 4 == 0 ? null : i % 4,
        }));
        _market.SaveChanges();
        _market.ChangeTracker.Clear();
        _trades = [.. _market.Trades.AsNoTracking().OrderBy(trade => trade.Id)];
        _quotes = [.. _market.Quotes.AsNoTracking().OrderBy(quote => quote.Id)];
        _database.Statements.Clear();
    }

    [TearDown]
    public void Close()
    {
        _market.Dispose();
        _database.Dispose();
    }

    /// <summary>What a trade finds: times of quotes differ.</summary>
    private static Quote? Last(Trade trade, IEnumerable<Quote> quotes) => quotes
        .Where(quote => quote.Symbol is not null && quote.Symbol == trade.Symbol && quote.Time <= trade.Time)
        .MaxBy(quote => quote.Time);

    private List<(int, int?)> Expected(bool keepsAll) =>
    [
        .. _trades.Select(trade => (trade.Id, Quote: Last(trade, _quotes)?.Id))
            .Where(pair => keepsAll || pair.Quote is not null),
    ];

    [Test]
    public async Task Each_row_meets_the_last_one_before_it_in_one_statement()
    {
        var pairs = _market.Trades.AsofJoin(
            _market.Quotes, trade => trade.Symbol, quote => quote.Symbol, trade => trade.Time, quote => quote.Time,
            (trade, quote) => new { trade, quote });
        List<(int, int?)> found =
            [.. pairs.AsEnumerable().Select(pair => (pair.trade.Id, (int?)pair.quote.Id)).Order()];
        Assert.That(found, Is.EqualTo(Expected(keepsAll: false)));
        Assert.That(_database.Statements, Has.Count.EqualTo(1));
        Assert.That(_database.Statements[0], Does.Contain("ASOF JOIN").And.Not.Contain(" OR "));
        Assert.That(_market.Entry(_market.Trades.Local.First()).State, Is.EqualTo(EntityState.Unchanged));
        var later = await pairs.OrderBy(pair => pair.trade.Id).ToListAsync();
        Assert.That(later.Select(pair => (pair.trade.Id, (int?)pair.quote.Id)), Is.EqualTo(found));
    }

    [Test]
    public async Task A_left_join_keeps_rows_that_meet_nothing()
    {
        var pairs = await _market.Trades.AsofLeftJoin(
            _market.Quotes, trade => trade.Symbol, quote => quote.Symbol, trade => trade.Time, quote => quote.Time,
            (trade, quote) => new { trade.Id, Quote = quote }).OrderBy(pair => pair.Id).ToListAsync();
        Assert.That(pairs.Select(pair => (pair.Id, pair.Quote?.Id)), Is.EqualTo(Expected(keepsAll: true)));
        Assert.That(pairs.Exists(pair => pair.Quote is null) && pairs.Exists(pair => pair.Quote is not null));
    }

    [Test]
    public void Keys_have_several_parts_and_null_equals_nothing()
    {
        List<(int, int?)> found =
        [
            .. _market.Trades.AsofLeftJoin(
                _market.Quotes, trade => new { trade.Symbol, At = trade.Venue },
                quote => new { quote.Symbol, At = quote.Venue }, trade => trade.Time, quote => quote.Time,
                (trade, quote) => new { trade.Id, Quote = (int?)quote!.Id })
                .AsEnumerable().Select(pair => (pair.Id, pair.Quote)).Order(),
        ];
        Assert.That(found, Is.EqualTo(_trades.Select(trade => (trade.Id, Last(
            trade, _quotes.Where(quote => quote.Venue is not null && quote.Venue == trade.Venue))?.Id))));
        Assert.That(found.Exists(pair => pair.Item2 is not null));
    }

    [Test]
    public void Keys_may_be_projected_before_and_computed()
    {
        var priced = _market.Quotes.Select(quote => new
        {
            Key = new { Name = quote.Symbol + "!", Even = quote.Id % 2 == 0 }, At = quote.Time.AddMinutes(1), quote.Id,
        });
        List<(int, int)> found =
        [
            .. _market.Trades.AsofJoin(
                priced, trade => new { Name = trade.Symbol + "!", Even = trade.Id % 2 == 0 }, quote => quote.Key,
                trade => trade.Time, quote => quote.At, (trade, quote) => new { trade.Id, Quote = quote.Id })
                .AsEnumerable().Select(pair => (pair.Id, pair.Quote)).Order(),
        ];
        IEnumerable<(int, int)> expected =
            from trade in _trades
            let last = _quotes.Where(quote => $"{quote.Symbol}!" == $"{trade.Symbol}!"
                && quote.Id % 2 == trade.Id % 2 && quote.Time.AddMinutes(1) <= trade.Time).MaxBy(quote => quote.Time)
            where last is not null
            select (trade.Id, last.Id);
        Assert.That(found, Is.EqualTo(expected));
    }

    [Test]
    public void Conditions_before_the_join_choose_who_meets()
    {
        (int least, decimal most, DateTime since) = (3, 130, Morning.AddMinutes(10));
        IQueryable<Quote> cheap = _market.Quotes.Where(quote => quote.Price <= most && quote.Time >= since);
        List<(int, int)> found =
        [
            .. _market.Trades.Where(trade => trade.Quantity > least).AsofJoin(
                cheap, trade => trade.Symbol, quote => quote.Symbol, trade => trade.Time, quote => quote.Time,
                (trade, quote) => new { trade.Id, Quote = quote.Id })
                .AsEnumerable().Select(pair => (pair.Id, pair.Quote)).Order(),
        ];
        Assert.That(found, Is.EqualTo(_trades.Where(trade => trade.Quantity > least)
            .Select(trade => (trade.Id, Quote: Last(
                trade, _quotes.Where(quote => quote.Price <= most && quote.Time >= since))))
            .Where(pair => pair.Quote is not null).Select(pair => (pair.Id, pair.Quote!.Id))));
        Assert.That(found, Is.Not.Empty);
    }

    [Test]
    public void What_follows_the_join_sees_the_pairs()
    {
        var pairs = _market.Trades.AsofJoin(
            _market.Quotes, trade => trade.Symbol, quote => quote.Symbol, trade => trade.Time, quote => quote.Time,
            (trade, quote) => new { trade, quote });
        List<(Trade Trade, Quote Quote)> expected =
        [
            .. _trades.Select(trade => (trade, Last(trade, _quotes)!)).Where(pair => pair.Item2 is not null),
        ];
        decimal least = 110;
        Assert.That(
            pairs.Where(pair => pair.quote.Price > least).OrderByDescending(pair => pair.trade.Id).Skip(1).Take(4)
                .Select(pair => pair.trade.Id),
            Is.EqualTo(expected.Where(pair => pair.Quote.Price > least).OrderByDescending(pair => pair.Trade.Id)
                .Skip(1).Take(4).Select(pair => pair.Trade.Id)));
        Assert.That(
            pairs.GroupBy(pair => pair.trade.Symbol).OrderBy(group => group.Key)
                .Select(group => group.Sum(pair => pair.trade.Quantity * pair.quote.Price)),
            Is.EqualTo(expected.GroupBy(pair => pair.Trade.Symbol).OrderBy(group => group.Key)
                .Select(group => group.Sum(pair => pair.Trade.Quantity * pair.Quote.Price))));
        Assert.That(pairs.Count(), Is.EqualTo(expected.Count));
        Assert.That(pairs.Any(pair => pair.quote.Price > 1000), Is.False);
        Assert.That(pairs.Select(pair => pair.quote.Price).Distinct().Max(),
            Is.EqualTo(expected.Max(pair => pair.Quote.Price)));
    }

    [Test]
    public void Sides_may_be_queries_of_any_shape()
    {
        var first = _market.Trades.OrderBy(trade => trade.Id).Take(20).AsofJoin(
            _market.Quotes.OrderBy(quote => quote.Id).Take(15), trade => trade.Symbol, quote => quote.Symbol,
            trade => trade.Time, quote => quote.Time, (trade, quote) => new { trade.Id, Quote = quote.Id });
        Assert.That(first.AsEnumerable().Select(pair => (pair.Id, pair.Quote)).Order(), Is.EqualTo(_trades.Take(20)
            .Select(trade => (trade.Id, Quote: Last(trade, _quotes.Take(15))))
            .Where(pair => pair.Quote is not null).Select(pair => (pair.Id, pair.Quote!.Id))));
        var grouped = _market.Trades.AsofLeftJoin(
            _market.Quotes.GroupBy(quote => quote.Symbol).Select(group => new
            {
                Symbol = group.Key, First = group.Min(quote => quote.Time), Count = group.Count(),
            }),
            trade => trade.Symbol, quotes => quotes.Symbol, trade => trade.Time, quotes => quotes.First,
            (trade, quotes) => new { trade.Id, Count = (int?)quotes!.Count }).OrderBy(pair => pair.Id);
        Assert.That(grouped.AsEnumerable().Select(pair => pair.Count), Is.EqualTo(_trades.Select(
            trade => Last(trade, _quotes) is null
                ? (int?)null : _quotes.Count(quote => quote.Symbol == trade.Symbol))));
        var joined = _market.Trades
            .Join(_market.Traders, trade => trade.TraderId, trader => trader.Id,
                (trade, trader) => new { trade, trader })
            .AsofJoin(_market.Quotes, pair => pair.trader.Favourite, quote => quote.Symbol, pair => pair.trade.Time,
                quote => quote.Time, (pair, quote) => new { pair.trader.Name, quote.Id });
        Assert.That(joined.Count(), Is.EqualTo(_trades.Count(trade => _quotes.Exists(
            quote => quote.Time <= trade.Time && quote.Symbol == new[] { null, "B", "C", null }[trade.TraderId]
                && quote.Symbol is not null))));
    }

    [Test]
    public void Several_joins_follow_each_other()
    {
        var found = _market.Trades
            .AsofLeftJoin(_market.Quotes.Where(quote => quote.Venue == 0), trade => trade.Symbol,
                quote => quote.Symbol, trade => trade.Time, quote => quote.Time, (trade, quote) => new { trade, quote })
            .AsofLeftJoin(_market.Quotes.Where(quote => quote.Venue == 1), pair => pair.trade.Symbol,
                quote => quote.Symbol, pair => pair.trade.Time, quote => quote.Time,
                (pair, other) => new { pair.trade.Id, Even = (int?)pair.quote!.Id, Odd = (int?)other!.Id })
            .OrderBy(row => row.Id);
        Assert.That(found.AsEnumerable().Select(row => (row.Id, row.Even, row.Odd)), Is.EqualTo(_trades.Select(
            trade => (trade.Id, Last(trade, _quotes.Where(quote => quote.Venue == 0))?.Id,
                Last(trade, _quotes.Where(quote => quote.Venue == 1))?.Id))));
    }

    [Test]
    public void Constant_keys_leave_the_times_alone()
    {
        var found = _market.Trades.AsofJoin(
            _market.Quotes, _ => 1, _ => 1, trade => trade.Time, quote => quote.Time,
            (trade, quote) => new { trade.Id, Quote = quote.Id });
        Assert.That(found.AsEnumerable().Select(pair => (pair.Id, pair.Quote)).Order(), Is.EqualTo(_trades
            .Select(trade => (trade.Id, Quote: _quotes.Where(quote => quote.Time <= trade.Time)
                .MaxBy(quote => quote.Time)))
            .Where(pair => pair.Quote is not null).Select(pair => (pair.Id, pair.Quote!.Id))));
    }

    [Test]
    public void Navigations_and_includes_go_through_the_join([Values] bool isSplit)
    {
        IQueryable<Trade> trades = _market.Trades.Include(trade => trade.Trader).ThenInclude(trader => trader.Trades);
        if (isSplit) trades = trades.AsSplitQuery();
        var pairs = trades.AsofJoin(
            _market.Quotes.Include(quote => quote.Maker), trade => trade.Symbol, quote => quote.Symbol,
            trade => trade.Time, quote => quote.Time, (trade, quote) => new { trade, quote })
            .OrderBy(pair => pair.trade.Id).ToList();
        Assert.That(pairs.Select(pair => (pair.trade.Id, (int?)pair.quote.Id)), Is.EqualTo(Expected(keepsAll: false)));
        Assert.That(pairs.Select(pair => pair.trade.Trader.Name), Has.All.Not.Null);
        Assert.That(pairs.Select(pair => pair.trade.Trader.Trades.Count), Is.All.EqualTo(20));
        Assert.That(pairs.Where(pair => pair.quote.MakerId is not null).Select(pair => pair.quote.Maker!.Name),
            Has.All.Not.Null);
        var byMaker = _market.Trades.AsofJoin(
            _market.Quotes, trade => trade.Trader.Name, quote => quote.Maker!.Name, trade => trade.Time,
            quote => quote.Time, (trade, quote) => new { Quote = quote.Id, quote.Maker!.Favourite, trade.Id })
            .Where(pair => pair.Favourite != null).OrderBy(pair => pair.Id);
        Assert.That(byMaker.AsEnumerable().Select(pair => (pair.Id, pair.Quote)), Is.EqualTo(_trades
            .Select(trade => (trade.Id, Quote: _quotes.Where(
                quote => quote.MakerId == trade.TraderId && quote.Time <= trade.Time).MaxBy(quote => quote.Time)))
            .Where(pair => pair.Quote is { MakerId: < 3 }).Select(pair => (pair.Id, pair.Quote!.Id))));
    }

    [Test]
    public void The_join_stands_in_subqueries()
    {
        var counts = _market.Traders.OrderBy(trader => trader.Id).Select(trader => new
        {
            trader.Id,
            Dearest = _market.Trades.Where(trade => trade.TraderId == trader.Id).AsofJoin(
                _market.Quotes, trade => trade.Symbol, quote => quote.Symbol, trade => trade.Time,
                quote => quote.Time, (trade, quote) => quote.Price).Max(),
        });
        Assert.That(counts.AsEnumerable().Select(row => row.Dearest), Is.EqualTo(Enumerable.Range(1, 3).Select(
            id => _trades.Where(trade => trade.TraderId == id).Max(trade => Last(trade, _quotes)?.Price))));
        IQueryable<int> met = _market.Trades.AsofJoin(
            _market.Quotes, trade => trade.Symbol, quote => quote.Symbol, trade => trade.Time, quote => quote.Time,
            (trade, quote) => trade.Id);
        Assert.That(_market.Trades.Count(trade => met.Contains(trade.Id)),
            Is.EqualTo(Expected(keepsAll: false).Count));
    }

    [Test]
    public void Rows_that_meet_are_changed_and_deleted()
    {
        HashSet<int> met = [.. Expected(keepsAll: false).Select(pair => pair.Item1)];
        int changed = _market.Trades.AsofJoin(
            _market.Quotes, trade => trade.Symbol, quote => quote.Symbol, trade => trade.Time, quote => quote.Time,
            (trade, quote) => new { trade, quote }).ExecuteUpdate(
                set => set.SetProperty(pair => pair.trade.Quantity, pair => (int)pair.quote.Price));
        Assert.That(changed, Is.EqualTo(met.Count));
        int[] quantities = [.. _market.Trades.OrderBy(trade => trade.Id).Select(trade => trade.Quantity)];
        Assert.That(quantities, Is.EqualTo(_trades.Select(
            trade => Last(trade, _quotes) is { } quote ? (int)quote.Price : trade.Quantity)));
        int deleted = _market.Trades.AsofJoin(
            _market.Quotes, trade => trade.Symbol, quote => quote.Symbol, trade => trade.Time, quote => quote.Time,
            (trade, quote) => trade).ExecuteDelete();
        Assert.That(deleted, Is.EqualTo(met.Count));
        Assert.That(_market.Trades.Select(trade => trade.Id).Order(),
            Is.EqualTo(_trades.Select(trade => trade.Id).Where(id => !met.Contains(id))));
    }

    [Test]
    public void Keys_that_the_database_cannot_compute_are_told()
    {
        var onClient = _market.Trades.AsofJoin(
            _market.Quotes, trade => Spell(trade.Symbol), quote => quote.Symbol, trade => trade.Time,
            quote => quote.Time, (trade, quote) => trade.Id);
        Assert.That(() => onClient.ToList(), Throws.InvalidOperationException
            .With.Message.Contains("could not be translated").And.Message.Contains(nameof(Spell)));
        var entities = _market.Trades.AsofJoin(
            _market.Quotes, trade => trade.Trader, quote => quote.Maker, trade => trade.Time, quote => quote.Time,
            (trade, quote) => trade.Id);
        Assert.That(() => entities.ToList(), Throws.InvalidOperationException
            .With.Message.Contains("could not be translated").And.Message.Contains("keys and times"));
        Assert.That(
            () => _trades.AsQueryable().AsofJoin(
                _quotes.AsQueryable(), trade => trade.Symbol, quote => quote.Symbol, trade => trade.Time,
                quote => quote.Time, (trade, quote) => trade.Id),
            Throws.InvalidOperationException.With.Message.Contains("AsofJoin"));
    }

    private static string? Spell(string? symbol) => symbol?.ToLowerInvariant();
}
