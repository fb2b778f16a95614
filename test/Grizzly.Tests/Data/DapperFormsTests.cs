using System.Data;
using Dapper;
using Grizzly.Data;
using static Grizzly.Tests.Data.ConnectionExtensions;

namespace Grizzly.Tests.Data;

/// <summary>Dapper's other forms of queries: several objects per row, several results, streams, handlers of
/// types.</summary>
public sealed class DapperFormsTests
{
    private GrizzlyConnection _connection = null!;

    private sealed class Author
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public List<Book> Books { get; } = [];
    }

    private sealed class Book
    {
        public int Id { get; set; }

        public string Title { get; set; } = "";

        public decimal? Price { get; set; }

        public Author? Author { get; set; }
    }

    private enum Genre
    {
        Prose = 1,
        Verse = 2,
    }

    [SetUp]
    public void CreateBooks()
    {
        _connection = OpenMemory();
        _connection.Execute(
            "CREATE TABLE authors (id INTEGER PRIMARY KEY, name VARCHAR);"
            + "CREATE TABLE books (id INTEGER PRIMARY KEY, author INTEGER, title VARCHAR, price DECIMAL(8, 2),"
            + " genre INTEGER, day DATE);"
            + "INSERT INTO authors VALUES (1, 'Ada'), (2, 'Bo');"
            + "INSERT INTO books VALUES (1, 1, 'Notes', 9.50, 1, DATE '2026-01-02'), (2, 1, 'Letters', NULL, 1, NULL),"
            + " (3, 2, 'Verses', 7, 2, DATE '2026-03-04')");
    }

    [TearDown]
    public void Close() => _connection.Dispose();

    [Test]
    public void A_row_becomes_several_objects()
    {
        Book[] books = [.. _connection.Query<Book, Author, Book>(
            "SELECT b.id, b.title, b.price, a.id, a.name FROM books b JOIN authors a ON a.id = b.author ORDER BY b.id",
            (book, author) =>
            {
                book.Author = author;
                return book;
            })];
        Assert.That(books.Select(book => (book.Title, book.Price, book.Author!.Name)), Is.EqualTo(new[]
        {
            ("Notes", (decimal?)9.50m, "Ada"), ("Letters", null, "Ada"), ("Verses", 7m, "Bo"),
        }));
    }

    [Test]
    public void Objects_are_split_where_told_and_gathered()
    {
        var authors = new Dictionary<int, Author>();
        _connection.Query<Author, Book, int>(
            "SELECT a.id, a.name, b.title, b.id FROM authors a JOIN books b ON a.id = b.author ORDER BY a.id, b.id",
            (author, book) =>
            {
                if (!authors.TryGetValue(author.Id, out Author? known)) authors[author.Id] = known = author;
                known.Books.Add(book);
                return 0;
            },
            splitOn: "title");
        Assert.That(authors[1].Books.Select(book => book.Title), Is.EqualTo(new[] { "Notes", "Letters" }));
        Assert.That(authors[2].Books.Select(book => book.Id), Is.EqualTo(new[] { 3 }));
    }

    [Test]
    public async Task Results_of_several_queries_come_one_after_the_other()
    {
        using SqlMapper.GridReader results = await _connection.QueryMultipleAsync(
            "SELECT * FROM authors WHERE id = @id; SELECT id, title FROM books WHERE author = @id ORDER BY id",
            new { id = 1 });
        Author author = await results.ReadSingleAsync<Author>();
        Assert.That(author.Name, Is.EqualTo("Ada"));
        Assert.That((await results.ReadAsync<Book>()).Select(book => book.Title), Is.EqualTo(new[]
        {
            "Notes", "Letters",
        }));
        Assert.That(results.IsConsumed, Is.True);
    }

    [Test]
    public void Lists_go_into_in()
    {
        int Count(params int[] ids) =>
            _connection.ExecuteScalar<int>("SELECT count(*) FROM books WHERE id IN @ids", new { ids });
        Assert.That(Count(2), Is.EqualTo(1));
        Assert.That(Count(1, 3, 99), Is.EqualTo(2));
        Assert.That(_connection.ExecuteScalar<int>(
            "SELECT count(*) FROM books WHERE title IN @titles AND id > @id",
            new { titles = new[] { "Notes", "Verses" }, id = 1 }), Is.EqualTo(1));
    }

    [Test]
    public void Rows_are_streamed_without_a_buffer()
    {
        int seen = 0;
        foreach (long i in _connection.Query<long>("SELECT i FROM range(100000) r(i)", buffered: false))
        {
            seen++;
            if (i == 5000) break;
        }
        Assert.That(seen, Is.EqualTo(5001));
        Assert.That(_connection.ExecuteScalar<int>("SELECT 1"), Is.EqualTo(1), "the reader was closed");
    }

    [Test]
    public async Task Rows_are_streamed_asynchronously()
    {
        long sum = 0;
        await foreach (long i in _connection.QueryUnbufferedAsync<long>("SELECT i FROM range(3000) r(i)")) sum += i;
        Assert.That(sum, Is.EqualTo(3000L * 2999 / 2));
    }

    [Test]
    public void Dynamic_parameters_have_types_and_templates()
    {
        var parameters = new DynamicParameters(new { title = "Notes" });
        parameters.Add("price", 9.5m, DbType.Decimal);
        parameters.Add("@day", new DateTime(2026, 1, 2), DbType.Date);
        parameters.Add("nothing", null, DbType.Int32);
        Assert.That(_connection.QuerySingle<int>(
            "SELECT id FROM books WHERE title = @title AND price = @price AND day = @day AND @nothing IS NULL",
            parameters), Is.EqualTo(1));
    }

    [Test]
    public void Enums_dates_tuples_and_dynamic_rows()
    {
        Assert.That(_connection.Query<Genre>("SELECT genre FROM books ORDER BY id"), Is.EqualTo(new[]
        {
            Genre.Prose, Genre.Prose, Genre.Verse,
        }));
        Assert.That(_connection.ExecuteScalar<int>(
            "SELECT count(*) FROM books WHERE genre = @genre", new { genre = Genre.Prose }), Is.EqualTo(2));
        (int id, string title) = _connection.QuerySingle<(int, string)>("SELECT id, title FROM books WHERE id = 3");
        Assert.That((id, title), Is.EqualTo((3, "Verses")));
        IDictionary<string, object> row = _connection.QuerySingle("SELECT title, price FROM books WHERE id = 2");
        Assert.That(row["price"], Is.Null);
    }

    [Test]
    public void Handlers_convert_types_of_ones_own()
    {
        SqlMapper.AddTypeHandler(new TagsHandler());
        _connection.Execute("CREATE TABLE tagged (id INTEGER, tags VARCHAR)");
        _connection.Execute(
            "INSERT INTO tagged VALUES (@id, @tags)", new { id = 1, tags = new Tags(["red", "blue"]) });
        Assert.That(_connection.ExecuteScalar<string>("SELECT tags FROM tagged"), Is.EqualTo("red,blue"));
        Tags read = _connection.QuerySingle<Tags>("SELECT tags FROM tagged");
        Assert.That(read.Items, Is.EqualTo(new[] { "red", "blue" }));
    }

    [Test]
    public void Readers_and_cancelled_commands()
    {
        using (IDataReader reader = _connection.ExecuteReader("SELECT id FROM books ORDER BY id"))
        {
            Assert.That(reader.Read(), Is.True);
            Assert.That(reader.GetInt32(0), Is.EqualTo(1));
        }
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var command = new CommandDefinition("SELECT 1", cancellationToken: stopped.Token);
        Assert.CatchAsync<OperationCanceledException>(() => _connection.QueryAsync<int>(command));
    }

    private sealed record Tags(string[] Items);

    private sealed class TagsHandler : SqlMapper.TypeHandler<Tags>
    {
        public override Tags Parse(object value) => new(((string)value).Split(','));

        public override void SetValue(IDbDataParameter parameter, Tags? value) =>
            parameter.Value = value is null ? DBNull.Value : string.Join(',', value.Items);
    }
}
