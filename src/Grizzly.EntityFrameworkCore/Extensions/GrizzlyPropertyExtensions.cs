using System.Numerics;
using Grizzly.EntityFrameworkCore.Metadata;
using Grizzly.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Grizzly.EntityFrameworkCore;

/// <summary>How the values of a property are generated on Grizzly.</summary>
public static class GrizzlyPropertyExtensions
{
    /// <summary>A step of the sequences that <see cref="UseHiLo"/> makes: keys per round trip.</summary>
    private const int HiLoBlockSize = 10;

    private const string DefaultHiLoName = "EntityFrameworkHiLoSequence";

    private static readonly HashSet<Type> Integers =
    [
        typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long),
        typeof(ulong), typeof(Int128), typeof(UInt128), typeof(BigInteger),
    ];

    /// <summary>The client takes blocks of keys from a sequence, so that keys are known before rows are written.
    /// </summary>
    public static PropertyBuilder<T> UseHiLo<T>(
        this PropertyBuilder<T> builder, string? name = null, string? schema = null)
    {
        ((PropertyBuilder)builder).UseHiLo(name, schema);
        return builder;
    }

    /// <inheritdoc cref="UseHiLo{T}"/>
    public static PropertyBuilder UseHiLo(this PropertyBuilder builder, string? name = null, string? schema = null)
    {
        IMutableProperty property = builder.Metadata;
        name ??= DefaultHiLoName;
        IMutableModel model = property.DeclaringType.Model;
        if (model.FindSequence(name, schema) is null)
            model.AddSequence(name, schema).IncrementBy = HiLoBlockSize;
        property.SetAnnotation(
            GrizzlyAnnotationNames.ValueGenerationStrategy, GrizzlyValueGenerationStrategy.HiLo);
        property.SetAnnotation(GrizzlyAnnotationNames.HiLoSequence, name);
        property.SetAnnotation(GrizzlyAnnotationNames.HiLoSequenceSchema, schema);
        builder.ValueGeneratedOnAdd();
        return builder;
    }

    /// <summary>The column's default is the next value of a sequence, which several tables may share.</summary>
    public static PropertyBuilder UseSequence(this PropertyBuilder builder, string name, string? schema = null)
    {
        IMutableModel model = builder.Metadata.DeclaringType.Model;
        if (model.FindSequence(name, schema) is null) model.AddSequence(name, schema);
        builder.Metadata.SetAnnotation(
            GrizzlyAnnotationNames.ValueGenerationStrategy, GrizzlyValueGenerationStrategy.Sequence);
        builder.HasDefaultValueSql(NextValue(name, schema)).ValueGeneratedOnAdd();
        return builder;
    }

    /// <summary>The expression of a sequence's next value.</summary>
    internal static string NextValue(string name, string? schema)
    {
        string quoted = string.Join('.', new[] { schema, name }.OfType<string>().Select(
            part => $"\"{part.Replace("\"", "\"\"")}\""));
        return $"nextval('{quoted.Replace("'", "''")}')";
    }

    /// <summary>The column counts by itself; whole-number keys do without being told.</summary>
    public static PropertyBuilder UseIdentityColumn(this PropertyBuilder builder)
    {
        builder.Metadata.SetAnnotation(
            GrizzlyAnnotationNames.ValueGenerationStrategy, GrizzlyValueGenerationStrategy.Identity);
        return builder.ValueGeneratedOnAdd();
    }

    /// <summary>What was set, or Identity for a whole number that is generated when a row is added and has no default.
    /// </summary>
    /// <param name="table">Where the property is mapped to several tables, the one asked about.</param>
    public static GrizzlyValueGenerationStrategy GetValueGenerationStrategy(
        this IReadOnlyProperty property, StoreObjectIdentifier table)
    {
        if (property[GrizzlyAnnotationNames.ValueGenerationStrategy] is GrizzlyValueGenerationStrategy chosen)
            return chosen;
        bool isGenerated = property.ValueGenerated == ValueGenerated.OnAdd
            && property.GetDefaultValueSql(table) is null
            && property.GetComputedColumnSql(table) is null
            && !property.TryGetDefaultValue(table, out _);
        return isGenerated && IsInteger(property) && IsOwnTable(property, table)
            ? GrizzlyValueGenerationStrategy.Identity
            : GrizzlyValueGenerationStrategy.None;
    }

    internal static bool IsInteger(IReadOnlyProperty property)
    {
        Type type = (property.FindTypeMapping()?.Converter ?? property.GetValueConverter())?.ProviderClrType
            ?? property.ClrType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return Integers.Contains(type.IsEnum ? type.GetEnumUnderlyingType() : type);
    }

    /// <summary>False for the tables of derived types, whose keys refer to the base type's, and where each concrete
    /// type has a table of its own, since their keys must differ.</summary>
    private static bool IsOwnTable(IReadOnlyProperty property, StoreObjectIdentifier table)
    {
        if (property.DeclaringType is not IReadOnlyEntityType type) return false;
        if (type.GetMappingStrategy() == RelationalAnnotationNames.TpcMappingStrategy) return false;
        bool refersToOther = property.GetContainingForeignKeys().Any(key =>
            !key.IsBaseLinking() && StoreObjectIdentifier.Create(key.PrincipalEntityType, table.StoreObjectType)
                != table);
        if (refersToOther) return false;
        return StoreObjectIdentifier.Create(type, table.StoreObjectType) is not { } own || own == table;
    }
}
