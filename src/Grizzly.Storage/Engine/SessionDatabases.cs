using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Transactions;

namespace Grizzly.Engine;

/// <summary>The databases of a session by name: its own, those attached, and one for temporary objects that is made
/// when first needed. Used by one thread at a time.</summary>
internal sealed class SessionDatabases : IDisposable
{
    public const string TemporaryName = "temp";

    private static readonly string[] Reserved = [TemporaryName, "main", "system"];
    private static readonly object Plain = new();

    private readonly bool _isReadOnly;
    private readonly List<AttachedDatabase> _attached = [];
    private readonly List<AttachedDatabase> _sinceBegin = [];
    private object? _names;

    public SessionDatabases(Database own, bool isReadOnly)
    {
        _isReadOnly = isReadOnly;
        Own = new AttachedDatabase(NameOf(own.Options), own, isReadOnly, release: null);
        Path = DefaultPath;
    }

    /// <summary>The database the session was opened on.</summary>
    public AttachedDatabase Own { get; }

    public AttachedDatabase? Temporary { get; private set; }

    /// <summary>Where names are looked up that say no schema; the first is where objects are made.</summary>
    public IReadOnlyList<PathEntry> Path { get; private set; }

    /// <summary>Whether names mean what they mean in every session of <see cref="Own"/>.</summary>
    public bool IsPlain => _names is null;

    /// <summary>Another object whenever a name may mean something else: plans bound under it fit.</summary>
    public object Names => _names ?? Plain;

    public IEnumerable<AttachedDatabase> All => Temporary is null
        ? [Own, .. _attached]
        : [Own, Temporary, .. _attached];

    private static IReadOnlyList<PathEntry> DefaultPath { get; } = [new PathEntry(null, CatalogStore.MainSchema)];

    /// <summary>Grows with every definition in any of the databases.</summary>
    public long Generation
    {
        get
        {
            long sum = Own.Database.Catalog.Generation + Own.Database.Extensions.Generation;
            if (IsPlain) return sum;
            if (Temporary is not null) sum += Temporary.Database.Catalog.Generation;
            foreach (AttachedDatabase database in _attached) sum += database.Database.Catalog.Generation;
            return sum;
        }
    }

    /// <summary>The name a database has where ATTACH gives none: that of its file.</summary>
    public static string NameOf(DatabaseOptions options)
    {
        if (options.IsInMemory) return "memory";
        string name = System.IO.Path.GetFileNameWithoutExtension(options.Path);
        return IsReserved(name) ? name + "_db" : name;
    }

    public static bool IsReserved(string name) => Reserved.Contains(name, StringComparer.OrdinalIgnoreCase);

    public AttachedDatabase? Find(string name) => All.FirstOrDefault(database =>
        string.Equals(database.Name, name, StringComparison.OrdinalIgnoreCase));

    public AttachedDatabase Of(TransactionManager manager) =>
        All.First(database => ReferenceEquals(database.Database.Transactions, manager));

    /// <summary>The transaction in one of the databases; begins it.</summary>
    public Transaction In(Transaction transaction, AttachedDatabase database)
    {
        TransactionManager manager = database.Database.Transactions;
        if (ReferenceEquals(transaction.Manager, manager)) return transaction;
        return TransactionGroup.Of(transaction, other => Begin(transaction, other), IsPrivate).In(manager);
    }

    public AttachedDatabase RequireTemporary()
    {
        if (Temporary is not null) return Temporary;
        var database = Database.Open(Own.Database.Options with
        {
            Path = DatabaseOptions.InMemory, ReadOnly = false, FileSystem = null,
        });
        Temporary = new AttachedDatabase(TemporaryName, database, isReadOnly: false, database.Dispose)
        {
            IsTemporary = true,
        };
        _names = new object();
        return Temporary;
    }

    /// <param name="isInTransaction">True where a rollback is to take it back.</param>
    public void Attach(AttachedDatabase database, bool isInTransaction)
    {
        _attached.Add(database);
        if (isInTransaction) _sinceBegin.Add(database);
        _names = new object();
    }

    /// <summary>Lets go of an attached database; 55006 where it is in use, 0A000 for the session's own.</summary>
    public void Detach(AttachedDatabase database, Transaction transaction)
    {
        if (ReferenceEquals(database, Own) || database.IsTemporary) throw Errors.DatabaseCannotLeave(database.Name);
        if (IsInPath(database)) throw Errors.DatabaseInPath(database.Name);
        transaction.Group?.Leave(database.Database.Transactions);
        Remove(database);
    }

    public void Rename(AttachedDatabase database, string name)
    {
        if (IsReserved(name)) throw Errors.DatabaseNameReserved(name);
        if (Find(name) is not null) throw Errors.DatabaseExists(name);
        if (database.IsTemporary) throw Errors.DatabaseNameReserved(database.Name);
        Path = [.. Path.Select(part => SameName(part.Database, database.Name)
            ? part with { Database = name }
            : part)];
        database.Name = name;
        _names = new object();
    }

    /// <summary>USE and SET search_path; the default where there is nothing.</summary>
    public void SetPath(IReadOnlyList<PathEntry> path)
    {
        Path = path.Count == 0 ? DefaultPath : path;
        bool isDefault = Path.Count == 1 && Path[0].Schema == CatalogStore.MainSchema
            && (Path[0].Database is null || SameName(Path[0].Database, Own.Name));
        _names = isDefault && _attached.Count == 0 && Temporary is null ? null : new object();
    }

    /// <summary>What was attached in the transaction goes with it, or stays.</summary>
    public void EndTransaction(bool succeeded)
    {
        if (!succeeded)
            foreach (AttachedDatabase database in _sinceBegin) Remove(database);
        _sinceBegin.Clear();
    }

    public void Dispose()
    {
        foreach (AttachedDatabase database in _attached) database.Dispose();
        _attached.Clear();
        Temporary?.Dispose();
        Temporary = null;
    }

    private bool IsPrivate(TransactionManager manager) =>
        Temporary is not null && ReferenceEquals(Temporary.Database.Transactions, manager);

    private Transaction Begin(Transaction first, TransactionManager manager)
    {
        AttachedDatabase database = Of(manager);
        bool isReadOnly = !database.IsTemporary && (database.IsReadOnly || first.IsReadOnly);
        return manager.Begin(isReadOnly, startTime: first.StartTime);
    }

    private void Remove(AttachedDatabase database)
    {
        if (!_attached.Remove(database)) return;
        _names = new object();
        database.Dispose();
    }

    private bool IsInPath(AttachedDatabase database) => Path.Any(part => SameName(part.Database, database.Name));

    private static bool SameName(string? left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
