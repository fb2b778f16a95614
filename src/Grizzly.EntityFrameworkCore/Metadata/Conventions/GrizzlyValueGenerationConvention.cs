using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace Grizzly.EntityFrameworkCore.Metadata.Conventions;

/// <summary>Where each concrete type has a table of its own, keys must differ between the tables: they come from one
/// sequence.</summary>
public sealed class GrizzlyValueGenerationConvention(
    ProviderConventionSetBuilderDependencies dependencies,
    RelationalConventionSetBuilderDependencies relationalDependencies)
    : RelationalValueGenerationConvention(dependencies, relationalDependencies), IModelFinalizingConvention
{
    /// <summary>Gives the keys of such hierarchies their sequence, named after the root.</summary>
    public void ProcessModelFinalizing(
        IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (IConventionEntityType type in modelBuilder.Metadata.GetEntityTypes())
        {
            bool isRoot = type.BaseType is null && type.GetDirectlyDerivedTypes().Any()
                && type.GetMappingStrategy() == RelationalAnnotationNames.TpcMappingStrategy;
            if (!isRoot) continue;
            foreach (IConventionProperty property in type.FindPrimaryKey()?.Properties ?? [])
            {
                bool isNumbered = property.ValueGenerated == ValueGenerated.OnAdd
                    && GrizzlyPropertyExtensions.IsInteger(property)
                    && property.FindAnnotation(RelationalAnnotationNames.DefaultValueSql) is null
                    && property.FindAnnotation(RelationalAnnotationNames.DefaultValue) is null
                    && property[Internal.GrizzlyAnnotationNames.ValueGenerationStrategy] is null
                    && !property.IsForeignKey();
                if (!isNumbered) continue;
                string name = type.ShortName() + "Sequence";
                string? schema = type.GetSchema();
                modelBuilder.HasSequence(name, schema);
                property.Builder.HasAnnotation(
                    Internal.GrizzlyAnnotationNames.ValueGenerationStrategy, GrizzlyValueGenerationStrategy.Sequence);
                property.Builder.HasDefaultValueSql(GrizzlyPropertyExtensions.NextValue(name, schema));
            }
        }
    }

    protected override bool MappingStrategyAllowsValueGeneration(
        IConventionProperty property, string? mappingStrategy) => true;
}
