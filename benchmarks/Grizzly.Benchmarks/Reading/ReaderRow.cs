namespace Grizzly.Benchmarks.Reading;

/// <summary>A row of the table that is read and loaded: ten columns of the types tables have.</summary>
internal sealed class ReaderRow
{
    private static readonly DateTime Start = new(2020, 1, 1);
    private static readonly string[] Texts =
        [.. Enumerable.Range(0, 1000).Select(i => $"item {i:D4}")];
    private static readonly string[] Remarks = [.. Enumerable.Range(0, 1000).Select(
        i => $"a longer remark, number {i:D4}, of about seventy characters in all")];

    public long Id { get; init; }

    public int Quantity { get; init; }

    public double Weight { get; init; }

    public decimal Price { get; init; }

    public string Name { get; init; } = "";

    public string Remark { get; init; } = "";

    public DateOnly Day { get; init; }

    public DateTime Changed { get; init; }

    public bool Active { get; init; }

    public int? Rating { get; init; }

    public static string CreateTable(bool isSqlite) => isSqlite
        ? "CREATE TABLE rows (id INTEGER, quantity INTEGER, weight REAL, price TEXT, name TEXT, remark TEXT, day TEXT, "
            + "changed TEXT, active INTEGER, rating INTEGER)"
        : "CREATE TABLE rows (id BIGINT, quantity INTEGER, weight DOUBLE, price DECIMAL(15, 2), name VARCHAR, "
            + "remark VARCHAR, day DATE, changed TIMESTAMP, active BOOLEAN, rating INTEGER)";

    public static ReaderRow At(int i) => new()
    {
        Id = i * 7L, Quantity = i % 1000, Weight = i * 0.25, Price = new decimal(i % 100_000, 0, 0, false, 2),
        Name = Texts[i % Texts.Length], Remark = Remarks[i * 7 % Remarks.Length],
        Day = DateOnly.FromDateTime(Start).AddDays(i % 2000), Changed = Start.AddSeconds(i), Active = i % 3 == 0,
        Rating = i % 5 == 0 ? null : i % 11,
    };
}
