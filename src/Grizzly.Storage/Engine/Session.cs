using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Execution;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Transactions;
using Grizzly.Types;

namespace Grizzly.Engine;

/// <summary>A connection to a database: transaction state and settings. Used by one thread at a time.</summary>
/// <remarks>
/// Outside BEGIN each statement is a transaction of its own. An error of a statement that runs inside BEGIN … COMMIT
/// aborts the transaction: every statement but ROLLBACK (or ROLLBACK TO a savepoint) then gets 25P02, as in PostgreSQL,
/// and COMMIT rolls back. Errors in a statement's text (names, types, syntax) abort nothing, as in DuckDB.
/// </remarks>
public sealed partial class Session : IDisposable
{
    private readonly List<(string Name, Savepoint Point)> _savepoints = [];
    private Transaction? _transaction;
    private bool _hasFailed;

    /// <summary>It has failed because of what another transaction did.</summary>
    private bool _hasConflict;

    /// <summary>True while nothing has been changed that an error would leave half done: the transaction goes on
    /// after it.</summary>
    private bool _canGoOn;
    private StatementResult? _open;

    internal Session(Database database, bool isReadOnly)
    {
        Database = database;
        IsReadOnly = isReadOnly;
        Settings = new SessionSettings(database);
        Databases = new SessionDatabases(database, isReadOnly);
    }

    public Database Database { get; }

    /// <summary>True where every change is refused with 25006.</summary>
    public bool IsReadOnly { get; }

    /// <summary>Told how far the statements executed from now on are; null tells nobody.</summary>
    public StatementProgress? Progress { get; set; }

    internal SessionSettings Settings { get; }

    /// <summary>True where a statement has failed inside of BEGIN: only ROLLBACK is left.</summary>
    public bool HasFailed => _hasFailed;

    internal SessionDatabases Databases { get; }

    internal SessionSequences Sequences { get; } = new();

    /// <summary>True between BEGIN and COMMIT or ROLLBACK.</summary>
    public bool IsInTransaction => _transaction is not null;

    /// <summary>Runs every statement of a script and forgets the results.</summary>
    public void ExecuteScript(string sql, CancellationToken cancellation = default)
    {
        foreach (PreparedStatement statement in Database.Prepare(sql))
        {
            using StatementResult result = Execute(statement, [], cancellation);
            while (result.Next() is not null)
            {
            }
        }
    }

    /// <summary>Runs one statement. Rows are computed while they are read; an earlier result still open is
    /// closed.</summary>
    /// <exception cref="GrizzlyException">Whatever the statement does wrong, with SQLSTATE, position and
    /// hint.</exception>
    public StatementResult Execute(PreparedStatement statement, IReadOnlyList<NamedValue> parameters,
        CancellationToken cancellation = default)
    {
        _open?.Dispose();
        _open = null;
        try
        {
            StatementResult result = Run(statement, parameters, cancellation);
            _open = result;
            return result;
        }
        catch (Exception error) when (error is not ObjectDisposedException)
        {
            if (_transaction is not null && !_canGoOn)
            {
                _hasFailed = true;
                _hasConflict |= error is GrizzlyException { SqlState: SqlStates.SerializationFailure };
            }
            throw Describe(error, statement.Sql);
        }
    }

    /// <summary>Rolls back what is open.</summary>
    public void Dispose()
    {
        _open?.Dispose();
        _open = null;
        _transaction?.Rollback();
        _transaction = null;
        Databases.Dispose();
    }

    /// <summary>Every error leaves the engine as a GrizzlyException that knows its statement.</summary>
    private static GrizzlyException Describe(Exception error, string sql) => error switch
    {
        GrizzlyException known => known.WithSql(sql),
        OperationCanceledException => Errors.QueryCanceled(),
        OutOfMemoryException => new GrizzlyException(SqlStates.OutOfMemory, "out of memory", inner: error),
        InsufficientExecutionStackException =>
            new GrizzlyException(SqlStates.StatementTooComplex, "statement is too complex", inner: error),
        _ => new GrizzlyException(
            SqlStates.InternalError, $"internal error: {error.Message}", default,
                "this is a bug in Grizzly; please report it with the statement", error),
    };

    private StatementResult Run(PreparedStatement prepared, IReadOnlyList<NamedValue> parameters,
        CancellationToken cancellation)
    {
        bool isOwn = _transaction is null;
        if (_hasFailed && !EndsFailure(prepared)) throw Errors.TransactionFailed();
        _canGoOn = true;
        Settings.Refresh();
        Transaction transaction = _transaction ?? Database.Transactions.Begin(IsReadOnly);
        try
        {
            if (prepared.UsesNames && ResolveNames(ref prepared, ref parameters, transaction) is { } done)
                return Finish(done, transaction, isOwn);
            CachedPlan plan = Bind(prepared, parameters, transaction);
            if (transaction.IsSerializable) TablesRead.Note(plan.Statement, transaction, Databases.Temporary);
            _canGoOn = false;
            StatementResult result = plan.Short is not null
                ? RunShort(plan, plan.Short, transaction, isOwn, parameters, prepared.Sql, cancellation)
                : RunBound(plan.Statement, transaction, isOwn, parameters, prepared.Sql, cancellation);
            if (plan.Statement.Notices.Count > 0) result.Notices = plan.Statement.Notices;
            return result;
        }
        catch
        {
            if (isOwn) transaction.Rollback();
            throw;
        }
    }

    private static bool EndsFailure(PreparedStatement prepared) =>
        prepared.Syntax is Sql.RollbackStatement or Sql.CommitStatement;

    private CachedPlan Bind(PreparedStatement prepared, IReadOnlyList<NamedValue> parameters, Transaction transaction)
    {
        long generation = Databases.Generation;
        if (prepared.Plan is { } cached && ReferenceEquals(cached.Names, Databases.Names)
            && cached.Fits(generation, Settings.PlanKey, parameters)
            && IsSettled(cached.Databases, transaction)) return cached;
        BoundStatement bound = StatementPlanner.Plan(prepared.Syntax, this, transaction, parameters);
        LogicalType[] types = [.. parameters.Select(parameter => parameter.Value.Type)];
        AttachedDatabase[] touched = transaction.Group is null
            ? [] : [.. transaction.Group.Touched.Select(Databases.Of)];
        var plan = new CachedPlan(bound, generation, Settings.PlanKey, types)
        {
            Names = Databases.Names, Databases = touched,
        };
        if (!bound.DependsOnData && IsSettled(touched, transaction)) prepared.Plan = plan;
        return plan;
    }

    /// <summary>Whether the transaction sees the newest definitions, and no others, in the session's own database and
    /// those a plan was bound in.</summary>
    private bool IsSettled(AttachedDatabase[] touched, Transaction transaction)
    {
        if (!Database.Catalog.IsSettledFor(transaction.Snapshot)) return false;
        foreach (AttachedDatabase database in touched)
        {
            Transaction member = Databases.In(transaction, database);
            if (!database.Database.Catalog.IsSettledFor(member.Snapshot)) return false;
        }
        return true;
    }

    private StatementResult RunBound(
        BoundStatement statement,
        Transaction transaction,
        bool isOwn,
        IReadOnlyList<NamedValue> parameters,
        string sql,
        CancellationToken cancellation)
    {
        switch (statement)
        {
            case BoundTransaction control:
                if (isOwn) transaction.Rollback();
                return RunTransactionControl(control);
            case BoundPlanStatement plan:
                var run = new PlanRun(this, transaction, ParameterValues(plan, parameters), cancellation)
                {
                    MostThreads = plan.Threads,
                };
                if (plan.HasRows || (plan.Kind == StatementKind.Select && LogicalModification.IsIn(plan.Plan)))
                    return FinishChange(run.Change(plan), transaction, isOwn);
                return plan.Kind == StatementKind.Select
                    ? run.Query(plan, succeeded => EndStatement(transaction, isOwn, succeeded), sql)
                    : Finish(StatementResult.Command(plan.Kind, run.Modify(plan.Plan)), transaction, isOwn);
            case BoundExplain explain:
                return Finish(Explain(explain, transaction, parameters, cancellation), transaction, isOwn);
            case BoundCallStatement call:
                RunProcedure(call, transaction, cancellation);
                return Finish(StatementResult.Command(StatementKind.Call), transaction, isOwn);
            case BoundCheckpoint checkpoint:
                if (isOwn) transaction.Rollback();
                else throw new GrizzlyException(SqlStates.ActiveSqlTransaction,
                    "CHECKPOINT cannot run inside a transaction block");
                Checkpoint(checkpoint, cancellation);
                return StatementResult.Command(StatementKind.Other);
            case BoundVacuum:
                if (isOwn) transaction.Rollback();
                else throw new GrizzlyException(SqlStates.ActiveSqlTransaction,
                    "VACUUM cannot run inside a transaction block");
                Database.Storage.Vacuum(cancellation);
                return StatementResult.Command(StatementKind.Other);
            case BoundSet set:
                Settings.Set(set, isInTransaction: !isOwn);
                return Finish(StatementResult.Command(StatementKind.Setting), transaction, isOwn);
            case BoundSetVariable set:
                SetVariable(set, new PlanRun(this, transaction, ParameterValues(set, parameters), cancellation));
                return Finish(StatementResult.Command(StatementKind.Setting), transaction, isOwn);
            case BoundShow show:
                string[] row = [Settings.Show(show.Name)];
                return Finish(StatementResult.OfText(StatementKind.Select, show.Name, row), transaction, isOwn);
            case BoundIntegrityCheck:
                IReadOnlyList<string> wrong = Database.CheckIntegrity(cancellation);
                return Finish(StatementResult.OfText(StatementKind.Select, BoundIntegrityCheck.ColumnName,
                    wrong.Count == 0 ? ["ok"] : [.. wrong]), transaction, isOwn);
            case BoundSetConstraints set:
                SetConstraints(set, transaction);
                return Finish(StatementResult.Command(StatementKind.Setting), transaction, isOwn);
            case BoundAttach or BoundDetach or BoundRenameDatabase or BoundSetPath:
                ChangeDatabases(statement, transaction, isOwn);
                return Finish(StatementResult.Command(StatementKind.Other), transaction, isOwn);
            case BoundCopyDatabase copy:
                new DatabaseTransfer(this, transaction, cancellation).Copy(copy);
                return Finish(StatementResult.Command(StatementKind.Other), transaction, isOwn);
            case BoundExport export:
                new DatabaseTransfer(this, transaction, cancellation).Export(export);
                return Finish(StatementResult.Command(StatementKind.Other), transaction, isOwn);
            case BoundImport import:
                new DatabaseTransfer(this, transaction, cancellation).Import(import);
                return Finish(StatementResult.Command(StatementKind.Other), transaction, isOwn);
            case BoundConditional conditional:
                RunConditional(conditional, transaction, sql, cancellation);
                return Finish(StatementResult.Command(StatementKind.Other), transaction, isOwn);
            case BoundAnalyze or BoundNothing:
                return Finish(StatementResult.Command(StatementKind.Other), transaction, isOwn);
            case BoundTruncate truncate:
                long deleted = DefinitionsIn(truncate, transaction, cancellation).Run(truncate);
                return Finish(StatementResult.Command(StatementKind.Delete, deleted), transaction, isOwn);
            default: return Finish(Define(statement, transaction, isOwn, cancellation), transaction, isOwn);
        }
    }

    /// <summary>Runs a definition; what is wrong with its names takes back what it has done so far, and no
    /// more.</summary>
    private StatementResult Define(
        BoundStatement statement, Transaction transaction, bool isOwn, CancellationToken cancellation)
    {
        Savepoint start = transaction.CreateSavepoint();
        try
        {
            long rows = RunDefinition(statement, transaction, cancellation);
            return StatementResult.Command(statement is BoundCreateTable { Source: not null }
                ? StatementKind.CreateTableAs : StatementKind.Definition, rows);
        }
        catch (GrizzlyException error) when (!isOwn && IsAboutNames(error))
        {
            transaction.RollbackTo(start);
            _canGoOn = true;
            throw;
        }
    }

    /// <summary>Classes 42 (names, types, rules of the language), 3F (schemas), 2B (dependents) and 0A.</summary>
    private static bool IsAboutNames(GrizzlyException error) =>
        error.SqlState.StartsWith("42", StringComparison.Ordinal) || error.SqlState.StartsWith("0A",
            StringComparison.Ordinal) || error.SqlState is SqlStates.InvalidSchemaName
                or SqlStates.DependentObjectsStillExist;

    private void SetVariable(BoundSetVariable set, PlanRun run)
    {
        if (set.Value is not { } plan)
        {
            Settings.Variables.Remove(set.Name);
            return;
        }
        Value? value = null;
        run.Read(plan, chunk => value ??= chunk.Columns[0].GetValue(0));
        Settings.Variables[set.Name] = value ?? Value.Null(plan.Output[0].Type);
    }

    /// <summary>The statement is done: commits it if it is a transaction of its own.</summary>
    private static StatementResult Finish(StatementResult result, Transaction transaction, bool isOwn)
    {
        if (isOwn) transaction.Commit();
        return result;
    }

    /// <summary>Each database's part of the transaction knows its own constraints.</summary>
    private void SetConstraints(BoundSetConstraints set, Transaction transaction)
    {
        if (set.Constraints is null)
        {
            foreach (AttachedDatabase database in Databases.All)
                DeferredConstraints.Of(Databases.In(transaction, database)).SetAll(set.IsDeferred);
            return;
        }
        foreach ((TableEntry table, string name) in set.Constraints)
        {
            AttachedDatabase home = Databases.Of(table.Data.Context.Transactions);
            DeferredConstraints.Of(Databases.In(transaction, home)).Set(table, name, set.IsDeferred);
        }
    }

    /// <summary>Commits like <see cref="Finish"/>; rows already there go if that fails.</summary>
    private static StatementResult FinishChange(StatementResult result, Transaction transaction, bool isOwn)
    {
        try
        {
            return Finish(result, transaction, isOwn);
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private void EndStatement(Transaction transaction, bool isOwn, bool succeeded)
    {
        if (!isOwn)
        {
            if (!succeeded) _hasFailed = true;
            return;
        }
        if (succeeded) transaction.Commit();
        else transaction.Rollback();
    }

    private void RunProcedure(BoundCallStatement call, Transaction transaction, CancellationToken cancellation)
    {
        Procedure procedure = Database.Extensions.GetProcedure(call.Name, call.Span);
        procedure.Run(
            sql => RunNested(sql, transaction, cancellation),
            call.Arguments,
            call.Named);
    }

    /// <summary>Runs a script as part of a statement.</summary>
    internal void RunNested(string sql, Transaction transaction, CancellationToken cancellation)
    {
        foreach (PreparedStatement nested in Database.Prepare(sql))
        {
            BoundStatement bound = StatementPlanner.Plan(nested.Syntax, this, transaction, []);
            using StatementResult result = RunBound(bound, transaction, isOwn: false, [], sql, cancellation);
            while (result.Next() is not null)
            {
            }
        }
    }
}
