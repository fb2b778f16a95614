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
                break;
            case TransactionAction.Commit: Commit(); break;
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
                _hasFailed = false;
                break;
            case TransactionAction.ReleaseSavepoint:
                RequireTransaction();
                int released = FindSavepoint(control.Savepoint!);
                _savepoints.RemoveRange(released, _savepoints.Count - released);
                break;
        }
        return StatementResult.Command(StatementKind.Transaction);
    }

    /// <summary>COMMIT of a failed transaction rolls it back, as PostgreSQL does, but says so.</summary>
    private void Commit()
    {
        RequireTransaction();
        Transaction transaction = _transaction!;
        bool failed = _hasFailed;
        if (!failed)
        {
            ForgetTransaction(succeeded: true);
            transaction.Commit();
            return;
        }
        transaction.Rollback();
        ForgetTransaction(succeeded: false);
        throw Errors.TransactionFailed();
    }

    private void Rollback()
    {
        RequireTransaction();
        _transaction!.Rollback();
        ForgetTransaction(succeeded: false);
    }

    /// <param name="succeeded">False where what was attached in it goes.</param>
    private void ForgetTransaction(bool succeeded)
    {
        _transaction = null;
        _hasFailed = false;
        Databases.EndTransaction(succeeded);
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
