using System.Text;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace Grizzly.EntityFrameworkCore.Update.Internal;

/// <summary>INSERT, UPDATE and DELETE with RETURNING.</summary>
public sealed class GrizzlyUpdateSqlGenerator(UpdateSqlGeneratorDependencies dependencies)
    : UpdateSqlGenerator(dependencies)
{
    /// <summary>Inserts rows of the same columns in one statement, which returns what the store generated in the order
    /// of the rows.</summary>
    public ResultSetMapping AppendInsertRows(
        StringBuilder sql, IReadOnlyList<IReadOnlyModificationCommand> rows, int position, out bool requiresTransaction)
    {
        IReadOnlyModificationCommand first = rows[0];
        List<IColumnModification> written = [.. first.ColumnModifications.Where(column => column.IsWrite)];
        if (rows.Count == 1 || written.Count == 0)
        {
            ResultSetMapping mapping = ResultSetMapping.NoResults;
            requiresTransaction = rows.Count > 1;
            foreach (IReadOnlyModificationCommand row in rows)
            {
                mapping = AppendInsertOperation(sql, row, position++, out bool requires);
                requiresTransaction |= requires;
            }
            return mapping;
        }
        List<IColumnModification> read = [.. first.ColumnModifications.Where(column => column.IsRead)];
        AppendInsertCommandHeader(sql, first.TableName, first.Schema, written);
        AppendValuesHeader(sql, written);
        AppendValues(sql, first.TableName, first.Schema, written);
        foreach (IReadOnlyModificationCommand row in rows.Skip(1))
        {
            sql.AppendLine(",");
            AppendValues(
                sql, row.TableName, row.Schema, [.. row.ColumnModifications.Where(column => column.IsWrite)]);
        }
        AppendReturningClause(sql, read);
        sql.AppendLine(SqlGenerationHelper.StatementTerminator);
        requiresTransaction = false;
        return read.Count == 0
            ? ResultSetMapping.NoResults
            : ResultSetMapping.HasResultRow | ResultSetMapping.NotLastInResultSet;
    }

    /// <summary>Whether a command changes or deletes a row and reads nothing back.</summary>
    internal static bool IsPlain(IReadOnlyModificationCommand command) =>
        command is { EntityState: EntityState.Modified or EntityState.Deleted, StoreStoredProcedure: null }
        && !command.ColumnModifications.Any(column => column.IsRead);

    public override ResultSetMapping AppendUpdateOperation(
        StringBuilder commandStringBuilder, IReadOnlyModificationCommand command, int commandPosition,
        out bool requiresTransaction)
    {
        if (!IsPlain(command))
            return base.AppendUpdateOperation(commandStringBuilder, command, commandPosition, out requiresTransaction);
        requiresTransaction = false;
        AppendUpdateCommand(
            commandStringBuilder, command.TableName, command.Schema,
            [.. command.ColumnModifications.Where(column => column.IsWrite)], [],
            [.. command.ColumnModifications.Where(column => column.IsCondition)]);
        return ResultSetMapping.NoResults;
    }

    public override ResultSetMapping AppendDeleteOperation(
        StringBuilder commandStringBuilder, IReadOnlyModificationCommand command, int commandPosition,
        out bool requiresTransaction)
    {
        if (!IsPlain(command))
            return base.AppendDeleteOperation(commandStringBuilder, command, commandPosition, out requiresTransaction);
        requiresTransaction = false;
        AppendDeleteCommand(
            commandStringBuilder, command.TableName, command.Schema, [],
            [.. command.ColumnModifications.Where(column => column.IsCondition)]);
        return ResultSetMapping.NoResults;
    }

    public override void AppendObtainNextSequenceValueOperation(StringBuilder sql, string name, string? schema)
    {
        string quoted = SqlGenerationHelper.DelimitIdentifier(name, schema);
        sql.Append("nextval('").Append(quoted.Replace("'", "''")).Append("')");
    }

    /// <summary>Row versions that are numbers count with every update.</summary>
    protected override void AppendUpdateCommand(
        StringBuilder sql, string name, string? schema, IReadOnlyList<IColumnModification> writeOperations,
        IReadOnlyList<IColumnModification> readOperations, IReadOnlyList<IColumnModification> conditionOperations,
        bool appendReturningOneClause = false)
    {
        List<IColumnModification> versions = [.. readOperations.Where(IsCounter)];
        if (versions.Count == 0)
        {
            base.AppendUpdateCommand(
                sql, name, schema, writeOperations, readOperations, conditionOperations, appendReturningOneClause);
            return;
        }
        AppendUpdateCommandHeader(sql, name, schema, writeOperations);
        for (int i = 0; i < versions.Count; i++)
        {
            string column = SqlGenerationHelper.DelimitIdentifier(versions[i].ColumnName);
            sql.Append(i + writeOperations.Count > 0 ? ", " : "").Append(column).Append(" = ").Append(column)
                .Append(" + 1");
        }
        AppendWhereClause(sql, conditionOperations);
        AppendReturningClause(sql, readOperations, appendReturningOneClause ? "1" : null);
        sql.AppendLine(SqlGenerationHelper.StatementTerminator);
    }

    /// <summary>A part of a JSON document is set in place.</summary>
    protected override void AppendUpdateColumnValue(
        Microsoft.EntityFrameworkCore.Storage.ISqlGenerationHelper helper, IColumnModification column,
        StringBuilder sql, string name, string? schema)
    {
        if (column.JsonPath is null or "$")
        {
            base.AppendUpdateColumnValue(helper, column, sql, name, schema);
            return;
        }
        string path = column.JsonPath.Replace("'", "''", StringComparison.Ordinal);
        sql.Append("json_set(").Append(helper.DelimitIdentifier(column.ColumnName)).Append(", '").Append(path)
            .Append("', CAST(");
        base.AppendUpdateColumnValue(helper, column, sql, name, schema);
        sql.Append(" AS JSON))");
    }

    /// <summary>A number that the store generates with each update and that guards against lost ones.</summary>
    internal static bool IsCounter(IColumnModification column) =>
        column.Property is { IsConcurrencyToken: true, ValueGenerated: ValueGenerated.OnAddOrUpdate }
        && column.TypeMapping?.StoreType is "BIGINT" or "UBIGINT" or "INTEGER" or "UINTEGER";
}
