using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>What the provider says of a model before it is used.</summary>
[TestFixture]
public sealed class ModelValidationTests
{
    [Test]
    public void Keys_of_a_sequence_over_tables_of_concrete_types_are_no_reason_to_warn()
    {
        using var boats = new Boats(counts: false);
        Assert.That(() => boats.Model, Throws.Nothing);
    }

    [Test]
    public void Keys_that_each_table_of_concrete_types_counts_itself_are_warned_of()
    {
        using var boats = new Boats(counts: true);
        Assert.That(() => boats.Model, Throws.InvalidOperationException.With.Message.Contains(nameof(Boat)));
    }

    private sealed class Boats(bool counts) : DbContext
    {
        private readonly bool _counts = counts;

        protected override void OnConfiguring(DbContextOptionsBuilder options) => options
            .UseGrizzly("Data Source=:memory:")
            .EnableServiceProviderCaching(false)
            .ConfigureWarnings(warnings => warnings.Throw(RelationalEventId.TpcStoreGeneratedIdentityWarning));

        protected override void OnModelCreating(ModelBuilder model)
        {
            model.Entity<Boat>().UseTpcMappingStrategy();
            model.Entity<Ferry>();
            if (_counts) model.Entity<Boat>().Property(boat => boat.Id).UseIdentityColumn();
        }
    }

    private abstract class Boat
    {
        public int Id { get; set; }
    }

    private sealed class Ferry : Boat
    {
        public int Cars { get; set; }
    }
}
