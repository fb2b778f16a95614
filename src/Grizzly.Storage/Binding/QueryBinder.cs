using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using LogicalOperator = Grizzly.Logical.LogicalOperator;

namespace Grizzly.Binding;

/// <summary>Binds whole queries: WITH, the body, ORDER BY and LIMIT.</summary>
/// <param name="outer">The binder of the enclosing query's clause, or null.</param>
/// <param name="ctes">The WITH names visible from outside.</param>
internal sealed class QueryBinder(BindContext context, ExpressionBinder? outer, CteScope? ctes)
{
    /// <summary>The WITH RECURSIVE name whose definition this is, or null.</summary>
    public CteScope? Recursive { get; init; }

    public BoundQuery Bind(QueryExpression query)
    {
        context.Enter(query.Span);
        BoundQuery result = query.With is null ? BindBody(query) : BindWith(query, query.With);
        context.Leave();
        return result;
    }

    private BoundQuery BindBody(QueryExpression query)
    {
        if (Recursive is { } recursive) return BindRecursive(query, recursive);
        if (query.Body is SelectBody select)
            return new SelectBinder(context, outer, ctes).Bind(select, query.OrderBy, query.Limit);
        BoundQuery result = Bind(query.Body);
        LogicalOperator plan = OrderByBinder.Apply(context, result, query.OrderBy, outer, ctes);
        return result with { Plan = LimitBinder.Apply(context, outer, ctes, plan, query.Limit) };
    }

    /// <summary>Binds rows without ORDER BY and LIMIT.</summary>
    public BoundQuery Bind(QueryBody body) => body switch
    {
        SelectBody select => new SelectBinder(context, outer, ctes).Bind(select, [], null),
        SetOperationBody set => new SetOperationBinder(context, this).Bind(set),
        ValuesBody values => new ValuesBinder(context, outer, ctes).Bind(values, null),
        TableBody table => FromTable(new NamedTable(table.Name, null, table.Span)),
        NestedQueryBody nested => Bind(nested.Query),
        StatementBody statement => new CatalogListing(context).Bind(statement.Statement)
            ?? throw Errors.NotSupported("this statement as a source of rows", statement.Span),
        PivotBody pivot => Bind(new PivotBinder(context, outer, ctes).Pivot(pivot)),
        UnpivotBody unpivot => Bind(new PivotBinder(context, outer, ctes).Unpivot(unpivot)),
        _ => throw Errors.NotSupported("this query", body.Span),
    };

    private BoundQuery FromTable(NamedTable table)
    {
        BoundFrom from = new FromBinder(context, outer, ctes).Bind([table]);
        ScopeColumn[] columns = [.. from.Scope.Visible];
        return PlanBuilder.Project(
            context, from.Plan, [.. columns.Select(c => c.Unqualified)], [.. columns.Select(c => c.Name)]);
    }

    private BoundQuery BindWith(QueryExpression query, WithClause with)
    {
        var shared = new List<SharedCte>();
        CteScope? scope = ctes;
        for (int i = 0; i < with.Tables.Count; i++)
        {
            CommonTableExpression cte = with.Tables[i];
            for (int j = 0; j < i; j++)
            {
                if (Scope.SameName(with.Tables[j].Name.Text, cte.Name.Text))
                    throw Errors.DuplicateAlias(cte.Name.Text, cte.Name.Span);
            }
            int uses = CteReferenceCounter.Count(cte.Name.Text, query, i + 1);
            var entry = new CteScope(scope, cte, outer) { IsRecursive = with.Recursive };
            SharedCte? bound = cte.Query is null
                ? WithBinder.Change(context, entry, isTop: ReferenceEquals(query, context.StatementQuery))
                : ShareDefinition(entry, uses);
            if (bound is { } definition)
            {
                shared.Add(definition);
                entry = entry with { Shared = definition };
            }
            scope = entry;
        }
        BoundQuery result = new QueryBinder(context, outer, scope) { Recursive = Recursive }.BindBody(query);
        LogicalOperator plan = result.Plan;
        for (int i = shared.Count - 1; i >= 0; i--) plan = new LogicalCte(
            shared[i].Id, shared[i].Name, shared[i].Query.Plan, plan);
        return result with { Plan = plan };
    }

    /// <summary>
    /// Binds a definition that is to be computed once; null where it is inlined: used once, NOT MATERIALIZED, or taking
    /// columns from outside. A definition that is not used is bound only to find its errors.
    /// </summary>
    private SharedCte? ShareDefinition(CteScope entry, int uses)
    {
        CommonTableExpression cte = entry.Definition;
        bool inlines = cte.Materialization switch
        {
            Materialization.Materialized => uses == 0,
            Materialization.NotMaterialized => true,
            _ => uses < 2,
        };
        if (inlines && uses > 0) return null;
        int outermost = context.OutermostLevel;
        context.OutermostLevel = int.MaxValue;
        BoundQuery query = BindDefinition(context, entry);
        bool isCorrelated = outer is not null && context.OutermostLevel <= outer.Level;
        context.OutermostLevel = Math.Min(outermost, context.OutermostLevel);
        return inlines || isCorrelated ? null : new SharedCte(context.NextCteId(), cte.Name.Text, query);
    }

    private BoundQuery BindRecursive(QueryExpression query, CteScope entry)
    {
        if (query.Body is not SetOperationBody { Operator: SetOperator.Union } union)
            throw Errors.Recursion(
                $"recursive query \"{entry.Definition.Name.Text}\" must be a term UNION [ALL] a recursive term",
                query.Body.Span);
        if (!query.OrderBy.IsEmpty || query.Limit is not null)
            throw Errors.NotSupported("ORDER BY or LIMIT in a recursive WITH query", query.Span,
                "put it into the query that reads from it");
        return new RecursiveCteBinder(context, entry, ctes).Bind(union);
    }

    /// <summary>Binds the query of a WITH name where it was written, and names its columns.</summary>
    public static BoundQuery BindDefinition(BindContext context, CteScope entry)
    {
        CommonTableExpression cte = entry.Definition;
        if (!cte.UsingKey.IsEmpty) throw Errors.NotSupported("USING KEY", cte.Span);
        if (cte.Query is null) throw Errors.NotSupported("INSERT, UPDATE or DELETE inside WITH", cte.Statement.Span);
        bool isRecursive = entry.IsRecursive && CteReferenceCounter.Count(cte.Name.Text, cte.Query, 0) > 0;
        BoundQuery query = new QueryBinder(context, entry.Outer, entry.Parent)
        {
            Recursive = isRecursive ? entry : null,
        }.Bind(cte.Query);
        if (cte.Columns.Count > query.Columns.Count)
            throw Errors.AliasColumns(cte.Name.Text, query.Columns.Count, cte.Columns.Count, cte.Name.Span);
        return query with { Names =
            [.. query.Names.Select((name, i) => i < cte.Columns.Count ? cte.Columns[i].Text : name)] };
    }
}
