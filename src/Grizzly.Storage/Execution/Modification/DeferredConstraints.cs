using Grizzly.Catalog;
using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Transactions;

namespace Grizzly.Execution;

/// <summary>
/// The deferrable constraints of one transaction: which are deferred, and the keys to be checked when it commits. A key
/// is checked in the state of that moment, so what was rolled back to a savepoint does no harm.
/// </summary>
public sealed class DeferredConstraints
{
    private readonly Transaction _transaction;
    private readonly UniqueChecks _unique = new();
    private readonly List<(ForeignKeyRule Rule, KeyList Keys, bool IsParentChange)> _keys = [];
    private readonly Dictionary<(string Schema, string Table, string Constraint), bool> _modes = [];
    private bool? _all;

    private DeferredConstraints(Transaction transaction)
    {
        _transaction = transaction;
        transaction.BeforeCommit += Verify;
    }

    /// <summary>The transaction's deferred constraints, made when first asked for.</summary>
    public static DeferredConstraints Of(Transaction transaction)
    {
        if (transaction.ConstraintState is DeferredConstraints known) return known;
        var made = new DeferredConstraints(transaction);
        transaction.ConstraintState = made;
        return made;
    }

    /// <summary>Those of a transaction that has any; else null.</summary>
    public static DeferredConstraints? TryGet(Transaction transaction) =>
        (DeferredConstraints?)transaction.ConstraintState;

    /// <summary>Whether the constraint waits for the commit.</summary>
    public static bool IsDeferred(
        DeferredConstraints? state, TableEntry table, string constraint, ConstraintDeferral deferral)
    {
        if (deferral == ConstraintDeferral.NotDeferrable) return false;
        if (state is not null)
        {
            if (state._modes.TryGetValue(KeyOf(table, constraint), out bool isDeferred)) return isDeferred;
            if (state._all is { } all) return all;
        }
        return deferral == ConstraintDeferral.InitiallyDeferred;
    }

    /// <summary>SET CONSTRAINTS ALL. IMMEDIATE checks at once what has been deferred.</summary>
    public void SetAll(bool isDeferred)
    {
        _modes.Clear();
        _all = isDeferred;
        if (!isDeferred) Verify();
    }

    /// <summary>SET CONSTRAINTS name.</summary>
    public void Set(TableEntry table, string constraint, bool isDeferred)
    {
        _modes[KeyOf(table, constraint)] = isDeferred;
        if (!isDeferred) Verify();
    }

    internal void Add(ForeignKeyRule rule, KeyList keys, bool isParentChange)
    {
        var copy = new KeyList();
        foreach (int index in keys.Distinct()) copy.Add(keys[index]);
        _keys.Add((rule, copy, isParentChange));
    }

    internal void Take(UniqueChecks checks, Func<TableIndex, bool> isDeferred) => checks.MoveTo(_unique, isDeferred);

    /// <summary>Raises 23503 or 23505 for the first constraint that does not hold.</summary>
    private void Verify()
    {
        _unique.Verify(_transaction);
        foreach ((ForeignKeyRule rule, KeyList keys, bool isParentChange) in _keys)
        {
            for (int i = 0; i < keys.Count; i++)
                ForeignKeyCheck.Verify(rule, keys[i], isParentChange, _transaction);
        }
        _keys.Clear();
    }

    private static (string, string, string) KeyOf(TableEntry table, string constraint) =>
        (table.Schema.ToLowerInvariant(), table.Name.ToLowerInvariant(), constraint.ToLowerInvariant());
}
