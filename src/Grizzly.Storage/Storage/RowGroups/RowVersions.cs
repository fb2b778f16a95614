using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Transactions;

namespace Grizzly.Storage;

/// <summary>Who inserted and deleted the rows of a row group, kept only while some snapshot needs to know.</summary>
/// <remarks>
/// Per slot of 1,024 rows: insert stamps (absent = inserted before every snapshot), delete stamps (absent = none
/// pending) and a mask of rows deleted for everyone. Readers take no lock: they read stamps before masks, and a mask is
/// complete before its stamps are dropped. Writers hold the lock. A bulk-loaded group has one insert stamp for all.
/// </remarks>
internal sealed unsafe class RowVersions
{
    private readonly ulong[]?[] _inserted = new ulong[]?[RowGroupLayout.SlotCount];
    private readonly ulong[]?[] _deleted = new ulong[]?[RowGroupLayout.SlotCount];
    private readonly ulong[]?[] _gone = new ulong[]?[RowGroupLayout.SlotCount];
    private ulong _groupStamp;
    private int _goneCount;
    private int _stampedSlots;
    private int _pendingDeletes;

    /// <param name="groupStamp">One insert stamp for all rows without stamps of their own.</param>
    public RowVersions(ulong groupStamp = Stamps.Always) => _groupStamp = groupStamp;

    /// <summary>Rows deleted for every snapshot.</summary>
    public int GoneCount => Volatile.Read(ref _goneCount);

    /// <summary>Rows with a delete stamp, committed or not.</summary>
    public int PendingDeletes => Volatile.Read(ref _pendingDeletes);

    /// <summary>True where every row is there for every snapshot.</summary>
    public bool IsTrivial =>
        Volatile.Read(ref _groupStamp) == Stamps.Always && _stampedSlots == 0 && _pendingDeletes == 0
            && _goneCount == 0;

    /// <summary>Sets the insert stamp of new rows, before they are published.</summary>
    public void Insert(int start, int count, ulong stamp)
    {
        lock (this)
        {
            while (count > 0)
            {
                int slot = start / RowGroupLayout.SlotRows, within = start % RowGroupLayout.SlotRows;
                int part = Math.Min(count, RowGroupLayout.SlotRows - within);
                ulong[]? stamps = _inserted[slot];
                if (stamps is null)
                {
                    stamps = new ulong[RowGroupLayout.SlotRows];
                    // Rows before these were published with no stamps of their own.
                    stamps.AsSpan().Fill(_groupStamp);
                    _stampedSlots++;
                    Volatile.Write(ref _inserted[slot], stamps);
                }
                stamps.AsSpan(within, part).Fill(stamp);
                start += part;
                count -= part;
            }
        }
    }

    /// <summary>
    /// Replaces a transaction's id by its commit timestamp, or by <see cref="Stamps.Never"/> at rollback.
    /// </summary>
    public void RestampInserted(int start, int count, ulong stamp)
    {
        lock (this)
        {
            for (int row = start; row < start + count; row++)
            {
                ulong[]? stamps = _inserted[row / RowGroupLayout.SlotRows];
                if (stamps is not null) stamps[row % RowGroupLayout.SlotRows] = stamp;
            }
        }
    }

    public void RestampGroup(ulong stamp) => Volatile.Write(ref _groupStamp, stamp);

    public ulong GroupStamp => Volatile.Read(ref _groupStamp);

    /// <summary>
    /// Marks a row as deleted by <paramref name="transaction"/>. False where the transaction deleted it before or
    /// cannot see it; 40001 where somebody else deleted it first.
    /// </summary>
    public bool TryDelete(int row, Transaction transaction)
    {
        int slot = row / RowGroupLayout.SlotRows, within = row % RowGroupLayout.SlotRows;
        lock (this)
        {
            if (IsGone(slot, within)) return false;
            ulong inserted = _inserted[slot]?[within] ?? _groupStamp;
            if (!transaction.Snapshot.IsVisible(inserted)) return false;
            ulong[]? stamps = _deleted[slot];
            ulong current = stamps?[within] ?? Stamps.Never;
            if (current == transaction.Id) return false;
            if (current != Stamps.Never)
            {
                if (transaction.Snapshot.IsVisible(current)) return false;
                throw Errors.SerializationFailure("another transaction has changed or deleted the same row");
            }
            MarkDeleted(slot, within, transaction.Id);
            return true;
        }
    }

    /// <summary>
    /// Replaces the delete stamp of a row: by the commit timestamp, or by <see cref="Stamps.Never"/> at rollback.
    /// </summary>
    public void RestampDeleted(int row, ulong stamp)
    {
        lock (this)
        {
            ulong[]? stamps = _deleted[row / RowGroupLayout.SlotRows];
            if (stamps is null) return;
            stamps[row % RowGroupLayout.SlotRows] = stamp;
            if (stamp == Stamps.Never) _pendingDeletes--;
        }
    }

    /// <summary>Removes a row for everyone, when metadata and log are read. False if it was gone already.</summary>
    public bool Remove(int row)
    {
        lock (this)
        {
            int slot = row / RowGroupLayout.SlotRows, within = row % RowGroupLayout.SlotRows;
            if (IsGone(slot, within)) return false;
            SetGone(slot, within);
            return true;
        }
    }

    /// <summary>Takes back <see cref="Remove"/>, while the log is read. False if the row is not removed.</summary>
    public bool Restore(int row)
    {
        lock (this)
        {
            int slot = row / RowGroupLayout.SlotRows, within = row % RowGroupLayout.SlotRows;
            if (!IsGone(slot, within)) return false;
            _gone[slot]![within >> 6] &= ~(1UL << (within & 63));
            _goneCount--;
            return true;
        }
    }

    /// <summary>Whether one row is there for a snapshot.</summary>
    public bool IsVisible(int row, in Snapshot snapshot)
    {
        int slot = row / RowGroupLayout.SlotRows, within = row % RowGroupLayout.SlotRows;
        ulong[]? inserted = Volatile.Read(ref _inserted[slot]);
        if (!snapshot.IsVisible(inserted is null ? GroupStamp : inserted[within])) return false;
        ulong[]? deleted = Volatile.Read(ref _deleted[slot]);
        if (deleted is not null && snapshot.IsDeleted(deleted[within])) return false;
        return !IsGone(slot, within);
    }

    /// <summary>What all transactions together know about one row; <paramref name="own"/> is the id of the one that
    /// asks.</summary>
    public RowState StateOf(int row, ulong own)
    {
        int slot = row / RowGroupLayout.SlotRows, within = row % RowGroupLayout.SlotRows;
        ulong[]? stamps = Volatile.Read(ref _inserted[slot]);
        ulong inserted = stamps is null ? GroupStamp : Volatile.Read(ref stamps[within]);
        if (inserted == Stamps.Never) return RowState.Gone;
        stamps = Volatile.Read(ref _deleted[slot]);
        ulong deleted = stamps is null ? Stamps.Never : Volatile.Read(ref stamps[within]);
        if (deleted == own || Stamps.IsCommitted(deleted) || IsGone(slot, within)) return RowState.Gone;
        if (inserted != own && !Stamps.IsCommitted(inserted)) return RowState.InsertedByOther;
        return deleted == Stamps.Never ? RowState.Live : RowState.DeletedByOther;
    }

    /// <summary>Whether no snapshot from <paramref name="oldest"/> on, nor any later one, sees the row.</summary>
    public bool IsGoneSince(int row, ulong oldest)
    {
        int slot = row / RowGroupLayout.SlotRows, within = row % RowGroupLayout.SlotRows;
        ulong[]? stamps = Volatile.Read(ref _inserted[slot]);
        if ((stamps is null ? GroupStamp : Volatile.Read(ref stamps[within])) == Stamps.Never) return true;
        stamps = Volatile.Read(ref _deleted[slot]);
        return (stamps is not null && Volatile.Read(ref stamps[within]) <= oldest) || IsGone(slot, within);
    }

    /// <summary>
    /// Clears the bits of rows [start, start + count) that are not there for the snapshot; start is a multiple of
    /// 1,024, mask bit 0 is row start.
    /// </summary>
    public void ClearInvisible(int start, int count, in Snapshot snapshot, ulong* mask)
    {
        if (IsTrivial) return;
        for (int done = 0; done < count; done += RowGroupLayout.SlotRows)
        {
            int slot = (start + done) / RowGroupLayout.SlotRows, rows = Math.Min(RowGroupLayout.SlotRows, count - done);
            ulong* part = mask + (done >> 6);
            ulong[]? inserted = Volatile.Read(ref _inserted[slot]);
            if (inserted is not null) ClearByStamps(inserted, rows, snapshot, keepVisible: true, part);
            else if (!snapshot.IsVisible(GroupStamp)) new Span<ulong>(part, BitMask.Words(rows)).Clear();
            ulong[]? deleted = Volatile.Read(ref _deleted[slot]);
            if (deleted is not null) ClearByStamps(deleted, rows, snapshot, keepVisible: false, part);
            ulong[]? gone = Volatile.Read(ref _gone[slot]);
            if (gone is null) continue;
            for (int word = 0; word < BitMask.Words(rows); word++) part[word] &= ~gone[word];
        }
    }

    /// <summary>
    /// Drops what no snapshot from <paramref name="oldest"/> on needs. <paramref name="rowCount"/>: rows published; the
    /// slot still being filled keeps its stamps. Returns the largest committed stamp that had to stay, or 0.
    /// </summary>
    public ulong Collect(ulong oldest, int rowCount)
    {
        lock (this)
        {
            ulong latest = 0;
            if (_groupStamp <= oldest) _groupStamp = Stamps.Always;
            else if (Stamps.IsCommitted(_groupStamp)) latest = _groupStamp;
            for (int slot = 0; slot * RowGroupLayout.SlotRows < rowCount; slot++)
            {
                bool isFull = (slot + 1) * RowGroupLayout.SlotRows <= rowCount;
                if (isFull && _inserted[slot] is { } inserted)
                    latest = Math.Max(latest, CollectInserted(slot, inserted, oldest));
                if (_deleted[slot] is { } deleted) latest = Math.Max(latest, CollectDeleted(slot, deleted, oldest));
            }
            return latest;
        }
    }

    private ulong CollectInserted(int slot, ulong[] stamps, ulong oldest)
    {
        ulong latest = 0;
        bool canGo = true;
        foreach (ulong stamp in stamps)
        {
            if (stamp <= oldest || stamp == Stamps.Never) continue;
            canGo = false;
            if (Stamps.IsCommitted(stamp)) latest = Math.Max(latest, stamp);
        }
        if (!canGo) return latest;
        for (int i = 0; i < stamps.Length; i++)
        {
            if (stamps[i] == Stamps.Never && !IsGone(slot, i)) SetGone(slot, i);
        }
        Volatile.Write(ref _inserted[slot], null);
        _stampedSlots--;
        return 0;
    }

    private ulong CollectDeleted(int slot, ulong[] stamps, ulong oldest)
    {
        ulong latest = 0;
        bool canGo = true;
        foreach (ulong stamp in stamps)
        {
            if (stamp <= oldest || stamp == Stamps.Never) continue;
            canGo = false;
            if (Stamps.IsCommitted(stamp)) latest = Math.Max(latest, stamp);
        }
        if (!canGo) return latest;
        for (int i = 0; i < stamps.Length; i++)
        {
            if (stamps[i] == Stamps.Never) continue;
            if (!IsGone(slot, i)) SetGone(slot, i);
            Volatile.Write(ref _pendingDeletes, _pendingDeletes - 1);
        }
        Volatile.Write(ref _deleted[slot], null);
        return 0;
    }

    private void MarkDeleted(int slot, int within, ulong stamp)
    {
        ulong[]? stamps = _deleted[slot];
        if (stamps is null)
        {
            stamps = new ulong[RowGroupLayout.SlotRows];
            stamps.AsSpan().Fill(Stamps.Never);
            // Counted before the array shows, so that IsTrivial never hides it.
            _pendingDeletes++;
            stamps[within] = stamp;
            Volatile.Write(ref _deleted[slot], stamps);
            return;
        }
        _pendingDeletes++;
        stamps[within] = stamp;
    }

    private bool IsGone(int slot, int within)
    {
        ulong[]? gone = Volatile.Read(ref _gone[slot]);
        return gone is not null && (gone[within >> 6] >> (within & 63) & 1) != 0;
    }

    private void SetGone(int slot, int within)
    {
        ulong[]? gone = _gone[slot];
        Volatile.Write(ref _goneCount, _goneCount + 1);
        if (gone is null)
        {
            gone = new ulong[RowGroupLayout.SlotRows / 64];
            gone[within >> 6] |= 1UL << (within & 63);
            Volatile.Write(ref _gone[slot], gone);
            return;
        }
        gone[within >> 6] |= 1UL << (within & 63);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ClearByStamps(ulong[] stamps, int rows, in Snapshot snapshot, bool keepVisible, ulong* mask)
    {
        ulong start = keepVisible ? snapshot.StartTimestamp : snapshot.DeletesUpTo, own = snapshot.TransactionId;
        ulong flip = keepVisible ? 0 : ulong.MaxValue;
        fixed (ulong* at = stamps)
        {
            for (int word = 0; word * 64 < rows; word++)
            {
                if (mask[word] == 0) continue;
                ulong bits = 0;
                if (Vector512.IsHardwareAccelerated)
                {
                    Vector512<ulong> starts = Vector512.Create(start), owns = Vector512.Create(own);
                    for (int i = 0; i < 64; i += 8)
                    {
                        Vector512<ulong> stamp = Vector512.Load(at + word * 64 + i);
                        Vector512<ulong> visible = Vector512.LessThanOrEqual(stamp, starts)
                            | Vector512.Equals(stamp, owns);
                        bits |= visible.ExtractMostSignificantBits() << i;
                    }
                }
                else
                {
                    for (int i = 0; i < 64; i++)
                    {
                        ulong stamp = at[word * 64 + i];
                        bits |= (stamp <= start || stamp == own ? 1UL : 0) << i;
                    }
                }
                mask[word] &= bits ^ flip;
            }
        }
    }
}
