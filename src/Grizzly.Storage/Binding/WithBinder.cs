using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>WITH before INSERT, UPDATE, DELETE and MERGE, and these statements inside WITH.</summary>
internal sealed class WithBinder(BindContext context)
{
    /// <summary>Binds a statement under the names of its WITH; each definition is computed once.</summary>
    public BoundStatement Bind(WithClause? with, Func<CteScope?, BoundStatement> bind)
    {
        if (with is null) return bind(null);
        CteScope? scope = null;
        var shared = new List<SharedCte>();
        foreach (CommonTableExpression cte in with.Tables)
        {
            if (scope?.Find(cte.Name.Text) is not null) throw Errors.DuplicateAlias(cte.Name.Text, cte.Name.Span);
            var entry = new CteScope(scope, cte, null) { IsRecursive = with.Recursive };
            SharedCte definition = cte.Query is null
                ? Change(context, entry, isTop: true)
                : new SharedCte(context.NextCteId(), cte.Name.Text, QueryBinder.BindDefinition(context, entry));
            shared.Add(definition);
            scope = entry with { Shared = definition };
        }
        var statement = (BoundPlanStatement)bind(scope);
        Logical.LogicalOperator plan = statement.Plan;
        for (int i = shared.Count - 1; i >= 0; i--)
            plan = new LogicalCte(shared[i].Id, shared[i].Name, shared[i].Query.Plan, plan);
        return statement with { Plan = plan };
    }

    /// <summary>A WITH name that is a change; without RETURNING it has no columns.</summary>
    /// <param name="isTop">Whether the WITH belongs to the statement itself; elsewhere it is an error.</param>
    public static SharedCte Change(BindContext context, CteScope entry, bool isTop)
    {
        CommonTableExpression cte = entry.Definition;
        if (!isTop) throw Errors.NotSupported("INSERT, UPDATE or DELETE in a WITH that is not the statement's own",
            cte.Statement.Span);
        (LogicalModification plan, ReturningBinder returning, StatementKind kind, SyntaxList<SelectItem> items) =
            Bind(context, cte.Statement, entry.Parent);
        plan = plan with { IsMain = false };
        var query = items.IsEmpty ? new BoundQuery(plan, [], []) : returning.Rows(plan, kind, items);
        if (cte.Columns.Count > query.Columns.Count)
            throw Errors.AliasColumns(cte.Name.Text, query.Columns.Count, cte.Columns.Count, cte.Name.Span);
        string[] names = [.. query.Names.Select((name, i) => i < cte.Columns.Count ? cte.Columns[i].Text : name)];
        return new SharedCte(context.NextCteId(), cte.Name.Text, query with { Names = names });
    }

    /// <summary>0A000 for reading from a change that gives nothing back.</summary>
    public static void RequireRows(CteScope cte, SourceSpan span)
    {
        bool isEmpty = cte.Definition.Statement switch
        {
            InsertStatement insert => insert.Returning.IsEmpty,
            UpdateStatement update => update.Returning.IsEmpty,
            DeleteStatement delete => delete.Returning.IsEmpty,
            MergeStatement merge => merge.Returning.IsEmpty,
            _ => false,
        };
        if (isEmpty)
            throw Errors.NotSupported(
                $"reading from WITH query \"{cte.Definition.Name.Text}\" without RETURNING", span);
    }

    private static (LogicalModification, ReturningBinder, StatementKind, SyntaxList<SelectItem>) Bind(
        BindContext context, Statement statement, CteScope? ctes)
    {
        switch (statement)
        {
            case InsertStatement { With: null } insert:
                (LogicalInsert inserted, ReturningBinder ofInsert) = new InsertBinder(context, ctes).BindPlan(insert);
                return (inserted, ofInsert, StatementKind.Insert, insert.Returning);
            case UpdateStatement { With: null } update:
                (LogicalUpdate updated, ReturningBinder ofUpdate) =
                    new ModificationBinder(context, ctes).BindPlan(update);
                return (updated, ofUpdate, StatementKind.Update, update.Returning);
            case DeleteStatement { With: null } delete:
                (LogicalDelete deleted, ReturningBinder ofDelete) =
                    new ModificationBinder(context, ctes).BindPlan(delete);
                return (deleted, ofDelete, StatementKind.Delete, delete.Returning);
            case MergeStatement { With: null } merge:
                (LogicalMerge merged, ReturningBinder ofMerge) = new MergeBinder(context, ctes).BindPlan(merge);
                return (merged, ofMerge, StatementKind.Merge, merge.Returning);
            default: throw Errors.NotSupported("this statement inside WITH", statement.Span);
        }
    }
}
