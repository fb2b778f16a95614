using Grizzly.EntityFrameworkCore.Metadata;
using Grizzly.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Grizzly.EntityFrameworkCore.Infrastructure.Internal;

/// <summary>What a model may say, as for every relational provider, but for keys across tables.</summary>
public sealed class GrizzlyModelValidator(
    ModelValidatorDependencies dependencies, RelationalModelValidatorDependencies relationalDependencies)
    : RelationalModelValidator(dependencies, relationalDependencies)
{
    /// <summary>Where each concrete type has a table of its own, only columns that count by themselves would give
    /// two rows the same key: sequences and clients do not.</summary>
    protected override void ValidateValueGeneration(
        IEntityType entityType, IKey key, IDiagnosticsLogger<DbLoggerCategory.Model.Validation> logger)
    {
        bool countsByItself = key.Properties.Any(property =>
            property[GrizzlyAnnotationNames.ValueGenerationStrategy] is GrizzlyValueGenerationStrategy.Identity);
        if (countsByItself) base.ValidateValueGeneration(entityType, key, logger);
    }
}
