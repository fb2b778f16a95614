using Grizzly.Common;
using Grizzly.Data;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>Rows that go past the change tracker; keys across the tables of a hierarchy.</summary>
public sealed class BulkTests
{
    private LibraryDatabase _database = null!;

    [SetUp]
    public void Open() => _database = new LibraryDatabase();

    [TearDown]
    public void Close() => _database.Dispose();

    [Test]
    public void Rows_are_inserted_with_keys_the_store_makes()
    {
        using Library library = _database.Open();
        int before = library.Books.Count();
        int author = library.Authors.Select(other => other.Id).First();
        IEnumerable<Book> books = Enumerable.Range(0, 3000).Select(i => new Book
        {
            Title = $"bulk {i}", Isbn = i % 2 == 0 ? null : $"b{i}", Price = i / 100m, Pages = i, Genre = Genre.Science,
            Added = new DateTime(2026, 1, 1).AddMinutes(i), Tags = ["a", $"t{i}"],
            AuthorId = i % 3 == 0 ? author : null,
        });
        Assert.That(library.BulkInsert(books), Is.EqualTo(3000));
        Assert.That(library.ChangeTracker.Entries(), Is.Empty);
        Assert.That(library.Books.Count(), Is.EqualTo(before + 3000));
        Book stored = library.Books.Single(book => book.Title == "bulk 2997");
        Assert.That((stored.Isbn, stored.Price, stored.Pages, stored.Genre, stored.AuthorId), Is.EqualTo(
            ("b2997", 29.97m, 2997, Genre.Science, (int?)author)));
        Assert.That(stored.Added, Is.EqualTo(new DateTime(2026, 1, 1).AddMinutes(2997)));
        Assert.That(stored.Tags, Is.EqualTo(new[] { "a", "t2997" }));
        Assert.That(library.Books.Select(book => book.Id).Distinct().Count(), Is.EqualTo(before + 3000));
    }

    [Test]
    public async Task Asynchronous_sources_and_guid_keys()
    {
        await using Library library = _database.Open();
        int before = library.Set<Subject>().Count();
        Subject[] subjects = [new() { Name = "one" }, new() { Name = "two" }];
        Assert.That(await library.BulkInsertAsync(subjects), Is.EqualTo(2));
        Assert.That(subjects.Select(subject => subject.Id), Is.Unique.And.None.EqualTo(Guid.Empty));
        Assert.That(await library.BulkInsertAsync(Later()), Is.EqualTo(2));
        Assert.That(library.Set<Subject>().Count(), Is.EqualTo(before + 4));
        Assert.That(library.BulkInsert(Array.Empty<Subject>()), Is.Zero);

        static async IAsyncEnumerable<Subject> Later()
        {
            yield return new Subject { Name = "three" };
            await Task.Yield();
            yield return new Subject { Name = "four" };
        }
    }

    [Test]
    public void A_bulk_insert_is_part_of_the_transaction_and_all_or_nothing()
    {
        using Library library = _database.Open();
        int before = library.Authors.Count();
        using (library.Database.BeginTransaction())
        {
            library.BulkInsert(new[] { new Author { Name = "ghost" } });
            Assert.That(library.Authors.Count(), Is.EqualTo(before + 1));
        }
        Assert.That(library.Authors.Count(), Is.EqualTo(before));
        Book[] twins = [new() { Title = "x", Isbn = "same" }, new() { Title = "y", Isbn = "same" }];
        Assert.That(() => library.BulkInsert(twins), Throws.InstanceOf<GrizzlyException>());
        Assert.That(library.Books.Any(book => book.Isbn == "same"), Is.False);
        Author[] mixed = [new() { Id = 900, Name = "with" }, new() { Name = "without" }];
        Assert.That(() => library.BulkInsert(mixed), Throws.InvalidOperationException);
        Assert.That(library.Authors.Any(author => author.Id == 900), Is.False);
        Assert.That(() => library.BulkInsert(new[] { new Reader { Name = "owned" } }),
            Throws.InstanceOf<NotSupportedException>().With.Message.Contains("owned"));
    }

    [Test]
    public void Rows_are_inserted_or_updated()
    {
        using Library library = _database.Open();
        int before = library.Authors.Count();
        int known = library.Authors.Where(author => author.Name == "Nora Leer").Select(author => author.Id).Single();
        Author[] authors = [new() { Id = known, Name = "Nora L." }, new() { Id = 700, Name = "new" }];
        Assert.That(library.Upsert(authors), Is.EqualTo(2));
        Assert.That(library.Authors.Count(), Is.EqualTo(before + 1));
        Assert.That(library.Authors.Single(author => author.Id == known).Name, Is.EqualTo("Nora L."));
        Book[] books =
        [
            new() { Title = "The Quiet Sky 2", Isbn = "111", Pages = 5 }, new() { Title = "fresh", Isbn = "n1" },
            new() { Title = "fresh", Isbn = "n2" },
        ];
        int count = library.Books.Count();
        Assert.That(library.Upsert(books, book => book.Isbn), Is.EqualTo(3));
        Assert.That(library.Books.Count(), Is.EqualTo(count + 2));
        Assert.That(library.Books.Single(book => book.Isbn == "111").Title, Is.EqualTo("The Quiet Sky 2"));
        Assert.That(library.Upsert(Enumerable.Range(1, 4000).Select(i => new Author { Id = i, Name = $"n{i}" })),
            Is.EqualTo(4000));
        Assert.That(library.Authors.Count(author => author.Name.StartsWith("n")), Is.EqualTo(4000));
    }

    [Test]
    public void The_keys_of_tables_of_concrete_types_come_from_one_sequence()
    {
        using var connection = new GrizzlyConnection("Data Source=:memory:");
        connection.Open();
        using var zoo = new Zoo(new DbContextOptionsBuilder<Zoo>().UseGrizzly(connection).Options);
        zoo.Database.EnsureCreated();
        Assert.That(zoo.Model.GetSequences().Select(s => s.Name), Is.EqualTo(new[] { "AnimalSequence" }),
            zoo.Database.GenerateCreateScript());
        zoo.AddRange(new Cat { Lives = 9 }, new Dog { Tricks = 2 }, new Cat { Lives = 8 }, new Dog { Tricks = 1 });
        zoo.SaveChanges();
        zoo.ChangeTracker.Clear();
        Assert.That(zoo.Set<Animal>().Select(animal => animal.Id).ToList(), Is.Unique.And.Count.EqualTo(4));
        Assert.That(zoo.Set<Dog>().Select(dog => dog.Tricks).Order(), Is.EqualTo(new[] { 1, 2 }));
    }

    private sealed class Zoo(DbContextOptions<Zoo> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder model)
        {
            model.Entity<Animal>().UseTpcMappingStrategy();
            model.Entity<Cat>();
            model.Entity<Dog>();
        }
    }

    public abstract class Animal
    {
        public int Id { get; set; }
    }

    public sealed class Cat : Animal
    {
        public int Lives { get; set; }
    }

    public sealed class Dog : Animal
    {
        public int Tricks { get; set; }
    }

    [Test]
    public async Task Rows_are_inserted_from_a_query()
    {
        await using Library library = _database.Open();
        List<Book> before = [.. library.Books.OrderBy(book => book.Id)];
        decimal extra = 1.5m;
        int count = library.InsertFromQuery(library.Books.Where(book => book.Pages > 0).Select(book => new Book
        {
            Title = book.Title + " (copy)", Price = book.Price + extra, Pages = book.Pages, Genre = Genre.Poetry,
            Added = book.Added, AuthorId = book.AuthorId, Tags = book.Tags,
        }));
        List<Book> copies = [.. library.Books.Where(book => book.Title.EndsWith(" (copy)")).OrderBy(book => book.Id)];
        Assert.That(count, Is.EqualTo(before.Count(book => book.Pages > 0)).And.EqualTo(copies.Count).And.Positive);
        Assert.That(copies.Select(book => (book.Title, book.Price, book.Pages, book.Genre, book.AuthorId)),
            Is.EquivalentTo(before.Where(book => book.Pages > 0).Select(
                book => (book.Title + " (copy)", book.Price + extra, book.Pages, Genre.Poetry, book.AuthorId))));

        // The same value twice, which EF Core's SQL has once.
        Assert.That(await library.InsertFromQueryAsync(
            library.Authors.OrderBy(author => author.Id).Take(1).Select(author => new Book
            {
                Title = author.Name, Isbn = author.Name, Price = 0, Pages = author.Id, Genre = Genre.Novel,
                Added = new DateTime(2026, 1, 2), Tags = new List<string>(),
            })), Is.EqualTo(1));
        Author first = library.Authors.OrderBy(author => author.Id).First();
        Book named = library.Books.Single(book => book.Isbn == first.Name);
        Assert.That((named.Title, named.Pages, named.Added), Is.EqualTo(
            (first.Name, first.Id, new DateTime(2026, 1, 2))));
        library.InsertFromQuery(library.Books.Where(book => book.Isbn == first.Name).Select(book => new Book
        {
            Title = book.Isbn!, Isbn = book.Title + "!", Pages = book.Pages + book.Id, Price = book.Price,
            Genre = book.Genre, Added = book.Added, Tags = book.Tags,
        }));
        Book crossed = library.Books.Single(book => book.Isbn == first.Name + "!");
        Assert.That((crossed.Title, crossed.Pages, crossed.Tags), Is.EqualTo(
            (first.Name, first.Id + named.Id, new List<string>())));
        int loans = library.Loans.Count();
        using (library.Database.BeginTransaction())
        {
            Loan[] all = [.. library.Loans.AsNoTracking()];
            library.Loans.ExecuteDelete();
            library.Merge(all);
            Assert.That(Assert.Throws<GrizzlyException>(() => library.InsertFromQuery(library.Loans))!.SqlState,
                Is.EqualTo("23505"), "the same rows again");
        }
        Assert.That(library.Loans.Count(), Is.EqualTo(loans));
        Assert.Throws<NotSupportedException>(() => library.InsertFromQuery(
            library.Books.Select(book => new Book { Title = Local(book.Title) })));
    }

    [Test]
    public void A_merge_makes_a_table_what_was_given()
    {
        using Library library = _database.Open();
        Loan[] loans = [.. library.Loans.AsNoTracking()];
        Assert.That(loans, Has.Length.GreaterThan(1));
        int book = loans[0].BookId;
        long reader = loans[0].ReaderId;
        Loan changed = loans[0];
        changed.From = new DateTimeOffset(2020, 2, 2, 0, 0, 0, TimeSpan.Zero);
        var added = new Loan { BookId = book, Number = 77, ReaderId = reader, From = DateTimeOffset.UnixEpoch };
        Assert.That(library.Merge([changed, added]), Is.EqualTo(2));
        Assert.That(library.Loans.Count(), Is.EqualTo(loans.Length + 1));
        Assert.That(library.Loans.Count(loan => loan.From == changed.From), Is.EqualTo(1));
        Assert.That(library.Merge([added], deletesOthers: true), Is.EqualTo(loans.Length + 1));
        Assert.That(library.Loans.Select(loan => loan.Number), Is.EqualTo(new[] { 77 }));
        added.Number = 78;
        Assert.That(library.Merge([added], loan => loan.BookId), Is.EqualTo(1), "matched by something else");
        Assert.That(library.Loans.Select(loan => loan.Number), Is.EqualTo(new[] { 78 }));
        Assert.That(library.Merge(Array.Empty<Loan>()), Is.Zero);
        Assert.That(library.Merge(Array.Empty<Loan>(), deletesOthers: true), Is.EqualTo(1));
    }

    [Test]
    public void A_merge_that_fails_in_a_transaction_leaves_no_table_behind([Values] bool byEntities)
    {
        using Library library = _database.Open();
        Loan loan = library.Loans.AsNoTracking().First();
        using IDbContextTransaction transaction = library.Database.BeginTransaction();
        transaction.CreateSavepoint("before");
        if (byEntities)
        {
            Assert.Throws<FormatException>(() => library.Merge(Unreadable(loan)));
        }
        else
        {
            Assert.That(Assert.Throws<GrizzlyException>(() => library.Merge([loan, loan]))!.SqlState,
                Is.EqualTo("21000"));
            transaction.RollbackToSavepoint("before");
        }
        List<string> tables =
            [.. library.Database.SqlQuery<string>($"SELECT table_name AS \"Value\" FROM information_schema.tables")];
        Assert.That(tables, Does.Contain("Loans"));
        Assert.That(tables.FindAll(name => name.StartsWith("grizzly_merge", StringComparison.Ordinal)), Is.Empty);
    }

    private static IEnumerable<Loan> Unreadable(Loan first)
    {
        yield return first;
        throw new FormatException("the second");
    }

    private static string Local(string text) => $"{text.GetType()}";
}
