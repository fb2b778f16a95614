using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Data;

/// <summary>GetSchema: the collections every provider has, and what the database holds.</summary>
public sealed partial class GrizzlyConnection
{
    public override DataTable GetSchema() => GetSchema(DbMetaDataCollectionNames.MetaDataCollections);

    public override DataTable GetSchema(string collectionName) => GetSchema(collectionName, []);

    /// <summary>Metadata as a table. Restrictions narrow it by name, in the order that the collection Restrictions
    /// tells; null restricts nothing.</summary>
    /// <exception cref="ArgumentException">There is no such collection, or there are too many restrictions.</exception>
    public override DataTable GetSchema(string collectionName, string?[] restrictionValues)
    {
        ArgumentNullException.ThrowIfNull(collectionName);
        SchemaCollection? collection = SchemaCollection.All.FirstOrDefault(
            known => known.Name.Equals(collectionName, StringComparison.OrdinalIgnoreCase));
        if (collection is null)
        {
            string? hint = NameSuggestion.Hint(collectionName, SchemaCollection.All.Select(known => known.Name));
            throw new ArgumentException(
                $"there is no schema collection \"{collectionName}\"" + (hint is null ? "" : $"; {hint}"),
                nameof(collectionName));
        }
        restrictionValues ??= [];
        if (restrictionValues.Length > collection.Restrictions.Length)
            throw new ArgumentException(
                $"{collection.Name} takes {collection.Restrictions.Length} restrictions at most",
                nameof(restrictionValues));
        RequireSession();
        if (collection.Source.Length > 0) return Query(collection, restrictionValues);
        return collection.Name switch
        {
            "DataTypes" => DataTypes(),
            "DataSourceInformation" => DataSourceInformation(),
            "ReservedWords" =>
                Table("ReservedWords", ["ReservedWord"], Sql.ReservedWords.All.Select(word => (object?[])[word])),
            "Restrictions" => Table(
                "Restrictions",
                ["CollectionName", "RestrictionName", "RestrictionDefault", "RestrictionNumber:int"],
                SchemaCollection.All.SelectMany(known => known.Restrictions.Select((column, i) => (
                    object?[])[known.Name, column, null, i + 1]))),
            _ => Table(
                "MetaDataCollections",
                ["CollectionName", "NumberOfRestrictions:int", "NumberOfIdentifierParts:int"],
                SchemaCollection.All.Select(known => (
                    object?[])[known.Name, known.Restrictions.Length, known.IdentifierParts])),
        };
    }

    [UnconditionalSuppressMessage("Trimming", "IL2111", Justification = "the column types are the reader's")]
    private DataTable Query(SchemaCollection collection, string?[] values)
    {
        using GrizzlyCommand command = CreateCommand();
        List<string> conditions = [];
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is null) continue;
            conditions.Add($"{collection.Restrictions[i]} = $r{i}");
            command.Parameters.AddWithValue($"r{i}", values[i]);
        }
        string where = conditions.Count > 0 ? " WHERE " + string.Join(" AND ", conditions) : "";
        command.CommandText = $"SELECT * FROM {collection.Source} s{where} ORDER BY ALL";
        using GrizzlyDataReader reader = command.ExecuteReader();
        var table = new DataTable(collection.Name);
        for (int i = 0; i < reader.FieldCount; i++) table.Columns.Add(reader.GetName(i), reader.GetFieldType(i));
        var row = new object[reader.FieldCount];
        while (reader.Read())
        {
            reader.GetValues(row);
            table.Rows.Add(row);
        }
        return table;
    }

    private static DataTable DataTypes()
    {
        IEnumerable<GrizzlyType> types = Enum.GetValues<GrizzlyType>().Where(type => type != GrizzlyType.Unknown);
        return Table("DataTypes", ["TypeName", "ProviderDbType:int", "ColumnSize:int", "DataType", "IsNullable:bool"],
            types.Select(type =>
        {
            LogicalType logical = TypeMap.LogicalTypeOf(type) ?? LogicalType.Decimal(18, 3);
            return (object?[])[
                type == GrizzlyType.Decimal ? "DECIMAL" : logical.Name, (int)type,
                logical.Physical == PhysicalType.String
                    ? -1
                    : logical.SizeInBytes, TypeMap.ClrTypeOf(logical).FullName, true];
        }));
    }

    private DataTable DataSourceInformation() => Table(
        DbMetaDataCollectionNames.DataSourceInformation,
        [
            DbMetaDataColumnNames.CompositeIdentifierSeparatorPattern, DbMetaDataColumnNames.DataSourceProductName,
            DbMetaDataColumnNames.DataSourceProductVersion, DbMetaDataColumnNames.DataSourceProductVersionNormalized,
            DbMetaDataColumnNames.GroupByBehavior + ":int", DbMetaDataColumnNames.IdentifierPattern,
            DbMetaDataColumnNames.IdentifierCase + ":int", DbMetaDataColumnNames.OrderByColumnsInSelect + ":bool",
            DbMetaDataColumnNames.ParameterMarkerFormat, DbMetaDataColumnNames.ParameterMarkerPattern,
            DbMetaDataColumnNames.ParameterNameMaxLength + ":int", DbMetaDataColumnNames.ParameterNamePattern,
            DbMetaDataColumnNames.QuotedIdentifierPattern, DbMetaDataColumnNames.QuotedIdentifierCase + ":int",
            DbMetaDataColumnNames.StatementSeparatorPattern, DbMetaDataColumnNames.StringLiteralPattern,
            DbMetaDataColumnNames.SupportedJoinOperators + ":int",
        ],
        [[
            @"\.", "Grizzly", ServerVersion, ServerVersion, (int)GroupByBehavior.MustContainAll,
            @"[\p{L}_][\p{L}\p{Nd}_$]*",
            (int)IdentifierCase.Insensitive, false, "@{0}", @"[$@:][\p{L}\p{Nd}_]+", 128, @"[\p{L}\p{Nd}_]+",
            "\"(([^\"]|\"\")*)\"",
            (int)IdentifierCase.Insensitive, ";", "'(([^']|'')*)'",
            (int)(SupportedJoinOperators.Inner | SupportedJoinOperators.LeftOuter | SupportedJoinOperators.RightOuter
                | SupportedJoinOperators.FullOuter),
        ]]);

    /// <param name="columns">Names; ":int" and ":bool" after one tell its type, string otherwise.</param>
    [UnconditionalSuppressMessage("Trimming", "IL2111", Justification = "the column types are typeof constants")]
    private static DataTable Table(string name, string[] columns, IEnumerable<object?[]> rows)
    {
        var table = new DataTable(name);
        foreach (string column in columns)
        {
            if (column.EndsWith(":int", StringComparison.Ordinal)) table.Columns.Add(column[..^4], typeof(int));
            else if (column.EndsWith(":bool", StringComparison.Ordinal)) table.Columns.Add(column[..^5], typeof(bool));
            else table.Columns.Add(column, typeof(string));
        }
        foreach (object?[] row in rows) table.Rows.Add(row!);
        return table;
    }
}
