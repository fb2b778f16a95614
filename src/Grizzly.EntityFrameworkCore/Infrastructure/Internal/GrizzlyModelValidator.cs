using Grizzly.EntityFrameworkCore.Metadata;
using Grizzly.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Grizzly.EntityFrameworkCore.Infrastructure.Internal;

/// <summary>What a model may not ask of a Grizzly database.</summary>
public sealed class GrizzlyModelValidator(
    ModelValidatorDependencies dependencies, RelationalModelValidatorDependencies relationalDependencies)
    : RelationalModelValidator(dependencies, relationalDependencies)
{
    /// <exception cref="InvalidOperationException">The model sets a collation for the database.</exception>
    public override void Validate(IModel model, IDiagnosticsLogger<DbLoggerCategory.Model.Validation> logger)
    {
        base.Validate(model, logger);
        if (model.GetCollation() is not null)
            throw new InvalidOperationException(
                "A Grizzly database has no collation of its own: call UseCollation for the properties instead of the "
                + "model.");
    }

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
