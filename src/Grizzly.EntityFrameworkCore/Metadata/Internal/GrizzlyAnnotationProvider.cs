using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Grizzly.EntityFrameworkCore.Metadata.Internal;

/// <summary>What migrations have to know about a column that is Grizzly's own.</summary>
public sealed class GrizzlyAnnotationProvider(RelationalAnnotationProviderDependencies dependencies)
    : RelationalAnnotationProvider(dependencies)
{
    public override IEnumerable<IAnnotation> For(IColumn column, bool designTime)
    {
        foreach (IAnnotation annotation in base.For(column, designTime)) yield return annotation;
        if (!designTime) yield break;
        StoreObjectIdentifier table = StoreObjectIdentifier.Table(column.Table.Name, column.Table.Schema);
        bool isIdentity = column.PropertyMappings.Any(mapping =>
            mapping.TableMapping.IsSharedTablePrincipal != false
            && mapping.TableMapping.IsSplitEntityTypePrincipal != false
            && mapping.Property.GetValueGenerationStrategy(table) == GrizzlyValueGenerationStrategy.Identity);
        if (isIdentity) yield return new Annotation(GrizzlyAnnotationNames.Identity, true);
    }
}
