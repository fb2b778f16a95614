using Grizzly.Common;
using Grizzly.Indexes;
using Grizzly.Storage;
using Grizzly.Transactions;

namespace Grizzly.Catalog;

/// <summary>Indexes in the catalog. They share the namespace of tables and views, as in PostgreSQL.</summary>
public sealed partial class CatalogStore
{
    /// <summary>Makes what computes the keys of an index that is not only of columns; set by the engine before
    /// recovery, because expressions are bound and evaluated above.</summary>
    public Func<IndexSpecification, TableEntry, IIndexKeySource>? KeySources { get; set; }

    /// <summary>A number no index or table of this database has had.</summary>
    public long NextIndexId() => _storage.NextTableId();

    /// <summary>
    /// Creates an index and enters the table's rows on up to <paramref name="threads"/> threads; the caller has made
    /// sure that the name is free. Raises 23505 for a unique index over equal keys.
    /// </summary>
    public IndexEntry CreateIndex(
        Transaction transaction, TableEntry table, IndexSpecification specification, int threads,
        CancellationToken cancellation)
    {
        TableIndex index = MakeIndex(table, specification);
        var entry = new IndexEntry(specification, index);
        IndexConstruction.Create(index, transaction, threads, cancellation);
        try
        {
            Create(transaction, RelationKey(specification.Schema, specification.Name), entry);
        }
        catch
        {
            table.Data.RemoveIndex(index);
            throw;
        }
        Log(transaction, writer => CatalogCodec.CreateIndex(writer, specification));
        LogComments(transaction, entry);
        return entry;
    }

    public void DropIndex(Transaction transaction, IndexEntry index)
    {
        Drop(transaction, RelationKey(index.Schema, index.Name));
        Log(transaction, writer => CatalogCodec.DropIndex(writer, index.Schema, index.Name));
    }

    /// <summary>The indexes of a table that a snapshot sees.</summary>
    public IReadOnlyList<IndexEntry> IndexesOf(in Snapshot snapshot, TableEntry table)
    {
        if (table.Data.Indexes.Length == 0) return [];
        var found = new List<IndexEntry>();
        lock (_lock)
        {
            foreach (ITableIndex index in table.Data.Indexes)
            {
                if (!_indexes.TryGetValue(index.Id, out string? key)) continue;
                if (FindVersion(snapshot, key)?.Entry is IndexEntry entry && entry.Index.Id == index.Id)
                    found.Add(entry);
            }
        }
        return found;
    }

    private TableIndex MakeIndex(TableEntry table, IndexSpecification specification)
    {
        bool isPlain = specification.PredicateSql is null && specification.Columns.All(column => column.Column >= 0);
        IIndexKeySource keys = isPlain
            ? new ColumnKeySource([.. specification.Columns.Select(column => column.Column)])
            : KeySources!(specification, table);
        var definition = new IndexDefinition(
            specification.Name,
            table.Name,
            [.. specification.Columns.Select(c => new KeyColumn(c.Type, c.IsDescending, c.NullsFirst))],
            [.. specification.Columns.Select(c => c.ExpressionSql ?? table.Columns[c.Column].Name)],
            specification.KeyCount,
            specification.IsUnique,
            specification.AreNullsDistinct,
            specification.IsHash);
        return new TableIndex(table.Data, specification.Id, definition, keys);
    }

    /// <summary>Opening: an index from a checkpoint or the log, over a table known already.</summary>
    private void ApplyIndex(IndexSpecification specification)
    {
        _storage.NoteId(specification.Id);
        TableEntry table = FindEntry(specification.TableId)
            ?? throw Errors.Corrupted($"index {specification.Name} belongs to a table that does not exist");
        foreach (IndexColumn column in specification.Columns)
        {
            if (column.Column >= table.Columns.Count)
                throw Errors.Corrupted($"index {specification.Name} is over a column that does not exist");
        }
        TableIndex index = MakeIndex(table, specification);
        if (table.Data.TakeStoredIndex(specification.Id) is { } stored) index.Load(stored);
        table.Data.AddIndex(index, () => { });
        string key = RelationKey(specification.Schema, specification.Name);
        Put(key, new IndexEntry(specification, index));
    }

    private TableEntry? FindEntry(long tableId)
    {
        lock (_lock)
        {
            foreach (List<CatalogVersion> versions in _versions.Values)
            {
                foreach (CatalogVersion version in versions)
                {
                    if (version.Entry is TableEntry table && table.Data.Id == tableId) return table;
                }
            }
        }
        return null;
    }
}
