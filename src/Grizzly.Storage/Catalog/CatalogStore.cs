using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Transactions;

namespace Grizzly.Catalog;

/// <summary>One version of a catalog object: who made it and who dropped it, in stamps as rows have.</summary>
internal sealed class CatalogVersion(string key, object entry, ulong created)
{
    public string Key { get; } = key;

    /// <summary>A <see cref="TableEntry"/>, <see cref="IndexEntry"/>, <see cref="ViewEntry"/>,
    /// <see cref="SequenceEntry"/>, <see cref="TypeEntry"/>, <see cref="MacroEntry"/> or
    /// <see cref="SchemaEntry"/>.</summary>
    public object Entry { get; } = entry;

    public ulong Created { get; set; } = created;

    public ulong Dropped { get; set; } = Stamps.Never;
}

/// <summary>A schema: a namespace of tables and views.</summary>
public sealed record SchemaEntry(string Name)
{
    /// <summary>COMMENT ON SCHEMA, or null.</summary>
    public string? Comment { get; init; }
}

/// <summary>All catalog objects of a database, versioned: definitions are transactional and snapshots see their own
/// catalog. Thread-safe.</summary>
/// <remarks>
/// Names are compared without case. Tables, views and sequences share one namespace per schema. Two transactions that
/// define or drop the same name conflict: the second gets 40001 at once.
/// </remarks>
public sealed partial class CatalogStore : IUndoTarget, ICollectable, ICatalogStore
{
    public const string MainSchema = "main";

    private const int CreateKind = 1;
    private const int DropKind = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<CatalogVersion>> _versions = [];

    /// <summary>The keys of indexes by their ids, for <see cref="IndexesOf"/>.</summary>
    private readonly Dictionary<long, string> _indexes = [];
    private readonly TransactionManager _transactions;
    private long _generation;
    private int _pending;
    private ulong _lastChange;
    private readonly DatabaseStorage _storage;

    public CatalogStore(DatabaseStorage storage)
    {
        _storage = storage;
        _transactions = storage.Transactions;
        _versions[SchemaKey(MainSchema)] =
            [new CatalogVersion(SchemaKey(MainSchema), new SchemaEntry(MainSchema), Stamps.Always)];
    }

    /// <summary>Grows with every committed or rolled-back definition: cached plans of another generation are
    /// stale.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>
    /// True where every definition is committed and the snapshot sees the newest: then plans bound now may be kept, and
    /// kept plans of this
    /// <see cref="Generation"/> may be used.
    /// </summary>
    public bool IsSettledFor(in Snapshot snapshot)
    {
        lock (_lock) return _pending == 0 && _lastChange <= snapshot.StartTimestamp;
    }

    public static string RelationKey(string schema, string name) =>
        $"r{schema.ToLowerInvariant()}.{name.ToLowerInvariant()}";

    /// <summary>Types have names of their own, apart from relations.</summary>
    public static string TypeKey(string schema, string name) =>
        $"t{schema.ToLowerInvariant()}.{name.ToLowerInvariant()}";

    /// <summary>Macros have names of their own, too.</summary>
    public static string MacroKey(string schema, string name) =>
        $"m{schema.ToLowerInvariant()}.{name.ToLowerInvariant()}";

    public static string SchemaKey(string name) => "s" + name.ToLowerInvariant();

    /// <summary>The object the snapshot sees under a key, or null.</summary>
    public object? Find(in Snapshot snapshot, string key)
    {
        lock (_lock) return FindVersion(snapshot, key)?.Entry;
    }

    /// <summary>Everything the snapshot sees.</summary>
    public IReadOnlyList<object> All(in Snapshot snapshot)
    {
        var entries = new List<object>();
        lock (_lock)
        {
            foreach (List<CatalogVersion> versions in _versions.Values)
            {
                foreach (CatalogVersion version in versions)
                {
                    if (IsVisible(snapshot, version)) entries.Add(version.Entry);
                }
            }
        }
        return entries;
    }

    /// <summary>Enters a new object under a key that the transaction sees as free.</summary>
    public void Create(Transaction transaction, string key, object entry)
    {
        transaction.RequireWritable();
        lock (_lock)
        {
            if (!_versions.TryGetValue(key, out List<CatalogVersion>? versions)) _versions[key] = versions = [];
            foreach (CatalogVersion other in versions)
            {
                // Somebody else's object under this name that this snapshot cannot see, and that is not gone for all.
                bool isMine = other.Created == transaction.Id || transaction.Snapshot.IsVisible(other.Created);
                bool isGone = transaction.Snapshot.IsVisible(other.Dropped);
                if (!isMine || !isGone) throw Errors.CatalogConflict();
            }
            var version = new CatalogVersion(key, entry, transaction.Id);
            versions.Add(version);
            if (entry is IndexEntry index) _indexes[index.Index.Id] = key;
            _pending++;
            transaction.AddUndo(new UndoEntry(this, CreateKind, 0, 0, version));
        }
        Interlocked.Increment(ref _generation);
    }

    /// <summary>Drops the object that the transaction sees under a key.</summary>
    public void Drop(Transaction transaction, string key)
    {
        transaction.RequireWritable();
        lock (_lock)
        {
            CatalogVersion version = FindVersion(transaction.Snapshot, key)
                ?? throw Errors.Internal($"no catalog object {key}");
            if (version.Dropped != Stamps.Never) throw Errors.CatalogConflict();
            version.Dropped = transaction.Id;
            _pending++;
            transaction.AddUndo(new UndoEntry(this, DropKind, 0, 0, version));
        }
        Interlocked.Increment(ref _generation);
    }

    void IUndoTarget.Commit(in UndoEntry entry, ulong commitTimestamp)
    {
        var version = (CatalogVersion)entry.State!;
        if (entry.Kind == CreateKind && version.Entry is SequenceEntry { State: { Creator: not null } state })
        {
            state.Creator = null;
            state.Settle();
        }
        lock (_lock)
        {
            if (entry.Kind == CreateKind) version.Created = commitTimestamp;
            else version.Dropped = commitTimestamp;
            _pending--;
            _lastChange = Math.Max(_lastChange, commitTimestamp);
        }
        Interlocked.Increment(ref _generation);
        if (entry.Kind == DropKind) _transactions.CollectAfter(commitTimestamp, this);
    }

    void IUndoTarget.Rollback(in UndoEntry entry)
    {
        var version = (CatalogVersion)entry.State!;
        lock (_lock)
        {
            if (entry.Kind == CreateKind) _versions[version.Key].Remove(version);
            else version.Dropped = Stamps.Never;
            _pending--;
        }
        Interlocked.Increment(ref _generation);
        if (entry.Kind == CreateKind) Release(version);
    }

    void ICollectable.Collect(ulong oldest)
    {
        var gone = new List<CatalogVersion>();
        lock (_lock)
        {
            foreach (List<CatalogVersion> versions in _versions.Values)
            {
                gone.AddRange(versions.Where(version => IsGone(version, oldest)));
                versions.RemoveAll(version => IsGone(version, oldest));
            }
        }
        foreach (CatalogVersion version in gone) Release(version);
    }

    private static bool IsGone(CatalogVersion version, ulong oldest) =>
        Stamps.IsCommitted(version.Dropped) && version.Dropped <= oldest;

    /// <summary>Gives up a version's rows or index unless another version, made by ALTER or COMMENT, shows them too.
    /// </summary>
    private void Release(CatalogVersion version)
    {
        if (version.Entry is IndexEntry index)
        {
            lock (_lock)
            {
                bool isShown = _versions.TryGetValue(version.Key, out List<CatalogVersion>? versions)
                    && versions.Exists(other => other.Entry is IndexEntry shown
                        && ReferenceEquals(shown.Index, index.Index));
                if (isShown) return;
                _indexes.Remove(index.Index.Id);
            }
            index.Index.Table.RemoveIndex(index.Index);
        }
        if (version.Entry is not TableEntry table) return;
        lock (_lock)
        {
            foreach (List<CatalogVersion> versions in _versions.Values)
            {
                foreach (CatalogVersion other in versions)
                {
                    if (other.Entry is TableEntry shown && ReferenceEquals(shown.Data, table.Data)) return;
                }
            }
        }
        table.Data.Release();
    }

    private static bool IsVisible(in Snapshot snapshot, CatalogVersion version) =>
        snapshot.IsVisible(version.Created) && !snapshot.IsVisible(version.Dropped);

    private CatalogVersion? FindVersion(in Snapshot snapshot, string key)
    {
        if (!_versions.TryGetValue(key, out List<CatalogVersion>? versions)) return null;
        for (int i = versions.Count - 1; i >= 0; i--)
        {
            if (IsVisible(snapshot, versions[i])) return versions[i];
        }
        return null;
    }
}
