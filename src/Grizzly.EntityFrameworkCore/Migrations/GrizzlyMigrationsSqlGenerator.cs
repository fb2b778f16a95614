using Grizzly.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Migrations;

/// <summary>Migration operations as SQL. Every change is an ALTER: no table is ever rebuilt.</summary>
public sealed partial class GrizzlyMigrationsSqlGenerator(MigrationsSqlGeneratorDependencies dependencies)
    : MigrationsSqlGenerator(dependencies)
{
    protected override void Generate(AlterColumnOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        ChangeColumn(operation, model, builder);
        if (operation.Comment != operation.OldColumn.Comment) CommentOnColumn(operation, builder);
    }

    private void ChangeColumn(AlterColumnOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        ColumnOperation old = operation.OldColumn;
        if (!IsIdentity(operation) && IsIdentity(old)) Alter(operation, builder, "DROP IDENTITY");
        bool isOtherKind = operation.ComputedColumnSql is not null
            && (operation.IsStored == true) != (old.IsStored == true);
        if (operation.ComputedColumnSql != old.ComputedColumnSql || isOtherKind)
        {
            Recreate(operation, model, builder);
            return;
        }
        string type = TypeOf(operation, operation, model);
        string oldType = TypeOf(operation, old, null);
        bool hasDefault = operation.DefaultValue is not null || operation.DefaultValueSql is not null;
        bool hadDefault = old.DefaultValue is not null || old.DefaultValueSql is not null;
        if (type != oldType || operation.Collation != old.Collation)
        {
            // Under another collation the default is the same text as before.
            if (hadDefault && type != oldType) Alter(operation, builder, "DROP DEFAULT");
            Alter(operation, builder, $"SET DATA TYPE {type}{CollationOf(operation)}");
        }
        bool isSameDefault = Equals(operation.DefaultValue, old.DefaultValue)
            && operation.DefaultValueSql == old.DefaultValueSql;
        if (hasDefault && (!isSameDefault || type != oldType)) SetDefault(operation, type, builder);
        else if (hadDefault && !hasDefault && type == oldType) Alter(operation, builder, "DROP DEFAULT");
        if (operation.IsNullable != old.IsNullable)
        {
            if (!operation.IsNullable && hasDefault) FillNulls(operation, type, builder);
            Alter(operation, builder, operation.IsNullable ? "DROP NOT NULL" : "SET NOT NULL");
        }
        if (IsIdentity(operation) && !IsIdentity(old)) BecomeIdentity(operation, builder);
    }

    protected override void Generate(RenameIndexOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        builder.Append("ALTER INDEX ").Append(Quote(operation.Name, operation.Schema)).Append(" RENAME TO ")
            .Append(Quote(operation.NewName));
        End(builder);
    }

    protected override void Generate(
        DropIndexOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        builder.Append("DROP INDEX ").Append(Quote(operation.Name, operation.Schema));
        if (terminate) End(builder);
    }

    protected override void Generate(RenameTableOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        Rename("TABLE", operation.Name, operation.Schema, operation.NewName, operation.NewSchema, builder);
    }

    /// <summary>Sequences count in SMALLINT, INTEGER or BIGINT.</summary>
    protected override void Generate(
        CreateSequenceOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        builder.Append("CREATE SEQUENCE ").Append(Quote(operation.Name, operation.Schema));
        bool isShort = operation.ClrType == typeof(short) || operation.ClrType == typeof(byte);
        if (operation.ClrType == typeof(int)) builder.Append(" AS INTEGER");
        else if (isShort) builder.Append(" AS SMALLINT");
        builder.Append(FormattableString.Invariant($" START WITH {operation.StartValue}"));
        SequenceOptions(operation, model, builder);
        End(builder);
    }

    /// <summary>A sequence that is restarted elsewhere starts there from then on, as the model has it.</summary>
    protected override void Generate(
        RestartSequenceOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        builder.Append("ALTER SEQUENCE ").Append(Quote(operation.Name, operation.Schema));
        if (operation.StartValue is { } start) builder.Append(FormattableString.Invariant($" START WITH {start}"));
        builder.Append(" RESTART");
        End(builder);
    }

    protected override void Generate(
        RenameSequenceOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        Rename("SEQUENCE", operation.Name, operation.Schema, operation.NewName, operation.NewSchema, builder);
    }

    private void Rename(
        string kind, string name, string? schema, string? newName, string? newSchema,
        MigrationCommandListBuilder builder)
    {
        if (newName is not null && newName != name)
        {
            builder.Append($"ALTER {kind} ").Append(Quote(name, schema)).Append(" RENAME TO ").Append(Quote(newName));
            End(builder);
            name = newName;
        }
        if (newSchema is null || newSchema == schema) return;
        builder.Append($"ALTER {kind} ").Append(Quote(name, schema)).Append(" SET SCHEMA ").Append(Quote(newSchema));
        End(builder);
    }

    protected override void Generate(
        RenameColumnOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        builder.Append("ALTER TABLE ").Append(Quote(operation.Table, operation.Schema)).Append(" RENAME COLUMN ")
            .Append(Quote(operation.Name)).Append(" TO ").Append(Quote(operation.NewName));
        End(builder);
    }

    protected override void Generate(
        EnsureSchemaOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        builder.Append("CREATE SCHEMA IF NOT EXISTS ").Append(Quote(operation.Name));
        End(builder);
    }

    protected override void ColumnDefinition(
        string? schema, string table, string name, ColumnOperation operation, IModel? model,
        MigrationCommandListBuilder builder)
    {
        bool isCounter = operation is { IsRowVersion: true, DefaultValue: null, DefaultValueSql: null };
        base.ColumnDefinition(schema, table, name, operation, model, builder);
        if (IsIdentity(operation)) builder.Append(" GENERATED BY DEFAULT AS IDENTITY");
        else if (isCounter && IsCounterType(operation.ColumnType ?? GetColumnType(
            schema, table, name, operation, model))) builder.Append(" DEFAULT 1");
    }

    protected override void ComputedColumnDefinition(
        string? schema, string table, string name, ColumnOperation operation, IModel? model,
        MigrationCommandListBuilder builder)
    {
        string type = operation.ColumnType ?? GetColumnType(schema, table, name, operation, model)!;
        builder.Append(Quote(name)).Append(" ").Append(type).Append(CollationOf(operation))
            .Append(" GENERATED ALWAYS AS (")
            .Append(operation.ComputedColumnSql!).Append(operation.IsStored == true ? ") STORED" : ") VIRTUAL");
    }

    private static bool IsIdentity(ColumnOperation operation) => operation[GrizzlyAnnotationNames.Identity] is true;

    private static bool IsCounterType(string type) => type is "BIGINT" or "UBIGINT" or "INTEGER" or "UINTEGER";

    private string Quote(string name, string? schema = null) =>
        Dependencies.SqlGenerationHelper.DelimitIdentifier(name, schema);

    private void End(MigrationCommandListBuilder builder)
    {
        builder.AppendLine(Dependencies.SqlGenerationHelper.StatementTerminator);
        EndStatement(builder);
    }

    private string TypeOf(AlterColumnOperation column, ColumnOperation operation, IModel? model) =>
        operation.ColumnType ?? GetColumnType(column.Schema, column.Table, column.Name, operation, model)!;

    private string CollationOf(ColumnOperation operation) =>
        operation.Collation is { } collation ? $" COLLATE {Quote(collation)}" : "";

    private void Alter(AlterColumnOperation operation, MigrationCommandListBuilder builder, string action)
    {
        builder.Append("ALTER TABLE ").Append(Quote(operation.Table, operation.Schema)).Append(" ALTER COLUMN ")
            .Append(Quote(operation.Name)).Append(" ").Append(action);
        End(builder);
    }

    private void SetDefault(AlterColumnOperation operation, string type, MigrationCommandListBuilder builder)
    {
        builder.Append("ALTER TABLE ").Append(Quote(operation.Table, operation.Schema)).Append(" ALTER COLUMN ")
            .Append(Quote(operation.Name)).Append(" SET");
        DefaultValue(operation.DefaultValue, operation.DefaultValueSql, type, builder);
        End(builder);
    }

    /// <summary>Rows that have no value yet take the default before they must have one.</summary>
    private void FillNulls(AlterColumnOperation operation, string type, MigrationCommandListBuilder builder)
    {
        string value = operation.DefaultValueSql
            ?? (Dependencies.TypeMappingSource.FindMapping(operation.DefaultValue!.GetType(), type)
                ?? Dependencies.TypeMappingSource.GetMappingForValue(operation.DefaultValue))
                .GenerateSqlLiteral(operation.DefaultValue);
        string column = Quote(operation.Name);
        builder.Append("UPDATE ").Append(Quote(operation.Table, operation.Schema))
            .Append($" SET {column} = {value} WHERE {column} IS NULL");
        End(builder);
    }

    /// <summary>A computed column has nothing to lose but the indexes that are on it.</summary>
    private void Recreate(AlterColumnOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        Generate(
            new DropColumnOperation { Schema = operation.Schema, Table = operation.Table, Name = operation.Name },
            model, builder);
        var add = new AddColumnOperation
        {
            Schema = operation.Schema, Table = operation.Table, Name = operation.Name, ClrType = operation.ClrType,
            ColumnType = operation.ColumnType, IsUnicode = operation.IsUnicode, MaxLength = operation.MaxLength,
            IsFixedLength = operation.IsFixedLength, IsRowVersion = operation.IsRowVersion,
            IsNullable = operation.IsNullable, DefaultValue = operation.DefaultValue,
            DefaultValueSql = operation.DefaultValueSql, ComputedColumnSql = operation.ComputedColumnSql,
            IsStored = operation.IsStored, Precision = operation.Precision, Scale = operation.Scale,
            Comment = operation.Comment, Collation = operation.Collation,
        };
        Generate(add, model, builder);
        RecreateIndexes(operation, model, builder);
    }
}
