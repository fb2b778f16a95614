// A small shop: the same database takes orders one by one and answers questions about all of them.
using Grizzly.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

using var shop = new Shop();
shop.Database.EnsureDeleted();
shop.Database.EnsureCreated();

Product[] products = [new("tea", 4.50m), new("honey", 7.20m), new("cups", 12.00m)];
shop.AddRange(products);
for (int i = 1; i <= 1000; i++)
{
    var order = new Order { Customer = $"customer {i % 17}", Placed = new DateTime(2026, 1, 1).AddHours(i) };
    order.Lines.Add(new OrderLine { Product = products[i % 3], Quantity = i % 5 + 1 });
    shop.Add(order);
}
shop.SaveChanges();

var months = shop.Orders
    .SelectMany(
        order => order.Lines, (order, line) => new { order.Placed.Month, Value = line.Quantity * line.Product.Price })
    .GroupBy(line => line.Month)
    .Select(month => new { Month = month.Key, Lines = month.Count(), Turnover = month.Sum(line => line.Value) })
    .OrderBy(month => month.Month);
Console.WriteLine(months.ToQueryString());
foreach (var month in months) Console.WriteLine($"month {month.Month}: {month.Lines} lines, {month.Turnover:0.00}");

var best = shop.Orders.GroupBy(order => order.Customer).OrderByDescending(group => group.Count())
    .ThenBy(group => group.Key).Select(group => group.Key).First();
Console.WriteLine($"most orders: {best}");

internal sealed class Shop : DbContext
{
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnConfiguring(DbContextOptionsBuilder options) =>
        options.UseGrizzly($"Data Source={Path.Combine(Path.GetTempPath(), "grizzly-shop.grz")}");

    protected override void OnModelCreating(ModelBuilder model) =>
        model.Entity<Product>().Property(product => product.Price).HasPrecision(10, 2);
}

internal sealed class Product(string name, decimal price)
{
    public int Id { get; set; }

    public string Name { get; set; } = name;

    public decimal Price { get; set; } = price;
}

internal sealed class Order
{
    public int Id { get; set; }

    public required string Customer { get; set; }

    public DateTime Placed { get; set; }

    public List<OrderLine> Lines { get; } = [];
}

internal sealed class OrderLine
{
    public int Id { get; set; }

    public required Product Product { get; set; }

    public int Quantity { get; set; }
}
