using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Children of a foreign key with the new values that an action gives to their key columns.</summary>
internal sealed unsafe class ChildRows : IDisposable
{
    private readonly ForeignKeyRule _rule;
    private readonly RowFetcher _fetcher;
    private readonly DataChunk _old;
    private readonly DataChunk _new;
    private readonly ColumnVector[] _values;
    private readonly ExpressionEvaluator _defaults;

    public ChildRows(ForeignKeyRule rule, Transaction transaction, EvaluationContext evaluation)
    {
        TableEntry table = rule.Child;
        _rule = rule;
        _fetcher = table.Data.CreateFetcher(transaction.Snapshot, [.. Enumerable.Range(0, table.Columns.Count)]);
        _old = new DataChunk([.. table.Columns.Select(column => column.Type)]);
        _new = new DataChunk(new ColumnVector[table.Columns.Count]);
        _values = [.. rule.ChildColumns.Select(column => new ColumnVector(table.Columns[column].Type))];
        _defaults = new ExpressionEvaluator(rule.Defaults, evaluation);
        Columns = new HashSet<int>([.. rule.ChildColumns, .. GeneratedColumns(table)]);
    }

    /// <summary>The columns that change.</summary>
    public IReadOnlySet<int> Columns { get; }

    /// <summary>The rows as they are to be; valid until the next call.</summary>
    /// <param name="keyNumbers">For each row, from <paramref name="start"/> on, the number of its key.</param>
    /// <param name="newKeys">What each key has become, for CASCADE.</param>
    public DataChunk Make(ForeignKeyAction action, ReadOnlySpan<long> rowIds, List<int> keyNumbers, int start,
        KeyList newKeys)
    {
        if (_fetcher.Fetch(rowIds, _old) != rowIds.Length)
            throw Errors.Internal($"a child row of {_rule.Definition.Name} has gone while it was changed");
        _old.Columns.CopyTo(_new.Columns, 0);
        if (action == ForeignKeyAction.Cascade) Decode(rowIds.Length, keyNumbers, start, newKeys);
        for (int i = 0; i < _values.Length; i++)
        {
            if (action == ForeignKeyAction.SetNull) _values[i].SetConstantNull();
            bool isDefault = action == ForeignKeyAction.SetDefault;
            _new.Columns[_rule.ChildColumns[i]] = isDefault ? _defaults.Evaluate(i, _old) : _values[i];
        }
        _new.SetCount(rowIds.Length);
        return _new;
    }

    public void Dispose()
    {
        _fetcher.Dispose();
        _old.Dispose();
        foreach (ColumnVector vector in _values) vector.Dispose();
    }

    private void Decode(int count, List<int> keyNumbers, int start, KeyList newKeys)
    {
        foreach (ColumnVector vector in _values) vector.SetFlat();
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<byte> key = newKeys[keyNumbers[start + row]];
            int position = 0;
            for (int i = 0; i < _values.Length; i++)
            {
                if (key.IsEmpty) _values[i].SetNull(row);
                else position = KeyEncoding.Decode(key, position, _rule.ParentIndex.KeyColumns[i], _values[i], row);
            }
        }
    }

    private static IEnumerable<int> GeneratedColumns(TableEntry table) =>
        Enumerable.Range(0, table.Columns.Count).Where(i => table.Columns[i].IsGenerated);
}
