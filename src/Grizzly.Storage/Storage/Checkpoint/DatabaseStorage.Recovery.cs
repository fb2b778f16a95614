using Grizzly.Common;
using Grizzly.Transactions;
using Grizzly.Types;

namespace Grizzly.Storage;

/// <summary>Opening: the last checkpoint, and then what the log adds.</summary>
public sealed partial class DatabaseStorage
{
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
        if (!_options.IsReadOnly) WriteAheadLog.DeleteUnfinished(_files, path);
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
