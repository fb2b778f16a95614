namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>LINQ over several tables.</summary>
public sealed class QueryTests
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

    [Test]
    public void Navigations_join()
    {
        var rows = _library.Books.OrderBy(book => book.Author!.Name).ThenBy(book => book.Pages)
            .Select(book => new { book.Title, Author = book.Author!.Name }).ToList();
        Assert.That(rows.Select(row => row.Author), Is.EqualTo(
            new[] { null, "Ada Brandt", "Ada Brandt", "Otto Weiss" }));
    }

    [Test]
    public void Null_is_the_least_value_in_either_direction()
    {
        Assert.That(_library.Authors.OrderBy(a => a.Born).Select(a => a.Name).First(), Is.EqualTo("Nora Leer"));
        Assert.That(
            _library.Authors.OrderByDescending(a => a.Born).Select(a => a.Name).Last(), Is.EqualTo("Nora Leer"));
    }

    [Test]
    public void Groups_have_aggregates()
    {
        var groups = _library.Books.GroupBy(book => book.Genre).OrderBy(group => group.Key).Select(group => new
        {
            group.Key, Count = group.Count(), Sum = group.Sum(book => book.Price), Most = group.Max(b => b.Pages),
            Mean = group.Average(book => book.Pages), Cheap = group.Count(book => book.Price < 10),
            Titles = string.Join("|", group.Select(book => book.Title)),
        }).ToList();
        Assert.That(groups.Select(group => group.Key), Is.EqualTo(new[] { Genre.Novel, Genre.Poetry, Genre.Science }));
        Assert.That(groups[0].Count, Is.EqualTo(2));
        Assert.That(groups[0].Sum, Is.EqualTo(17.28m));
        Assert.That(groups[0].Most, Is.EqualTo(250));
        Assert.That(groups[0].Mean, Is.EqualTo(165.0));
        Assert.That(groups[0].Cheap, Is.EqualTo(1));
        Assert.That(groups[0].Titles.Split('|'), Is.EquivalentTo(new[] { "100% Rain", "Anonymous" }));
    }

    [Test]
    public void Groups_have_conditions() => Assert.That(
        _library.Loans.GroupBy(loan => loan.ReaderId).Where(group => group.Count() > 1).Select(group => group.Key)
            .Count(), Is.EqualTo(1));

    [TestCase(false)]
    [TestCase(true)]
    public void Included_collections_arrive_whole(bool isSplit)
    {
        using Library library = _database.Open();
        IQueryable<Author> query = library.Authors.Include(a => a.Books).ThenInclude(b => b.Loans)
            .ThenInclude(loan => loan.Reader).Include(a => a.Books).ThenInclude(b => b.Subjects).OrderBy(a => a.Id);
        List<Author> authors = [.. isSplit ? query.AsSplitQuery() : query.AsSingleQuery()];
        Assert.That(authors.Select(author => author.Books.Count), Is.EqualTo(new[] { 2, 1, 0 }));
        Assert.That(authors[0].Books.SelectMany(book => book.Loans).Select(loan => loan.Reader.Name),
            Is.EquivalentTo(new[] { "Mia", "Leo" }));
        Assert.That(authors[1].Books[0].Subjects, Has.Count.EqualTo(2));
        Reader mia = authors[0].Books[0].Loans[0].Reader;
        Assert.That(mia.Address?.City, Is.EqualTo(mia.Name == "Mia" ? "Bern" : null));
    }

    [Test]
    public void The_first_rows_of_each_row_are_found_by_LATERAL()
    {
        var query = _library.Authors.OrderBy(author => author.Id).SelectMany(
            author => author.Books.OrderByDescending(book => book.Price).Take(1).DefaultIfEmpty(),
            (author, book) => new { author.Name, book!.Title });
        Assert.That(query.ToQueryString(), Does.Contain("LATERAL").Or.Contain("ROW_NUMBER"));
        Assert.That(query.Select(row => row.Title).ToList(), Is.EqualTo(new[] { "The Quiet Sky", "100% Rain", null }));
        var dependent = from author in _library.Authors
                        from name in _library.Readers.Where(reader => reader.Name.Length < author.Name.Length)
                            .Select(reader => author.Name + reader.Name).Take(2)
                        select name;
        Assert.That(dependent.ToQueryString(), Does.Contain("JOIN LATERAL"));
        Assert.That(dependent.Count(), Is.EqualTo(6));
    }

    [Test]
    public void Collections_of_a_projection_are_filled()
    {
        var rows = _library.Books.OrderByDescending(book => book.Pages).Select(book => new
        {
            book.Title, Readers = book.Loans.OrderBy(loan => loan.Number).Select(loan => loan.Reader.Name).ToList(),
            Last = book.Loans.OrderByDescending(loan => loan.Number).Select(loan => loan.Reader.Name).FirstOrDefault(),
        }).ToList();
        Assert.That(rows[0].Readers, Is.EqualTo(new[] { "Mia", "Leo" }));
        Assert.That(rows[0].Last, Is.EqualTo("Leo"));
        Assert.That(rows[2].Readers, Is.Empty);
        Assert.That(rows[2].Last, Is.Null);
    }

    [Test]
    public void Sets_are_united_and_compared()
    {
        IQueryable<string> names = _library.Authors.Select(author => author.Name);
        IQueryable<string> readers = _library.Readers.Select(reader => reader.Name);
        Assert.That(names.Union(readers).Count(), Is.EqualTo(5));
        Assert.That(names.Concat(names).Count(), Is.EqualTo(6));
        Assert.That(names.Intersect(readers).Any(), Is.False);
        Assert.That(names.Except(names.Where(name => name.StartsWith("A"))).Order().ToList(),
            Is.EqualTo(new[] { "Nora Leer", "Otto Weiss" }));
    }

    [Test]
    public void Subqueries_quantify()
    {
        Assert.That(_library.Authors.Count(author => author.Books.Any(book => book.Pages > 300)), Is.EqualTo(1));
        Assert.That(_library.Authors.Count(author => author.Books.All(book => book.Pages > 300)), Is.EqualTo(1));
        int[] pages = [80, 250];
        Assert.That(_library.Books.Count(book => pages.Contains(book.Pages)), Is.EqualTo(2));
        string?[] numbers = ["111", null];
        Assert.That(_library.Books.Count(book => numbers.Contains(book.Isbn)), Is.EqualTo(2));
        Assert.That(_library.Books.Count(book => !numbers.Contains(book.Isbn)), Is.EqualTo(2));
    }

    [Test]
    public void Pages_of_rows_are_taken_by_parameters()
    {
        int skip = 1;
        Assert.That(_library.Books.OrderBy(book => book.Pages).Skip(skip).Take(2).Select(b => b.Isbn).ToList(),
            Is.EqualTo(new[] { "222", "333" }));
        Assert.That(_library.Books.OrderByDescending(book => book.Pages).Skip(3).Single().Isbn, Is.Null);
    }

    [Test]
    public void Lists_are_columns()
    {
        Assert.That(_library.Books.Count(book => book.Tags.Contains("night")), Is.EqualTo(2));
        Assert.That(_library.Books.Count(book => book.Tags.Count == 2), Is.EqualTo(1));
        Assert.That(_library.Books.Where(book => book.Isbn == "111").Select(book => book.Tags[1]).Single(),
            Is.EqualTo("night"));
        Assert.That(_library.Books.SelectMany(book => book.Tags).Distinct().Order().ToList(),
            Is.EqualTo(new[] { "night", "space" }));
        string[] wanted = ["space", "sea"];
        Assert.That(_library.Books.Count(book => book.Tags.Any(tag => wanted.Contains(tag))), Is.EqualTo(1));
    }

    [Test]
    public void Raw_SQL_composes()
    {
        int least = 200;
        List<string> titles = _library.Books.FromSql($"SELECT * FROM \"Books\" WHERE \"Pages\" > {least}")
            .Where(book => book.Author!.Name.Contains("Otto")).Select(book => book.Title).ToList();
        Assert.That(titles, Is.EqualTo(new[] { "100% Rain" }));
        Assert.That(_library.Database.SqlQuery<int>($"SELECT 40 + {2} AS \"Value\"").Single(), Is.EqualTo(42));
    }

    [Test]
    public void Compiled_queries_run_many_times()
    {
        Func<Library, int, string?> title = EF.CompileQuery((Library library, int id) =>
            library.Books.Where(book => book.Id == id).Select(book => book.Title).SingleOrDefault());
        int letters = _library.Books.Single(book => book.Isbn == "222").Id;
        Assert.That(title(_library, letters), Is.EqualTo("Letters"));
        Assert.That(title(_library, -1), Is.Null);
    }

    [Test]
    public void What_has_no_translation_says_so() => Assert.Throws<InvalidOperationException>(
        () => _library.Books.Count(book => book.Title.Normalize() == "x"));

    [Test]
    public void The_connection_can_be_given_after_the_options()
    {
        using var connection = new Grizzly.Data.GrizzlyConnection("Data Source=:memory:");
        connection.Open();
        using var library = new Library(new DbContextOptionsBuilder<Library>().UseGrizzly().Options);
        library.Database.SetDbConnection(connection);
        library.Database.EnsureCreated();
        Assert.That(library.Books.Count(), Is.Zero);
    }

    [Test]
    public void A_query_that_is_cancelled_before_it_starts_says_so()
    {
        using Library library = _database.Open();
        Assert.That(async () => await library.Books.ToListAsync(new CancellationToken(canceled: true)),
            Throws.Exception.TypeOf<OperationCanceledException>());
    }

    [Test]
    public void Rows_of_equal_keys_keep_their_order()
    {
        using var database = new LibraryDatabase(isFilled: false);
        using Library library = database.Open();
        library.AddRange(Enumerable.Range(0, 40).Select(i => new Author { Name = i % 2 == 0 ? "even" : "odd" }));
        library.SaveChanges();
        int[] ids = [.. library.Authors.Where(author => author.Name == "odd" || author.Name == "even")
            .OrderBy(author => author.Name).Select(author => author.Id)];
        Assert.That(ids.Take(20), Is.Ordered);
        Assert.That(ids.Skip(20), Is.Ordered);
    }
}
