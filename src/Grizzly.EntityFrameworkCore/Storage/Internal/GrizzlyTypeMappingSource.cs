using System.Data;
using System.Numerics;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Grizzly.EntityFrameworkCore.Storage.Internal;

/// <summary>Which SQL type holds which CLR type.</summary>
/// <remarks>
/// A decimal without a precision is DECIMAL(38,9), which holds every decimal with up to nine digits after the point.
/// DateTimeOffset is TIMESTAMPTZ: an instant, without the offset it was written with. Collections of simple values are
/// LISTs. A row version of type byte[] is a counter, BIGINT.
/// </remarks>
public sealed class GrizzlyTypeMappingSource(
    TypeMappingSourceDependencies dependencies, RelationalTypeMappingSourceDependencies relationalDependencies)
    : RelationalTypeMappingSource(dependencies, relationalDependencies)
{
    private const int DefaultPrecision = 38;
    private const int DefaultScale = 9;

    private static readonly GrizzlyTypeMapping Text = new(
        "VARCHAR", typeof(string), DbType.String, JsonStringReaderWriter.Instance, GrizzlyLiterals.Text,
        StoreTypePostfix.Size);

    private static readonly GrizzlyTypeMapping Decimal = new(
        $"DECIMAL({DefaultPrecision},{DefaultScale})", typeof(decimal), DbType.Decimal,
        JsonDecimalReaderWriter.Instance, GrizzlyLiterals.Decimal, StoreTypePostfix.PrecisionAndScale);

    private static readonly GrizzlyTypeMapping BigInt = new(
        "BIGINT", typeof(long), DbType.Int64, JsonInt64ReaderWriter.Instance, GrizzlyLiterals.Integer);

    /// <summary>JSON as text that the application reads and writes.</summary>
    internal static readonly GrizzlyTypeMapping JsonText = new(
        "JSON", typeof(string), null, JsonStringReaderWriter.Instance, GrizzlyLiterals.Json);

    /// <summary>In order: the first of a CLR type is its default.</summary>
    private static readonly RelationalTypeMapping[] Mappings =
    [
        new GrizzlyTypeMapping(
            "BOOLEAN", typeof(bool), DbType.Boolean, JsonBoolReaderWriter.Instance, GrizzlyLiterals.Bool),
        new GrizzlyTypeMapping(
            "TINYINT", typeof(sbyte), DbType.SByte, JsonSByteReaderWriter.Instance, GrizzlyLiterals.Integer),
        new GrizzlyTypeMapping(
            "UTINYINT", typeof(byte), DbType.Byte, JsonByteReaderWriter.Instance, GrizzlyLiterals.Integer),
        new GrizzlyTypeMapping(
            "SMALLINT", typeof(short), DbType.Int16, JsonInt16ReaderWriter.Instance, GrizzlyLiterals.Integer),
        new GrizzlyTypeMapping(
            "USMALLINT", typeof(ushort), DbType.UInt16, JsonUInt16ReaderWriter.Instance, GrizzlyLiterals.Integer),
        new IntTypeMapping("INTEGER", DbType.Int32),
        new GrizzlyTypeMapping(
            "UINTEGER", typeof(uint), DbType.UInt32, JsonUInt32ReaderWriter.Instance, GrizzlyLiterals.Integer),
        BigInt,
        new GrizzlyTypeMapping(
            "UBIGINT", typeof(ulong), DbType.UInt64, JsonUInt64ReaderWriter.Instance, GrizzlyLiterals.Integer),
        new GrizzlyTypeMapping("HUGEINT", typeof(Int128), null, null, GrizzlyLiterals.HugeInt),
        new GrizzlyTypeMapping("HUGEINT", typeof(BigInteger), null, null, GrizzlyLiterals.BigInteger),
        new GrizzlyTypeMapping("UHUGEINT", typeof(UInt128), null, null, GrizzlyLiterals.UHugeInt),
        new GrizzlyTypeMapping(
            "FLOAT", typeof(float), DbType.Single, JsonFloatReaderWriter.Instance, GrizzlyLiterals.Float),
        new GrizzlyTypeMapping(
            "DOUBLE", typeof(double), DbType.Double, JsonDoubleReaderWriter.Instance, GrizzlyLiterals.Double),
        Decimal,
        Text,
        new GrizzlyTypeMapping(
            "VARCHAR", typeof(char), DbType.String, JsonCharReaderWriter.Instance, GrizzlyLiterals.Char),
        JsonText,
        new GrizzlyTypeMapping("BIT", typeof(string), null, JsonStringReaderWriter.Instance, GrizzlyLiterals.Text),
        new GrizzlyTypeMapping(
            "BLOB", typeof(byte[]), DbType.Binary, JsonByteArrayReaderWriter.Instance, GrizzlyLiterals.Blob),
        new GrizzlyTypeMapping("UUID", typeof(Guid), DbType.Guid, JsonGuidReaderWriter.Instance, GrizzlyLiterals.Uuid),
        new GrizzlyTypeMapping(
            "TIMESTAMP", typeof(DateTime), DbType.DateTime2, JsonDateTimeReaderWriter.Instance,
            GrizzlyLiterals.Timestamp),
        new GrizzlyTypeMapping(
            "TIMESTAMPTZ", typeof(DateTimeOffset), DbType.DateTimeOffset, JsonDateTimeOffsetReaderWriter.Instance,
            GrizzlyLiterals.TimestampTz),
        new GrizzlyTypeMapping(
            "DATE", typeof(DateOnly), DbType.Date, JsonDateOnlyReaderWriter.Instance, GrizzlyLiterals.Date),
        new GrizzlyTypeMapping(
            "DATE", typeof(DateTime), DbType.Date, JsonDateTimeReaderWriter.Instance, GrizzlyLiterals.DateOfDateTime),
        new GrizzlyTypeMapping(
            "TIME", typeof(TimeOnly), DbType.Time, JsonTimeOnlyReaderWriter.Instance, GrizzlyLiterals.Time),
        new GrizzlyTypeMapping(
            "INTERVAL", typeof(TimeSpan), null, JsonTimeSpanReaderWriter.Instance, GrizzlyLiterals.Interval),
        new GrizzlyJsonTypeMapping("JSON"),
    ];

    private static readonly Dictionary<string, string> Synonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bool"] = "BOOLEAN", ["int1"] = "TINYINT", ["int2"] = "SMALLINT", ["int4"] = "INTEGER", ["int"] = "INTEGER",
        ["int8"] = "BIGINT", ["float4"] = "FLOAT", ["real"] = "FLOAT", ["float8"] = "DOUBLE",
        ["double precision"] = "DOUBLE", ["numeric"] = "DECIMAL", ["text"] = "VARCHAR", ["string"] = "VARCHAR",
        ["char"] = "VARCHAR", ["nvarchar"] = "VARCHAR", ["bpchar"] = "VARCHAR", ["character"] = "VARCHAR",
        ["character varying"] = "VARCHAR", ["bytea"] = "BLOB", ["varbinary"] = "BLOB",
        ["binary"] = "BLOB", ["datetime"] = "TIMESTAMP", ["timestamp without time zone"] = "TIMESTAMP",
        ["timestamp with time zone"] = "TIMESTAMPTZ", ["jsonb"] = "JSON", ["bitstring"] = "BIT", ["guid"] = "UUID",
    };

    /// <summary>The counter of a byte[] row version: eight bytes, the highest first.</summary>
    private static readonly RelationalTypeMapping RowVersion = (RelationalTypeMapping)BigInt.WithComposedConverter(
        new ValueConverter<byte[], long>(
            bytes => GrizzlyRowVersion.ToNumber(bytes), number => GrizzlyRowVersion.ToBytes(number)),
        new ArrayStructuralComparer<byte>(), new ArrayStructuralComparer<byte>());

    /// <summary>A length of -1 is EF's way to say that there is none.</summary>
    protected override RelationalTypeMapping? FindMapping(in RelationalTypeMappingInfo info) =>
        base.FindMapping(info) ?? FindList(info)
        ?? Find(info)?.WithTypeMappingInfo(info.Size < 0 ? info with { Size = null } : info);

    /// <summary>A LIST of which nothing is known but its type in the database, as scaffolding has it.</summary>
    private RelationalTypeMapping? FindList(in RelationalTypeMappingInfo info)
    {
        if (info.ClrType is not null || info.StoreTypeName is not { } name) return null;
        if (!name.EndsWith("[]", StringComparison.Ordinal) || FindMapping(name[..^2]) is not { } element) return null;
        return FindMapping(typeof(List<>).MakeGenericType(element.ClrType), name);
    }

    protected override RelationalTypeMapping? FindCollectionMapping(
        RelationalTypeMappingInfo info, Type modelType, Type? providerType, CoreTypeMapping? elementMapping)
    {
        string? storeType = info.StoreTypeName;
        if (storeType is not null && !storeType.EndsWith("[]", StringComparison.Ordinal))
        {
            return FindStoreType(storeType, info.StoreTypeNameBase ?? storeType, typeof(string)) is null
                ? null
                : base.FindCollectionMapping(info, modelType, providerType, elementMapping);
        }
        if (modelType.IsValueType) return base.FindCollectionMapping(info, modelType, providerType, elementMapping);
        if (providerType is not null && providerType != modelType) return null;
        if (storeType is not null && elementMapping is null) elementMapping = FindMapping(storeType[..^2]);
        bool isFound = TryFindJsonCollectionMapping(
            info.CoreTypeMappingInfo, modelType, null, ref elementMapping, out ValueComparer? comparer,
            out JsonValueReaderWriter? json);
        if (!isFound || elementMapping is not RelationalTypeMapping element) return null;

        // EF refuses collections of collections, with an error that says so.
        if (element is GrizzlyListTypeMapping)
            return base.FindCollectionMapping(info, modelType, providerType, elementMapping);
        Type item = modelType.GetInterfaces().Append(modelType).First(type =>
            type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>)).GetGenericArguments()[0];
        Type stored = element.Converter?.ProviderClrType ?? Nullable.GetUnderlyingType(item) ?? item;
        bool canBeNull = !item.IsValueType || Nullable.GetUnderlyingType(item) is not null;
        if (stored.IsValueType && canBeNull && Nullable.GetUnderlyingType(stored) is null)
            stored = typeof(Nullable<>).MakeGenericType(stored);

        // The provider would send an array of bytes as a BLOB, and one of characters as a text.
        if (!modelType.IsArray && (stored == typeof(byte) || stored == typeof(char)))
            stored = typeof(Nullable<>).MakeGenericType(stored);
        Type provider = modelType.IsArray ? typeof(List<>).MakeGenericType(stored) : stored.MakeArrayType();
        var converter = (ValueConverter)Activator.CreateInstance(
            typeof(GrizzlyListConverter<,,,>).MakeGenericType(modelType, item, stored, provider), element.Converter,
            json)!;
        return new GrizzlyListTypeMapping(modelType, converter, comparer, element, json);
    }

    /// <summary>How values of a mapping that a compiled model has described are written.</summary>
    internal static Func<object, string> LiteralOf(string storeType, Type type)
    {
        string name = storeType.Split('(')[0];
        RelationalTypeMapping? known = FindStoreType(name, name, Nullable.GetUnderlyingType(type) ?? type);
        return known is GrizzlyTypeMapping own
            ? own.GenerateProviderValueSqlLiteral
            : throw new NotSupportedException($"no SQL type \"{storeType}\" holds {type}");
    }

    private static RelationalTypeMapping? Find(in RelationalTypeMappingInfo info)
    {
        Type? type = info.ClrType;
        if (info.IsRowVersion == true && type == typeof(byte[]) && info.StoreTypeName is null) return RowVersion;
        if (info.StoreTypeName is { } name) return FindStoreType(name, info.StoreTypeNameBase ?? name, type);
        if (type is null || (type == typeof(byte[]) && info.ElementTypeMapping is not null)) return null;
        if (type == typeof(decimal) && info.Precision is not null)
            return Decimal.WithPrecisionAndScale(info.Precision.Value, info.Scale ?? 0);
        return Mappings.FirstOrDefault(mapping => mapping.ClrType == type);
    }

    private static RelationalTypeMapping? FindStoreType(string name, string nameBase, Type? type)
    {
        if (name.EndsWith(']')) return null;
        bool isText = type is null || type == typeof(string);
        if (isText && name.StartsWith("ENUM(", StringComparison.OrdinalIgnoreCase))
        {
            return new GrizzlyTypeMapping(
                name, typeof(string), DbType.String, JsonStringReaderWriter.Instance, GrizzlyLiterals.Text);
        }
        nameBase = nameBase.Split('(')[0];
        if (Synonyms.TryGetValue(nameBase, out string? known)) nameBase = known;
        return Mappings.FirstOrDefault(mapping => (type is null || mapping.ClrType == type)
            && string.Equals(mapping.StoreTypeNameBase, nameBase, StringComparison.OrdinalIgnoreCase));
    }
}
