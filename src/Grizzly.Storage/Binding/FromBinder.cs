using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>
/// What FROM gives: a plan, the names to use its columns by, and the columns it takes from tables to its left
/// (LATERAL).
/// </summary>
internal sealed record BoundFrom(Logical.LogicalOperator Plan, Scope Scope, IReadOnlySet<int> FreeColumns)
{
    public BoundFrom(Logical.LogicalOperator plan, Scope scope)
        : this(plan, scope, new HashSet<int>())
    {
    }
}

/// <summary>
/// Binds table references: tables, views, WITH names, subqueries, table functions, files. Joins are
/// <see cref="JoinBinder"/>'s.
/// </summary>
internal sealed class FromBinder(BindContext context, ExpressionBinder? outer, CteScope? ctes)
{
    /// <summary>The cross product of the references; one row of no columns where there are none.</summary>
    public BoundFrom Bind(SyntaxList<TableReference> references)
    {
        if (references.IsEmpty) return new BoundFrom(PlanBuilder.OneRow(), Scope.Empty);
        BoundFrom result = Bind(references[0], Scope.Empty);
        for (int i = 1; i < references.Count; i++)
            result = JoinBinder.Cross(result, Bind(references[i], result.Scope));
        return result;
    }

    /// <summary>Binds one reference.</summary>
    /// <param name="left">The columns of everything to its left, for LATERAL.</param>
    public BoundFrom Bind(TableReference reference, Scope left)
    {
        context.CountRelation(reference.Span);
        switch (reference)
        {
            case NamedTable named: return BindNamed(named);
            case JoinTable join: return new JoinBinder(context, this, outer, ctes).Bind(join, left);
            case SubqueryTable subquery: return BindSubquery(subquery, left);
            case FunctionTable function: return BindFunction(function, left);
            case FileTable file: return BindFile(file);
            case AliasedTable aliased:
                BoundFrom inner = Bind(aliased.Table, left);
                ScopeColumn[] columns = [.. inner.Scope.Visible];
                var table = new ScopeTable(null, aliased.Alias.Name.Text);
                string[] names = Names(columns.Select(column => column.Name), aliased.Alias, table.Name);
                return inner with { Scope = new Scope(
                    [table], [.. columns.Select((c, i) => new ScopeColumn(table, names[i], c.Unqualified))]) };
            case SampledTable sampled:
                BoundFrom whole = Bind(sampled.Table, left);
                if (whole.FreeColumns.Count > 0)
                    throw Errors.NotSupported("TABLESAMPLE of a lateral table", reference.Span);
                return whole with { Plan = SampleBinder.Apply(context, whole.Plan, sampled.Sample) };
            case PivotTable pivot: return BindBody(new PivotBinder(context, outer, ctes).Pivot(pivot), pivot.Alias);
            case UnpivotTable unpivot:
                return BindBody(new PivotBinder(context, outer, ctes).Unpivot(unpivot), unpivot.Alias);
            default: throw Errors.NotSupported("this table reference", reference.Span);
        }
    }

    private BoundFrom BindBody(QueryBody body, TableAlias? alias) =>
        Named(new QueryBinder(context, outer, ctes).Bind(body), alias, null);

    private BoundFrom BindNamed(NamedTable reference)
    {
        string name = reference.Name.Name.Text;
        ObjectName wanted = ObjectNames.Of(reference.Name);
        if (wanted.Schema is null && ctes?.Find(name) is { } cte) return BindCte(cte, reference);
        if (context.Catalog.FindTable(wanted) is { } table)
            return BindTable(table, reference.Alias, databaseName: DatabaseName(wanted));
        if (context.Catalog.FindView(wanted) is { } view) return BindView(view, reference);
        if (new SystemTables(context).TryBind(wanted) is { } listing)
            return Named(listing, reference.Alias, name, wanted.Schema);
        throw NotFound(context, reference.Name, CteNames());
    }

    /// <summary>What stands for the database in front of a table's name.</summary>
    private string? DatabaseName(in ObjectName name) => name.Database
        ?? (name.Schema is { } schema && context.Catalog.DatabaseExists(schema) ? schema : null);

    public static GrizzlyException NotFound(BindContext context, QualifiedName name, IEnumerable<string> more)
    {
        string? schema = name.Schema?.Text;
        if (name.Catalog is { } database)
        {
            if (!context.Catalog.DatabaseExists(database.Text))
                throw Errors.DatabaseNotFound(database.Text, database.Span);
        }
        else if (schema is not null && !context.Catalog.SchemaExists(schema) && !SystemTables.IsSchema(schema))
            return Errors.SchemaMissing(schema, name.Schema!.Value.Span);
        bool Seen(string other) => Scope.SameName(other, schema ?? context.Catalog.DefaultSchema);
        IEnumerable<string> names = context.Catalog.Tables.Where(t => Seen(t.Schema)).Select(t => t.Name)
            .Concat(context.Catalog.Views.Where(v => Seen(v.Schema)).Select(v => v.Name)).Concat(more);
        // Another database may have a table of that very name.
        names = names.Where(other => !Scope.SameName(other, name.Name.Text));
        return Errors.TableNotFound(name.Name.Text, names, name.Span);
    }

    private IEnumerable<string> CteNames()
    {
        for (CteScope? scope = ctes; scope is not null; scope = scope.Parent) yield return scope.Definition.Name.Text;
    }

    /// <summary>
    /// A base table; all columns are read until pruning says otherwise, and virtual ones computed. With
    /// <paramref name="withRowId"/> the plan's last column, which no name reaches, is the row id.
    /// </summary>
    public BoundFrom BindTable(
        TableEntry table, TableAlias? alias, bool withRowId = false, string? databaseName = null)
    {
        context.Relations.Add(table);
        var columns = new List<LogicalColumn>();
        foreach (Catalog.ColumnDefinition column in table.Columns) columns.Add(
            context.Ids.New(column.Name, column.Type, !column.IsNotNull));
        bool hasVirtual = table.Columns.Any(column => column.IsVirtual);
        List<int> indexes = [.. Enumerable.Range(0, columns.Count).Where(i => !table.Columns[i].IsVirtual)];
        List<LogicalColumn> read = [.. indexes.Select(i => columns[i])];
        List<LogicalColumn> shown = [.. columns];
        List<BoundExpression> values = hasVirtual ? Values(table, columns) : [];
        LogicalColumn? rowId = null;
        LogicalColumn AddRowId()
        {
            // The scan reads the row id only once somebody has named it.
            if (rowId is not null) return rowId;
            rowId = context.Ids.New("rowid", LogicalType.BigInt, isNullable: false);
            read.Add(rowId);
            shown.Add(rowId);
            values.Add(new BoundColumn(rowId));
            indexes.Add(LogicalGet.RowIdIndex);
            return rowId;
        }
        var entry = new ScopeTable(alias is null ? table.Schema : null, alias?.Name.Text ?? table.Name)
        {
            RowId = AddRowId, Database = alias is null ? databaseName : null,
        };
        Scope scope = Scope.Of(
            entry, Names(table.Columns.Select(column => column.Name), alias, entry.Name), [.. columns]);
        if (withRowId) AddRowId();
        var get = new LogicalGet(table, read, indexes, []);
        return new BoundFrom(hasVirtual ? new LogicalProject(get, values, shown) : get, scope);
    }

    /// <summary>Each column of a table, computed where it is virtual.</summary>
    private List<BoundExpression> Values(TableEntry table, List<LogicalColumn> columns)
    {
        var rules = new RulesBinder(context);
        var values = new List<BoundExpression>();
        for (int i = 0; i < columns.Count; i++)
        {
            values.Add(table.Columns[i].IsVirtual
                ? rules.Value(table, table.Columns[i], columns)
                : new BoundColumn(columns[i]));
        }
        return values;
    }

    private BoundFrom BindCte(CteScope cte, NamedTable reference)
    {
        string name = cte.Definition.Name.Text;
        WithBinder.RequireRows(cte, reference.Span);
        if (cte.IsSelf)
            throw Errors.Recursion(
                $"the non-recursive term must not refer to recursive query \"{name}\"", reference.Span);
        if (cte.Self is { } self)
        {
            LogicalColumn[] own =
                [.. self.Columns.Select((column, i) => context.Ids.New(self.Names[i], column.Type))];
            var round = new LogicalCteScan(self.Id, name, own, self.Columns);
            return Named(new BoundQuery(round, self.Names, own), reference.Alias, name);
        }
        if (cte.Shared is not { } shared) return Named(QueryBinder.BindDefinition(context, cte), reference.Alias, name);
        LogicalColumn[] columns =
            [.. shared.Query.Columns.Select(
                (column, i) => context.Ids.New(shared.Query.Names[i], column.Type, column.IsNullable))];
        var scan = new LogicalCteScan(shared.Id, name, columns, shared.Query.Columns);
        return Named(new BoundQuery(scan, shared.Query.Names, columns), reference.Alias, name);
    }

    /// <summary>A view is parsed and bound anew; its errors point at where the statement mentions it.</summary>
    private BoundFrom BindView(ViewEntry view, NamedTable reference)
    {
        context.EnterView(view.Name, reference.Span);
        context.Relations.Add(view);
        using BindContext.CatalogScope within = context.Within(view);
        BoundQuery query;
        try
        {
            if (SqlParser.ParseStatement(view.QuerySql) is not QueryStatement statement)
                throw Errors.Internal($"view {view.Name} is no query");
            query = new QueryBinder(context, null, null).Bind(statement.Query);
        }
        catch (GrizzlyException error) when (context.ViewSpan is { } span && error.Span != span)
        {
            throw new GrizzlyException(
                error.SqlState, $"{error.Detail}, in view \"{view.Name}\"", span, error.Hint, error);
        }
        context.LeaveView();
        if (view.ColumnNames.Count > query.Columns.Count)
            throw Errors.AliasColumns(view.Name, query.Columns.Count, view.ColumnNames.Count, reference.Span);
        query = query with { Names =
            [.. query.Names.Select((name, i) => i < view.ColumnNames.Count ? view.ColumnNames[i] : name)] };
        return Named(query, reference.Alias, view.Name, view.Schema);
    }

    private BoundFrom BindSubquery(SubqueryTable reference, Scope left)
    {
        ExpressionBinder? enclosing = outer;
        List<BoundColumn> taken = [];
        if (left.Columns.Count > 0) enclosing = new ExpressionBinder(
            context, left, outer, ctes, "FROM") { Correlated = taken };
        BoundQuery query = new QueryBinder(context, enclosing, ctes).Bind(reference.Query);
        BoundFrom result = Named(query, reference.Alias, null);
        return taken.Count == 0
            ? result
            : result with { FreeColumns = new HashSet<int>(taken.Select(column => column.Column.Id)) };
    }

    private BoundFrom BindFunction(FunctionTable reference, Scope left)
    {
        List<BoundColumn> taken = [];
        var binder = new ExpressionBinder(context, left, outer, ctes, "a table function") { Correlated = taken };
        ObjectName name = ObjectNames.Of(reference.Function.Name);
        BoundQuery query = context.Catalog.FindMacro(name) is { } macro
            && (macro.IsTable || context.Catalog.FindTableFunction(name.Name) is null)
            ? new MacroBinder(context).BindTable(macro, reference.Function, binder)
            : SqlFunction.Find(name.Name, reference.Function.Arguments.Count, isTable: true) is { } defined
            ? new MacroBinder(context).BindTable(defined, reference.Function, binder)
            : (reference.Function.Arguments.IsEmpty ? new SystemTables(context).TryBindFunction(name.Name) : null)
                ?? new TableFunctionBinding(context).Bind(reference.Function, binder);
        if (reference.WithOrdinality)
        {
            LogicalColumn number = context.Ids.New("ordinality", Types.LogicalType.BigInt, isNullable: false);
            query = new BoundQuery(
                new LogicalWindow(query.Plan, [], [], [BoundWindow.RowNumber], [number]),
                [.. query.Names, "ordinality"], [.. query.Columns, number]);
        }
        BoundFrom result = Named(query, reference.Alias, reference.Function.Name.Name.Text);
        HashSet<int> free = FreeColumns(query.Plan);
        free.UnionWith(taken.Select(column => column.Column.Id));
        return free.Count == 0 ? result : result with { FreeColumns = free };
    }

    /// <summary>The columns that a call's arguments take from the left; those of subqueries inside count too.</summary>
    private static HashSet<int> FreeColumns(Logical.LogicalOperator plan)
    {
        while (plan is LogicalWindow window) plan = window.Input;
        var free = new HashSet<int>();
        if (plan is not LogicalFunctionApply apply) return free;
        foreach (BoundExpression argument in apply.Arguments)
            free.UnionWith(ExpressionTree.ColumnsOf(argument).Select(column => column.Id));
        return free;
    }

    private BoundFrom BindFile(FileTable reference)
    {
        BoundQuery query = new TableFunctionBinding(context).BindFile(reference.Path, reference.Span);
        return Named(query, reference.Alias, Path.GetFileNameWithoutExtension(reference.Path));
    }

    /// <summary>A query's columns under the alias, or the default name, or no name at all.</summary>
    private static BoundFrom Named(BoundQuery query, TableAlias? alias, string? defaultName, string? schema = null)
    {
        string? name = alias?.Name.Text ?? defaultName;
        var table = new ScopeTable(alias is null ? schema : null, name ?? "unnamed_subquery", name is null);
        string[] names = Names(Unique(query.Names), alias, table.Name);
        return new BoundFrom(query.Plan, Scope.Of(table, names, query.Columns));
    }

    /// <summary>A name that occurs again gets a number, so that each column can be named: a, a_1, a_2.</summary>
    private static IEnumerable<string> Unique(IReadOnlyList<string> names)
    {
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            string unique = name;
            for (int i = 1; !known.Add(unique); i++) unique = $"{name}_{i}";
            yield return unique;
        }
    }

    private static string[] Names(IEnumerable<string> names, TableAlias? alias, string table)
    {
        string[] result = [.. names];
        if (alias is null) return result;
        if (alias.IsWhole && alias.Columns.Count != result.Length)
            throw Errors.SubqueryColumns(alias.Columns.Count, result.Length, alias.Span);
        if (alias.Columns.Count > result.Length)
            throw Errors.AliasColumns(table, result.Length, alias.Columns.Count, alias.Span);
        for (int i = 0; i < alias.Columns.Count; i++) result[i] = alias.Columns[i].Text;
        return result;
    }
}
