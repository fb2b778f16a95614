using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Migrations.Internal;

/// <summary>The table of migrations that were applied, and the lock under which they are.</summary>
/// <remarks>A database file is open in one process, so its lock is one of the process and cannot be left behind.
/// </remarks>
public sealed class GrizzlyHistoryRepository(HistoryRepositoryDependencies dependencies)
    : HistoryRepository(dependencies)
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Locks = new(
        OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    public override LockReleaseBehavior LockReleaseBehavior => LockReleaseBehavior.Explicit;

    protected override string ExistsSql
    {
        get
        {
            RelationalTypeMapping text = Dependencies.TypeMappingSource.GetMapping(typeof(string));
            return "SELECT count(*) FROM information_schema.tables WHERE table_catalog = current_database()"
                + $" AND table_name = {text.GenerateSqlLiteral(TableName)}"
                + $" AND table_schema = {(TableSchema is null ? "current_schema()"
                    : text.GenerateSqlLiteral(TableSchema))}";
        }
    }

    protected override bool InterpretExistsResult(object? value) => value is long and not 0;

    public override string GetCreateIfNotExistsScript()
    {
        const string create = "CREATE TABLE";
        string script = GetCreateScript();
        return script.Insert(script.IndexOf(create, StringComparison.Ordinal) + create.Length, " IF NOT EXISTS");
    }

    public override string GetBeginIfNotExistsScript(string migrationId) =>
        $"IF NOT EXISTS ({Finding(migrationId)}) THEN";

    public override string GetBeginIfExistsScript(string migrationId) => $"IF EXISTS ({Finding(migrationId)}) THEN";

    public override string GetEndIfScript() => "END IF;" + Environment.NewLine;

    public override IMigrationsDatabaseLock AcquireDatabaseLock()
    {
        Dependencies.MigrationsLogger.AcquiringMigrationLock();
        SemaphoreSlim gate = Gate();
        gate.Wait();
        return new MigrationLock(this, gate);
    }

    public override async Task<IMigrationsDatabaseLock> AcquireDatabaseLockAsync(
        CancellationToken cancellationToken = default)
    {
        Dependencies.MigrationsLogger.AcquiringMigrationLock();
        SemaphoreSlim gate = Gate();
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new MigrationLock(this, gate);
    }

    /// <summary>A query that gives a row where the migration has been applied.</summary>
    private string Finding(string migrationId) =>
        $"SELECT 1 FROM {SqlGenerationHelper.DelimitIdentifier(TableName, TableSchema)} WHERE "
        + $"{SqlGenerationHelper.DelimitIdentifier(MigrationIdColumnName)} = "
        + Dependencies.TypeMappingSource.GetMapping(typeof(string)).GenerateSqlLiteral(migrationId);

    /// <summary>One per file or shared in-memory database; a private one needs none.</summary>
    private SemaphoreSlim Gate()
    {
        string source = Dependencies.Connection.DbConnection.DataSource;
        if (source.Length == 0 || source.Equals(":memory:", StringComparison.OrdinalIgnoreCase))
            return new SemaphoreSlim(1);
        string key = source.StartsWith(":memory:", StringComparison.OrdinalIgnoreCase)
            ? source
            : Path.GetFullPath(source);
        return Locks.GetOrAdd(key, _ => new SemaphoreSlim(1));
    }

    private sealed class MigrationLock(IHistoryRepository repository, SemaphoreSlim gate) : IMigrationsDatabaseLock
    {
        private int _isReleased;

        public IHistoryRepository HistoryRepository => repository;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0) gate.Release();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
