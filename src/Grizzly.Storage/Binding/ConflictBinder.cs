using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>ON CONFLICT, INSERT OR IGNORE and INSERT OR REPLACE.</summary>
/// <param name="target">What the statement calls the table.</param>
internal sealed class ConflictBinder(BindContext context, TableEntry table, ScopeTable target)
{
    /// <summary>The rule; null where a taken key is an error.</summary>
    public ConflictRule? Bind(InsertStatement insert)
    {
        if (insert.OnConflict is { } clause)
        {
            if (insert.Conflict != InsertConflict.Default)
                throw Errors.Misplaced("ON CONFLICT with INSERT OR", clause.Span);
            IReadOnlyList<TableIndex> arbiters = Arbiters(clause);
            return clause.Set.IsEmpty
                ? new ConflictRule(ConflictAction.Nothing, arbiters, [], null, new HashSet<int>())
                : BindUpdate(clause, arbiters);
        }
        return insert.Conflict switch
        {
            InsertConflict.OrIgnore => Simple(ConflictAction.Nothing),
            InsertConflict.OrReplace => Simple(ConflictAction.Replace),
            _ => null,
        };
    }

    private ConflictRule Simple(ConflictAction action) =>
        new(action, AllUnique(), [], null, new HashSet<int>());

    private List<TableIndex> AllUnique() =>
        [.. context.Catalog.IndexesOf(table).Where(index => index.Specification.IsUnique && !IsDeferrable(index))
            .Select(index => index.Index)];

    private IReadOnlyList<TableIndex> Arbiters(OnConflictClause clause)
    {
        if (clause.TargetWhere is not null)
            throw Errors.NotSupported("ON CONFLICT with a WHERE of its target", clause.TargetWhere.Span);
        if (clause.Constraint is { } name)
        {
            if (table.FindConstraint(name.Text) is not { } constraint)
                throw Errors.ConstraintNotFound(name.Text, table.Name, name.Span);
            IndexEntry? index = context.Catalog.IndexesOf(table).FirstOrDefault(
                other => Scope.SameName(other.Name, constraint.Name) && constraint is KeyDefinition);
            if (index is null) throw NoMatch(name.Span);
            RequireImmediate(index, name.Span);
            return [index.Index];
        }
        if (clause.Target.IsEmpty)
        {
            if (!clause.Set.IsEmpty && AllUnique() is not { Count: 1 })
                throw Errors.Misplaced("ON CONFLICT DO UPDATE without a target", clause.Span,
                    "name the columns of the key, or ON CONSTRAINT");
            return AllUnique();
        }
        return [Inferred(clause)];
    }

    /// <summary>The unique index over exactly the columns named.</summary>
    private TableIndex Inferred(OnConflictClause clause)
    {
        var columns = new HashSet<int>();
        foreach (Expression item in clause.Target)
        {
            if (item is not ColumnReference { Parts.Count: 1 } column)
                throw Errors.NotSupported("an expression as target of ON CONFLICT", item.Span);
            columns.Add(Targets.IndexOf(table, column.Name));
        }
        foreach (IndexEntry index in context.Catalog.IndexesOf(table))
        {
            IndexSpecification specification = index.Specification;
            if (!specification.IsUnique || specification.PredicateSql is not null) continue;
            if (!columns.SetEquals(specification.Columns.Take(specification.KeyCount).Select(
                key => CollatedKeys.ColumnOf(table, key))))
                continue;
            RequireImmediate(index, clause.Span);
            return index.Index;
        }
        throw NoMatch(clause.Span);
    }

    private ConflictRule BindUpdate(OnConflictClause clause, IReadOnlyList<TableIndex> arbiters)
    {
        LogicalColumn[] old = Row(), proposed = Row();
        var excluded = new ScopeTable(null, "excluded");
        ScopeColumn[] columns =
        [
            .. old.Select((column, i) => new ScopeColumn(target, table.Columns[i].Name, new BoundColumn(column))),
            .. proposed.Select((column, i) => new ScopeColumn(
                excluded, table.Columns[i].Name, new BoundColumn(column), IsMergedAway: true)),
        ];
        var binder = new ExpressionBinder(
            context, new Scope([target, excluded], columns), null, null, "ON CONFLICT");
        var values = new BoundExpression[table.Columns.Count];
        new AssignmentBinder(context, table).Assign(clause.Set, binder, values);
        HashSet<int> changed = [.. Enumerable.Range(0, values.Length).Where(
            i => values[i] is not null || table.Columns[i].IsGenerated)];
        for (int i = 0; i < values.Length; i++) values[i] ??= ModificationBinder.Unchanged(table, i, old[i]);
        BoundExpression? where = clause.Where is null ? null : binder.BindBoolean(clause.Where);
        LogicalColumn[] row = [.. old, .. proposed];
        return new ConflictRule(
            ConflictAction.Update, arbiters, [.. values.Select(value => ByPosition(value, row, clause.Span))],
            where is null ? null : ByPosition(where, row, clause.Span), changed);
    }

    private LogicalColumn[] Row() =>
        [.. table.Columns.Select(column => context.Ids.New(column.Name, column.Type))];

    private static BoundExpression ByPosition(BoundExpression expression, LogicalColumn[] row, SourceSpan span)
    {
        if (ExpressionTree.Any(expression, node => node is BoundSubquery))
            throw Errors.NotSupported("a subquery in ON CONFLICT DO UPDATE", span);
        return ExpressionTree.Rewrite(expression, node => node is BoundColumn column
            ? new BoundReference(Array.FindIndex(row, other => other.Id == column.Column.Id), node.Type)
            : node);
    }

    private void RequireImmediate(IndexEntry index, SourceSpan span)
    {
        if (!IsDeferrable(index)) return;
        throw new GrizzlyException(SqlStates.ObjectNotInPrerequisiteState,
            "ON CONFLICT does not support deferrable unique constraints", span);
    }

    private bool IsDeferrable(IndexEntry index) => index.Specification.IsConstraint
        && table.FindConstraint(index.Name) is { IsDeferrable: true };

    private static GrizzlyException NoMatch(SourceSpan span) => new(
        SqlStates.InvalidColumnReference,
        "there is no unique or exclusion constraint matching the ON CONFLICT specification", span);
}
