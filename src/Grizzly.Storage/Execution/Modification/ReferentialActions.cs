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
/// What a statement's changes mean for foreign keys: parent keys that went are noted as rows change; at the end actions
/// run, round by round until none causes another, and then every key left over is checked. One thread.
/// </summary>
/// <remarks>
/// A round finds all children of its keys before it changes any, so that keys that swap their values take the right
/// children along. Children that the statement's snapshot does not see, or that others are changing, are a conflict
/// (40001): an action must not leave them behind.
/// </remarks>
internal sealed class ReferentialActions(TableRules root, Transaction transaction, EvaluationContext evaluation)
    : IDisposable
{
    private const int MostRounds = 100_000;

    private readonly KeyBuffer _before = new();
    private readonly KeyBuffer _after = new();
    private readonly Dictionary<ForeignKeyRule, KeyList> _removed = [];
    private readonly Dictionary<TableEntry, TableWriter> _writers = [];
    private List<Pending> _pending = [];

    /// <summary>The writers of the tables that actions have changed.</summary>
    public IEnumerable<TableWriter> Writers => _writers.Values;

    /// <summary>Rows of a parent table are gone.</summary>
    public void Deleted(IReadOnlyList<ForeignKeyRule> incoming, DataChunk old)
    {
        foreach (ForeignKeyRule rule in incoming)
        {
            KeyList keys = ListFor(rule, rule.Definition.OnDelete, isDelete: true, out _);
            for (int row = 0; row < old.Count; row++)
            {
                if (ForeignKeyCheck.Encode(_before, rule.ParentIndex, rule.ParentColumns, old, row))
                    keys.Add(_before.Span);
            }
        }
    }

    /// <summary>Rows of a parent table have changed.</summary>
    public void Updated(IReadOnlyList<ForeignKeyRule> incoming, DataChunk old, DataChunk @new)
    {
        foreach (ForeignKeyRule rule in incoming)
        {
            KeyList? keys = null;
            KeyList? newKeys = null;
            for (int row = 0; row < old.Count; row++)
            {
                if (!ForeignKeyCheck.Encode(_before, rule.ParentIndex, rule.ParentColumns, old, row)) continue;
                bool isKey = ForeignKeyCheck.Encode(_after, rule.ParentIndex, rule.ParentColumns, @new, row);
                if (isKey && _before.Span.SequenceEqual(_after.Span)) continue;
                keys ??= ListFor(rule, rule.Definition.OnUpdate, isDelete: false, out newKeys);
                keys.Add(_before.Span);
                // A key that became NULL leaves an empty entry: its children become NULL too.
                newKeys?.Add(isKey ? _after.Span : []);
            }
        }
    }

    /// <summary>Runs the actions; raises 23503 for RESTRICT.</summary>
    public void Run()
    {
        VerifyRestricted();
        for (int round = 0; _pending.Count > 0; round++)
        {
            if (round == MostRounds) throw Errors.TooManyCascades(root.Incoming[0].Definition.Name);
            List<Pending> pending = _pending;
            _pending = [];
            foreach (Pending action in pending) Run(action);
            VerifyRestricted();
        }
    }

    /// <summary>Checks the keys that NO ACTION left over, and what the changed children refer to now.</summary>
    /// <param name="deferred">Where keys of deferred constraints go.</param>
    public void Verify(DeferredConstraints? deferred)
    {
        foreach ((ForeignKeyRule rule, KeyList keys) in _removed)
            Verify(rule, keys, isParentChange: true, transaction, deferred);
    }

    /// <summary>Checks keys, or leaves them for later.</summary>
    public static void Verify(
        ForeignKeyRule rule, KeyList keys, bool isParentChange, Transaction transaction, DeferredConstraints? deferred)
    {
        if (keys.Count == 0) return;
        if (DeferredConstraints.IsDeferred(deferred, rule.Child, rule.Definition.Name, rule.Definition.Deferral))
        {
            DeferredConstraints.Of(transaction).Add(rule, keys, isParentChange);
            return;
        }
        foreach (int index in keys.Distinct()) ForeignKeyCheck.Verify(rule, keys[index], isParentChange, transaction);
    }

    public void Dispose()
    {
        _before.Dispose();
        _after.Dispose();
        foreach (TableWriter writer in _writers.Values) writer.Dispose();
    }

    private KeyList ListFor(ForeignKeyRule rule, ForeignKeyAction action, bool isDelete, out KeyList? newKeys)
    {
        newKeys = null;
        switch (action)
        {
            case ForeignKeyAction.NoAction:
                if (!_removed.TryGetValue(rule, out KeyList? removed)) _removed[rule] = removed = new KeyList();
                return removed;
            default:
                Pending? pending = _pending.Find(other => ReferenceEquals(other.Rule, rule)
                    && other.IsDelete == isDelete);
                if (pending is null) _pending.Add(pending = new Pending(rule, action, isDelete));
                if (action == ForeignKeyAction.Cascade && !isDelete) newKeys = pending.NewKeys;
                return pending.Keys;
        }
    }

    /// <summary>RESTRICT is checked before any action of the same round, and forgotten then.</summary>
    private void VerifyRestricted()
    {
        foreach (Pending pending in _pending)
        {
            if (pending.Action != ForeignKeyAction.Restrict) continue;
            foreach (int index in pending.Keys.Distinct())
                ForeignKeyCheck.VerifyNoChild(pending.Rule, pending.Keys[index], true, transaction);
        }
        _pending.RemoveAll(pending => pending.Action == ForeignKeyAction.Restrict);
    }

    private void Run(Pending action)
    {
        var rowIds = new List<long>();
        var keyNumbers = new List<int>();
        for (int i = 0; i < action.Keys.Count; i++) Find(action, i, rowIds, keyNumbers);
        if (rowIds.Count == 0) return;
        TableWriter writer = WriterFor(action.Rule.Child);
        bool isDelete = action.IsDelete && action.Action == ForeignKeyAction.Cascade;
        using ChildRows? rows = isDelete ? null : new ChildRows(action.Rule, transaction, evaluation);
        long[] ids = [.. rowIds];
        for (int start = 0; start < ids.Length; start += ColumnVector.MaxCapacity)
        {
            int count = Math.Min(ColumnVector.MaxCapacity, ids.Length - start);
            ReadOnlySpan<long> part = ids.AsSpan(start, count);
            if (rows is null)
            {
                writer.Delete(part);
                continue;
            }
            DataChunk changed = rows.Make(action.Action, part, keyNumbers, start, action.NewKeys);
            writer.Update(part, changed, changed, changed: rows.Columns);
        }
    }

    /// <summary>The live children of one key; each row once, though a key may have come twice.</summary>
    private void Find(Pending action, int number, List<long> rowIds, List<int> keyNumbers)
    {
        ForeignKeyRule rule = action.Rule;
        DataTable table = rule.Child.Data;
        using IndexCursor cursor = rule.ChildIndex.OpenCursor();
        cursor.SeekEqual(action.Keys[number]);
        Span<long> found = stackalloc long[64];
        for (int count = cursor.Read(found); count > 0; count = cursor.Read(found))
        {
            for (int i = 0; i < count; i++)
            {
                RowState state = table.StateOf(found[i], transaction);
                if (state == RowState.Gone) continue;
                if (state != RowState.Live || !table.IsVisible(found[i], transaction.Snapshot))
                    throw Errors.KeyIsBeingChanged(rule.Definition.Name);
                if (!action.Found.Add(found[i])) continue;
                rowIds.Add(found[i]);
                keyNumbers.Add(number);
            }
        }
    }

    private TableWriter WriterFor(TableEntry table)
    {
        if (!_writers.TryGetValue(table, out TableWriter? writer))
        {
            writer = new TableWriter(table, root.Cascades[table], transaction, evaluation, this);
            _writers[table] = writer;
        }
        return writer;
    }

    /// <summary>Keys of one foreign key that wait for their action.</summary>
    private sealed class Pending(ForeignKeyRule rule, ForeignKeyAction action, bool isDelete)
    {
        public ForeignKeyRule Rule { get; } = rule;

        public ForeignKeyAction Action { get; } = action;

        public bool IsDelete { get; } = isDelete;

        public KeyList Keys { get; } = new();

        /// <summary>ON UPDATE CASCADE: what each key has become.</summary>
        public KeyList NewKeys { get; } = new();

        public HashSet<long> Found { get; } = [];
    }
}
