using System.Linq.Expressions;
using System.Text.RegularExpressions;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>Functions in queries give what C# gives.</summary>
public sealed class FunctionTests
{
    private LibraryDatabase _database = null!;
    private Library _library = null!;

    [OneTimeSetUp]
    public void Open()
    {
        _database = new LibraryDatabase();
        _library = _database.Open();
    }

    [OneTimeTearDown]
    public void Close()
    {
        _library.Dispose();
        _database.Dispose();
    }

    /// <summary>Computes over all books in the database and over the same books in memory.</summary>
    private void Same<T>(Expression<Func<Book, T>> compute)
    {
        List<T> stored = [.. _library.Books.OrderBy(book => book.Id).Select(compute)];
        List<T> expected = [.. _library.Books.OrderBy(book => book.Id).AsEnumerable().Select(compute.Compile())];
        Assert.That(stored, Is.EqualTo(expected), compute.ToString());

        // In WHERE nothing of it can be computed on the client.
        ParameterExpression book = compute.Parameters[0];
        var where = Expression.Lambda<Func<Book, bool>>(
            Expression.Equal(compute.Body, Expression.Constant(expected[0], typeof(T))), book);
        int count = expected.Count(value => EqualityComparer<T>.Default.Equals(value, expected[0]));
        Assert.That(_library.Books.Count(where), Is.EqualTo(count), compute.ToString());
    }

    [Test]
    public void Strings()
    {
        string sky = "Sky";
        string percent = "0%";
        Same(book => book.Title.ToUpper());
        Same(book => book.Title.ToLower());
        Same(book => book.Title.Length);
        Same(book => book.Title.Substring(2));
        Same(book => book.Title.Substring(1, 3));
        Same(book => book.Title.Contains(sky));
        Same(book => book.Title.Contains(percent));
        Same(book => book.Title.Contains('e'));
        Same(book => book.Title.StartsWith("The"));
        Same(book => book.Title.EndsWith("s"));
        Same(book => book.Title.IndexOf("e"));
        Same(book => book.Title.IndexOf("e", 3));
        Same(book => book.Title.Replace("e", "ee"));
        Same(book => book.Title.PadLeft(10));
        Same(book => book.Title.PadRight(12, '.'));
        Same(book => ("  " + book.Title + " ").Trim());
        Same(book => book.Title.TrimStart('T'));
        Same(book => book.Title[1]);
        Same(book => book.Title + "-" + book.Isbn);
        Same(book => string.IsNullOrEmpty(book.Isbn));
        Same(book => string.IsNullOrWhiteSpace(book.Isbn));
        Same(book => book.Title.CompareTo("Letters") > 0);
        Same(book => Regex.IsMatch(book.Title, "^[A-Z][a-z]+$"));
        Same(book => book.Id.ToString());
        Same(book => (book.Pages > 100).ToString());
    }

    [Test]
    public void Numbers()
    {
        int three = 3;
        Same(book => book.Pages / three);
        Same(book => -book.Pages / three);
        Same(book => -book.Pages % three);
        Same(book => book.Pages ^ 5);
        Same(book => (book.Pages & 12) | 1);
        Same(book => book.Pages / 3.0);
        Same(book => (int)(book.Pages / 3.0));
        Same(book => (long)book.Price);
        Same(book => book.Price * 2);
        Same(book => Math.Abs(book.Pages - 200));
        Same(book => Math.Floor(book.Price));
        Same(book => Math.Ceiling(book.Price));
        Same(book => Math.Round(book.Price, 1));
        Same(book => Math.Truncate(book.Price));
        Same(book => Math.Sqrt(book.Pages));
        Same(book => Math.Pow(book.Pages, 2));
        Same(book => Math.Max(book.Pages, 200));
        Same(book => Math.Sign(book.Pages - 101));
        Same(book => Convert.ToInt32(book.Pages / 3.0));
        Same(book => book.Genre == Genre.Novel ? 1 : 2);
        Same(book => book.AuthorId ?? -1);
    }

    [Test]
    public void Dates()
    {
        var start = new DateTime(2024, 1, 1);
        Same(book => book.Added.Year);
        Same(book => book.Added.Month);
        Same(book => book.Added.Day);
        Same(book => book.Added.DayOfYear);
        Same(book => book.Added.DayOfWeek);
        Same(book => book.Added.Hour);
        Same(book => book.Added.Minute);
        Same(book => book.Added.Second);
        Same(book => book.Added.Millisecond);
        Same(book => book.Added.Date);
        Same(book => book.Added.TimeOfDay);
        Same(book => book.Added.AddYears(1));
        Same(book => book.Added.AddMonths(1));
        Same(book => book.Added.AddDays(1.5));
        Same(book => book.Added.AddHours(book.Id));
        Same(book => book.Added - start);
        Same(book => (book.Added - start).TotalDays);
        Same(book => (book.Added - start).Days);
        Same(book => (book.Added - start).Hours);
        Same(book => book.Added + TimeSpan.FromHours(30));
        Same(book => book.Added > start);
        Same(book => DateOnly.FromDateTime(book.Added));
        Same(book => DateOnly.FromDateTime(book.Added).AddMonths(1));
        Same(book => DateOnly.FromDateTime(book.Added).AddDays(3));
        Same(book => DateOnly.FromDateTime(book.Added).DayNumber);
        Same(book => TimeOnly.FromDateTime(book.Added));
        Same(book => TimeOnly.FromDateTime(book.Added).AddHours(2));
    }

    [Test]
    public void Instants_are_UTC()
    {
        Loan loan = _library.Loans.OrderBy(l => l.From).First();
        Assert.That(loan.From, Is.EqualTo(new DateTimeOffset(2025, 1, 1, 10, 0, 0, TimeSpan.Zero)));
        Assert.That(_library.Loans.OrderBy(l => l.From).Select(l => l.From.Hour).First(), Is.EqualTo(10));
        Assert.That(_library.Loans.Count(l => l.From < DateTimeOffset.UtcNow), Is.EqualTo(3));
        Assert.That(_library.Loans.Count(l => l.From + l.Duration!.Value > loan.From.AddDays(10)), Is.EqualTo(1));
        Assert.That(_library.Loans.Where(l => l.Duration != null).OrderBy(l => l.Duration)
            .Select(l => l.Duration!.Value.Days).ToList(), Is.EqualTo(new[] { 1, 14 }));
        Assert.That(_library.Books.Count(book => book.Added < DateTime.Now), Is.EqualTo(4));
    }

    [Test]
    public void Like_is_there_with_and_without_case()
    {
        Assert.That(_library.Books.Count(book => EF.Functions.Like(book.Title, "%sky")), Is.Zero);
        Assert.That(_library.Books.Count(book => EF.Functions.ILike(book.Title, "%sky")), Is.EqualTo(1));
        Assert.That(_library.Books.Count(book => EF.Functions.Like(book.Title, "%\\%%", "\\")), Is.EqualTo(1));
    }
}
