using System.Collections;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Grizzly.EntityFrameworkCore.Storage.Internal;

/// <summary>A collection of simple values as a LIST column.</summary>
public sealed class GrizzlyListTypeMapping : RelationalTypeMapping
{
    public GrizzlyListTypeMapping(
        Type collectionType, ValueConverter converter, ValueComparer? comparer, RelationalTypeMapping element,
        JsonValueReaderWriter? json)
        : base(
            new RelationalTypeMappingParameters(
                new CoreTypeMappingParameters(
                    collectionType, converter, comparer, comparer,
                    ValueComparer.CreateDefault(converter.ProviderClrType, favorStructuralComparisons: true),
                    elementMapping: element, jsonValueReaderWriter: json),
                element.StoreType + "[]"))
    {
    }

    private GrizzlyListTypeMapping(RelationalTypeMappingParameters parameters)
        : base(parameters)
    {
    }

    /// <summary>What compiled models and precompiled queries make their mappings from.</summary>
    public static GrizzlyListTypeMapping Default { get; } = new(
        typeof(List<int>), new GrizzlyListConverter<List<int>, int, int, int[]>((ValueConverter?)null),
        new ListOfValueTypesComparer<List<int>, int>(new ValueComparer<int>(favorStructuralComparisons: false)),
        IntTypeMapping.Default,
        new JsonCollectionOfStructsReaderWriter<List<int>, int>(JsonInt32ReaderWriter.Instance));

    private RelationalTypeMapping Element => (RelationalTypeMapping)ElementTypeMapping!;

    protected override RelationalTypeMapping Clone(RelationalTypeMappingParameters parameters) =>
        new GrizzlyListTypeMapping(parameters);

    protected override string GenerateNonNullSqlLiteral(object value)
    {
        IEnumerable<string> items = ((IEnumerable)value).Cast<object?>()
            .Select(Element.GenerateProviderValueSqlLiteral);
        return $"[{string.Join(", ", items)}]::{StoreType}";
    }
}
