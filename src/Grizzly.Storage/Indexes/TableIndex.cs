using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Indexes;

/// <summary>An index of a table: encoded keys with row ids in a B+-tree. Thread-safe.</summary>
/// <remarks>
/// Every version of a row has its own entry, and readers filter by visibility, so neither deletes nor rollbacks touch
/// the tree: entries whose row nobody can see any more go when their leaf is full, or with <see cref="Sweep"/>.
/// Inserting is logged with the rows only: after a crash the rows that the log brought back are entered again.
/// A checkpoint's pages hold exactly entries of rows it sees.
/// </remarks>
public sealed partial class TableIndex : ITableIndex
{
    private readonly IndexLatch _latch = new();
    private readonly BPlusTree _tree;
    private readonly Func<long, bool> _isGone;
    private readonly KeyBuffer _entry = new();

    /// <summary>For looking at equal keys while the latch is held.</summary>
    private IndexCursor? _rivals;

    /// <summary>For looking at equal keys otherwise; whoever takes it gives it back.</summary>
    private IndexCursor? _idle;

    /// <summary>The oldest snapshot as of this batch; asked for when first needed.</summary>
    private ulong? _oldest;

    public TableIndex(DataTable table, long id, IndexDefinition definition, IIndexKeySource keys)
    {
        Table = table;
        Id = id;
        Definition = definition;
        KeySource = keys;
        KeyColumns = [.. definition.Columns.Take(definition.KeyCount)];
        _tree = new BPlusTree(table.Context);
        _isGone = IsGone;
    }

    public DataTable Table { get; }

    /// <inheritdoc/>
    public long Id { get; }

    public IndexDefinition Definition { get; }

    public IIndexKeySource KeySource { get; }

    /// <summary>The columns that order the index; not to be changed.</summary>
    public KeyColumn[] KeyColumns { get; }

    /// <summary>True until the index holds the rows its table had when it was opened or created.</summary>
    public bool NeedsBuild { get; private set; } = true;

    bool ITableIndex.IsComplete => !NeedsBuild;

    /// <summary>Entries, also of rows that are gone.</summary>
    public long EntryCount => _tree.EntryCount;

    /// <summary>Bytes of its pages.</summary>
    public long SizeBytes => (long)_tree.Pages.UsedCount * IndexPage.PageBytes;

    /// <summary>
    /// Enters rows. Where the index is unique and a key may be taken, <paramref name="checks"/> gets the key for a
    /// second look at the end of the statement.
    /// </summary>
    /// <param name="transaction">Whose rows they are; null while the log is read.</param>
    /// <param name="keys">The index's columns for the rows; <paramref name="count"/> as
    /// <see cref="IIndexKeySource.Compute"/> returned it, or -1.</param>
    /// <param name="rowIds">Of all rows of the chunk.</param>
    /// <exception cref="GrizzlyException">54000 for a key too long, 53200, 58030.</exception>
    public void Insert(
        Transaction? transaction, IndexKeys keys, int count, ReadOnlySpan<long> rowIds, UniqueChecks? checks)
    {
        int rows = count < 0 ? rowIds.Length : count;
        _latch.EnterWrite();
        try
        {
            // Dropped, and given up since the caller asked the table for its indexes.
            if (_isReleased) return;
            _oldest = null;
            for (int i = 0; i < rows; i++)
            {
                int row = count < 0 ? i : keys.Rows[i];
                bool hasNull = Encode(keys, row, _entry, out int keyLength);
                IndexEntries.AppendRowId(_entry, rowIds[row]);
                bool isChecked = Definition.IsUnique && (!hasNull || !Definition.AreNullsDistinct);
                _tree.Insert(_entry, keyLength, _isGone, out Neighbours neighbours);
                if (!isChecked || neighbours == Neighbours.Different || transaction is null) continue;
                if (HasRivals(_entry, keyLength, transaction)) checks?.Add(this, _entry.Span[..keyLength]);
            }
        }
        finally
        {
            _latch.ExitWrite();
        }
    }

    /// <summary>The bytes of a row's key columns, for probes; true where one of them is NULL.</summary>
    public bool EncodeKey(IndexKeys keys, int row, KeyBuffer key)
    {
        bool hasNull = false;
        key.Clear();
        for (int i = 0; i < KeyColumns.Length; i++)
            hasNull |= !KeyEncoding.Append(key, KeyColumns[i], keys.Columns[i], row);
        if (Definition.IsHash) key.Set(HashOf(key.Span));
        return hasNull;
    }

    /// <summary>What to seek for a complete, encoded key: the key itself, or its hash in a hash index.</summary>
    public byte[] ToSearchKey(ReadOnlySpan<byte> key) => Definition.IsHash ? HashOf(key) : key.ToArray();

    private static byte[] HashOf(ReadOnlySpan<byte> key)
    {
        byte[] hash = new byte[sizeof(ulong)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(
            hash, System.IO.Hashing.XxHash3.HashToUInt64(key));
        return hash;
    }

    /// <summary>
    /// Looks for rows with that key (all columns or the leading ones) in the latest state of all transactions:
    /// <see cref="RowState.Live"/> with the row's id, or what another transaction is about to do, or Gone.
    /// </summary>
    public RowState FindLatest(ReadOnlySpan<byte> key, Transaction transaction, out long rowId, long except = -1)
    {
        rowId = -1;
        RowState worst = RowState.Gone;
        IndexCursor cursor = RentCursor();
        cursor.SeekEqual(key);
        Span<long> found = stackalloc long[64];
        for (int count = cursor.Read(found); count > 0; count = cursor.Read(found))
        {
            for (int i = 0; i < count; i++)
            {
                if (found[i] == except) continue;
                RowState state = Table.StateOf(found[i], transaction);
                if (state == RowState.Gone) continue;
                if (rowId < 0) rowId = found[i];
                worst = state;
                if (state != RowState.Live) break;
            }
            if (worst is not (RowState.Gone or RowState.Live)) break;
        }
        Return(cursor);
        return worst;
    }

    /// <summary>Raises 23505 where two live rows have this key, 40001 where another transaction is changing
    /// one.</summary>
    public void VerifyUnique(ReadOnlySpan<byte> key, Transaction transaction)
    {
        int live = 0;
        IndexCursor cursor = RentCursor();
        cursor.SeekEqual(key);
        Span<long> found = stackalloc long[64];
        for (int count = cursor.Read(found); count > 0; count = cursor.Read(found))
        {
            for (int i = 0; i < count; i++)
            {
                RowState state = Table.StateOf(found[i], transaction);
                if (state is RowState.InsertedByOther or RowState.DeletedByOther)
                    throw Errors.KeyIsBeingChanged(Definition.Name);
                if (state == RowState.Live) live++;
            }
        }
        Return(cursor);
        if (live > 1) throw Errors.UniqueViolated(Definition.Name, Definition.TableName, Describe(key));
    }

    /// <summary>A key as text: <c>(a, b)=(1, x)</c>.</summary>
    public unsafe string Describe(ReadOnlySpan<byte> key)
    {
        var values = new List<string>();
        int position = 0;
        for (int i = 0; i < KeyColumns.Length && position < key.Length; i++)
        {
            using var vector = new ColumnVector(KeyColumns[i].Type);
            vector.SetFlat();
            position = KeyEncoding.Decode(key, position, KeyColumns[i], vector, 0);
            values.Add(ValueText.Format(vector.GetValue(0)));
        }
        return $"({string.Join(", ", Definition.Labels.Take(values.Count))})=({string.Join(", ", values)})";
    }

    /// <summary>One reader of the index; each is used by one thread.</summary>
    public IndexCursor OpenCursor() => new(this, _tree, _latch);

    /// <summary>The index holds all rows: it was created with its table, or has caught up with the log.</summary>
    public void MarkBuilt() => NeedsBuild = false;

    private IndexCursor RentCursor() => Interlocked.Exchange(ref _idle, null) ?? OpenCursor();

    private void Return(IndexCursor cursor) => Interlocked.Exchange(ref _idle, cursor)?.Dispose();

    private bool IsGone(long rowId) =>
        Table.IsGoneSince(rowId, _oldest ??= Table.Context.Transactions.OldestSnapshot);

    private bool Encode(IndexKeys keys, int row, KeyBuffer entry, out int keyLength)
    {
        bool hasNull = EncodeKey(keys, row, entry);
        keyLength = entry.Length;
        for (int i = KeyColumns.Length; i < Definition.Columns.Count; i++)
            KeyEncoding.AppendStored(entry, Definition.Columns[i], keys.Columns[i], row);
        return hasNull;
    }

    /// <summary>Whether another entry with this key has a row that is not gone; the latch is held.</summary>
    private bool HasRivals(KeyBuffer entry, int keyLength, Transaction transaction)
    {
        _rivals ??= new IndexCursor(this, _tree, null);
        _rivals.SeekEqual(entry.Span[..keyLength]);
        long self = IndexEntries.RowIdOf(entry.Span);
        Span<long> found = stackalloc long[64];
        for (int count = _rivals.Read(found); count > 0; count = _rivals.Read(found))
        {
            for (int i = 0; i < count; i++)
            {
                if (found[i] != self && Table.StateOf(found[i], transaction) != RowState.Gone) return true;
            }
        }
        return false;
    }
}

/// <summary>Keys that may be taken twice until a statement or a transaction is complete. Not thread-safe.</summary>
public sealed class UniqueChecks
{
    private readonly List<(TableIndex Index, byte[] Key)> _keys = [];

    public bool IsEmpty => _keys.Count == 0;

    public void Add(TableIndex index, ReadOnlySpan<byte> key)
    {
        lock (_keys) _keys.Add((index, key.ToArray()));
    }

    /// <summary>Raises 23505 or 40001 for the first key that is taken twice; forgets all.</summary>
    public void Verify(Transaction transaction)
    {
        if (_keys.Count == 0) return;
        try
        {
            int steps = 0;
            foreach ((TableIndex index, byte[] key) in _keys)
            {
                if ((++steps & (LongWork.StepsPerLook - 1)) == 0) LongWork.ThrowIfCancelled();
                index.VerifyUnique(key, transaction);
            }
        }
        finally
        {
            _keys.Clear();
        }
    }

    /// <summary>Moves the keys of some indexes (deferred constraints) elsewhere.</summary>
    public void MoveTo(UniqueChecks other, Func<TableIndex, bool> condition)
    {
        foreach ((TableIndex index, byte[] key) in _keys)
        {
            if (condition(index)) other._keys.Add((index, key));
        }
        _keys.RemoveAll(item => condition(item.Index));
    }
}
