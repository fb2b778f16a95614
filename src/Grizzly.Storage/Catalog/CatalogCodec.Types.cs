using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Catalog;

/// <summary>Types as bytes.</summary>
public static partial class CatalogCodec
{
    private const int MostFields = 1 << 16;

    /// <summary>In place of VARCHAR's precision: the name of a collation follows.</summary>
    private const byte IsCollated = 1;

    public static void DefineType(ByteWriter writer, TypeEntry type)
    {
        Header(writer, CatalogRecordKind.DefineType, type.Schema, type.Name);
        WriteType(writer, type.Type);
    }

    public static void DropType(ByteWriter writer, string schema, string name) =>
        Header(writer, CatalogRecordKind.DropType, schema, name);

    /// <summary>The id, then what the type is made of: its collation, precision and scale, the length of an ARRAY,
    /// names, other types.</summary>
    public static void WriteType(ByteWriter writer, LogicalType type)
    {
        writer.Byte((byte)type.Id);
        writer.Byte(type.Collation is null ? type.Precision : IsCollated);
        writer.Byte(type.Scale);
        if (type.Collation is { } collation) writer.Text(collation.Name);
        if (type.Id == LogicalTypeId.Array) writer.VarInt((ulong)type.Length);
        if (type.Id is LogicalTypeId.Struct or LogicalTypeId.Union or LogicalTypeId.Enum)
        {
            writer.VarInt((ulong)type.Names.Count);
            foreach (string name in type.Names) writer.Text(name);
        }
        foreach (LogicalType child in type.Children) WriteType(writer, child);
    }

    /// <summary>Reads one type; XX001 for bytes that are none, or too deep.</summary>
    public static LogicalType ReadType(ref ByteReader reader) => ReadType(ref reader, LogicalType.MaxDepth);

    private static LogicalType ReadType(ref ByteReader reader, int depth)
    {
        byte id = reader.Byte(), precision = reader.Byte(), scale = reader.Byte();
        if (depth == 0) throw Errors.Corrupted("the catalog holds a type that is too deep");
        if ((LogicalTypeId)id == LogicalTypeId.Decimal)
        {
            if (precision is < 1 or > LogicalType.MaxDecimalPrecision || scale > precision)
                throw Errors.Corrupted("the catalog holds an impossible DECIMAL");
            return LogicalType.Decimal(precision, scale);
        }
        if ((LogicalTypeId)id == LogicalTypeId.Varchar && precision == IsCollated)
        {
            string name = reader.Text();
            return LogicalType.Varchar.With(Collation.Find(name) ?? throw Errors.NotSupported($"collation \"{name}\"",
                hint: "the database was made where this locale is known"));
        }
        if (LogicalType.FromId((LogicalTypeId)id) is { } simple) return simple;
        try
        {
            return ReadParts((LogicalTypeId)id, ref reader, depth - 1);
        }
        catch (GrizzlyException error) when (error.SqlState != SqlStates.DataCorrupted)
        {
            throw Errors.Corrupted("the catalog holds an impossible type");
        }
    }

    private static LogicalType ReadParts(LogicalTypeId id, ref ByteReader reader, int depth)
    {
        switch (id)
        {
            case LogicalTypeId.List: return LogicalType.List(ReadType(ref reader, depth));
            case LogicalTypeId.Array:
                int length = reader.Bounded(LogicalType.MaxArrayLength);
                return LogicalType.Array(ReadType(ref reader, depth), length);
            case LogicalTypeId.Map: return LogicalType.Map(ReadType(ref reader, depth), ReadType(ref reader, depth));
            case LogicalTypeId.Enum:
                return LogicalType.Enum(ReadNames(ref reader, LogicalType.MaxNames));
            case LogicalTypeId.Struct or LogicalTypeId.Union:
                string[] names = ReadNames(ref reader, MostFields);
                var fields = new LogicalType[names.Length];
                for (int i = 0; i < fields.Length; i++) fields[i] = ReadType(ref reader, depth);
                return id == LogicalTypeId.Struct ? LogicalType.Struct(names, fields) : LogicalType.Union(names,
                    fields);
            default: throw Errors.Corrupted("the catalog holds a type that this version does not know");
        }
    }

    private static string[] ReadNames(ref ByteReader reader, int most)
    {
        int count = reader.Count();
        if (count > most) throw Errors.Corrupted("the catalog holds a type with too many names");
        var names = new string[count];
        for (int i = 0; i < names.Length; i++) names[i] = reader.Text();
        return names;
    }
}
