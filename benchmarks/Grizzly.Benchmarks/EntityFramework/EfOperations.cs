using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace Grizzly.Benchmarks.EntityFramework;

/// <summary>One thing that programs do with EF Core, and what is measured of it.</summary>
/// <param name="Run">Milliseconds, and a number that must be the same for all engines.</param>
internal sealed record EfOperation(string Name, Func<EfEngine, int, (double Milliseconds, double Check)> Run)
{
    private const int Rows = 10_000;

    public static IReadOnlyList<EfOperation> All { get; } =
    [
        new($"SaveChanges, {Rows} inserts", Insert),
        new($"SaveChanges, {Rows} updates", Update),
        new("Find, 1000 keys", Find),
        new("Include of 3 levels, 100 customers", Include),
        new("list of 20, page 26, 100 times", Page),
        new("GroupBy of all events", Group),
    ];

    private static (double Milliseconds, double Check) Insert(EfEngine engine, int round)
    {
        using EfModel context = engine.Open();
        context.AddRange(Enumerable.Range(0, Rows).Select(i => new Note
        {
            Text = $"note {i} of round {round}", Number = i, Written = new DateTime(2026, 1, 1).AddSeconds(i),
        }));
        return Time(() => context.SaveChanges());
    }

    private static (double Milliseconds, double Check) Update(EfEngine engine, int round)
    {
        using EfModel context = engine.Open();
        List<Note> notes = context.Notes.OrderBy(note => note.Id).Take(Rows).ToList();
        while (notes.Count < Rows)
        {
            Insert(engine, round);
            notes = context.Notes.OrderBy(note => note.Id).Take(Rows).ToList();
        }
        foreach (Note note in notes) note.Number = -round - 1;
        return Time(() => context.SaveChanges());
    }

    private static (double Milliseconds, double Check) Find(EfEngine engine, int round)
    {
        using EfModel context = engine.Open();
        return Time(() =>
        {
            double sum = 0;
            for (int i = 0; i < 1000; i++)
            {
                sum += context.Customers.Find(i * 7 % 1000 + 1)!.Id;
                context.ChangeTracker.Clear();
            }
            return sum;
        });
    }

    private static (double Milliseconds, double Check) Include(EfEngine engine, int round)
    {
        using EfModel context = engine.Open();
        return Time(() => context.Customers.Include(customer => customer.Orders).ThenInclude(order => order.Lines)
            .Where(customer => customer.Id <= 100).AsNoTracking().ToList()
            .Sum(customer => customer.Orders.Sum(order => order.Lines.Sum(line => line.Quantity * line.Price))));
    }

    private static (double Milliseconds, double Check) Page(EfEngine engine, int round)
    {
        using EfModel context = engine.Open();
        return Time(() =>
        {
            double sum = 0;
            for (int i = 0; i < 100; i++)
            {
                sum += context.Customers.AsNoTracking().OrderBy(customer => customer.Name).Skip(500).Take(20).ToList()
                    .Sum(customer => customer.Id);
            }
            return sum;
        });
    }

    private static (double Milliseconds, double Check) Group(EfEngine engine, int round)
    {
        using EfModel context = engine.Open();
        return Time(() => context.Events.GroupBy(item => item.Kind)
            .Select(kind => new { kind.Key, Count = kind.Count(), Sum = kind.Sum(item => item.Amount) }).ToList()
            .Sum(kind => kind.Key * kind.Count + kind.Sum));
    }

    private static (double Milliseconds, double Check) Time(Func<double> action)
    {
        long start = Stopwatch.GetTimestamp();
        double check = action();
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, check);
    }
}
