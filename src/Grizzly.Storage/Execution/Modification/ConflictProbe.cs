using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Indexes;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Which rows of a table take the keys of new ones, in some of its unique indexes. One thread.</summary>
internal sealed class ConflictProbe(TableEntry table, IReadOnlyList<TableIndex> indexes, Transaction transaction)
    : IDisposable
{
    private readonly KeyBuffer _key = new();
    private readonly IndexKeys[] _keys = [.. indexes.Select(index => new IndexKeys(index.Definition.Columns.Count))];
    private readonly bool[][] _isInside = [.. indexes.Select(_ => new bool[ColumnVector.MaxCapacity])];
    private readonly HashSet<(int Index, string Key)> _pending = [];

    /// <summary>Shows the rows to be asked about next.</summary>
    public void Show(DataChunk rows)
    {
        _pending.Clear();
        for (int i = 0; i < indexes.Count; i++)
        {
            int count = indexes[i].KeySource.Compute(rows, isWholeRow: true, _keys[i]);
            _isInside[i].AsSpan(0, rows.Count).Fill(count < 0);
            for (int k = 0; k < count; k++) _isInside[i][_keys[i].Rows[k]] = true;
        }
    }

    /// <summary>Whether a row shown before, and noted, has a key of this one.</summary>
    public bool IsPending(int row)
    {
        for (int i = 0; i < indexes.Count; i++)
        {
            if (Encode(i, row) && _pending.Contains((i, KeyText()))) return true;
        }
        return false;
    }

    /// <summary>The row is going to be written.</summary>
    public void Note(int row)
    {
        for (int i = 0; i < indexes.Count; i++)
        {
            if (Encode(i, row)) _pending.Add((i, KeyText()));
        }
    }

    /// <summary>Forgets what was noted: it is written now.</summary>
    public void Flushed() => _pending.Clear();

    /// <summary>Adds the ids of the rows that have a key of this one.</summary>
    /// <exception cref="GrizzlyException">40001 where another transaction is changing such a row, or has since this
    /// one began.</exception>
    public void Find(int row, List<long> rowIds)
    {
        for (int i = 0; i < indexes.Count; i++)
        {
            if (!Encode(i, row)) continue;
            RowState state = indexes[i].FindLatest(_key.Span, transaction, out long rowId);
            if (state == RowState.Gone) continue;
            if (state != RowState.Live || !table.Data.IsVisible(rowId, transaction.Snapshot))
                throw Errors.KeyIsBeingChanged(indexes[i].Definition.Name);
            if (!rowIds.Contains(rowId)) rowIds.Add(rowId);
        }
    }

    public void Dispose()
    {
        _key.Dispose();
        foreach (IndexKeys keys in _keys) (keys.State as IDisposable)?.Dispose();
    }

    /// <summary>False for a row that has no key in the index, or one that equals no other.</summary>
    private bool Encode(int index, int row)
    {
        if (!_isInside[index][row]) return false;
        bool hasNull = indexes[index].EncodeKey(_keys[index], row, _key);
        return !hasNull || !indexes[index].Definition.AreNullsDistinct;
    }

    private string KeyText() => System.Text.Encoding.Latin1.GetString(_key.Span);
}
