using Grizzly.Common;
using Grizzly.Transactions;
using Grizzly.Types;

namespace Grizzly.Storage;

/// <summary>Checkpoints that somebody asked for, and what else looks at the whole file.</summary>
public sealed partial class DatabaseStorage
{
    private static readonly TimeSpan WaitBetweenLooks = TimeSpan.FromMilliseconds(10);

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
}
