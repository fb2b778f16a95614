// A library's loans with Dapper: rows to records, joins to object graphs, several results at once, lists in IN,
// a column of a type of one's own, a transaction, and a report.
using System.Data;
using Dapper;
using Grizzly.Samples;
using Grizzly.Data;

SqlMapper.AddTypeHandler(new IsbnHandler());
using var connection = new GrizzlyConnection("Data Source=:memory:");
connection.Open();

connection.Execute("""
    CREATE TABLE authors (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL);
    CREATE TABLE books (
        isbn VARCHAR PRIMARY KEY, title VARCHAR NOT NULL, author_id INTEGER REFERENCES authors, pages INTEGER);
    CREATE TABLE loans (
        id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, isbn VARCHAR REFERENCES books, lent DATE, returned DATE);
    """);

// One statement, run for each element.
connection.Execute("INSERT INTO authors VALUES (@Id, @Name)",
    new[] { new Author(1, "Lem"), new Author(2, "Le Guin"), new Author(3, "Butler") });
connection.Execute("INSERT INTO books VALUES (@Isbn, @Title, @AuthorId, @Pages)", new[]
{
    new { Isbn = new Isbn("9780156027601"), Title = "Solaris", AuthorId = 1, Pages = 204 },
    new { Isbn = new Isbn("9780441478125"), Title = "The Left Hand of Darkness", AuthorId = 2, Pages = 304 },
    new { Isbn = new Isbn("9780060512750"), Title = "The Dispossessed", AuthorId = 2, Pages = 387 },
    new { Isbn = new Isbn("9780446675505"), Title = "Parable of the Sower", AuthorId = 3, Pages = 345 },
});

// Either all loans of a day are entered or none.
using (GrizzlyTransaction transaction = connection.BeginTransaction())
{
    string[] isbns = ["9780156027601", "9780441478125", "9780441478125", "9780060512750", "9780446675505"];
    for (int i = 0; i < 200; i++)
    {
        DateTime lent = new DateTime(2026, 1, 1).AddDays(i);
        connection.Execute("INSERT INTO loans (isbn, lent, returned) VALUES (@isbn, @lent, @returned)",
            new { isbn = isbns[i % isbns.Length], lent, returned = lent.AddDays(5 + i % 21) }, transaction);
    }
    transaction.Commit();
}

// A list becomes as many parameters as it has elements.
IEnumerable<string> titles = connection.Query<string>(
    "SELECT title FROM books WHERE author_id IN @ids ORDER BY title", new { ids = new[] { 1, 2 } });
Console.WriteLine(string.Join(" | ", titles));

// A join to two objects per row: the second begins at its column id.
IEnumerable<Book> books = connection.Query<Book, Author, Book>(
    """
    SELECT isbn, title, pages, a.id, a.name
    FROM books JOIN authors a ON a.id = author_id
    WHERE pages > @pages
    ORDER BY title
    """,
    (book, author) => book with { Author = author }, new { pages = 300 });
foreach (Book book in books) Console.WriteLine($"{book.Isbn}  {book.Title}, {book.Author!.Name}, {book.Pages} pages");

// Two results, one round.
using (SqlMapper.GridReader results = connection.QueryMultiple(
    "SELECT count(*) FROM loans; SELECT * FROM authors ORDER BY name"))
{
    Console.WriteLine($"{results.ReadSingle<long>()} loans, {results.Read<Author>().Count()} authors");
}

var parameters = new DynamicParameters();
parameters.Add("from", new DateTime(2026, 3, 1), DbType.Date);
parameters.Add("months", 3);
IEnumerable<Month> report = connection.Query<Month>(
    """
    SELECT date_trunc('month', lent) AS start, a.name AS author, count(*) AS loans,
        avg(returned - lent) AS days, sum(count(*)) OVER (PARTITION BY a.name ORDER BY start) AS total
    FROM loans JOIN books USING (isbn) JOIN authors a ON a.id = author_id
    WHERE lent >= @from AND lent < @from + to_months(@months)
    GROUP BY ALL
    ORDER BY start, author
    """, parameters);
foreach (Month month in report)
    Console.WriteLine($"{month.Start:yyyy-MM} {month.Author,-8}{month.Loans,4}{month.Days,7:0.0}{month.Total,5}");
