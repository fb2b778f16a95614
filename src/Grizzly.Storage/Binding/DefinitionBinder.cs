using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using ColumnDefinition = Grizzly.Catalog.ColumnDefinition;
using LogicalOperator = Grizzly.Logical.LogicalOperator;

namespace Grizzly.Binding;

/// <summary>CREATE TABLE, VIEW, TYPE, MACRO and SCHEMA.</summary>
internal sealed class DefinitionBinder(BindContext context)
{
    public BoundStatement Bind(CreateTableStatement create)
    {
        if (!create.Options.IsEmpty) throw Errors.NotSupported("WITH options of CREATE TABLE", create.Options[0].Span);
        string schema = ObjectNames.Place(context, create.Name, create.Temporary), name = create.Name.Name.Text;
        bool replaces = create.Conflict == CreateConflict.Replace, ignores = create.Conflict == CreateConflict.Ignore;
        if (create.Query is null)
        {
            using BindContext.CatalogScope scope = ObjectNames.EnterPlace(context, schema);
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
        if (create.Recursive) throw Errors.NotSupported("a recursive view", create.Span);
        if (create.Materialized) throw Errors.NotSupported("a materialized view", create.Span);
        string schema = ObjectNames.Place(context, create.Name, create.Temporary), name = create.Name.Name.Text;
        context.IsDefinition = true;
        BoundQuery query = new QueryBinder(context, null, null).Bind(create.Query);
        if (context.Parameters.Slots().Count > 0) throw Errors.NotSupported("a parameter in a view", create.Query.Span);
        if (create.Columns.Count > query.Columns.Count)
            throw Errors.AliasColumns(name, query.Columns.Count, create.Columns.Count, create.Name.Span);
        // As in PostgreSQL, a view over temporary objects is temporary itself.
        bool readsTemporary = context.Relations.Any(relation =>
            context.Catalog.DatabaseOf(relation)?.IsTemporary == true);
        if (readsTemporary && !create.Temporary) schema = ObjectNames.Place(context, create.Name, isTemporary: true);
        var view = new ViewEntry(
            schema, name, [.. create.Columns.Select(column => column.Text)], create.Query.ToString())
        {
            Path = StoredPath(),
        };
        return new BoundCreateView(
            view, create.Conflict == CreateConflict.Replace, create.Conflict == CreateConflict.Ignore);
    }

    /// <summary>The path of the session, in which the place's own database has no name.</summary>
    private IReadOnlyList<PathEntry> StoredPath()
    {
        if (context.Database is not { } place) return [];
        string own = context.Catalog.Databases[0].Name;
        return [.. context.Catalog.Path.Select(part => Scope.SameName(part.Database ?? own, place.Name)
            ? part with { Database = null }
            : part with { Database = part.Database ?? own })];
    }

    /// <summary>CREATE TYPE. The labels of an ENUM may come from a query, which runs with the definition.</summary>
    public BoundStatement Bind(CreateTypeStatement create)
    {
        if (TypeNames.IsBuiltIn(create.Name.Name.Text))
            throw Errors.TypeExists(create.Name.Name.Text).WithSpan(create.Name.Span);
        string schema = ObjectNames.Place(context, create.Name, create.Temporary), name = create.Name.Name.Text;
        bool replaces = create.Conflict == CreateConflict.Replace, ignores = create.Conflict == CreateConflict.Ignore;
        if (create.Type is not null)
        {
            using BindContext.CatalogScope scope = ObjectNames.EnterPlace(context, schema);
            return new BoundCreateType(
                schema, name, TypeNames.Resolve(create.Type, context.Catalog), null, replaces, ignores);
        }
        BoundQuery query = new QueryBinder(context, null, null).Bind(create.EnumQuery!);
        if (query.Columns.Count != 1)
            throw Errors.Invalid("the query of an ENUM must have one column", create.EnumQuery!.Span);
        LogicalOperator plan = PlanBuilder.CastColumns(context, query, [LogicalType.Varchar]).Plan;
        return new BoundCreateType(schema, name, null, plan, replaces, ignores);
    }

    public BoundStatement Bind(CreateMacroStatement create)
    {
        string schema = ObjectNames.Place(context, create.Name, create.Temporary), name = create.Name.Name.Text;
        new MacroBinder(context).Check(create);
        CreateMacroStatement kept = create with
        {
            Conflict = CreateConflict.Error, Temporary = false, Name = new QualifiedName([create.Name.Name], default),
        };
        var macro = new MacroEntry(schema, name, create.Definitions[0].Query is not null, kept.ToString())
        {
            Path = StoredPath(),
        };
        return new BoundCreateMacro(
            macro, create.Conflict == CreateConflict.Replace, create.Conflict == CreateConflict.Ignore);
    }

    public BoundStatement Bind(CreateSchemaStatement create)
    {
        if (create.Conflict == CreateConflict.Replace)
            throw Errors.NotSupported("CREATE OR REPLACE SCHEMA", create.Span);
        context.Database = DropBinder.DatabaseOfSchema(context, create.Name);
        return new BoundCreateSchema(create.Name.Name.Text, create.Conflict == CreateConflict.Ignore);
    }
}
