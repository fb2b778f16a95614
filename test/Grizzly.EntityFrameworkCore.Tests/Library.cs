using Grizzly.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>A small library: authors write books, readers borrow them.</summary>
public sealed class Library(DbContextOptions<Library> options) : DbContext(options)
{
    public DbSet<Author> Authors => Set<Author>();

    public DbSet<Book> Books => Set<Book>();

    public DbSet<Reader> Readers => Set<Reader>();

    public DbSet<Loan> Loans => Set<Loan>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Book>().Property(book => book.Price).HasPrecision(18, 2);
        model.Entity<Book>().HasIndex(book => book.Isbn).IsUnique();
        model.Entity<Book>().HasMany(book => book.Subjects).WithMany(subject => subject.Books);
        model.Entity<Reader>().Property(reader => reader.Version).IsRowVersion();
        model.Entity<Reader>().OwnsOne(reader => reader.Address);
        model.Entity<Loan>().HasKey(loan => new { loan.BookId, loan.Number });
        model.Entity<Loan>().Property(loan => loan.Number).ValueGeneratedNever();
    }
}

public sealed class Author
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public DateOnly? Born { get; set; }

    public List<Book> Books { get; } = [];
}

public sealed class Book
{
    public int Id { get; set; }

    public required string Title { get; set; }

    public string? Isbn { get; set; }

    public decimal Price { get; set; }

    public int Pages { get; set; }

    public Genre Genre { get; set; }

    public DateTime Added { get; set; }

    public List<string> Tags { get; set; } = [];

    public int? AuthorId { get; set; }

    public Author? Author { get; set; }

    public List<Loan> Loans { get; } = [];

    public List<Subject> Subjects { get; } = [];
}

public enum Genre
{
    Novel,
    Poetry,
    Science,
}

public sealed class Subject
{
    public Guid Id { get; set; }

    public required string Name { get; set; }

    public List<Book> Books { get; } = [];
}

public sealed class Reader
{
    public long Id { get; set; }

    public required string Name { get; set; }

    public Address? Address { get; set; }

    public byte[] Version { get; set; } = [];

    public List<Loan> Loans { get; } = [];
}

public sealed class Address
{
    public required string Street { get; set; }

    public required string City { get; set; }
}

public sealed class Loan
{
    public int BookId { get; set; }

    public int Number { get; set; }

    public Book Book { get; set; } = null!;

    public long ReaderId { get; set; }

    public Reader Reader { get; set; } = null!;

    public DateTimeOffset From { get; set; }

    public TimeSpan? Duration { get; set; }
}

/// <summary>A library in memory that lives as long as this object.</summary>
public sealed class LibraryDatabase : IDisposable
{
    private readonly GrizzlyDataSource _source = new("Data Source=:memory:");
    private readonly GrizzlyConnection _keeper;

    public LibraryDatabase(bool isFilled = true)
    {
        _keeper = _source.OpenConnection();
        using Library library = Open();
        library.Database.EnsureCreated();
        if (isFilled) Fill(library);
    }

    public Library Open() => new(new DbContextOptionsBuilder<Library>().UseGrizzly(_source)
        .EnableSensitiveDataLogging().Options);

    public void Dispose()
    {
        _keeper.Dispose();
        _source.Dispose();
    }

    private static void Fill(Library library)
    {
        var science = new Subject { Name = "stars" };
        var love = new Subject { Name = "love" };
        var ada = new Author { Name = "Ada Brandt", Born = new DateOnly(1950, 3, 14) };
        var otto = new Author { Name = "Otto Weiss", Born = new DateOnly(1980, 12, 1) };
        var nobody = new Author { Name = "Nora Leer" };
        library.AddRange(ada, otto, nobody);
        Book[] books =
        [
            new()
            {
                Title = "The Quiet Sky", Isbn = "111", Price = 19.90m, Pages = 320, Genre = Genre.Science, Author = ada,
                Added = new DateTime(2024, 1, 31, 10, 20, 30), Tags = ["space", "night"], Subjects = { science },
            },
            new()
            {
                Title = "Letters", Isbn = "222", Price = 9.50m, Pages = 101, Genre = Genre.Poetry, Author = ada,
                Added = new DateTime(2024, 2, 29, 23, 59, 59).AddTicks(1234567), Tags = ["night"], Subjects = { love },
            },
            new()
            {
                Title = "100% Rain", Isbn = "333", Price = 12.00m, Pages = 250, Genre = Genre.Novel, Author = otto,
                Added = new DateTime(2025, 7, 1), Subjects = { love, science },
            },
            new() { Title = "Anonymous", Price = 5.28m, Pages = 80, Genre = Genre.Novel, Added = new(2023, 5, 5) },
        ];
        library.AddRange(books);
        var mia = new Reader { Name = "Mia", Address = new Address { Street = "Elm 1", City = "Bern" } };
        var leo = new Reader { Name = "Leo" };
        library.AddRange(mia, leo);
        var start = new DateTimeOffset(2025, 1, 1, 12, 0, 0, TimeSpan.FromHours(2));
        library.AddRange(
            new Loan { Book = books[0], Number = 1, Reader = mia, From = start, Duration = TimeSpan.FromDays(14) },
            new Loan { Book = books[0], Number = 2, Reader = leo, From = start.AddDays(20) },
            new Loan { Book = books[2], Number = 1, Reader = mia, From = start.AddHours(1.5),
                Duration = TimeSpan.FromHours(36) });
        library.SaveChanges();
    }
}
