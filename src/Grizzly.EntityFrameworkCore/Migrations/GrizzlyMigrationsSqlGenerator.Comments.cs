using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Migrations;

/// <summary>Comments, which are statements of their own.</summary>
public sealed partial class GrizzlyMigrationsSqlGenerator
{
    protected override void Generate(
        CreateTableOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        base.Generate(operation, model, builder, terminate);
        if (!terminate) return;
        if (operation.Comment is not null) CommentOnTable(operation.Name, operation.Schema, operation.Comment, builder);
        foreach (AddColumnOperation column in operation.Columns)
            if (column.Comment is not null) CommentOnColumn(column, builder);
    }

    protected override void Generate(AlterTableOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        base.Generate(operation, model, builder);
        if (operation.Comment != operation.OldTable.Comment)
            CommentOnTable(operation.Name, operation.Schema, operation.Comment, builder);
    }

    protected override void Generate(
        AddColumnOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        base.Generate(operation, model, builder, terminate);
        if (terminate && operation.Comment is not null) CommentOnColumn(operation, builder);
    }

    private void CommentOnTable(string name, string? schema, string? comment, MigrationCommandListBuilder builder)
    {
        builder.Append("COMMENT ON TABLE ").Append(Quote(name, schema)).Append(" IS ").Append(Text(comment));
        End(builder);
    }

    private void CommentOnColumn(ColumnOperation column, MigrationCommandListBuilder builder)
    {
        builder.Append("COMMENT ON COLUMN ").Append(Quote(column.Table, column.Schema)).Append(".")
            .Append(Quote(column.Name)).Append(" IS ").Append(Text(column.Comment));
        End(builder);
    }

    /// <summary>A string, or NULL.</summary>
    private string Text(string? text) => text is null
        ? "NULL"
        : Dependencies.TypeMappingSource.GetMapping(typeof(string)).GenerateSqlLiteral(text);
}
