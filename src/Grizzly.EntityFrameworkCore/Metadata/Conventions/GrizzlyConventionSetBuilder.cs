using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace Grizzly.EntityFrameworkCore.Metadata.Conventions;

/// <summary>How models are built: as for every relational provider.</summary>
public sealed class GrizzlyConventionSetBuilder(
    ProviderConventionSetBuilderDependencies dependencies,
    RelationalConventionSetBuilderDependencies relationalDependencies)
    : RelationalConventionSetBuilder(dependencies, relationalDependencies);
