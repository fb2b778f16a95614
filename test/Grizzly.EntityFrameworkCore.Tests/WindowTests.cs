using System.Linq.Expressions;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>Window functions and aggregates that LINQ has no operators for, against the same computed in memory.
/// </summary>
public sealed class WindowTests
{
    private LibraryDatabase _database = null!;
    private Library _library = null!;
    private List<Book> _books = null!;

    [OneTimeSetUp]
    public void Open()
    {
        _database = new LibraryDatabase();
        _library = _database.Open();
        _library.BulkInsert(Enumerable.Range(0, 60).Select(i => new Book
        {
            Title = $"w {i % 7}", Price = i % 13, Pages = i * 7 % 50, Genre = (Genre)(i % 3),
            Added = new DateTime(2026, 1, 1).AddDays(i),
        }));
        _books = [.. _library.Books.OrderBy(book => book.Id)];
    }

    [OneTimeTearDown]
    public void Close()
    {
        _library.Dispose();
        _database.Dispose();
    }

    /// <summary>By id, over all books.</summary>
    private List<T> Stored<T>(Expression<Func<Book, T>> compute) =>
        [.. _library.Books.OrderBy(book => book.Id).Select(compute)];

    [Test]
    public void Ranks()
    {
        List<(long, long, long)> stored = [.. _library.Books.OrderBy(book => book.Id).Select(book => new
        {
            Row = EF.Functions.RowNumber(
                EF.Functions.Window().PartitionBy(book.Genre).OrderByDescending(book.Pages).ThenBy(book.Id)),
            Rank = EF.Functions.Rank(EF.Functions.Window().PartitionBy(book.Genre).OrderByDescending(book.Pages)),
            Dense = EF.Functions.DenseRank(EF.Functions.Window().PartitionBy(book.Genre).OrderByDescending(book.Pages)),
        }).AsEnumerable().Select(row => (row.Row, row.Rank, row.Dense))];
        Assert.That(stored, Is.EqualTo(_books.Select(book =>
        {
            List<Book> same = _books.FindAll(other => other.Genre == book.Genre);
            int more = same.Count(other => other.Pages > book.Pages);
            int before = same.Count(other => other.Pages == book.Pages && other.Id < book.Id);
            int levels = same.Where(other => other.Pages > book.Pages).Select(other => other.Pages).Distinct().Count();
            return (1L + more + before, 1L + more, 1L + levels);
        })));
        Assert.That(Stored(book => EF.Functions.NTile(4, EF.Functions.Window().OrderBy(book.Id))),
            Is.Ordered.And.EquivalentTo(_books.Select((_, i) => (long)(i * 4 / _books.Count) + 1)));
        Assert.That(Stored(book => EF.Functions.PercentRank(EF.Functions.Window().OrderBy(book.Id))),
            Is.EqualTo(_books.Select((_, i) => (double)i / (_books.Count - 1))).Within(1e-12));
        Assert.That(Stored(book => EF.Functions.CumeDist(EF.Functions.Window().OrderBy(book.Id)))[^1], Is.EqualTo(1));
    }

    [Test]
    public void Neighbours()
    {
        int offset = 2;
        Assert.That(Stored(book => EF.Functions.Lag((decimal?)book.Price, EF.Functions.Window().OrderBy(book.Id))),
            Is.EqualTo(_books.Select((_, i) => i == 0 ? (decimal?)null : _books[i - 1].Price)));
        Assert.That(
            Stored(book => EF.Functions.Lead(book.Title, offset, "none", EF.Functions.Window().OrderBy(book.Id))),
            Is.EqualTo(_books.Select((_, i) => i + 2 < _books.Count ? _books[i + 2].Title : "none")));
        Assert.That(
            Stored(book => EF.Functions.FirstValue(
                book.Added, EF.Functions.Window().PartitionBy(book.Genre).OrderBy(book.Added))),
            Is.EqualTo(_books.Select(
                book => _books.Where(other => other.Genre == book.Genre).Min(other => other.Added))));
        Assert.That(
            Stored(book => EF.Functions.NthValue(
                (int?)book.Pages, 2, EF.Functions.Window().OrderBy(book.Id).Rows(null, null))),
            Is.All.EqualTo(_books[1].Pages));
    }

    [Test]
    public void Sums_over_frames()
    {
        Assert.That(
            Stored(book => EF.Functions.Sum(book.Pages, EF.Functions.Window().OrderBy(book.Id).Rows(2, 0))),
            Is.EqualTo(_books.Select((_, i) => _books.Skip(Math.Max(0, i - 2)).Take(Math.Min(i, 2) + 1)
                .Sum(book => book.Pages))));
        Assert.That(Stored(book => EF.Functions.Sum(book.Price, EF.Functions.Window())),
            Is.All.EqualTo(_books.Sum(book => book.Price)));
        Assert.That(Stored(book => EF.Functions.Average(book.Price, EF.Functions.Window().PartitionBy(book.Genre))),
            Is.EqualTo(_books.Select(book => (decimal?)_books.Where(other => other.Genre == book.Genre)
                .Average(other => other.Price))).Using<decimal?>((left, right) => Math.Abs(left!.Value - right!.Value)
                    < 0.000001m ? 0 : 1));
        Assert.That(
            Stored(book => EF.Functions.Count(EF.Functions.Window().OrderBy(book.Id).Rows(null, 0))),
            Is.EqualTo(_books.Select((_, i) => i + 1L)));
        Assert.That(Stored(book => EF.Functions.Max(book.Pages, EF.Functions.Window().PartitionBy(book.Genre))),
            Is.EqualTo(_books.Select(
                book => _books.Where(other => other.Genre == book.Genre).Max(other => other.Pages))));
    }

    /// <summary>What follows a window does not change what it sees.</summary>
    [Test]
    public void A_condition_after_a_window_leaves_its_rows_in_it()
    {
        var numbered = _library.Books.Select(book => new
        {
            book.Id, book.Pages, Number = EF.Functions.RowNumber(EF.Functions.Window().OrderBy(book.Id)),
        });
        Assert.That(numbered.Where(book => book.Pages > 20).OrderBy(book => book.Id).Select(book => book.Number),
            Is.EqualTo(_books.Select((book, i) => (book, i)).Where(pair => pair.book.Pages > 20)
                .Select(pair => pair.i + 1L)));
        Assert.That(
            _library.Books.Where(book => book.Pages > 20).OrderBy(book => book.Id)
                .Select(book => EF.Functions.RowNumber(EF.Functions.Window().OrderBy(book.Id))),
            Is.EqualTo(Enumerable.Range(1, _books.Count(book => book.Pages > 20)).Select(i => (long)i)));
        Assert.That(numbered.OrderByDescending(book => book.Number).Take(3).Select(book => book.Id),
            Is.EqualTo(_books.TakeLast(3).Reverse().Select(book => book.Id)));
        Assert.That(numbered.GroupBy(book => book.Number % 2).Select(group => group.Count()).Sum(),
            Is.EqualTo(_books.Count));
    }

    [Test]
    public void Conditions_over_windows_keep_whole_entities()
    {
        List<Book> first = [.. _library.Books.Where(book => book.Price > 2)
            .Where(book => EF.Functions.RowNumber(
                EF.Functions.Window().PartitionBy(book.Genre).OrderByDescending(book.Price).ThenBy(book.Id)) <= 2
                && book.Pages >= 0)
            .Where(book => book.Id > 0)
            .OrderBy(book => book.Genre).ThenByDescending(book => book.Price).ThenBy(book => book.Id)];
        Assert.That(first.Select(book => book.Id), Is.EqualTo(_books.Where(book => book.Price > 2)
            .GroupBy(book => book.Genre).OrderBy(group => group.Key)
            .SelectMany(group => group.OrderByDescending(book => book.Price).ThenBy(book => book.Id).Take(2))
            .Select(book => book.Id)));
        Assert.That(first, Is.SubsetOf(_library.Books.Local));
    }

    [Test]
    public void Percentiles_and_their_like()
    {
        var stored = _library.Books.GroupBy(book => book.Genre).OrderBy(group => group.Key).Select(group => new
        {
            group.Key,
            Median = EF.Functions.Median(group.Select(book => book.Pages)),
            Ninth = EF.Functions.PercentileCont(group.Select(book => book.Price), 0.9),
            Low = EF.Functions.PercentileDisc(group.Where(book => book.Pages > 3).Select(book => book.Pages), 0.1),
            Deviation = EF.Functions.StandardDeviationPopulation(group.Select(book => book.Pages)),
            Different = EF.Functions.ApproximateCountDistinct(group.Select(book => book.Title)),
        }).ToList();
        foreach (var group in stored)
        {
            List<Book> books = _books.FindAll(book => book.Genre == group.Key);
            double[] pages = [.. books.Select(book => (double)book.Pages).Order()];
            Assert.That(group.Median, Is.EqualTo(At(pages, 0.5)).Within(1e-9));
            Assert.That(group.Ninth, Is.EqualTo(At([.. books.Select(book => (double)book.Price).Order()], 0.9))
                .Within(1e-9));
            int[] low = [.. books.Where(book => book.Pages > 3).Select(book => book.Pages).Order()];
            Assert.That(group.Low, Is.EqualTo(low[(int)Math.Ceiling(low.Length * 0.1) - 1]));
            double mean = pages.Average();
            Assert.That(group.Deviation, Is.EqualTo(Math.Sqrt(pages.Average(page => (page - mean) * (page - mean))))
                .Within(1e-9));
            Assert.That(group.Different, Is.EqualTo(books.Select(book => book.Title).Distinct().Count()).Within(1));
        }

        static double At(double[] sorted, double fraction)
        {
            double place = fraction * (sorted.Length - 1);
            int below = (int)place, above = Math.Min(below + 1, sorted.Length - 1);
            return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
        }
    }

    [Test]
    public void A_window_as_a_key_needs_a_name()
    {
        Assert.That(
            Assert.Throws<InvalidOperationException>(() => _ = _library.Books
                .OrderBy(book => EF.Functions.RowNumber(EF.Functions.Window().OrderBy(book.Pages))).ToList())!.Message,
            Does.Contain("'OrderBy'"));
        Assert.That(_library.Books.Count(book => EF.Functions.RowNumber(EF.Functions.Window().OrderBy(book.Id)) > 10),
            Is.EqualTo(_books.Count - 10));
    }

    [Test]
    public void Samples()
    {
        Assert.That(_library.Books.SampleRows(10).Count(), Is.EqualTo(10));
        Assert.That(_library.Books.Sample(100).Count(), Is.EqualTo(_books.Count));
        Assert.That(_library.Books.Sample(0).Any(), Is.False);
        List<int> once = [.. _library.Books.SampleRows(12, seed: 7).Select(book => book.Id).Order()];
        Assert.That(_library.Books.SampleRows(12, seed: 7).Select(book => book.Id).Order(), Is.EqualTo(once));
        Assert.That(_library.Books.SampleRows(1000).Where(book => book.Pages > 20).Count(),
            Is.EqualTo(_books.Count(book => book.Pages > 20)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _library.Books.Sample(101));
    }

    [Test]
    public void Nothing_of_it_runs_on_the_client() =>
        Assert.That(Assert.Throws<InvalidOperationException>(() => EF.Functions.Window())!.Message,
            Does.Contain("query"));
}
