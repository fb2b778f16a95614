using System.Collections.Frozen;
using System.Globalization;
using Grizzly.Common;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Type names as SQL writes them, with the aliases of PostgreSQL and DuckDB. Thread-safe.</summary>
public static class TypeNames
{
    private static readonly FrozenDictionary<string, LogicalType> Simple = new Dictionary<string, LogicalType>
    {
        ["boolean"] = LogicalType.Boolean, ["bool"] = LogicalType.Boolean, ["logical"] = LogicalType.Boolean,
        ["tinyint"] = LogicalType.TinyInt, ["int1"] = LogicalType.TinyInt,
        ["smallint"] = LogicalType.SmallInt, ["int2"] = LogicalType.SmallInt, ["short"] = LogicalType.SmallInt,
        ["int16"] = LogicalType.SmallInt,
        ["integer"] = LogicalType.Integer, ["int"] = LogicalType.Integer, ["int4"] = LogicalType.Integer,
        ["signed"] = LogicalType.Integer,
        ["int32"] = LogicalType.Integer,
        ["bigint"] = LogicalType.BigInt, ["int8"] = LogicalType.BigInt, ["long"] = LogicalType.BigInt,
        ["int64"] = LogicalType.BigInt,
        ["oid"] = LogicalType.BigInt,
        ["hugeint"] = LogicalType.HugeInt, ["int128"] = LogicalType.HugeInt,
        ["utinyint"] = LogicalType.UTinyInt, ["uint8"] = LogicalType.UTinyInt,
        ["usmallint"] = LogicalType.USmallInt, ["uint16"] = LogicalType.USmallInt,
        ["uinteger"] = LogicalType.UInteger, ["uint32"] = LogicalType.UInteger,
        ["ubigint"] = LogicalType.UBigInt, ["uint64"] = LogicalType.UBigInt,
        ["uhugeint"] = LogicalType.UHugeInt, ["uint128"] = LogicalType.UHugeInt,
        ["float"] = LogicalType.Float, ["float4"] = LogicalType.Float, ["real"] = LogicalType.Float,
        ["double"] = LogicalType.Double, ["float8"] = LogicalType.Double,
        ["varchar"] = LogicalType.Varchar, ["text"] = LogicalType.Varchar, ["string"] = LogicalType.Varchar,
        ["char"] = LogicalType.Varchar,
        ["bpchar"] = LogicalType.Varchar, ["character"] = LogicalType.Varchar, ["nvarchar"] = LogicalType.Varchar,
        ["name"] = LogicalType.Varchar,
        ["blob"] = LogicalType.Blob, ["bytea"] = LogicalType.Blob, ["binary"] = LogicalType.Blob,
        ["varbinary"] = LogicalType.Blob,
        ["uuid"] = LogicalType.Uuid, ["guid"] = LogicalType.Uuid,
        ["date"] = LogicalType.Date, ["time"] = LogicalType.Time,
        ["timestamp"] = LogicalType.Timestamp, ["datetime"] = LogicalType.Timestamp,
        ["timestamp_us"] = LogicalType.Timestamp,
        ["timestamp_s"] = LogicalType.TimestampS, ["timestamp_ms"] = LogicalType.TimestampMs,
        ["timestamp_ns"] = LogicalType.TimestampNs, ["time_ns"] = LogicalType.TimeNs,
        ["timetz"] = LogicalType.TimeTz,
        ["timestamptz"] = LogicalType.TimestampTz,
        ["interval"] = LogicalType.Interval,
        ["json"] = LogicalType.Json,
        ["bit"] = LogicalType.Bit, ["varbit"] = LogicalType.Bit, ["bitstring"] = LogicalType.Bit,
        ["null"] = LogicalType.Null,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Known elsewhere, not here yet: reported as not supported, not as misspelt.</summary>
    private static readonly FrozenSet<string> Unsupported = new[]
    {
        "jsonb", "variant", "bignum",
        "varint", "money", "xml", "inet", "geometry", "enum",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] DecimalNames = ["decimal", "numeric", "dec"];

    /// <summary>The type a name means.</summary>
    /// <exception cref="GrizzlyException">42704 for an unknown name, 0A000 for one not supported, 22023 for a bad
    /// precision or scale.</exception>
    public static LogicalType Resolve(TypeName type, Catalog.ICatalogView? catalog = null) => type switch
    {
        SimpleTypeName simple => Resolve(simple, catalog),
        ArrayTypeName array => Guard(type, () => array.Size is { } size
            ? LogicalType.Array(Resolve(array.Element, catalog), size)
            : LogicalType.List(Resolve(array.Element, catalog))),
        StructTypeName made => Guard(type, () => LogicalType.Struct(
            [.. made.Fields.Select(field => field.Name.Text)],
                [.. made.Fields.Select(field => Resolve(field.Type, catalog))])),
        UnionTypeName union => Guard(type, () => LogicalType.Union(
            [.. union.Members.Select(member => member.Name.Text)],
            [.. union.Members.Select(member => Resolve(member.Type, catalog))])),
        MapTypeName map => Guard(type, () => LogicalType.Map(Resolve(map.Key, catalog), Resolve(map.Value, catalog))),
        EnumTypeName labels => Guard(type, () => LogicalType.Enum([.. labels.Values])),
        _ => throw Errors.NotSupported("this type", type.Span),
    };

    /// <summary>The types that need no modifiers.</summary>
    public static IEnumerable<LogicalType> BuiltIn => Simple.Values.Where(type => !type.IsNull).Distinct()
        .OrderBy(type => type.Name, StringComparer.Ordinal);

    /// <summary>The n of VARCHAR(n) and its aliases; 0 where there is none.</summary>
    public static int LengthOf(TypeName? type, LogicalType resolved) =>
        resolved.Id == LogicalTypeId.Varchar && type is SimpleTypeName { Modifiers.Count: 1 } simple
            ? Modifier(simple, 0)
            : 0;

    /// <summary>Whether the name is that of a type built in.</summary>
    public static bool IsBuiltIn(string name) =>
        Simple.ContainsKey(name) || DecimalNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static LogicalType Guard(TypeName type, Func<LogicalType> make)
    {
        try
        {
            return make();
        }
        catch (GrizzlyException error)
        {
            throw error.WithSpan(type.Span);
        }
    }

    private static LogicalType Resolve(SimpleTypeName type, Catalog.ICatalogView? catalog)
    {
        string name = type.Name.Name.Text;
        if (catalog?.FindType(ObjectNames.Of(type.Name)) is { } made)
        {
            return type.Modifiers.Count == 0
                ? made.Type
                : throw Errors.Invalid($"type {name} does not take modifiers", type.Span);
        }
        if (DecimalNames.Contains(name, StringComparer.OrdinalIgnoreCase)) return ResolveDecimal(type);
        if (!Simple.TryGetValue(name, out LogicalType? result))
        {
            if (Unsupported.Contains(name)) throw Errors.NotSupported($"type {name.ToUpperInvariant()}", type.Span);
            throw Errors.TypeNotFound(name, [.. Simple.Keys, .. DecimalNames, .. (catalog?.Types ?? []).Select(t =>
                t.Name)], type.Span);
        }
        if (type.Modifiers.Count == 0) return result;
        int modifier = Modifier(type, 0);
        switch (result.Id)
        {
            // Lengths of strings are accepted and not enforced, as in DuckDB.
            case LogicalTypeId.Varchar or LogicalTypeId.Blob or LogicalTypeId.Bit
                when type.Modifiers.Count == 1: return result;
            case LogicalTypeId.Float when type.Modifiers.Count == 1 && modifier is >= 1 and <= 53:
                return modifier <= 24 ? LogicalType.Float : LogicalType.Double;
            case LogicalTypeId.Timestamp when type.Modifiers.Count == 1:
                return modifier switch
                {
                    0 => LogicalType.TimestampS,
                    <= 3 => LogicalType.TimestampMs,
                    <= 6 => LogicalType.Timestamp,
                    <= 9 => LogicalType.TimestampNs,
                    _ => throw Errors.Invalid("TIMESTAMP has a precision from 0 to 9", type.Span),
                };
            case LogicalTypeId.Time or LogicalTypeId.TimestampTz
                when type.Modifiers.Count == 1:
                return modifier is 6 or 7
                    ? result
                    : throw Errors.NotSupported(
                    $"{result.Name} with precision {modifier}", type.Span, "leave the precision out");
            default: throw Errors.Invalid($"type {result.Name} does not take these modifiers", type.Span);
        }
    }

    private static LogicalType ResolveDecimal(SimpleTypeName type)
    {
        const int DefaultPrecision = 18, DefaultScale = 3;
        try
        {
            return type.Modifiers.Count switch
            {
                0 => LogicalType.Decimal(DefaultPrecision, DefaultScale),
                1 => LogicalType.Decimal(Modifier(type, 0), 0),
                2 => LogicalType.Decimal(Modifier(type, 0), Modifier(type, 1)),
                _ => throw Errors.Invalid("DECIMAL takes a precision and a scale", type.Span),
            };
        }
        catch (GrizzlyException error)
        {
            throw error.WithSpan(type.Span);
        }
    }

    private static int Modifier(SimpleTypeName type, int index) =>
        type.Modifiers[index] is NumberLiteral { Kind: NumberKind.Integer } number
        && int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Errors.Invalid("type modifiers must be integers", type.Modifiers[index].Span);
}
