using System.Transactions;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>Contexts take part in transactions of System.Transactions.</summary>
public sealed class AmbientTransactionTests
{
    private string _path = null!;

    [SetUp]
    public void Create()
    {
        _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.grz");
        using Garden garden = New();
        garden.Database.EnsureCreated();
    }

    [TearDown]
    public void Delete()
    {
        File.Delete(_path);
        File.Delete(_path + ".wal");
    }

    [Test]
    public void A_scope_decides_on_what_was_saved_in_it([Values] bool completes, [Values] bool opensItself)
    {
        using (var scope = new TransactionScope())
        using (Garden garden = New())
        {
            if (opensItself) garden.Database.OpenConnection();
            garden.Add(new Plant { Name = "fern" });
            garden.SaveChanges();
            garden.Add(new Plant { Name = "moss" });
            garden.SaveChanges();
            Assert.That(garden.Set<Plant>().Count(), Is.EqualTo(2));
            if (completes) scope.Complete();
        }
        using Garden after = New();
        Assert.That(after.Set<Plant>().Count(), Is.EqualTo(completes ? 2 : 0));
    }

    [Test]
    public void An_enlisted_context_takes_no_other_transaction()
    {
        using Garden garden = New();
        using var transaction = new CommittableTransaction();
        garden.Database.OpenConnection();
        garden.Database.EnlistTransaction(transaction);
        garden.Database.GetDbConnection().EnlistTransaction(transaction);
        garden.Add(new Plant { Name = "fern" });
        garden.SaveChanges();
        Assert.That(() => garden.Database.BeginTransaction(), Throws.InvalidOperationException);
        using var other = new CommittableTransaction();
        Assert.That(
            () => garden.Database.GetDbConnection().EnlistTransaction(other), Throws.InvalidOperationException);
        transaction.Rollback();
        Assert.That(garden.Set<Plant>().Count(), Is.Zero);
    }

    private Garden New() => new(new DbContextOptionsBuilder<Garden>().UseGrizzly($"Data Source={_path}").Options);
}
