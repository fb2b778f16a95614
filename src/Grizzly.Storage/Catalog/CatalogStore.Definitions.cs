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
        IReadOnlyList<ColumnDefinition> columns)
    {
        PhysicalType[] types = [.. columns.Select(column => column.Type.Physical)];
        DataTable data = _storage.CreateTable(_storage.NextTableId(), types);
        var entry = new TableEntry(schema, name, columns, data);
        Create(transaction, RelationKey(schema, name), entry);
        Log(transaction, writer => CatalogCodec.CreateTable(writer, schema, name, data.Id, columns));
        return entry;
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
        Log(transaction, writer => CatalogCodec.CreateView(writer, view));
    }

    public void DropView(Transaction transaction, ViewEntry view)
    {
        Drop(transaction, RelationKey(view.Schema, view.Name));
        Log(transaction, writer => CatalogCodec.DropView(writer, view.Schema, view.Name));
    }

    public void CreateSchema(Transaction transaction, string name)
    {
        Create(transaction, SchemaKey(name), new SchemaEntry(name));
        Log(transaction, writer => CatalogCodec.CreateSchema(writer, name));
    }

    public void DropSchema(Transaction transaction, string name)
    {
        Drop(transaction, SchemaKey(name));
        Log(transaction, writer => CatalogCodec.DropSchema(writer, name));
    }

    private static void Log(Transaction transaction, Action<ByteWriter> write)
    {
        if (!transaction.IsLogged) return;
        write(transaction.Log.Begin(LogRecordKind.Catalog));
        transaction.Log.End();
    }
}
