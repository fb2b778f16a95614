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
/// indexes and foreign keys when it is, RETURNING's rows after it. Knows nothing of pipelines; one statement, one
/// thread.
/// </summary>
/// <remarks>
/// Constraints that look at other rows (UNIQUE, FOREIGN KEY) are checked by <see cref="FinishStatement"/>, after the
/// actions of foreign keys. Old rows are only fetched where somebody asks for them. Bulk loads check each row on the
/// thread that brings it, with a <see cref="RowChecker"/> and a <see cref="ReferenceCollector"/> of its own.
/// </remarks>
internal sealed class TableWriter : IDisposable
{
    private readonly TableEntry _table;
    private readonly TableRules _rules;
    private Transaction _transaction;
    private readonly RowChecker _checker;
    private readonly RowChecker? _oldChecker;
    private readonly ReturnedBuffer? _returned;
    private readonly int _firstExtra;
    private readonly IndexMaintainer _indexes;
    private readonly ReferenceCollector? _references;
    private readonly ReferentialActions? _actions;
    private readonly bool _ownsActions;
    private RowFetcher? _fetcher;
    private DataChunk? _old;

    /// <param name="returned">Where RETURNING's rows go, or null.</param>
    /// <param name="firstExtra">The first column of the inputs that only RETURNING reads.</param>
    public TableWriter(TableEntry table, TableRules rules, Transaction transaction, EvaluationContext evaluation,
        ReturnedBuffer? returned = null, int firstExtra = 0)
        : this(table, rules, transaction, evaluation, null, returned, firstExtra)
    {
    }

    /// <summary>The writer of a table that another's foreign keys change.</summary>
    public TableWriter(TableEntry table, TableRules rules, Transaction transaction, EvaluationContext evaluation,
        ReferentialActions actions)
        : this(table, rules, transaction, evaluation, actions, null, 0)
    {
    }

    private TableWriter(TableEntry table, TableRules rules, Transaction transaction, EvaluationContext evaluation,
        ReferentialActions? actions, ReturnedBuffer? returned, int firstExtra)
    {
        transaction.RequireWritable();
        _table = table;
        _rules = rules;
        _transaction = transaction;
        _checker = new RowChecker(table, rules, evaluation);
        _indexes = new IndexMaintainer(table.Data);
        _returned = returned;
        _firstExtra = firstExtra;
        if (returned is { NeedsOld: true })
            _oldChecker = new RowChecker(table, rules with { Checks = [] }, evaluation);
        if (rules.Outgoing.Count > 0) _references = new ReferenceCollector(rules.Outgoing);
        _actions = actions;
        if (rules.Incoming.Count == 0 || actions is not null) return;
        _actions = new ReferentialActions(rules, transaction, evaluation);
        _ownsActions = true;
    }

    public TableEntry Table => _table;

    /// <summary>Whether <see cref="Restart"/> may be called: foreign keys bind a writer to its transaction.</summary>
    public bool CanRestart => _references is null && _actions is null;

    /// <summary>True where <see cref="Delete"/> must get each row id once, and at most 1,024 at a time.</summary>
    public bool NeedsOld => _oldChecker is not null || _rules.Incoming.Count > 0;

    /// <summary>Rows changed so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>The id of the first row inserted by this writer; larger than any while there is none.</summary>
    public long FirstNewRowId { get; private set; } = long.MaxValue;

    /// <summary>Begins another statement.</summary>
    public void Restart(Transaction transaction)
    {
        Check.Assert(CanRestart);
        transaction.RequireWritable();
        _transaction = transaction;
        RowCount = 0;
        FirstNewRowId = long.MaxValue;
        _fetcher?.Restart(transaction.Snapshot);
    }

    /// <summary>Appends new rows.</summary>
    /// <param name="rows">The table's columns in order.</param>
    /// <param name="input">The rows that <paramref name="rows"/> come from, for RETURNING; null where the same.</param>
    public void Insert(DataChunk rows, DataChunk? input = null)
    {
        _table.Data.Use.EnterWrite(_transaction);
        DataChunk complete = _checker.Complete(rows);
        Append(complete);
        _references?.Add(complete);
        RowCount += rows.Count;
        _returned?.Add(null, _checker.WithVirtual(complete), input ?? rows, _firstExtra);
    }

    /// <summary>Replaces rows; each row id occurs once in a statement.</summary>
    /// <param name="rows">The table's columns in order, with their new values.</param>
    /// <param name="input">The rows that <paramref name="rows"/> come from, for RETURNING.</param>
    /// <param name="load">Where the new rows go instead of the open row group.</param>
    /// <param name="changed">The columns that may have other values than before; null: all.</param>
    public void Update(ReadOnlySpan<long> rowIds, DataChunk rows, DataChunk input, BulkAppender? load = null,
        IReadOnlySet<int>? changed = null)
    {
        _table.Data.Use.EnterWrite(_transaction);
        DataChunk complete = _checker.Complete(rows);
        bool concernsParents = _rules.Incoming.Count > 0 && ConcernsParents(changed);
        DataChunk? old = _oldChecker is not null || concernsParents ? Fetch(rowIds) : null;
        _table.Data.Delete(_transaction, rowIds);
        if (load is null) Append(complete);
        else load.Append(complete);
        _references?.Add(complete, changed);
        if (concernsParents) _actions!.Updated(_rules.Incoming, old!, complete);
        RowCount += rows.Count;
        if (_returned is null) return;
        DataChunk? before = _oldChecker?.WithVirtual(old!);
        _returned.Add(before, _checker.WithVirtual(complete), input, _firstExtra);
    }

    /// <summary>Deletes rows; see <see cref="NeedsOld"/>.</summary>
    /// <param name="input">The rows that the ids come from, for RETURNING; null without.</param>
    /// <param name="isSilent">True for rows that make room for others: neither counted nor given back.</param>
    public void Delete(ReadOnlySpan<long> rowIds, DataChunk? input = null, bool isSilent = false)
    {
        _table.Data.Use.EnterWrite(_transaction);
        DataChunk? old = NeedsOld ? Fetch(rowIds) : null;
        long count = _table.Data.Delete(_transaction, rowIds);
        if (_rules.Incoming.Count > 0) _actions!.Deleted(_rules.Incoming, old!);
        if (isSilent) return;
        RowCount += count;
        _returned?.Add(_oldChecker?.WithVirtual(old!), null, input!, _firstExtra);
    }

    /// <summary>What a thread of a bulk load notes of its rows; null where there is nothing to note.</summary>
    public ReferenceCollector? CreateCollector() =>
        _references is null ? null : new ReferenceCollector(_rules.Outgoing);

    /// <summary>A thread of a bulk load has brought rows.</summary>
    public void AddLoaded(long rows, ReferenceCollector? references)
    {
        RowCount += rows;
        if (references is null) return;
        _references!.AddAll(references);
        references.Dispose();
    }

    /// <summary>Completes a bulk load: its rows join the table and its indexes.</summary>
    public void FinishLoad(BulkLoad load)
    {
        _table.Data.Use.EnterWrite(_transaction);
        _indexes.Finish(_transaction, load);
    }

    /// <summary>All changes are made: runs the actions of foreign keys, and checks what can only be checked
    /// now.</summary>
    public void FinishStatement()
    {
        _actions?.Run();
        DeferredConstraints? deferred = DeferredConstraints.TryGet(_transaction);
        if (_actions is not null)
        {
            foreach (TableWriter writer in _actions.Writers) writer.VerifyUnique(deferred);
        }
        VerifyUnique(deferred);
        if (_actions is not null)
        {
            foreach (TableWriter writer in _actions.Writers) writer.VerifyReferences(deferred);
        }
        VerifyReferences(deferred);
        _actions?.Verify(deferred);
    }

    public void Dispose()
    {
        _fetcher?.Dispose();
        _old?.Dispose();
        _indexes.Dispose();
        _references?.Dispose();
        if (_ownsActions) _actions!.Dispose();
    }

    private void Append(DataChunk complete)
    {
        ReadOnlySpan<long> rowIds = _indexes.Append(_transaction, complete);
        if (rowIds.Length > 0 && rowIds[0] < FirstNewRowId) FirstNewRowId = rowIds[0];
    }

    private void VerifyUnique(DeferredConstraints? deferred)
    {
        foreach ((TableIndex index, KeyDefinition key) in _rules.DeferrableKeys)
        {
            if (DeferredConstraints.IsDeferred(deferred, _table, key.Name, key.Deferral))
                DeferredConstraints.Of(_transaction).Take(_indexes.Checks, other => ReferenceEquals(other, index));
        }
        _indexes.Checks.Verify(_transaction);
    }

    private void VerifyReferences(DeferredConstraints? deferred)
    {
        if (_references is null) return;
        for (int i = 0; i < _rules.Outgoing.Count; i++)
        {
            ReferentialActions.Verify(
                _rules.Outgoing[i], _references.KeysOf(i), isParentChange: false, _transaction, deferred);
        }
    }

    private bool ConcernsParents(IReadOnlySet<int>? changed)
    {
        if (changed is null) return true;
        foreach (ForeignKeyRule rule in _rules.Incoming)
        {
            foreach (int column in rule.ParentColumns)
            {
                if (changed.Contains(column)) return true;
            }
        }
        return false;
    }

    /// <summary>The rows before the change.</summary>
    private DataChunk Fetch(ReadOnlySpan<long> rowIds)
    {
        if (_fetcher is null)
        {
            _fetcher = _table.Data.CreateFetcher(
                _transaction.Snapshot, [.. Enumerable.Range(0, _table.Columns.Count)]);
            _old = new DataChunk([.. _table.Columns.Select(column => column.Type)]);
        }
        if (_fetcher.Fetch(rowIds, _old!) != rowIds.Length)
            throw Errors.Internal($"a row of table {_table.Name} is changed twice in one statement");
        return _old!;
    }
}
