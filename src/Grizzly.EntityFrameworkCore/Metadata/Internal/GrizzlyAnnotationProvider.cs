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

    public override IEnumerable<IAnnotation> For(ITableIndex index, bool designTime)
    {
        foreach (IAnnotation annotation in base.For(index, designTime)) yield return annotation;
        if (!designTime) yield break;
        IIndex first = index.MappedIndexes.First();
        if (first.GetMethod() is { } method) yield return new Annotation(GrizzlyAnnotationNames.IndexMethod, method);
        if (first.GetIncludedProperties() is not { Count: > 0 } included) yield break;
        StoreObjectIdentifier table = StoreObjectIdentifier.Table(index.Table.Name, index.Table.Schema);
        string[] columns = [.. included.Select(name =>
            first.DeclaringEntityType.FindProperty(name)?.GetColumnName(table)
            ?? index.Table.FindColumn(name)?.Name
            ?? throw new InvalidOperationException(
                $"index '{index.Name}' includes '{name}', which is no property of table '{index.Table.Name}'"))];
        yield return new Annotation(GrizzlyAnnotationNames.IndexInclude, columns);
    }
}
