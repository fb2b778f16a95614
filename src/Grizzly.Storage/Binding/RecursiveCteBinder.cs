using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>What a recursive WITH query's own name means inside its recursive term.</summary>
internal sealed record CteSelf(int Id, IReadOnlyList<string> Names, IReadOnlyList<LogicalColumn> Columns);

/// <summary>Binds the two terms of a recursive WITH query. The first one settles the types.</summary>
internal sealed class RecursiveCteBinder(BindContext context, CteScope entry, CteScope? visible)
{
    public BoundQuery Bind(SetOperationBody body)
    {
        CommonTableExpression cte = entry.Definition;
        BoundQuery anchor = new QueryBinder(context, entry.Outer, WithSelf(null)).Bind(body.Left);
        if (cte.Columns.Count > anchor.Columns.Count)
            throw Errors.AliasColumns(cte.Name.Text, anchor.Columns.Count, cte.Columns.Count, cte.Name.Span);
        string[] names =
            [.. anchor.Names.Select((name, i) => i < cte.Columns.Count ? cte.Columns[i].Text : name)];
        LogicalType[] types =
            [.. anchor.Columns.Select(column => column.Type.IsNull ? LogicalType.Integer : column.Type)];
        if (!body.All && types.Any(Collations.HasKey))
            throw Errors.NotSupported("recursive UNION of texts under a collation", body.Span, "use UNION ALL");
        anchor = PlanBuilder.CastColumns(context, anchor, types);
        LogicalColumn[] columns = [.. types.Select((type, i) => context.Ids.New(names[i], type))];
        var self = new CteSelf(context.NextCteId(), names, columns);
        BoundQuery step = new QueryBinder(context, entry.Outer, WithSelf(self)).Bind(body.Right);
        if (step.Columns.Count != columns.Length)
            throw Errors.SetOperationColumns("UNION", columns.Length, step.Columns.Count, body.Right.Span);
        for (int i = 0; i < columns.Length; i++) CheckType(names[i], types[i], step.Columns[i], body.Right.Span);
        if (body.ByName) throw Errors.NotSupported("UNION BY NAME in a recursive WITH query", body.Span);
        step = PlanBuilder.CastColumns(context, step, types);
        var plan = new LogicalRecursiveCte(self.Id, cte.Name.Text, anchor.Plan, step.Plan, body.All, columns);
        return new BoundQuery(plan, names, columns);
    }

    private CteScope WithSelf(CteSelf? self) =>
        entry with { Parent = visible, Self = self, IsSelf = self is null, Shared = null };

    /// <summary>The recursive term is cast to the anchor's types: numbers to any numbers, others where that loses
    /// nothing.</summary>
    private void CheckType(string name, LogicalType anchor, LogicalColumn step, SourceSpan span)
    {
        if (step.Type == anchor || (step.Type.IsNumeric && anchor.IsNumeric)) return;
        LogicalType? common = context.Types.CommonType(
            [new BoundColumn(new LogicalColumn(0, name, anchor)), new BoundColumn(step)], isComparison: false);
        if (common != anchor) throw Errors.RecursiveType(name, anchor.Name, (common ?? step.Type).Name, span);
    }
}
