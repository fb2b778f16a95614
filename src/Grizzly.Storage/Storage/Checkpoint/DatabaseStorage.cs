using Grizzly.Common;
using Grizzly.Transactions;
using Grizzly.Types;

namespace Grizzly.Storage;

/// <summary>
/// All storage of one database: file, log, memory, transactions, tables. Thread-safe once <see cref="Recover"/> has
/// returned.
/// </summary>
/// <remarks>
/// Opening: header, then <see cref="Recover"/>: metadata of the last checkpoint, then the log's committed transactions.
/// A checkpoint captures a moment between two commits, writes what is not on disk yet while readers and writers go on,
/// makes header and log agree, and gives back the blocks of the one before.
/// </remarks>
public sealed partial class DatabaseStorage : IDisposable
{
    private readonly IFileSystem _files;
    private readonly StorageOptions _options;
    private readonly Lock _checkpointGate = new();
    private List<long> _metadataBlocks = [];
    private WriteAheadLog? _log;
    private IFile? _readOnlyLog;
    private LockNote? _lockNote;
    private ICatalogStore? _catalog;
    private long _lastTableId;
    private bool _isClosed;

    private DatabaseStorage(IFileSystem files, string? path, StorageOptions options, BlockFile? blocks)
    {
        _files = files;
        _options = options;
        Path = path;
        var tracker = new MemoryTracker(options.MemoryLimit);
        var allocator = new MemoryAllocator(tracker);
        string home = path is null ? System.IO.Path.GetTempPath() : System.IO.Path.GetDirectoryName(path)!;
        string name = path is null ? $"grizzly-{Guid.NewGuid():N}" : System.IO.Path.GetFileName(path);
        var spill = new TemporaryFiles(files, options.TemporaryDirectory ?? home, name);
        Context = new StorageContext(allocator, new BufferManager(allocator), spill, new TransactionManager(), blocks);
    }

    /// <summary>The database file's absolute path, or null for an in-memory database.</summary>
    public string? Path { get; }

    public StorageContext Context { get; }

    public MemoryTracker Memory => Context.Allocator.Tracker;

    public TransactionManager Transactions => Context.Transactions;

    /// <summary>What recovery had to leave out of the log, or null when nothing.</summary>
    public string? RecoveryReport { get; private set; }

    /// <summary>Transactions replayed from the log at opening.</summary>
    public long RecoveredTransactions { get; private set; }

    /// <summary>Bytes of log since the last checkpoint; 0 for an in-memory database.</summary>
    public long LogBytes => _log is null ? 0 : _log.Position - LogFormat.HeaderBytes;

    /// <summary>When commits may be acknowledged.</summary>
    public SynchronousMode Synchronous
    {
        get => _log?.Synchronous ?? SynchronousMode.Off;
        set { if (_log is not null) _log.Synchronous = value; }
    }

    /// <summary>
    /// Opens or creates a database file and locks it; <paramref name="path"/> null: in memory. Then call <see
    /// cref="Recover"/>.
    /// </summary>
    public static DatabaseStorage Open(IFileSystem files, string? path, StorageOptions options)
    {
        if (path is null) return new DatabaseStorage(files, null, options, null);
        path = files.FullPath(path);
        string log = WriteAheadLog.PathFor(path);
        if (!options.IsReadOnly && !files.Exists(path) && files.Exists(log)) throw Errors.LogWithoutDatabase(log, path);
        BlockFile blocks;
        try
        {
            blocks = BlockFile.Open(files, path, options.IsReadOnly, options.Transform);
        }
        catch (GrizzlyException error) when (error.SqlState == SqlStates.ObjectInUse)
        {
            throw Errors.FileInUse(path, LockNote.Holder(files, path));
        }
        LockNote note = LockNote.Leave(files, path, options.IsReadOnly);
        return new DatabaseStorage(files, path, options, blocks) { _lockNote = note };
    }

    /// <summary>A number no table of this database has had.</summary>
    public long NextTableId() => Interlocked.Increment(ref _lastTableId);

    /// <summary>A new, empty table; the catalog decides when it exists.</summary>
    public DataTable CreateTable(long id, ReadOnlySpan<PhysicalType> types)
    {
        NoteTableId(id);
        return new DataTable(Context, id, types);
    }

    /// <summary>Closes without a checkpoint: the log keeps what the file lacks.</summary>
    public void Dispose() => Close(withCheckpoint: false);

    /// <summary>Closes; with a checkpoint the log file is deleted. Transactions still active are lost.</summary>
    public void Close(bool withCheckpoint)
    {
        // Waits for a checkpoint that is being written.
        lock (_checkpointGate) CloseLocked(withCheckpoint);
    }

    private void CloseLocked(bool withCheckpoint)
    {
        if (_isClosed) return;
        bool isComplete = false;
        try
        {
            if (withCheckpoint && _log is { Failure: null })
            {
                // Without the log, a header that a crash cut short could not be told from one damaged later.
                if (LogBytes > 0 || Context.Blocks!.HasDamagedHeader) Checkpoint();
                isComplete = LogBytes == 0;
            }
        }
        finally
        {
            _isClosed = true;
            _log?.Close(deleteFile: isComplete);
            _readOnlyLog?.Dispose();
            _lockNote?.Dispose();
            Context.Blocks?.Dispose();
            Context.Spill.Dispose();
            Context.Buffers.Dispose();
            Context.Allocator.Dispose();
        }
    }

    /// <summary>Something that is no table has this number: no table will get it.</summary>
    public void NoteId(long id) => NoteTableId(id);

    private void NoteTableId(long id)
    {
        long last = Volatile.Read(ref _lastTableId);
        while (id > last)
        {
            long seen = Interlocked.CompareExchange(ref _lastTableId, id, last);
            if (seen == last) return;
            last = seen;
        }
    }

    private sealed class LogAdapter(DatabaseStorage storage, WriteAheadLog log, BlockFile blocks) : ICommitLog
    {
        public long Append(LogBuffer records) => log.Append(records);

        public void FlushData()
        {
            if (log.Synchronous != SynchronousMode.Off) blocks.Flush();
        }

        public void WaitDurable(long position)
        {
            log.WaitDurable(position);
            if (position >= storage._checkpointAt) storage.BoundLog(position);
        }
    }
}
