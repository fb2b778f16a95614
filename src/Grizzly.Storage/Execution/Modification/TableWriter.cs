using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// Every change of a table's rows goes through here: generated columns, NOT NULL and CHECK before a row is written,
/// what indexes and foreign keys need to know when it is, RETURNING's rows after it. Knows nothing of pipelines; one
/// statement, one thread.
/// </summary>
/// <remarks>
/// Constraints that look at other rows (UNIQUE, FOREIGN KEY) are checked by <see cref="FinishStatement"/>. Old rows are
/// only fetched where somebody asks for them (<see cref="_needsOld"/>).
/// Bulk loads check each row on the thread that brings it, with a <see cref="RowChecker"/> of its own, and tell
/// <see cref="BulkLoaded"/> when the rows are in the table.
/// </remarks>
internal sealed partial class TableWriter : IDisposable
{
    private readonly TableEntry _table;
    private readonly Transaction _transaction;
    private readonly RowChecker _checker;
    private readonly RowChecker? _oldChecker;
    private readonly ReturnedBuffer? _returned;
    private readonly int _firstExtra;
    private readonly IndexMaintainer _indexes;
    private readonly bool _needsOld;
    private RowFetcher? _fetcher;
    private DataChunk? _old;

    /// <param name="returned">Where RETURNING's rows go, or null.</param>
    /// <param name="firstExtra">The first column of the inputs that only RETURNING reads.</param>
    public TableWriter(TableEntry table, TableRules rules, Transaction transaction, EvaluationContext evaluation,
        ReturnedBuffer? returned = null, int firstExtra = 0)
    {
        transaction.RequireWritable();
        _table = table;
        _transaction = transaction;
        _checker = new RowChecker(table, rules, evaluation);
        _indexes = new IndexMaintainer(table.Data);
        _returned = returned;
        _firstExtra = firstExtra;
        _needsOld = returned is { NeedsOld: true };
        if (_needsOld) _oldChecker = new RowChecker(table, rules with { Checks = [] }, evaluation);
    }

    public TableEntry Table => _table;

    /// <summary>True where <see cref="Delete"/> must get each row id once only.</summary>
    public bool NeedsOld => _needsOld;

    /// <summary>Rows changed so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>Appends new rows.</summary>
    /// <param name="rows">The table's columns in order.</param>
    /// <param name="input">The rows that <paramref name="rows"/> come from, for RETURNING; null where the same.</param>
    public void Insert(DataChunk rows, DataChunk? input = null)
    {
        DataChunk complete = _checker.Complete(rows);
        Store(complete);
        RowCount += rows.Count;
        _returned?.Add(null, _checker.WithVirtual(complete), input ?? rows, _firstExtra);
    }

    /// <summary>Replaces rows; each row id occurs once in a statement.</summary>
    /// <param name="rows">The table's columns in order, with their new values.</param>
    /// <param name="input">The rows that <paramref name="rows"/> come from, for RETURNING.</param>
    /// <param name="load">Where the new rows go instead of the open row group.</param>
    public void Update(ReadOnlySpan<long> rowIds, DataChunk rows, DataChunk input, BulkAppender? load = null)
    {
        DataChunk complete = _checker.Complete(rows);
        DataChunk? old = Fetch(rowIds);
        _table.Data.Delete(_transaction, rowIds);
        RowsDeleted(rowIds, old);
        if (load is null) Store(complete);
        else load.Append(complete);
        RowCount += rows.Count;
        if (_returned is null) return;
        DataChunk? before = _returned.NeedsOld ? _oldChecker!.WithVirtual(old!) : null;
        _returned.Add(before, _checker.WithVirtual(complete), input, _firstExtra);
    }

    /// <summary>Deletes rows; where old rows are needed each row id occurs once in a statement.</summary>
    /// <param name="input">The rows that the ids come from, for RETURNING; null without.</param>
    public void Delete(ReadOnlySpan<long> rowIds, DataChunk? input = null)
    {
        DataChunk? old = Fetch(rowIds);
        RowCount += _table.Data.Delete(_transaction, rowIds);
        RowsDeleted(rowIds, old);
        if (_returned is null) return;
        _returned.Add(_returned.NeedsOld ? _oldChecker!.WithVirtual(old!) : null, null, input!, _firstExtra);
    }

    /// <summary>The rows of a finished bulk load are in the table.</summary>
    public void BulkLoaded(long rows) => RowCount += rows;

    /// <summary>Completes a bulk load: its rows join the table and its indexes.</summary>
    public void FinishLoad(BulkLoad load) => _indexes.Finish(_transaction, load);

    /// <summary>All changes are made: checks what can only be checked now.</summary>
    public void FinishStatement()
    {
        _indexes.Checks.Verify(_transaction);
        StatementFinished();
    }

    public void Dispose()
    {
        _fetcher?.Dispose();
        _old?.Dispose();
        _indexes.Dispose();
    }

    private void Store(DataChunk complete)
    {
        ReadOnlySpan<long> rowIds = _indexes.Append(_transaction, complete);
        RowsInserted(complete, rowIds);
    }

    /// <summary>The rows before the change, where somebody needs them.</summary>
    private DataChunk? Fetch(ReadOnlySpan<long> rowIds)
    {
        if (!_needsOld) return null;
        if (_fetcher is null)
        {
            _fetcher = _table.Data.CreateFetcher(
                _transaction.Snapshot, [.. Enumerable.Range(0, _table.Columns.Count)]);
            _old = new DataChunk([.. _table.Columns.Select(column => column.Type)]);
        }
        if (_fetcher.Fetch(rowIds, _old!) != rowIds.Length)
            throw Errors.Internal($"a row of table {_table.Name} is changed twice in one statement");
        return _old;
    }

    /// <summary>Rows have been appended and are in the indexes: call point of foreign keys.</summary>
    partial void RowsInserted(DataChunk rows, ReadOnlySpan<long> rowIds);

    /// <summary>Rows have been deleted: call point of foreign keys.</summary>
    partial void RowsDeleted(ReadOnlySpan<long> rowIds, DataChunk? old);

    /// <summary>The statement's changes are complete: call point of FOREIGN KEY checks.</summary>
    partial void StatementFinished();
}
