using Grizzly.Common;
using Grizzly.Transactions;

namespace Grizzly.Storage;

/// <summary>What a table knows about its indexes, and what they ask about its rows.</summary>
public sealed partial class DataTable
{
    private readonly ReaderWriterLockSlim _indexGate = new(LockRecursionPolicy.SupportsRecursion);
    private readonly Dictionary<long, byte[]> _storedIndexes = [];
    private readonly List<(long First, long Count)> _replayed = [];
    private ITableIndex[] _indexes = [];

    /// <summary>Every index to be kept up to date, whoever may see it in the catalog.</summary>
    public ITableIndex[] Indexes => Volatile.Read(ref _indexes);

    /// <summary>Row ids that the log added since the checkpoint whose indexes were loaded: to be entered into
    /// them.</summary>
    public IReadOnlyList<(long First, long Count)> ReplayedRows => _replayed;

    /// <summary>True where the log moved rows: indexes loaded from the checkpoint have to be built anew.</summary>
    public bool WasCompactedByReplay { get; private set; }

    /// <summary>
    /// Held around appending rows and entering them into the table's indexes: no index is added in between. Dispose
    /// what is returned on the same thread.
    /// </summary>
    public IndexMaintenance MaintainIndexes()
    {
        _indexGate.EnterReadLock();
        return new IndexMaintenance(_indexGate);
    }

    /// <summary>Adds an index and builds it while nobody adds rows.</summary>
    public void AddIndex(ITableIndex index, Action build)
    {
        _indexGate.EnterWriteLock();
        try
        {
            lock (_appendGate) Volatile.Write(ref _indexes, [.. _indexes, index]);
            try
            {
                build();
            }
            catch
            {
                RemoveIndex(index);
                throw;
            }
        }
        finally
        {
            _indexGate.ExitWriteLock();
        }
    }

    /// <summary>Takes an index out of maintenance and gives up its pages.</summary>
    public void RemoveIndex(ITableIndex index)
    {
        lock (_appendGate) Volatile.Write(ref _indexes, [.. _indexes.Where(i => !ReferenceEquals(i, index))]);
        index.Release();
    }

    /// <summary>Opening: metadata of an index in the checkpoint the table was read from, or null; it is forgotten
    /// afterwards.</summary>
    public byte[]? TakeStoredIndex(long id)
    {
        _storedIndexes.Remove(id, out byte[]? metadata);
        return metadata;
    }

    /// <summary>The state of a row that all transactions agree on; see <see cref="RowState"/>.</summary>
    public RowState StateOf(long rowId, Transaction transaction)
    {
        RowGroup? group = FindGroup(RowGroupLayout.GroupOf(rowId));
        int offset = RowGroupLayout.OffsetOf(rowId);
        if (group is null || offset >= group.Count) return RowState.Gone;
        return group.Versions.StateOf(offset, transaction.Id);
    }

    /// <summary>Whether no snapshot starting at or after <paramref name="oldest"/> sees the row.</summary>
    public bool IsGoneSince(long rowId, ulong oldest)
    {
        RowGroup? group = FindGroup(RowGroupLayout.GroupOf(rowId));
        int offset = RowGroupLayout.OffsetOf(rowId);
        return group is null || (offset < group.Count && group.Versions.IsGoneSince(offset, oldest));
    }

    /// <summary>Whether a snapshot sees the row.</summary>
    public bool IsVisible(long rowId, in Snapshot snapshot)
    {
        RowGroup? group = FindGroup(RowGroupLayout.GroupOf(rowId));
        int offset = RowGroupLayout.OffsetOf(rowId);
        return group is not null && offset < group.Count && group.Versions.IsVisible(offset, snapshot);
    }

    private void WriteIndexes(Snapshot snapshot, CheckpointOutput output)
    {
        ITableIndex[] indexes = _capturedIndexes;
        output.Metadata.VarInt((ulong)indexes.Length);
        foreach (ITableIndex index in indexes)
        {
            output.Metadata.Int64(index.Id);
            int lengthAt = output.Metadata.Length;
            output.Metadata.UInt32(0);
            index.WriteCheckpoint(rowId => IsVisible(rowId, snapshot), output);
            output.Metadata.PatchUInt32(lengthAt, (uint)(output.Metadata.Length - lengthAt - 4));
        }
    }

    private void ReadIndexes(ref ByteReader reader)
    {
        int count = reader.Count();
        for (int i = 0; i < count; i++)
        {
            long id = reader.Int64();
            byte[] metadata = reader.Raw(reader.Remaining < 4 ? int.MaxValue : (int)reader.UInt32()).ToArray();
            if (!_storedIndexes.TryAdd(id, metadata)) throw Errors.Corrupted("two indexes have the same number");
        }
    }

    /// <summary>Remembers rows the log added.</summary>
    private void NoteReplayed(long first, long count)
    {
        if (_replayed.Count > 0 && _replayed[^1].First + _replayed[^1].Count == first)
            _replayed[^1] = (_replayed[^1].First, _replayed[^1].Count + count);
        else _replayed.Add((first, count));
    }

    /// <summary>Indexes have taken in <see cref="ReplayedRows"/>.</summary>
    public void ForgetReplayed()
    {
        _replayed.Clear();
        _storedIndexes.Clear();
        WasCompactedByReplay = false;
    }
}

/// <summary>Ends a stretch of index maintenance.</summary>
public readonly struct IndexMaintenance(ReaderWriterLockSlim gate) : IDisposable
{
    public void Dispose() => gate.ExitReadLock();
}
