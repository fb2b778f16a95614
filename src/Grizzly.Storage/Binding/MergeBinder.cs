using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using JoinKind = Grizzly.Logical.JoinKind;
using LogicalOperator = Grizzly.Logical.LogicalOperator;

namespace Grizzly.Binding;

/// <summary>
/// MERGE: source and target are joined, outer where a clause wants rows without partner; each row of the join picks the
/// first clause whose condition holds, and a second projection computes the new values of that clause.
/// </summary>
/// <param name="ctes">The names of a WITH before the statement, or null.</param>
internal sealed class MergeBinder(BindContext context, CteScope? ctes = null)
{
    private TableEntry _table = null!;
    private BoundFrom _target = null!;
    private BoundFrom _source = null!;
    private LogicalColumn _present = null!;

    public BoundStatement Bind(MergeStatement merge)
    {
        (LogicalMerge plan, ReturningBinder returning) = BindPlan(merge);
        return returning.Bind(plan, StatementKind.Merge, merge.Returning);
    }

    /// <summary>The change, and what binds its RETURNING.</summary>
    public (LogicalMerge Plan, ReturningBinder Returning) BindPlan(MergeStatement merge)
    {
        (_table, _target) = new ModificationBinder(context, ctes).Target(merge.Target);
        RequireReachable(merge.Clauses);
        BindSource(merge.Source);
        BoundFrom joined = Join(merge);
        if (!merge.Hints.IsEmpty) new HintBinder(context, joined.Scope).Bind(merge.Hints);
        LogicalColumn rowId = _target.Plan.Output[^1] with { IsNullable = true };
        BoundExpression picked = Pick(merge, joined.Scope, rowId);
        LogicalColumn action = context.Ids.New("action", LogicalType.Integer);
        // A projection of its own, so that conditions are evaluated once for all columns.
        var chosen = new LogicalProject(
            joined.Plan, [.. joined.Plan.Output.Select(column => new BoundColumn(column)), picked],
            [.. joined.Plan.Output, action]);
        Scope source = merge.Returning.IsEmpty ? Scope.Empty : Side(joined.Scope, isSource: true);
        var values = new List<BoundExpression> { new BoundColumn(rowId), new BoundColumn(action) };
        values.AddRange(NewRow(merge, joined.Scope, action));
        values.AddRange(source.Columns.Select(column => column.Value));
        if (!merge.Returning.IsEmpty) values.Add(ActionName(merge, action));
        LogicalColumn[] columns =
            [.. values.Select(value => context.Ids.New("", value.Type, Nullability.CanBeNull(value)))];
        var plan = new LogicalMerge(
            _table, new LogicalProject(chosen, values, columns), [.. merge.Clauses.Select(ActionOf)],
            context.Ids.New("Count", LogicalType.BigInt, isNullable: false))
        {
            Rules = new RulesBinder(context).Bind(_table, merge.Target.Span),
            Messages = [.. merge.Clauses.Select(Message)],
        };
        return (plan, new ReturningBinder(context, ctes, _table, _target.Scope.Tables[0])
        {
            Source = source, HasAction = true,
        });
    }

    /// <summary>No clause may follow one of its kind that takes every row.</summary>
    private static void RequireReachable(SyntaxList<MergeClause> clauses)
    {
        for (int i = 1; i < clauses.Count; i++)
        {
            MergeMatch match = clauses[i].Match;
            if (clauses.Take(i).Any(before => before.Match == match && before.Condition is null))
                throw Errors.MergeClauseUnreachable(clauses[i].Span);
        }
    }

    private void BindSource(TableReference reference)
    {
        BoundFrom source = new FromBinder(context, null, ctes).Bind(reference, Scope.Empty);
        _present = context.Ids.New("present", LogicalType.Boolean, isNullable: false);
        LogicalColumn[] columns = [.. source.Plan.Output];
        var marked = new LogicalProject(
            source.Plan,
            [.. columns.Select(column => new BoundColumn(column)), new BoundConstant(Value.OfBool(true))],
            [.. columns, _present]);
        _source = source with { Plan = marked };
    }

    private BoundFrom Join(MergeStatement merge)
    {
        bool keepsSource = merge.Clauses.Any(clause => clause.Match == MergeMatch.NotMatchedByTarget);
        bool keepsTarget = merge.Clauses.Any(clause => clause.Match == MergeMatch.NotMatchedBySource);
        JoinKind kind = (keepsSource, keepsTarget) switch
        {
            (true, true) => JoinKind.Full,
            (true, false) => JoinKind.Left,
            (false, true) => JoinKind.Right,
            _ => JoinKind.Inner,
        };
        BoundExpression condition = merge.On is { } on
            ? new ExpressionBinder(
                context, Scope.Combine(_source.Scope, _target.Scope, merge.Target.Span), null, ctes, "MERGE ON")
                .BindBoolean(on)
            : UsingCondition(merge);
        _present = _present with { IsNullable = keepsTarget };
        return JoinBinder.On(kind, _source, _target, condition);
    }

    private BoundExpression UsingCondition(MergeStatement merge)
    {
        var conditions = new List<BoundExpression>();
        foreach (Identifier column in merge.Using)
        {
            ScopeColumn left = Find(_source.Scope, column, "source"), right = Find(_target.Scope, column, "target");
            conditions.Add(context.Types.Compare(
                ComparisonKind.Equal, left.Unqualified, right.Unqualified, column.Span));
        }
        return ExpressionTree.And(conditions);
    }

    private static ScopeColumn Find(Scope scope, Identifier column, string side) =>
        scope.Find(column.Text, column.Span)
        ?? throw Errors.UsingColumnMissing(column.Text, side, scope.Visible.Select(c => c.Name), column.Span);

    /// <summary>The number of the first clause that applies to a row, or NULL.</summary>
    private BoundExpression Pick(MergeStatement merge, Scope joined, LogicalColumn rowId)
    {
        var branches = new List<BoundExpression>();
        for (int i = 0; i < merge.Clauses.Count; i++)
        {
            MergeClause clause = merge.Clauses[i];
            BoundExpression hasTarget = new BoundIsNull(new BoundColumn(rowId), IsNegated: true);
            BoundExpression hasSource = new BoundIsNull(new BoundColumn(_present), IsNegated: true);
            var conditions = new List<BoundExpression>();
            if (clause.Match != MergeMatch.NotMatchedByTarget) conditions.Add(hasTarget);
            else conditions.Add(new BoundIsNull(new BoundColumn(rowId), IsNegated: false));
            if (clause.Match != MergeMatch.NotMatchedBySource) conditions.Add(hasSource);
            else conditions.Add(new BoundIsNull(new BoundColumn(_present), IsNegated: false));
            BoundExpression isWanted = new BoundJunction(true, conditions);
            if (clause.Condition is not null)
            {
                // Conditions are evaluated for their own kind of row only.
                BoundExpression condition = Binder(clause, joined, "MERGE WHEN").BindBoolean(clause.Condition);
                isWanted = new BoundCase(
                    [isWanted, condition], new BoundConstant(Value.OfBool(false)), LogicalType.Boolean);
            }
            branches.Add(isWanted);
            branches.Add(new BoundConstant(Value.OfInteger(i)));
        }
        return new BoundCase(branches, new BoundConstant(Value.Null(LogicalType.Integer)), LogicalType.Integer);
    }

    /// <summary>For each column of the table its new value under the clause picked.</summary>
    private IEnumerable<BoundExpression> NewRow(MergeStatement merge, Scope joined, LogicalColumn action)
    {
        int width = _table.Columns.Count;
        var branches = new List<BoundExpression>[width];
        for (int column = 0; column < width; column++) branches[column] = [];
        for (int i = 0; i < merge.Clauses.Count; i++)
        {
            if (ValuesOf(merge.Clauses[i], joined) is not { } values) continue;
            var isPicked = new BoundComparison(
                ComparisonKind.Equal, new BoundColumn(action), new BoundConstant(Value.OfInteger(i)));
            for (int column = 0; column < width; column++) branches[column].AddRange([isPicked, values[column]]);
        }
        for (int column = 0; column < width; column++)
        {
            LogicalType type = _table.Columns[column].Type;
            BoundExpression none = new BoundConstant(Value.Null(type));
            yield return branches[column].Count == 0 ? none : new BoundCase(branches[column], none, type);
        }
    }

    /// <summary>The clause's new row, or null where it writes none.</summary>
    private BoundExpression[]? ValuesOf(MergeClause clause, Scope joined)
    {
        return clause.Action switch
        {
            MergeActionKind.Update => UpdateValues(clause, joined),
            MergeActionKind.Insert => InsertValues(clause, joined),
            _ => null,
        };
    }

    private BoundExpression[] UpdateValues(MergeClause clause, Scope joined)
    {
        if (clause.Match == MergeMatch.NotMatchedByTarget)
            throw Errors.Misplaced("UPDATE without a target row", clause.Span);
        var values = new BoundExpression[_table.Columns.Count];
        if (clause.ByName) AssignByName(values, joined, clause.Span);
        else if (clause.Set.IsEmpty) AssignByPosition(values, joined, clause.Span);
        else new AssignmentBinder(context, _table).Assign(clause.Set, Binder(clause, joined, "MERGE UPDATE"), values);
        IReadOnlyList<LogicalColumn> columns = _target.Plan.Output;
        for (int i = 0; i < values.Length; i++)
            values[i] ??= ModificationBinder.Unchanged(_table, i, columns[i] with { IsNullable = true });
        return values;
    }

    private BoundExpression[] InsertValues(MergeClause clause, Scope joined)
    {
        if (clause.Match != MergeMatch.NotMatchedByTarget)
            throw Errors.Misplaced("INSERT with a target row", clause.Span);
        var values = new BoundExpression[_table.Columns.Count];
        if (clause.ByName) AssignByName(values, joined, clause.Span);
        else if (clause.Values.IsEmpty && clause.Columns.IsEmpty && !clause.DefaultValues)
            AssignByPosition(values, joined, clause.Span);
        else if (!clause.DefaultValues) AssignListed(clause, joined, values);
        for (int i = 0; i < values.Length; i++) values[i] ??= Targets.Default(context, _table, i, clause.Span);
        return values;
    }

    private void AssignListed(MergeClause clause, Scope joined, BoundExpression[] values)
    {
        if (clause.Values.IsEmpty) throw Errors.NotSupported("MERGE INSERT without VALUES", clause.Span);
        int[] indexes = Targets.Indexes(_table, clause.Columns.Select(Targets.Simple));
        if (clause.Columns.IsEmpty && clause.Values.Count < indexes.Length)
            indexes = [.. indexes.Where(i => !_table.Columns[i].IsGenerated)];
        if (indexes.Length != clause.Values.Count)
            throw Errors.InsertColumns(_table.Name, indexes.Length, clause.Values.Count, clause.Span);
        ExpressionBinder binder = Binder(clause, joined, "MERGE INSERT");
        for (int i = 0; i < indexes.Length; i++)
        {
            if (clause.Values[i] is DefaultExpression) continue;
            Catalog.ColumnDefinition column = _table.Columns[indexes[i]];
            if (column.IsGenerated || column.Identity == IdentityKind.Always)
                throw Errors.GeneratedAlways(column.Name, !column.IsGenerated, clause.Values[i].Span);
            values[indexes[i]] = context.Types.Cast(binder.Bind(clause.Values[i]), column.Type);
        }
    }

    /// <summary>BY NAME: each column of the source goes into the target's of that name.</summary>
    private void AssignByName(BoundExpression[] values, Scope joined, SourceSpan span)
    {
        foreach (ScopeColumn column in Side(joined, isSource: true).Columns)
        {
            int index = _table.IndexOf(column.Name);
            if (index < 0)
                throw Errors.ColumnNotInTable(
                    column.Name, _table.Name, _table.Columns.Select(other => other.Name), span);
            if (_table.Columns[index] is { IsGenerated: true } or { Identity: IdentityKind.Always }) continue;
            values[index] ??= context.Types.Cast(column.Value, _table.Columns[index].Type);
        }
    }

    /// <summary>The star, and no list at all: the source's columns go into the target's, one after the
    /// other.</summary>
    private void AssignByPosition(BoundExpression[] values, Scope joined, SourceSpan span)
    {
        IReadOnlyList<ScopeColumn> columns = Side(joined, isSource: true).Columns;
        int[] targets = [.. Enumerable.Range(0, values.Length).Where(i => !_table.Columns[i].IsGenerated)];
        if (columns.Count != targets.Length)
            throw Errors.InsertColumns(_table.Name, targets.Length, columns.Count, span);
        for (int i = 0; i < targets.Length; i++)
        {
            if (_table.Columns[targets[i]].Identity == IdentityKind.Always) continue;
            values[targets[i]] = context.Types.Cast(columns[i].Value, _table.Columns[targets[i]].Type);
        }
    }

    /// <summary>The names a clause may use: a row without partner has no columns of the other side.</summary>
    private ExpressionBinder Binder(MergeClause clause, Scope joined, string name)
    {
        Scope scope = clause.Match switch
        {
            MergeMatch.NotMatchedByTarget => Side(joined, isSource: true),
            MergeMatch.NotMatchedBySource => Side(joined, isSource: false),
            _ => joined,
        };
        return new ExpressionBinder(context, scope, null, ctes, name);
    }

    private Scope Side(Scope joined, bool isSource)
    {
        int tables = _source.Scope.Tables.Count, columns = _source.Scope.Columns.Count;
        return isSource
            ? new Scope([.. joined.Tables.Take(tables)], [.. joined.Columns.Take(columns)])
            : new Scope([.. joined.Tables.Skip(tables)], [.. joined.Columns.Skip(columns)]);
    }

    /// <summary>What merge_action() shows.</summary>
    private static BoundCase ActionName(MergeStatement merge, LogicalColumn action)
    {
        var branches = new List<BoundExpression>();
        for (int i = 0; i < merge.Clauses.Count; i++)
        {
            string name = merge.Clauses[i].Action.ToString().ToUpperInvariant();
            branches.Add(new BoundComparison(
                ComparisonKind.Equal, new BoundColumn(action), new BoundConstant(Value.OfInteger(i))));
            branches.Add(new BoundConstant(Value.OfVarchar(name)));
        }
        return new BoundCase(branches, new BoundConstant(Value.Null(LogicalType.Varchar)), LogicalType.Varchar);
    }

    private static MergeAction ActionOf(MergeClause clause) => clause.Action switch
    {
        MergeActionKind.Insert => MergeAction.Insert,
        MergeActionKind.Update => MergeAction.Update,
        MergeActionKind.Delete when clause.Match != MergeMatch.NotMatchedByTarget => MergeAction.Delete,
        MergeActionKind.Delete => throw Errors.Misplaced("DELETE without a target row", clause.Span),
        MergeActionKind.Error => MergeAction.Error,
        _ => MergeAction.Nothing,
    };

    private string? Message(MergeClause clause)
    {
        if (clause.Message is null) return null;
        BoundExpression bound = new ExpressionBinder(context, Scope.Empty, null, null, "MERGE").Bind(clause.Message);
        return bound is BoundConstant { Value: { IsNull: false, Type.IsString: true } constant }
            ? constant.Text
            : throw Errors.NotSupported("an error message that is no constant", clause.Message.Span);
    }
}
