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
    private static readonly TimeSpan WaitBetweenLooks = TimeSpan.FromMilliseconds(10);
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

    /// <summary>
    /// Reads the last checkpoint and the log. Raises XX001 where the database file is damaged; a damaged end of the
    /// log is cut.
    /// </summary>
    public void Recover(ICatalogStore catalog)
    {
        Check.Assert(_catalog is null);
        _catalog = catalog;
        if (Context.Blocks is not { } blocks) return;
        DatabaseHeader header = blocks.Header;
        if (header.MetadataRoot >= 0)
        {
            byte[] metadata = MetadataChain.Read(blocks, header, _metadataBlocks);
            LoadMetadata(metadata, catalog);
        }
        else if (header.MetadataLength != 0)
        {
            throw Errors.Corrupted($"the header of \"{Path}\" names no metadata", BlockLayout.RestoreHint);
        }
        // Without a log, the last writer has closed the database in good order.
        bool wasLeft = ReplayLog(header, catalog);
        blocks.FinishOpening();
        if (!_options.IsReadOnly) Context.Spill.ClaimLeftovers(now: wasLeft);
        if (_log is not null)
        {
            _log.Synchronous = _options.Synchronous;
            CheckpointThreshold = _options.CheckpointThreshold;
            Transactions.Log = new LogAdapter(this, _log, blocks);
        }
    }

    /// <summary>
    /// Writes a checkpoint (in memory: only gives back deleted rows' space); concurrent calls wait for each other.
    /// Raises 25006 read-only, 53100, 58030, and 57014 where cancelled: all is then as it was.
    /// </summary>
    public void Checkpoint(CancellationToken cancellation = default)
    {
        if (_options.IsReadOnly) throw Errors.ReadOnlyDatabase();
        EnterCheckpoint(cancellation);
        try
        {
            CheckpointLocked(cancellation);
        }
        finally
        {
            _checkpointGate.Exit();
        }
    }

    /// <summary>Waits for a checkpoint that is being written, as long as the caller wants to.</summary>
    private void EnterCheckpoint(CancellationToken cancellation)
    {
        while (!_checkpointGate.TryEnter(WaitBetweenLooks))
        {
            if (cancellation.IsCancellationRequested) throw Errors.QueryCanceled();
        }
    }

    private void CheckpointLocked(CancellationToken cancellation = default)
    {
        Transactions.CollectGarbage();
        Compact();
        foreach (DataTable table in _catalog!.Capture(Transactions.LastCommitted).Tables) table.SweepIndexes();
        if (_log is not null) WriteCheckpoint(Context.Blocks!, _log, cancellation);
        CheckpointFailure = null;
    }

    /// <summary>
    /// Checkpoints until the file gets no shorter: what one gives back, the next can move into, and the one after cut
    /// off. Also returns memory kept for reuse. Raises as <see cref="Checkpoint"/>.
    /// </summary>
    public void Vacuum(CancellationToken cancellation = default)
    {
        const int MostRounds = 5;
        Checkpoint(cancellation);
        // What rows and indexes have let go goes back to the system.
        Context.Allocator.Evict(long.MaxValue);
        if (Context.Blocks is not { } blocks) return;
        long least = blocks.BlockCount;
        for (int round = 1, fruitless = 0; round < MostRounds && fruitless < 2; round++)
        {
            Checkpoint(cancellation);
            fruitless = blocks.BlockCount < least ? 0 : fruitless + 1;
            least = Math.Min(least, blocks.BlockCount);
        }
    }

    /// <summary>
    /// Verifies every block in use, every segment and the counts of references; returns what is wrong, empty when
    /// nothing.
    /// </summary>
    /// <remarks>Takes no locks worth mentioning, but blocks changing underneath may be reported: best without
    /// writers.</remarks>
    public IReadOnlyList<string> CheckIntegrity(CancellationToken cancellation = default)
    {
        EnterCheckpoint(cancellation);
        CancellationToken before = LongWork.Enter(cancellation);
        try
        {
            return IntegrityCheck.Run(Context, _catalog!, _metadataBlocks);
        }
        finally
        {
            LongWork.Leave(before);
            _checkpointGate.Exit();
        }
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

    private void Compact()
    {
        Transactions.TryRunAlone(() =>
        {
            LogBuffer? records = _log is null ? null : new LogBuffer();
            foreach (DataTable table in _catalog!.Capture(Transactions.LastCommitted).Tables) table.Compact(records);
            if (records is null || records.IsEmpty) return;
            records.Begin(LogRecordKind.Commit).UInt64(Transactions.LastCommitted);
            records.End();
            try
            {
                _log!.Append(records);
            }
            catch (GrizzlyException error)
            {
                // Rows have moved and the log does not know: nothing may be logged after that.
                _log!.Fail($"logging a compaction failed ({error.Detail})");
                throw;
            }
        });
    }

    private void WriteCheckpoint(BlockFile blocks, WriteAheadLog log, CancellationToken cancellation)
    {
        if (log.Failure is not null) throw Errors.WritesDisabled(log.Failure);
        foreach (long block in _metadataBlocks) blocks.Release(block);
        _metadataBlocks = [];
        IReadOnlyList<DataTable> tables = [];
        List<long> metadataBlocks = [];
        // Keeps the versions that the captured moment needs from being collected.
        Transaction hold = Transactions.Begin(isReadOnly: true);
        using var output = new CheckpointOutput(blocks);
        try
        {
            (ulong timestamp, long logStart) = Transactions.WithCommitsStopped(last =>
            {
                blocks.BeginCheckpoint();
                (byte[] catalog, tables) = _catalog!.Capture(last);
                foreach (DataTable table in tables) table.BeginCheckpoint();
                output.Metadata.VarInt(last);
                output.Metadata.VarInt((ulong)Volatile.Read(ref _lastTableId));
                output.Metadata.Blob(catalog);
                return (last, log.Position);
            });
            output.Metadata.VarInt((ulong)tables.Count);
            WriteTables(tables, Snapshot.AsOf(timestamp), output, cancellation);
            output.Flush();
            metadataBlocks = MetadataChain.Write(blocks, output.Metadata.Written);
            // The log must be durable up to where the checkpoint takes over: commits in it may not have been flushed
            // (synchronous = normal).
            log.RequireFile();
            log.Flush(logStart);
            blocks.CommitCheckpoint(metadataBlocks[0], output.Metadata.Written, logStart, output.Obsolete);
            output.Commit();
            (_metadataBlocks, metadataBlocks) = (metadataBlocks, []);
            Transactions.WithCommitsStopped(_ =>
            {
                log.StartOver(blocks.Header.CheckpointId, logStart);
                return 0;
            });
        }
        finally
        {
            foreach (DataTable table in tables) table.EndCheckpoint();
            foreach (long block in metadataBlocks) blocks.Release(block);
            hold.Rollback();
        }
    }

    /// <summary>The long part of a checkpoint, and the only one that may be cancelled: nothing of it counts
    /// yet.</summary>
    private static void WriteTables(
        IReadOnlyList<DataTable> tables, Snapshot snapshot, CheckpointOutput output, CancellationToken cancellation)
    {
        CancellationToken before = LongWork.Enter(cancellation);
        try
        {
            foreach (DataTable table in tables) table.WriteCheckpoint(snapshot, output);
        }
        finally
        {
            LongWork.Leave(before);
        }
    }

    private void LoadMetadata(byte[] metadata, ICatalogStore catalog)
    {
        var reader = new ByteReader(metadata);
        ulong timestamp = reader.VarInt();
        if (!Stamps.IsCommitted(timestamp))
            throw Errors.Corrupted("the last commit's timestamp is impossible", BlockLayout.RestoreHint);
        _lastTableId = (long)reader.VarInt();
        ReadOnlySpan<byte> blob = reader.Blob();
        int count = reader.Count();
        var tables = new Dictionary<long, DataTable>();
        for (int i = 0; i < count; i++)
        {
            DataTable table = DataTable.ReadCheckpoint(ref reader, Context);
            NoteTableId(table.Id);
            if (!tables.TryAdd(table.Id, table))
                throw Errors.Corrupted("two tables have the same number", BlockLayout.RestoreHint);
        }
        if (!reader.AtEnd) throw Errors.Corrupted("the metadata goes on after its end", BlockLayout.RestoreHint);
        catalog.Load(blob, tables);
        Transactions.StartAfter(timestamp);
    }

    /// <summary>Says whether there was a log.</summary>
    private bool ReplayLog(DatabaseHeader header, ICatalogStore catalog)
    {
        string path = WriteAheadLog.PathFor(Path!);
        IFile? file = null;
        if (_files.Exists(path)) file = _files.Open(path, _options.IsReadOnly ? FileOpening.Read : FileOpening.Write);
        try
        {
            WalReader? reader = file is null ? null : ReadLog(file, header, catalog);
            if (reader is null && Context.Blocks!.HasDamagedHeader) Context.Blocks.RequireNewestHeader();
            if (_options.IsReadOnly)
            {
                _readOnlyLog = file;
                return file is not null;
            }
            if (reader is null)
            {
                file?.Dispose();
                _log = WriteAheadLog.Create(_files, path, header.DatabaseId, header.CheckpointId);
                return file is not null;
            }
            _log = WriteAheadLog.Continue(_files, file!, reader);
            // A crash between the header and the log's new start: the header already holds what comes before LogStart.
            if (reader.CheckpointId != header.CheckpointId)
                _log.StartOver(header.CheckpointId, Math.Min(header.LogStart, reader.ValidLength));
            return true;
        }
        catch
        {
            if (_log is null) file?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Replays what belongs to this checkpoint; null where the log does not and a new one must start.
    /// </summary>
    private WalReader? ReadLog(IFile file, DatabaseHeader header, ICatalogStore catalog)
    {
        WalReader? reader = WalReader.TryOpen(file);
        // A crash while the log starts over leaves no or half a header, and nothing behind.
        if (reader is null && file.Length > LogFormat.HeaderBytes) throw Errors.LogHeaderDamaged(file.Path);
        if (reader is null)
        {
            if (file.Length > 0) RecoveryReport = $"the log \"{file.Path}\" has no whole header and was ignored";
            return null;
        }
        if (reader.DatabaseId != header.DatabaseId)
            throw Errors.Corrupted($"the log \"{file.Path}\" belongs to another database",
                "move it away if the database file is the right one");
        if (reader.CheckpointId > header.CheckpointId)
        {
            throw Errors.Corrupted(
                $"the log \"{file.Path}\" is newer than the database file",
                    "the file was replaced by an older copy; restore both together");
        }
        if (reader.CheckpointId + 1 < header.CheckpointId) return null;
        long start = reader.CheckpointId == header.CheckpointId ? 0 : header.LogStart;
        var handler = new ReplayHandler(this, catalog);
        reader.Replay(start, handler);
        RecoveryReport = reader.CutReport;
        RecoveredTransactions = handler.Transactions;
        return reader;
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

    private sealed class ReplayHandler(DatabaseStorage storage, ICatalogStore catalog) : ILogHandler
    {
        public long Transactions { get; private set; }

        public void Replay(LogRecordKind kind, ReadOnlySpan<byte> payload)
        {
            if (kind == LogRecordKind.Catalog)
            {
                catalog.Replay(payload);
                return;
            }
            var reader = new ByteReader(payload);
            long id = (long)reader.VarInt();
            DataTable table = catalog.FindTable(id)
                ?? throw Errors.Corrupted($"the log changes a table that does not exist ({id})");
            switch (kind)
            {
                case LogRecordKind.Append: table.ReplayAppend(ref reader); break;
                case LogRecordKind.Delete: table.ReplayDelete(ref reader); break;
                case LogRecordKind.Compact: table.ReplayCompact(ref reader); break;
                case LogRecordKind.BulkAppend: table.ReplayBulkAppend(ref reader); break;
                default: throw Errors.Corrupted($"the log has a record of unknown kind {(int)kind}");
            }
            if (!reader.AtEnd) throw Errors.Corrupted("a log record goes on after its end");
        }

        public void ReplayCommit(ulong commitTimestamp)
        {
            Transactions++;
            if (!Stamps.IsCommitted(commitTimestamp)) throw Errors.Corrupted("the log has an impossible timestamp");
            storage.Transactions.StartAfter(commitTimestamp);
        }
    }
}
