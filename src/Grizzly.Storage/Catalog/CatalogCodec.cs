using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Catalog;

/// <summary>What a catalog record in the log or a checkpoint says.</summary>
public enum CatalogRecordKind : byte
{
    CreateSchema = 1,
    DropSchema = 2,
    CreateTable = 3,
    DropTable = 4,
    CreateView = 5,
    DropView = 6,

    /// <summary>A table with its constraints; takes the place of <see cref="CreateTable"/>.</summary>
    DefineTable = 20,

    /// <summary>The table of that name becomes another, over the same rows or others.</summary>
    AlterTable = 21,
    DefineSequence = 22,
    DropSequence = 23,
    AlterSequence = 24,

    /// <summary>Where a sequence stands.</summary>
    SequenceValue = 25,

    DefineType = 64,
    DropType = 65,

    /// <summary>A view that knows where its names are looked up; takes the place of <see cref="CreateView"/>.</summary>
    DefineView = 66,
    DefineMacro = 67,
    DropMacro = 68,
    CreateIndex = 32,
    DropIndex = 33,

    /// <summary>What is said about an object, after the record that defines it.</summary>
    Comment = 96,
}

/// <summary>Which names a comment's object has: catalogs keep four kinds of names apart.</summary>
public enum CommentTarget : byte
{
    Relation,
    Type,
    Macro,
    Schema,
}

/// <summary>One catalog record, decoded. Fields that do not belong to its kind are null or 0.</summary>
public sealed record CatalogRecord(
    CatalogRecordKind Kind, string Schema, string Name, long TableId, IReadOnlyList<ColumnDefinition> Columns,
        ViewEntry? View)
{
    public IReadOnlyList<ConstraintDefinition> Constraints { get; init; } = [];

    /// <summary>The name an altered table or sequence had before.</summary>
    public (string Schema, string Name) Before { get; init; }

    public IndexSpecification? Index { get; init; }

    public SequenceEntry? Sequence { get; init; }

    public LogicalType? Type { get; init; }

    public MacroEntry? Macro { get; init; }

    public CommentTarget Target { get; init; }

    /// <summary>The column a comment is about; null for the object.</summary>
    public string? Column { get; init; }

    /// <summary>A comment; null where it is taken away.</summary>
    public string? Text { get; init; }
}

/// <summary>Catalog records as bytes: for the log and for checkpoints. The reader treats its input as
/// untrusted.</summary>
public static partial class CatalogCodec
{
    private const int MostColumns = 65_536;

    public static void CreateSchema(ByteWriter writer, string name) =>
        Header(writer, CatalogRecordKind.CreateSchema, name, "");

    public static void DropSchema(ByteWriter writer, string name) =>
        Header(writer, CatalogRecordKind.DropSchema, name, "");

    public static void DropTable(ByteWriter writer, string schema, string name, long tableId)
    {
        Header(writer, CatalogRecordKind.DropTable, schema, name);
        writer.Int64(tableId);
    }

    public static void DropView(ByteWriter writer, string schema, string name) =>
        Header(writer, CatalogRecordKind.DropView, schema, name);

    public static void CreateIndex(ByteWriter writer, IndexSpecification index)
    {
        Header(writer, CatalogRecordKind.CreateIndex, index.Schema, index.Name);
        writer.Int64(index.Id);
        writer.Int64(index.TableId);
        writer.VarInt((ulong)index.Columns.Count);
        foreach (IndexColumn column in index.Columns)
        {
            writer.VarInt((ulong)(column.Column + 1));
            if (column.Column < 0) writer.Text(column.ExpressionSql!);
            WriteType(writer, column.Type);
            writer.Bool(column.IsDescending);
            writer.Bool(column.NullsFirst);
        }
        writer.VarInt((ulong)index.KeyCount);
        writer.Bool(index.IsUnique);
        writer.Bool(index.AreNullsDistinct);
        writer.Bool(index.IsHash);
        writer.Bool(index.PredicateSql is not null);
        if (index.PredicateSql is not null) writer.Text(index.PredicateSql);
        writer.Bool(index.IsConstraint);
    }

    public static void DropIndex(ByteWriter writer, string schema, string name) =>
        Header(writer, CatalogRecordKind.DropIndex, schema, name);

    /// <summary>Reads one record; XX001 for bytes that are none.</summary>
    public static CatalogRecord Read(ref ByteReader reader)
    {
        byte kind = reader.Byte();
        string schema = reader.Text(), name = reader.Text();
        switch ((CatalogRecordKind)kind)
        {
            case CatalogRecordKind.CreateSchema or CatalogRecordKind.DropSchema or CatalogRecordKind.DropView
                or CatalogRecordKind.DropIndex:
                return new CatalogRecord((CatalogRecordKind)kind, schema, name, 0, [], null);
            case CatalogRecordKind.DropTable:
                return new CatalogRecord(CatalogRecordKind.DropTable, schema, name, reader.Int64(), [], null);
            case CatalogRecordKind.CreateTable:
                long tableId = reader.Int64();
                return new CatalogRecord(CatalogRecordKind.CreateTable, schema, name, tableId, ReadColumns(ref reader),
                    null);
            case CatalogRecordKind.CreateView:
                string sql = reader.Text();
                var columns = new string[reader.Bounded(MostColumns)];
                for (int i = 0; i < columns.Length; i++) columns[i] = reader.Text();
                return new CatalogRecord(CatalogRecordKind.CreateView, schema, name, 0, [],
                    new ViewEntry(schema, name, columns, sql));
            case CatalogRecordKind.CreateIndex:
                IndexSpecification index = ReadIndex(ref reader, schema, name);
                return new CatalogRecord(CatalogRecordKind.CreateIndex, schema, name, index.TableId, [], null)
                {
                    Index = index,
                };
            default: return ReadDefinition((CatalogRecordKind)kind, schema, name, ref reader);
        }
    }

    private static IndexSpecification ReadIndex(ref ByteReader reader, string schema, string name)
    {
        long id = reader.Int64(), tableId = reader.Int64();
        var columns = new IndexColumn[reader.Bounded(MostColumns)];
        for (int i = 0; i < columns.Length; i++)
        {
            int column = reader.Bounded(MostColumns) - 1;
            string? expression = column < 0 ? reader.Text() : null;
            LogicalType type = ReadType(ref reader);
            columns[i] = new IndexColumn(column, expression, type, reader.Bool(), reader.Bool());
        }
        int keyCount = reader.Bounded(columns.Length);
        if (keyCount == 0) throw Errors.Corrupted("the catalog holds an index without columns");
        bool isUnique = reader.Bool(), areNullsDistinct = reader.Bool(), isHash = reader.Bool();
        string? predicate = reader.Bool() ? reader.Text() : null;
        return new IndexSpecification(
            id, schema, name, tableId, columns, keyCount, isUnique, areNullsDistinct, isHash, predicate, reader.Bool());
    }

    private static IReadOnlyList<ColumnDefinition> ReadColumns(ref ByteReader reader)
    {
        var columns = new ColumnDefinition[reader.Bounded(MostColumns)];
        for (int i = 0; i < columns.Length; i++)
        {
            string name = reader.Text();
            LogicalType type = ReadType(ref reader);
            bool isNotNull = reader.Bool();
            columns[i] = new ColumnDefinition(name, type, isNotNull, reader.Bool() ? reader.Text() : null);
        }
        return columns;
    }

    private static void Header(ByteWriter writer, CatalogRecordKind kind, string schema, string name)
    {
        writer.Byte((byte)kind);
        writer.Text(schema);
        writer.Text(name);
    }
}
