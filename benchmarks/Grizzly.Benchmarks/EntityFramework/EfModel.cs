using Microsoft.EntityFrameworkCore;

namespace Grizzly.Benchmarks.EntityFramework;

/// <summary>Customers with orders with lines; events to group; notes to write.</summary>
internal sealed class EfModel(DbContextOptions options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Event> Events => Set<Event>();

    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Customer>().HasIndex(customer => customer.Name);
}

internal sealed class Customer
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public List<Order> Orders { get; } = [];
}

internal sealed class Order
{
    public int Id { get; set; }

    public int CustomerId { get; set; }

    public DateTime Placed { get; set; }

    public List<OrderLine> Lines { get; } = [];
}

internal sealed class OrderLine
{
    public int Id { get; set; }

    public int OrderId { get; set; }

    public required string Product { get; set; }

    public int Quantity { get; set; }

    public double Price { get; set; }
}

internal sealed class Event
{
    public long Id { get; set; }

    public int Kind { get; set; }

    public double Amount { get; set; }
}

internal sealed class Note
{
    public int Id { get; set; }

    public required string Text { get; set; }

    public int Number { get; set; }

    public DateTime Written { get; set; }
}
