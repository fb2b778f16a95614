namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>What SaveChanges writes.</summary>
public sealed class UpdateTests
{
    private LibraryDatabase _database = null!;

    [SetUp]
    public void Open() => _database = new LibraryDatabase();

    [TearDown]
    public void Close() => _database.Dispose();

    [Test]
    public void Keys_of_many_rows_come_back_in_the_order_of_the_rows()
    {
        using Library library = _database.Open();
        Author[] authors = [.. Enumerable.Range(0, 2500).Select(i => new Author { Name = $"author {i}" })];
        library.AddRange(authors);
        Assert.That(library.SaveChanges(), Is.EqualTo(2500));
        Assert.That(authors.Select(author => author.Id), Is.Unique);
        using Library other = _database.Open();
        Dictionary<int, string> stored = other.Authors.ToDictionary(author => author.Id, author => author.Name);
        Assert.That(authors.All(author => stored[author.Id] == author.Name));
    }

    [Test]
    public void A_graph_is_written_read_changed_and_deleted()
    {
        using (Library library = _database.Open())
        {
            Book book = library.Books.Include(b => b.Loans).Include(b => b.Subjects).Single(b => b.Isbn == "111");
            book.Title = "The Loud Sky";
            book.Tags.Add("noise");
            book.Loans.Remove(book.Loans.Single(loan => loan.Number == 2));
            book.Subjects.Clear();
            library.SaveChanges();
        }
        using (Library library = _database.Open())
        {
            Book book = library.Books.Include(b => b.Loans).Include(b => b.Subjects).Single(b => b.Isbn == "111");
            Assert.That(book.Title, Is.EqualTo("The Loud Sky"));
            Assert.That(book.Tags, Is.EqualTo(new[] { "space", "night", "noise" }));
            Assert.That(book.Loans, Has.Count.EqualTo(1));
            Assert.That(book.Subjects, Is.Empty);
            library.Remove(book);
            library.SaveChanges();
            Assert.That(library.Loans.Count(), Is.EqualTo(1));
        }
    }

    [Test]
    public void A_row_version_counts_and_guards_against_lost_updates()
    {
        using Library first = _database.Open();
        using Library second = _database.Open();
        Reader mine = first.Readers.Single(reader => reader.Name == "Mia");
        Reader theirs = second.Readers.Single(reader => reader.Name == "Mia");
        byte[] before = mine.Version;
        mine.Name = "Mia B.";
        first.SaveChanges();
        Assert.That(mine.Version, Is.Not.EqualTo(before));
        theirs.Name = "Mia C.";
        Assert.Throws<DbUpdateConcurrencyException>(() => second.SaveChanges());
        second.Entry(theirs).Reload();
        Assert.That(theirs.Name, Is.EqualTo("Mia B."));
        theirs.Name = "Mia C.";
        Assert.That(second.SaveChanges(), Is.EqualTo(1));
    }

    [Test]
    public void Deleting_a_row_that_is_gone_is_a_conflict()
    {
        using Library first = _database.Open();
        using Library second = _database.Open();
        first.Remove(first.Authors.Single(author => author.Name == "Nora Leer"));
        second.Remove(second.Authors.Single(author => author.Name == "Nora Leer"));
        first.SaveChanges();
        Assert.Throws<DbUpdateConcurrencyException>(() => second.SaveChanges());
    }

    [Test]
    public void A_unique_index_speaks_up_and_the_transaction_goes_on_from_its_savepoint()
    {
        using Library library = _database.Open();
        using var transaction = library.Database.BeginTransaction();
        library.Add(new Author { Name = "before" });
        library.SaveChanges();
        var twin = new Book { Title = "twin", Isbn = "111" };
        library.Add(twin);
        DbUpdateException error = Assert.Throws<DbUpdateException>(() => library.SaveChanges())!;
        Assert.That(error.InnerException, Is.InstanceOf<Grizzly.Common.GrizzlyException>());
        twin.Isbn = "999";
        library.SaveChanges();
        transaction.Commit();
        using Library other = _database.Open();
        Assert.That(other.Authors.Count(author => author.Name == "before"), Is.EqualTo(1));
        Assert.That(other.Books.Count(book => book.Isbn == "999"), Is.EqualTo(1));
    }

    [Test]
    public void A_transaction_rolls_back()
    {
        using Library library = _database.Open();
        using (var transaction = library.Database.BeginTransaction())
        {
            library.Add(new Author { Name = "ghost" });
            library.SaveChanges();
            transaction.Rollback();
        }
        Assert.That(library.Authors.Any(author => author.Name == "ghost"), Is.False);
    }

    [Test]
    public void Rows_are_updated_and_deleted_where_they_are()
    {
        using Library library = _database.Open();
        int changed = library.Books.Where(book => book.Author!.Name == "Ada Brandt").ExecuteUpdate(set => set
            .SetProperty(book => book.Pages, book => book.Pages + 1)
            .SetProperty(book => book.Title, "changed"));
        Assert.That(changed, Is.EqualTo(2));
        Assert.That(library.Books.Where(book => book.Title == "changed").Select(book => book.Pages).Order(),
            Is.EqualTo(new[] { 102, 321 }));
        Assert.That(library.Loans.Where(loan => loan.Reader.Name == "Mia").ExecuteDelete(), Is.EqualTo(2));
        Assert.That(library.Loans.Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task The_asynchronous_methods_do_the_same()
    {
        await using Library library = _database.Open();
        library.Add(new Author { Name = "late", Books = { new Book { Title = "later" } } });
        Assert.That(await library.SaveChangesAsync(), Is.EqualTo(2));
        Author author = await library.Authors.Include(a => a.Books).SingleAsync(a => a.Name == "late");
        Assert.That(author.Books.Single().Title, Is.EqualTo("later"));
    }

    [Test]
    public void A_bulk_update_may_name_the_changed_table_in_joins()
    {
        using Library library = _database.Open();
        int changed = library.Loans
            .Where(loan => loan.Reader.Name == "Mia" && loan.Book.Author!.Name == "Ada Brandt")
            .ExecuteUpdate(set => set.SetProperty(loan => loan.Duration, TimeSpan.FromDays(3)));
        Assert.That(changed, Is.EqualTo(1));
        Assert.That(library.Loans.Count(loan => loan.Duration == TimeSpan.FromDays(3)), Is.EqualTo(1));

        // The latest loan of a book is joined to it by LATERAL.
        changed = library.Books
            .SelectMany(book => book.Loans.OrderByDescending(loan => loan.Number).Take(1), (book, loan) =>
                new { Book = book, loan.Number })
            .Where(row => row.Number == 2)
            .ExecuteUpdate(set => set.SetProperty(row => row.Book.Pages, row => row.Book.Pages + row.Number));
        Assert.That(changed, Is.EqualTo(1));
        Assert.That(library.Books.Single(book => book.Isbn == "111").Pages, Is.EqualTo(322));
    }
}
