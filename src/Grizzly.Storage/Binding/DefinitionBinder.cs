using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using ColumnDefinition = Grizzly.Catalog.ColumnDefinition;
using LogicalOperator = Grizzly.Logical.LogicalOperator;

namespace Grizzly.Binding;

/// <summary>CREATE TABLE, VIEW and SCHEMA, and DROP.</summary>
internal sealed class DefinitionBinder(BindContext context)
{
    public BoundStatement Bind(CreateTableStatement create)
    {
        if (create.Temporary) throw Errors.NotSupported("a temporary table", create.Span);
        if (!create.Options.IsEmpty) throw Errors.NotSupported("WITH options of CREATE TABLE", create.Options[0].Span);
        string schema = SchemaOf(create.Name), name = create.Name.Name.Text;
        bool replaces = create.Conflict == CreateConflict.Replace, ignores = create.Conflict == CreateConflict.Ignore;
        if (create.Query is null)
        {
            var definition = new TableDefinitionBinder(context, schema, name) { Replaces = replaces };
            definition.Add(create.Columns, create.Constraints);
            return new BoundCreateTable(schema, name, definition.Columns, replaces, ignores, null)
            {
                Constraints = definition.Constraints, Sequences = definition.Sequences,
            };
        }
        foreach (TableConstraint constraint in create.Constraints)
            throw Errors.Misplaced("a constraint in CREATE TABLE AS", constraint.Span);
        BoundQuery source = new QueryBinder(context, null, null).Bind(create.Query);
        if (create.Columns.Count > source.Columns.Count)
            throw Errors.AliasColumns(name, source.Columns.Count, create.Columns.Count, create.Name.Span);
        ColumnDefinition[] columns =
            [.. source.Columns.Select((column, i) => new ColumnDefinition(
                SourceName(create, source, i), SourceType(create, column, i), false))];
        CheckNames(create, columns);
        return new BoundCreateTable(
            schema, name, columns, replaces, ignores, SourcePlan(source, columns, create.WithNoData));
    }

    private string SchemaOf(QualifiedName name)
    {
        if (name.Schema is not { } schema) return context.Catalog.DefaultSchema;
        return context.Catalog.SchemaExists(schema.Text)
            ? schema.Text
            : throw Errors.SchemaMissing(schema.Text, schema.Span);
    }

    private static void CheckNames(CreateTableStatement create, ColumnDefinition[] columns)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (Scope.SameName(columns[i].Name, columns[j].Name))
                    throw Errors.DuplicateColumn(
                        columns[i].Name, i < create.Columns.Count ? create.Columns[i].Name.Span : create.Name.Span);
            }
        }
    }

    private static string SourceName(CreateTableStatement create, BoundQuery source, int index) =>
        index < create.Columns.Count ? create.Columns[index].Name.Text : source.Names[index];

    private LogicalType SourceType(CreateTableStatement create, LogicalColumn column, int index)
    {
        if (index < create.Columns.Count && create.Columns[index].Type is { } type) return TypeNames.Resolve(type,
            context.Catalog);
        return column.Type.IsNull ? LogicalType.Integer : column.Type;
    }

    private LogicalOperator SourcePlan(BoundQuery source, ColumnDefinition[] columns, bool withNoData)
    {
        LogicalOperator plan = PlanBuilder.CastColumns(
            context, source, [.. columns.Select(column => column.Type)]).Plan;
        return withNoData ? new LogicalLimit(plan, new BoundConstant(Value.OfBigInt(0)), null) : plan;
    }

    public BoundStatement Bind(CreateViewStatement create)
    {
        if (create.Temporary) throw Errors.NotSupported("a temporary view", create.Span);
        if (create.Recursive) throw Errors.NotSupported("a recursive view", create.Span);
        if (create.Materialized) throw Errors.NotSupported("a materialized view", create.Span);
        string schema = SchemaOf(create.Name), name = create.Name.Name.Text;
        context.IsDefinition = true;
        BoundQuery query = new QueryBinder(context, null, null).Bind(create.Query);
        if (context.Parameters.Slots().Count > 0) throw Errors.NotSupported("a parameter in a view", create.Query.Span);
        if (create.Columns.Count > query.Columns.Count)
            throw Errors.AliasColumns(name, query.Columns.Count, create.Columns.Count, create.Name.Span);
        var view = new ViewEntry(
            schema, name, [.. create.Columns.Select(column => column.Text)], create.Query.ToString());
        return new BoundCreateView(
            view, create.Conflict == CreateConflict.Replace, create.Conflict == CreateConflict.Ignore);
    }

    /// <summary>CREATE TYPE. The labels of an ENUM may come from a query, which runs with the definition.</summary>
    public BoundStatement Bind(CreateTypeStatement create)
    {
        if (create.Temporary) throw Errors.NotSupported("a temporary type", create.Span);
        if (TypeNames.IsBuiltIn(create.Name.Name.Text))
            throw Errors.TypeExists(create.Name.Name.Text).WithSpan(create.Name.Span);
        string schema = SchemaOf(create.Name), name = create.Name.Name.Text;
        bool replaces = create.Conflict == CreateConflict.Replace, ignores = create.Conflict == CreateConflict.Ignore;
        if (create.Type is not null)
            return new BoundCreateType(
                schema, name, TypeNames.Resolve(create.Type, context.Catalog), null, replaces, ignores);
        BoundQuery query = new QueryBinder(context, null, null).Bind(create.EnumQuery!);
        if (query.Columns.Count != 1)
            throw Errors.Invalid("the query of an ENUM must have one column", create.EnumQuery!.Span);
        LogicalOperator plan = PlanBuilder.CastColumns(context, query, [LogicalType.Varchar]).Plan;
        return new BoundCreateType(schema, name, null, plan, replaces, ignores);
    }

    public BoundStatement Bind(CreateSchemaStatement create)
    {
        if (create.Conflict == CreateConflict.Replace)
            throw Errors.NotSupported("CREATE OR REPLACE SCHEMA", create.Span);
        return new BoundCreateSchema(create.Name.Name.Text, create.Conflict == CreateConflict.Ignore);
    }

    public BoundStatement Bind(DropStatement drop)
    {
        CatalogObjectKind kind = drop.Kind switch
        {
            ObjectKind.Table => CatalogObjectKind.Table,
            ObjectKind.View => CatalogObjectKind.View,
            ObjectKind.Schema => CatalogObjectKind.Schema,
            ObjectKind.Sequence => CatalogObjectKind.Sequence,
            ObjectKind.Type => CatalogObjectKind.Type,
            _ => throw Errors.NotSupported($"DROP {drop.Kind.ToString().ToUpperInvariant()}", drop.Span),
        };
        foreach (QualifiedName name in drop.Names) Check(kind, name, drop.IfExists);
        return new BoundDrop(
            kind, [.. drop.Names.Select(
            name => (kind == CatalogObjectKind.Schema ? null : name.Schema?.Text, name.Name.Text, name.Span))],
            drop.IfExists, drop.Behavior == DropBehavior.Cascade);
    }

    private void Check(CatalogObjectKind kind, QualifiedName name, bool ifExists)
    {
        string text = name.Name.Text;
        string? schema = name.Schema?.Text;
        if (kind == CatalogObjectKind.Schema)
        {
            if (!ifExists && !context.Catalog.SchemaExists(text)) throw Errors.SchemaMissing(text, name.Span);
            return;
        }
        if (kind == CatalogObjectKind.Type)
        {
            if (ifExists || context.Catalog.FindType(schema, text) is not null) return;
            throw Errors.TypeNotFound(text, [.. context.Catalog.Types.Select(type => type.Name)], name.Span);
        }
        bool isTable = context.Catalog.FindTable(schema, text) is not null;
        bool isView = !isTable && context.Catalog.FindView(schema, text) is not null;
        if (kind == CatalogObjectKind.Sequence)
        {
            if (isTable || isView) throw Errors.WrongObject(text, isTable ? "table" : "view", "sequence", name.Span);
            if (ifExists || context.Catalog.FindSequence(schema, text) is not null) return;
            throw Errors.ObjectNotFound("sequence", text, context.Catalog.Sequences.Select(s => s.Name), name.Span);
        }
        if (kind == CatalogObjectKind.Table && isView) throw Errors.WrongObject(text, "view", "table", name.Span);
        if (kind == CatalogObjectKind.View && isTable) throw Errors.WrongObject(text, "table", "view", name.Span);
        if (ifExists || isTable || isView) return;
        if (kind == CatalogObjectKind.Table) throw FromBinder.NotFound(context, name, []);
        throw Errors.ObjectNotFound("view", text, context.Catalog.Views.Select(view => view.Name), name.Span);
    }
}
