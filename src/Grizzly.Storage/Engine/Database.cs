using System.Collections.Concurrent;
using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Execution;
using Grizzly.Indexes;
using Grizzly.Sql;
using Grizzly.Storage;
using Grizzly.Transactions;

namespace Grizzly.Engine;

/// <summary>An open database. Thread-safe; dispose it after its sessions.</summary>
public sealed class Database : IDisposable
{
    private const int MostCachedScripts = 1024;

    private readonly ConcurrentDictionary<string,
        IReadOnlyList<PreparedStatement>> _scripts = new(StringComparer.Ordinal);
    private int _isDisposed;

    private Database(DatabaseOptions options)
    {
        Options = options;
        var storageOptions = new StorageOptions
        {
            MemoryLimit = options.EffectiveMemoryLimit,
            TemporaryDirectory = options.TemporaryDirectory,
            IsReadOnly = options.ReadOnly,
            Synchronous = options.Synchronous,
            CheckpointThreshold = options.CheckpointThresholdBytes,
        };
        Storage = DatabaseStorage.Open(options.FileSystem ?? LocalFileSystem.Instance, options.IsInMemory
            ? null : options.Path, storageOptions);
        Catalog = new CatalogStore(Storage) { KeySources = IndexExpressions.KeySource };
        try
        {
            Storage.Recover(Catalog);
            foreach (TableEntry table in Catalog.All(Snapshot.AsOf(Transactions.LastCommitted)).OfType<TableEntry>())
                IndexConstruction.CatchUp(table.Data, options.EffectiveThreads);
        }
        catch
        {
            Storage.Dispose();
            throw;
        }
    }

    public DatabaseOptions Options { get; }

    /// <summary>What formats and extensions have added.</summary>
    public ExtensionHost Extensions { get; } = new();

    /// <summary>Native memory and its limit.</summary>
    public MemoryAllocator Memory => Storage.Context.Allocator;

    /// <summary>What recovery had to leave out of the log, or null when nothing.</summary>
    public string? RecoveryReport => Storage.RecoveryReport;

    internal DatabaseStorage Storage { get; }

    internal CatalogStore Catalog { get; }

    internal TransactionManager Transactions => Storage.Transactions;

    internal SharedSettings Settings { get; } = new();

    internal WorkerPool Workers { get; } = new();

    /// <summary>Opens or creates a database.</summary>
    /// <exception cref="GrizzlyException">58P01 missing, XX001 not a database or damaged, 55006 in use by another
    /// process.</exception>
    public static Database Open(DatabaseOptions options) => new(options);

    /// <summary>A new session; each is used by one thread at a time.</summary>
    /// <param name="readOnly">True to refuse changes in this session, as all sessions of a read-only database
    /// do.</param>
    public Session Connect(bool readOnly = false)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        return new Session(this, readOnly || Options.ReadOnly);
    }

    /// <summary>The statements of a script, parsed once per text.</summary>
    public IReadOnlyList<PreparedStatement> Prepare(string sql)
    {
        if (_scripts.TryGetValue(sql, out IReadOnlyList<PreparedStatement>? known)) return known;
        IReadOnlyList<PreparedStatement> prepared = Parse(sql);
        if (_scripts.Count >= MostCachedScripts) _scripts.Clear();
        _scripts[sql] = prepared;
        return prepared;
    }

    /// <summary>The statements of a script that runs once: no later one shares its plans.</summary>
    public IReadOnlyList<PreparedStatement> Parse(string sql)
    {
        try
        {
            return [.. SqlParser.ParseScript(sql).Select(syntax => new PreparedStatement(sql, syntax))];
        }
        catch (GrizzlyException error)
        {
            error.WithSql(sql);
            throw;
        }
    }

    /// <summary>Writes everything committed into the file and empties the log; nothing for in-memory
    /// databases.</summary>
    public void Checkpoint(CancellationToken cancellation = default) => Storage.Checkpoint(cancellation);

    /// <summary>Verifies every block, segment and reference; what is wrong, or nothing.</summary>
    public IReadOnlyList<string> CheckIntegrity(CancellationToken cancellation = default) =>
        Storage.CheckIntegrity(cancellation);

    /// <summary>Writes a checkpoint and closes the file. Open transactions are lost.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        Workers.Dispose();
        Storage.Close(withCheckpoint: !Options.ReadOnly);
    }
}
