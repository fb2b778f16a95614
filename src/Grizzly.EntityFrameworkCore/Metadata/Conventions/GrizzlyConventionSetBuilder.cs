using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace Grizzly.EntityFrameworkCore.Metadata.Conventions;

/// <summary>How models are built: as for every relational provider, but for keys across tables.</summary>
public sealed class GrizzlyConventionSetBuilder(
    ProviderConventionSetBuilderDependencies dependencies,
    RelationalConventionSetBuilderDependencies relationalDependencies)
    : RelationalConventionSetBuilder(dependencies, relationalDependencies)
{
    public override ConventionSet CreateConventionSet()
    {
        ConventionSet set = base.CreateConventionSet();
        var values = new GrizzlyValueGenerationConvention(Dependencies, RelationalDependencies);
        set.Replace<ValueGenerationConvention>(values);
        set.ModelFinalizingConventions.Insert(0, values);
        return set;
    }
}
