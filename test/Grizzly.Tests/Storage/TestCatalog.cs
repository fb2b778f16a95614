using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Types;

namespace Grizzly.Tests.Storage;

/// <summary>The smallest catalog: tables known by number.</summary>
internal sealed class TestCatalog : ICatalogStore, IUndoTarget
{
    private readonly SortedDictionary<long, DataTable> _tables = [];
    private DatabaseStorage? _storage;

    public IReadOnlyCollection<DataTable> Tables => _tables.Values;

    public static (
        DatabaseStorage Storage, TestCatalog Catalog) Open(IFileSystem files, string? path, StorageOptions? options =
            null)
    {
        var catalog = new TestCatalog();
        DatabaseStorage storage = DatabaseStorage.Open(files, path, options
            ?? new StorageOptions { MemoryLimit = 1L << 30 });
        catalog._storage = storage;
        try
        {
            storage.Recover(catalog);
        }
        catch
        {
            storage.Dispose();
            throw;
        }
        return (storage, catalog);
    }

    public DataTable Create(Transaction transaction, params PhysicalType[] types)
    {
        DataTable table = _storage!.CreateTable(_storage.NextTableId(), types);
        lock (_tables) _tables.Add(table.Id, table);
        transaction.AddUndo(new UndoEntry(this, 0, table.Id, 1, table));
        if (!transaction.IsLogged) return table;
        ByteWriter writer = transaction.Log.Begin(LogRecordKind.Catalog);
        writer.Bool(true);
        writer.VarInt((ulong)table.Id);
        writer.Blob([.. types.Select(t => (byte)t)]);
        transaction.Log.End();
        return table;
    }

    public void Drop(Transaction transaction, DataTable table)
    {
        transaction.AddUndo(new UndoEntry(this, 1, table.Id, 1, table));
        if (!transaction.IsLogged) return;
        ByteWriter writer = transaction.Log.Begin(LogRecordKind.Catalog);
        writer.Bool(false);
        writer.VarInt((ulong)table.Id);
        transaction.Log.End();
    }

    public (byte[] Catalog, IReadOnlyList<DataTable> Tables) Capture(ulong timestamp)
    {
        lock (_tables) return ([1, 2, 3], [.. _tables.Values]);
    }

    public void Load(ReadOnlySpan<byte> catalog, IReadOnlyDictionary<long, DataTable> tables)
    {
        Assert.That(catalog.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        foreach (DataTable table in tables.Values) _tables.Add(table.Id, table);
    }

    public void Replay(ReadOnlySpan<byte> payload)
    {
        var reader = new ByteReader(payload);
        bool isCreate = reader.Bool();
        long id = (long)reader.VarInt();
        if (!isCreate)
        {
            _tables[id].Release();
            _tables.Remove(id);
            return;
        }
        PhysicalType[] types = [.. reader.Blob().ToArray().Select(b => (PhysicalType)b)];
        _tables.Add(id, _storage!.CreateTable(id, types));
    }

    public DataTable? FindTable(long id) => _tables.GetValueOrDefault(id);

    public void Commit(in UndoEntry entry, ulong commitTimestamp)
    {
        if (entry.Kind == 0) return;
        lock (_tables) _tables.Remove(entry.Start);
        ((DataTable)entry.State!).Release();
    }

    public void Rollback(in UndoEntry entry)
    {
        if (entry.Kind != 0) return;
        lock (_tables) _tables.Remove(entry.Start);
    }

}
