using System.Data.Common;
using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using Grizzly.Common;
using Grizzly.Data;
using Grizzly.EntityFrameworkCore.Update.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore;

/// <summary>Many rows at once, past the change tracker: entities are read, not tracked, and do not learn what the store
/// generates.</summary>
/// <remarks>
/// Types with one table and no owned, complex or shadow properties. All of it is done in the context's transaction, or
/// in one of its own. Concurrency tokens are not looked at, interceptors of SaveChanges are not called. A Guid key that
/// is empty is made and set.
/// </remarks>
public static class GrizzlyBulkExtensions
{
    /// <summary>Parameters of a statement of <see cref="Upsert"/>.</summary>
    private const int MostParameters = 10_000;

    /// <summary>Inserts rows through <see cref="GrizzlyAppender"/>, many times faster than SaveChanges.</summary>
    /// <returns>The number of rows.</returns>
    /// <exception cref="NotSupportedException">The type has more than its table's own columns.</exception>
    /// <exception cref="InvalidOperationException">Some entities have a value for a column that the store generates,
    /// and others have none.</exception>
    public static long BulkInsert<T>(this DbContext context, IEnumerable<T> entities)
        where T : class
    {
        using var load = new Load(context, new EntityColumns(context, typeof(T)));
        foreach (T entity in entities) load.Append(entity);
        return load.Complete();
    }

    /// <inheritdoc cref="BulkInsert{T}"/>
    /// <remarks>The database is in the process: what is asynchronous is reading the entities.</remarks>
    public static async Task<long> BulkInsertAsync<T>(
        this DbContext context, IAsyncEnumerable<T> entities, CancellationToken cancellationToken = default)
        where T : class
    {
        using var load = new Load(context, new EntityColumns(context, typeof(T)));
        await foreach (T entity in entities.WithCancellation(cancellationToken).ConfigureAwait(false))
            load.Append(entity);
        return load.Complete();
    }

    /// <inheritdoc cref="BulkInsert{T}"/>
    public static Task<long> BulkInsertAsync<T>(
        this DbContext context, IEnumerable<T> entities, CancellationToken cancellationToken = default)
        where T : class =>
        Task.Run(() => context.BulkInsert(Until(entities, cancellationToken)), cancellationToken);

    /// <summary>Inserts rows, and updates those that are there already.</summary>
    /// <param name="match">What tells rows apart, which a unique index must be over: one property,
    /// <c>b =&gt; b.Isbn</c>, or several, <c>l =&gt; new { l.BookId, l.Number }</c>; the primary key where it is null.
    /// </param>
    /// <returns>The number of rows inserted or updated.</returns>
    /// <exception cref="NotSupportedException">The type has more than its table's own columns.</exception>
    public static int Upsert<T>(
        this DbContext context, IEnumerable<T> entities, Expression<Func<T, object?>>? match = null)
        where T : class
    {
        var columns = new EntityColumns(context, typeof(T));
        EntityColumn[] matched = Matched(columns, match);
        int affected = 0;
        using IDbContextTransaction? transaction =
            context.Database.CurrentTransaction is null ? context.Database.BeginTransaction() : null;
        var rows = new List<T>();
        EntityColumn[]? written = null;
        foreach (T entity in entities)
        {
            columns.Require(entity);
            EntityColumn[] own = columns.WrittenFor(entity);
            bool isSame = written is null || own.SequenceEqual(written);
            if (!isSame || (rows.Count + 1) * own.Length > MostParameters) Flush();
            written = own;
            rows.Add(entity);
        }
        Flush();
        transaction?.Commit();
        return affected;

        void Flush()
        {
            if (rows.Count == 0) return;
            affected += Write(context, columns, written!, matched, rows);
            rows.Clear();
        }
    }

    /// <summary>MERGE: updates the rows that are there already, inserts the others, and can delete those that were not
    /// given, in one statement.</summary>
    /// <param name="match">As for <see cref="Upsert"/>, but no index is needed.</param>
    /// <param name="deletesOthers">Whether rows of the table that no entity matches are deleted.</param>
    /// <returns>The number of rows inserted, updated or deleted.</returns>
    /// <exception cref="NotSupportedException">The type has more than its table's own columns.</exception>
    /// <exception cref="GrizzlyException">21000: two entities match one row.</exception>
    public static int Merge<T>(
        this DbContext context, IEnumerable<T> entities, Expression<Func<T, object?>>? match = null,
        bool deletesOthers = false)
        where T : class
    {
        ISqlGenerationHelper helper = context.GetService<ISqlGenerationHelper>();
        using IDbContextTransaction? transaction =
            context.Database.CurrentTransaction is null ? context.Database.BeginTransaction() : null;
        var columns = new EntityColumns(context, typeof(T));
        string[] keys = [.. Matched(columns, match).Select(column => helper.DelimitIdentifier(column.Name))];
        string table = helper.DelimitIdentifier(columns.Table.Name, columns.Table.Schema);
        string staged = helper.DelimitIdentifier($"grizzly_merge_{Guid.NewGuid():N}");
        Run($"CREATE TEMPORARY TABLE {staged} AS FROM {table} LIMIT 0");
        int affected;
        try
        {
            affected = Staged();
        }
        catch when (transaction is null)
        {
            DropAfterError();
            throw;
        }
        Run($"DROP TABLE {staged}");
        transaction?.Commit();
        return affected;

        int Staged()
        {
            using var load = new Load(context, columns, staged);
            foreach (T entity in entities) load.Append(entity);
            load.Complete();
            string[] written = [.. load.Written.Select(column => helper.DelimitIdentifier(column.Name))];
            return written.Length == 0 && !deletesOthers
                ? 0 : Run(MergeSql(table, staged, keys, written, deletesOthers));
        }

        // A transaction that the error has ended takes the table along when it is rolled back; the first error is told.
        void DropAfterError()
        {
            try
            {
                Run($"DROP TABLE {staged}");
            }
            catch (GrizzlyException)
            {
            }
        }

        int Run(string text)
        {
            using DbCommand command = Command(context);
            command.CommandText = text;
            return command.ExecuteNonQuery();
        }
    }

    private static string MergeSql(
        string table, string staged, string[] keys, string[] written, bool deletesOthers)
    {
        string[] changed = [.. written.Except(keys)];
        var sql = new StringBuilder($"MERGE INTO {table} AS t USING {staged} AS s ON ")
            .AppendJoin(" AND ", keys.Select(key => $"t.{key} IS NOT DISTINCT FROM s.{key}"));
        if (changed.Length > 0)
        {
            sql.Append(" WHEN MATCHED THEN UPDATE SET ")
                .AppendJoin(", ", changed.Select(column => $"{column} = s.{column}"));
        }
        if (written.Length > 0)
        {
            sql.Append($" WHEN NOT MATCHED THEN INSERT ({string.Join(", ", written)}) VALUES (")
                .AppendJoin(", ", written.Select(column => $"s.{column}")).Append(')');
        }
        if (deletesOthers) sql.Append(" WHEN NOT MATCHED BY SOURCE THEN DELETE");
        return sql.ToString();
    }

    /// <summary>The columns that tell rows apart.</summary>
    private static EntityColumn[] Matched<T>(EntityColumns columns, Expression<Func<T, object?>>? match)
    {
        IEnumerable<string> names = match is null
            ? columns.KeyNames : match.GetMemberAccessList().Select(member => member.Name);
        return [.. names.Select(name => columns.All.Find(column => column.Property.Name == name)
            ?? throw new InvalidOperationException($"'{name}' is no column of '{columns.Table.Name}'"))];
    }

    private static DbCommand Command(DbContext context)
    {
        DbCommand command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }

    private static int Write<T>(
        DbContext context, EntityColumns columns, EntityColumn[] written, EntityColumn[] matched, List<T> rows)
        where T : class
    {
        ISqlGenerationHelper helper = context.GetService<ISqlGenerationHelper>();
        string Quote(string name) => helper.DelimitIdentifier(name);
        using DbCommand command = Command(context);
        var sql = new StringBuilder("INSERT INTO ")
            .Append(helper.DelimitIdentifier(columns.Table.Name, columns.Table.Schema)).Append(" (")
            .AppendJoin(", ", written.Select(column => Quote(column.Name))).Append(") VALUES ");
        for (int row = 0; row < rows.Count; row++)
        {
            sql.Append(row == 0 ? "(" : ", (");
            for (int i = 0; i < written.Length; i++)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"p{command.Parameters.Count}");
                sql.Append(i == 0 ? "" : ", ").Append(helper.GenerateParameterName(name));
                command.Parameters.Add(written[i].TypeMapping.CreateParameter(
                    command, helper.GenerateParameterName(name), written[i].Read(rows[row])));
            }
            sql.Append(')');
        }
        sql.Append(" ON CONFLICT (").AppendJoin(", ", matched.Select(column => Quote(column.Name))).Append(") DO ");
        string[] changed = [.. written.Except(matched).Select(column => Quote(column.Name))];
        if (changed.Length == 0) sql.Append("NOTHING");
        else sql.Append("UPDATE SET ").AppendJoin(", ", changed.Select(column => $"{column} = excluded.{column}"));
        command.CommandText = sql.ToString();
        return command.ExecuteNonQuery();
    }

    private static IEnumerable<T> Until<T>(IEnumerable<T> entities, CancellationToken cancellationToken)
    {
        foreach (T entity in entities)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entity;
        }
    }

    /// <summary>One bulk insert.</summary>
    private sealed class Load : IDisposable
    {
        private readonly DbContext _context;
        private readonly EntityColumns _columns;
        private readonly string? _table;
        private GrizzlyAppender? _appender;

        /// <param name="table">As SQL writes it; null: the type's own.</param>
        public Load(DbContext context, EntityColumns columns, string? table = null)
        {
            _context = context;
            _columns = columns;
            _table = table;
            context.Database.OpenConnection();
        }

        /// <summary>The columns that got values; none before the first entity.</summary>
        public EntityColumn[] Written { get; private set; } = [];

        public void Append(object entity)
        {
            _columns.Require(entity);
            if (_appender is null) Begin(entity);
            foreach (EntityColumn column in _columns.All)
            {
                if (column.IsGenerated && column.HasValue(entity) != Written.Contains(column))
                    throw new InvalidOperationException(
                        $"'{column.Property.Name}' must have a value in all entities or in none");
            }
            foreach (EntityColumn column in Written) _appender!.Append(column.ReadConverted(entity));
            _appender!.EndRow();
        }

        public long Complete()
        {
            if (_appender is null) return 0;
            _appender.Complete();
            return _appender.RowCount;
        }

        public void Dispose()
        {
            _appender?.Dispose();
            _context.Database.CloseConnection();
        }

        private void Begin(object entity)
        {
            ISqlGenerationHelper helper = _context.GetService<ISqlGenerationHelper>();
            Written = _columns.WrittenFor(entity);
            _appender = new GrizzlyAppender(
                (GrizzlyConnection)_context.Database.GetDbConnection(),
                _table ?? helper.DelimitIdentifier(_columns.Table.Name, _columns.Table.Schema),
                [.. Written.Select(column => column.Name)]);
        }
    }
}
