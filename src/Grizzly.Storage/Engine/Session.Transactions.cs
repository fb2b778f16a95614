using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Transactions;

namespace Grizzly.Engine;

public sealed partial class Session
{
    private StatementResult RunTransactionControl(BoundTransaction control)
    {
        switch (control.Action)
        {
            case TransactionAction.Begin:
                if (_transaction is not null) throw Errors.TransactionAlreadyActive();
                _transaction = Database.Transactions.Begin(control.IsReadOnly || IsReadOnly, control.IsSerializable);
                Settings.BeginTransaction();
                break;
            case TransactionAction.Commit when !Commit():
                StatementResult result = StatementResult.Command(StatementKind.Transaction);
                result.Notices = [new Notice("the transaction had failed and was rolled back")];
                return result;
            case TransactionAction.Rollback: Rollback(); break;
            case TransactionAction.Savepoint:
                RequireTransaction();
                _savepoints.Add((control.Savepoint!, _transaction!.CreateSavepoint()));
                break;
            case TransactionAction.RollbackToSavepoint:
                RequireTransaction();
                int index = FindSavepoint(control.Savepoint!);
                _transaction!.RollbackTo(_savepoints[index].Point);
                _savepoints.RemoveRange(index + 1, _savepoints.Count - index - 1);
                _hasFailed = _hasConflict = false;
                break;
            case TransactionAction.ReleaseSavepoint:
                RequireTransaction();
                int released = FindSavepoint(control.Savepoint!);
                _savepoints.RemoveRange(released, _savepoints.Count - released);
                break;
        }
        return StatementResult.Command(StatementKind.Transaction);
    }

    /// <summary>COMMIT of a failed transaction rolls it back, as in PostgreSQL. A conflict is raised again, so that
    /// whoever tries transactions again need look at COMMIT only.</summary>
    /// <returns>False where it was rolled back.</returns>
    private bool Commit()
    {
        RequireTransaction();
        Transaction transaction = _transaction!;
        bool hasFailed = _hasFailed, hasConflict = _hasConflict, isCommitted = false;
        ForgetTransaction();
        try
        {
            if (hasFailed) transaction.Rollback();
            else transaction.Commit();
            isCommitted = !hasFailed;
        }
        finally
        {
            Settings.EndTransaction(isCommitted);
            Databases.EndTransaction(isCommitted);
        }
        if (hasConflict) throw Errors.TransactionConflict();
        return isCommitted;
    }

    private void Rollback()
    {
        RequireTransaction();
        Transaction transaction = _transaction!;
        ForgetTransaction();
        transaction.Rollback();
        Settings.EndTransaction(isCommitted: false);
        Databases.EndTransaction(succeeded: false);
    }

    private void ForgetTransaction()
    {
        _transaction = null;
        _hasFailed = _hasConflict = false;
        _savepoints.Clear();
    }

    private void RequireTransaction()
    {
        if (_transaction is null) throw Errors.NoActiveTransaction();
    }

    private int FindSavepoint(string name)
    {
        int index = _savepoints.FindLastIndex(savepoint =>
            string.Equals(savepoint.Name, name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index : throw Errors.SavepointNotFound(name);
    }
}
