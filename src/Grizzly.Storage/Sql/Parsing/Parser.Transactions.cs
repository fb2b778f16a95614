using Grizzly.Common;

namespace Grizzly.Sql;

internal sealed partial class Parser
{
    private void SkipWork()
    {
        if (!Accept(Keyword.Transaction)) Accept(Keyword.Work);
    }

    private BeginStatement ParseBegin()
    {
        int first = _position;
        if (Advance().Keyword == Keyword.Start) Require(Keyword.Transaction);
        else SkipWork();
        (TransactionIsolation isolation, TransactionAccess access) = ParseTransactionModes();
        return new BeginStatement(isolation, access, SpanFrom(first));
    }

    private (TransactionIsolation Isolation, TransactionAccess Access) ParseTransactionModes()
    {
        var isolation = TransactionIsolation.Default;
        var access = TransactionAccess.Default;
        while (true)
        {
            if (Accept(Keyword.Isolation, Keyword.Level)) isolation = ParseIsolationLevel();
            else if (Accept(Keyword.Read, Keyword.Only)) access = TransactionAccess.ReadOnly;
            else if (Accept(Keyword.Read, Keyword.Write)) access = TransactionAccess.ReadWrite;
            else if (!Accept(Keyword.Not, Keyword.Deferrable) && !Accept(Keyword.Deferrable))
                return (isolation, access);
            Accept(TokenKind.Comma);
        }
    }

    private TransactionIsolation ParseIsolationLevel()
    {
        if (Accept(Keyword.Serializable)) return TransactionIsolation.Serializable;
        if (Accept(Keyword.Repeatable, Keyword.Read)) return TransactionIsolation.RepeatableRead;
        if (Accept(Keyword.Read, Keyword.Committed)) return TransactionIsolation.ReadCommitted;
        Require(Keyword.Read, Keyword.Uncommitted);
        return TransactionIsolation.ReadUncommitted;
    }

    private CommitStatement ParseCommit()
    {
        int first = _position;
        Advance();
        SkipWork();
        return new CommitStatement(SpanFrom(first));
    }

    private RollbackStatement ParseRollback()
    {
        int first = _position;
        bool canName = Advance().Keyword == Keyword.Rollback;
        SkipWork();
        Identifier? savepoint = null;
        if (canName && Accept(Keyword.To))
        {
            Accept(Keyword.Savepoint);
            savepoint = ParseName();
        }
        return new RollbackStatement(savepoint, SpanFrom(first));
    }

    private SavepointStatement ParseSavepoint()
    {
        int first = _position;
        Advance();
        return new SavepointStatement(ParseName(), SpanFrom(first));
    }

    private ReleaseStatement ParseRelease()
    {
        int first = _position;
        Advance();
        Accept(Keyword.Savepoint);
        return new ReleaseStatement(ParseName(), SpanFrom(first));
    }
}
