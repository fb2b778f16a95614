using Grizzly.Common;

namespace Grizzly.Indexes;

/// <summary>Filling an index with the rows its table has.</summary>
public sealed partial class TableIndex
{
    /// <summary>Adds rows to a run of an index being built.</summary>
    /// <param name="count">As <see cref="IIndexKeySource.Compute"/> returned it, or -1.</param>
    public void AddTo(EntryRun run, KeyBuffer scratch, IndexKeys keys, int count, ReadOnlySpan<long> rowIds)
    {
        int rows = count < 0 ? rowIds.Length : count;
        for (int i = 0; i < rows; i++)
        {
            int row = count < 0 ? i : keys.Rows[i];
            Encode(keys, row, scratch, out _);
            IndexEntries.AppendRowId(scratch, rowIds[row]);
            run.Add(scratch.Span);
        }
    }

    /// <summary>Raises 23505 where the index is unique and two live rows have the same key, 40001 where that depends on
    /// another transaction.</summary>
    public void VerifyAllUnique(Transactions.Transaction transaction)
    {
        if (!Definition.IsUnique) return;
        using IndexCursor cursor = OpenCursor();
        cursor.KeepsKeys = true;
        cursor.SeekAll();
        long[] rowIds = new long[1024];
        byte[] last = [];
        for (int count = cursor.Read(rowIds); count > 0; count = cursor.Read(rowIds))
        {
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> entry = cursor.Key(i);
                int length = KeyLength(entry, out bool hasNull);
                if (hasNull && Definition.AreNullsDistinct) continue;
                ReadOnlySpan<byte> key = entry[..length];
                if (key.SequenceEqual(last)) VerifyUnique(key, transaction);
                else last = key.ToArray();
            }
        }
    }

    internal unsafe void BuildFrom(List<EntryRun> runs)
    {
        _latch.EnterWrite();
        try
        {
            _tree.Clear();
            using BPlusTree.Builder builder = _tree.BuildSorted();
            var next = new PriorityQueue<int, EntryAt>(runs.Count);
            var at = new int[runs.Count];
            for (int run = 0; run < runs.Count; run++)
            {
                if (runs[run].Count > 0) next.Enqueue(run, EntryAt.Of(runs[run], 0));
            }
            long steps = 0;
            while (next.TryDequeue(out int run, out EntryAt entry))
            {
                if ((++steps & (LongWork.StepsPerLook - 1)) == 0) LongWork.ThrowIfCancelled();
                builder.Add((byte*)entry.Bytes, entry.Length);
                if (++at[run] < runs[run].Count) next.Enqueue(run, EntryAt.Of(runs[run], at[run]));
            }
            builder.Finish();
        }
        finally
        {
            _latch.ExitWrite();
        }
    }

    internal unsafe void InsertRun(EntryRun run)
    {
        _latch.EnterWrite();
        try
        {
            for (int i = 0; i < run.Count; i++)
            {
                if ((i & (LongWork.StepsPerLook - 1)) == 0) LongWork.ThrowIfCancelled();
                byte* bytes = run.Entry(i, out int length);
                _entry.Set(new ReadOnlySpan<byte>(bytes, length));
                _tree.Insert(_entry, length, null, out _);
            }
        }
        finally
        {
            _latch.ExitWrite();
        }
    }

    /// <summary>Bytes of an entry that its key columns take.</summary>
    internal int KeyLength(ReadOnlySpan<byte> entry, out bool hasNull)
    {
        int position = 0;
        hasNull = false;
        foreach (KeyColumn column in KeyColumns)
        {
            hasNull |= entry[position] != KeyEncoding.ValueMarker;
            position = KeyEncoding.Skip(entry, position, column);
        }
        return position;
    }

    private readonly unsafe struct EntryAt(nint bytes, int length) : IComparable<EntryAt>
    {
        public nint Bytes => bytes;

        public int Length => length;

        public static EntryAt Of(EntryRun run, int index)
        {
            byte* entry = run.Entry(index, out int length);
            return new EntryAt((nint)entry, length);
        }

        public int CompareTo(EntryAt other) =>
            KeyEncoding.Compare((byte*)bytes, length, (byte*)other.Bytes, other.Length);
    }
}
