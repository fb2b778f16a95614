using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Types;

namespace Grizzly.Catalog;

/// <summary>Definitions: each enters the catalog and, for databases with a log, the transaction's log
/// records.</summary>
public sealed partial class CatalogStore
{
    /// <summary>Creates an empty table; the caller has made sure that the name is free.</summary>
    public TableEntry CreateTable(Transaction transaction, string schema, string name,
        IReadOnlyList<ColumnDefinition> columns, IReadOnlyList<ConstraintDefinition>? constraints = null)
    {
        DataTable data = CreateData(columns);
        var entry = new TableEntry(schema, name, columns, data) { Constraints = constraints ?? [] };
        Create(transaction, RelationKey(schema, name), entry);
        KeepSchema(transaction, schema, RelationKey(schema, name));
        Log(transaction, writer => CatalogCodec.DefineTable(writer, entry));
        LogComments(transaction, entry);
        return entry;
    }

    /// <summary>Rows for a table that is about to be defined anew; they belong to the entry that shows them.</summary>
    public DataTable CreateData(IReadOnlyList<ColumnDefinition> columns) => _storage.CreateTable(
        _storage.NextTableId(), [.. columns.Select(column => column.Type.Physical)]);

    /// <summary>Puts one definition of a table in the place of another; its name may change.</summary>
    public void AlterTable(Transaction transaction, TableEntry before, TableEntry after)
    {
        Drop(transaction, RelationKey(before.Schema, before.Name));
        Create(transaction, RelationKey(after.Schema, after.Name), after);
        KeepSchema(transaction, after.Schema, RelationKey(after.Schema, after.Name));
        Log(transaction, writer => CatalogCodec.AlterTable(writer, before, after));
        LogComments(transaction, after);
    }

    /// <summary>Creates a sequence that starts where its options say.</summary>
    public SequenceEntry CreateSequence(Transaction transaction, string schema, string name, SequenceOptions options,
        string? ownerTable = null, string? ownerColumn = null)
    {
        var state = new SequenceState(_storage.NextTableId(), options.Start, false) { Creator = transaction };
        var entry = new SequenceEntry(schema, name, options, state, ownerTable, ownerColumn);
        Create(transaction, RelationKey(schema, name), entry);
        KeepSchema(transaction, schema, RelationKey(schema, name));
        Log(transaction, writer => CatalogCodec.DefineSequence(writer, entry, options.Start, false));
        return entry;
    }

    /// <summary>Puts one definition of a sequence in the place of another.</summary>
    public void AlterSequence(Transaction transaction, SequenceEntry before, SequenceEntry after)
    {
        Drop(transaction, RelationKey(before.Schema, before.Name));
        Create(transaction, RelationKey(after.Schema, after.Name), after);
        KeepSchema(transaction, after.Schema, RelationKey(after.Schema, after.Name));
        Log(transaction, writer => CatalogCodec.AlterSequence(writer, before, after));
        LogComments(transaction, after);
    }

    /// <summary>A sequence's new start, as a state of its own: RESTART is transactional.</summary>
    public SequenceState NewState(Transaction transaction, long last) =>
        new(_storage.NextTableId(), last, false) { Creator = transaction };

    public void DropSequence(Transaction transaction, SequenceEntry sequence)
    {
        Drop(transaction, RelationKey(sequence.Schema, sequence.Name));
        Log(transaction, writer => CatalogCodec.DropSequence(writer, sequence.Schema, sequence.Name));
    }

    public void DropTable(Transaction transaction, TableEntry table)
    {
        foreach (IndexEntry index in IndexesOf(transaction.Snapshot, table)) DropIndex(transaction, index);
        Drop(transaction, RelationKey(table.Schema, table.Name));
        Log(transaction, writer => CatalogCodec.DropTable(writer, table.Schema, table.Name, table.Data.Id));
    }

    public void CreateView(Transaction transaction, ViewEntry view)
    {
        Create(transaction, RelationKey(view.Schema, view.Name), view);
        KeepSchema(transaction, view.Schema, RelationKey(view.Schema, view.Name));
        Log(transaction, writer => CatalogCodec.DefineView(writer, view));
        LogComments(transaction, view);
    }

    public void DropView(Transaction transaction, ViewEntry view)
    {
        Drop(transaction, RelationKey(view.Schema, view.Name));
        Log(transaction, writer => CatalogCodec.DropView(writer, view.Schema, view.Name));
    }

    public void CreateType(Transaction transaction, TypeEntry type)
    {
        Create(transaction, TypeKey(type.Schema, type.Name), type);
        KeepSchema(transaction, type.Schema, TypeKey(type.Schema, type.Name));
        Log(transaction, writer => CatalogCodec.DefineType(writer, type));
        LogComments(transaction, type);
    }

    public void DropType(Transaction transaction, TypeEntry type)
    {
        Drop(transaction, TypeKey(type.Schema, type.Name));
        Log(transaction, writer => CatalogCodec.DropType(writer, type.Schema, type.Name));
    }

    public void CreateMacro(Transaction transaction, MacroEntry macro)
    {
        Create(transaction, MacroKey(macro.Schema, macro.Name), macro);
        Log(transaction, writer => CatalogCodec.DefineMacro(writer, macro));
        LogComments(transaction, macro);
    }

    public void DropMacro(Transaction transaction, MacroEntry macro)
    {
        Drop(transaction, MacroKey(macro.Schema, macro.Name));
        Log(transaction, writer => CatalogCodec.DropMacro(writer, macro.Schema, macro.Name));
    }

    public void CreateSchema(Transaction transaction, string name)
    {
        Create(transaction, SchemaKey(name), new SchemaEntry(name));
        Log(transaction, writer => CatalogCodec.CreateSchema(writer, name));
    }

    /// <summary>Drops a schema that is empty for the transaction, and must be for all when it commits.</summary>
    public void DropSchema(Transaction transaction, string name)
    {
        Drop(transaction, SchemaKey(name));
        transaction.Validate += () => RequireEmpty(transaction, name);
        Log(transaction, writer => CatalogCodec.DropSchema(writer, name));
    }

    /// <summary>Whoever puts something into a schema must find it there when it commits.</summary>
    private void KeepSchema(Transaction transaction, string schema, string key)
    {
        if (schema.Equals(MainSchema, StringComparison.OrdinalIgnoreCase)) return;
        transaction.Validate += () =>
        {
            Snapshot newest = Newest(transaction);
            bool isOrphan = Find(newest, key) is not null && Find(newest, SchemaKey(schema)) is null;
            if (isOrphan) throw Errors.CatalogConflict();
        };
    }

    private void RequireEmpty(Transaction transaction, string schema)
    {
        string relations = RelationKey(schema, ""), types = TypeKey(schema, "");
        Snapshot newest = Newest(transaction);
        lock (_lock)
        {
            foreach ((string key, List<CatalogVersion> versions) in _versions)
            {
                bool isInside = key.StartsWith(relations, StringComparison.Ordinal)
                    || key.StartsWith(types, StringComparison.Ordinal);
                if (isInside && versions.Exists(version => IsVisible(newest, version))) throw Errors.CatalogConflict();
            }
        }
    }

    /// <summary>Everything committed, also what is not yet durable, and the transaction's own changes.</summary>
    private static Snapshot Newest(Transaction transaction) => new(Stamps.FirstTransaction - 1, transaction.Id);

    private static void Log(Transaction transaction, Action<ByteWriter> write)
    {
        if (!transaction.IsLogged) return;
        write(transaction.Log.Begin(LogRecordKind.Catalog));
        transaction.Log.End();
    }
}
