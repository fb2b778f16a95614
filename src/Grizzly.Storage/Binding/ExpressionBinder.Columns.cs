using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>Names to columns.</summary>
internal sealed partial class ExpressionBinder
{
    private int _aggregateDepth;
    private int _localColumns;
    private int _outerColumns;

    /// <summary>The innermost level that the arguments of the aggregate being bound take columns from.</summary>
    private int _innermostUse;

    /// <summary>The name, as declared, of the column reference bound last.</summary>
    public string? LastColumnName { get; private set; }

    /// <summary>An alias bound before may hold aggregates: not inside another aggregate.</summary>
    private bool MayReuseAliases => Aggregates is not null && _aggregateDepth == 0;

    private BoundExpression BindColumn(ColumnReference reference)
    {
        if (FindLambdaParameter(reference) is { } parameter)
        {
            LastColumnName = parameter.Name;
            return parameter with { Span = reference.Span };
        }
        foreach (ExpressionBinder binder in Chain())
        {
            if (binder.TryFind(reference) is { } column)
            {
                BoundExpression value = reference.Parts.Count == 1 ? column.Unqualified : column.Value;
                LastColumnName = column.Name;
                NoteUse(binder, value with { Span = reference.Span });
                return value with { Span = reference.Span };
            }
            if (reference.Parts.Count == 1 && binder == this && Context.Macro?.Caller != this
                && Aliases?.TryBind(reference.Name.Text, MayReuseAliases, Bind) is { } alias)
            {
                LastColumnName = reference.Name.Text;
                return alias with { Span = reference.Span };
            }
        }
        if (TryBindFields(reference) is { } field) return field;
        // Clauses that see no columns see constants.
        if (reference.Parts.Count == 1 && Context.Macro?.Find(reference.Name.Text)?.Value is BoundConstant constant)
            return constant;
        return TryBindAlias(reference) ?? TryBindRow(reference) ?? TryBindUser(reference) ?? throw NotFound(reference);
    }

    /// <summary><c>alias.x</c>: the item of the select list, or a field of it; null where there is none.</summary>
    private BoundExpression? TryBindAlias(ColumnReference reference)
    {
        if (reference.Parts.Count < 2 || !Scope.SameName(reference.Parts[0].Text, "alias")) return null;
        if (Aliases?.TryBind(reference.Parts[1].Text, MayReuseAliases, Bind) is not { } value) return null;
        for (int i = 2; i < reference.Parts.Count; i++) value = Field(value, reference.Parts[i], reference.Span);
        LastColumnName = reference.Name.Text;
        return value with { Span = reference.Span };
    }

    /// <summary>USER, a reserved word of the standard's: here columns may have the name, and go before.</summary>
    private BoundExpression? TryBindUser(ColumnReference reference)
    {
        if (reference.Parts.Count != 1 || reference.Name.Quoted || !Scope.SameName(reference.Name.Text, "user"))
            return null;
        LastColumnName = "user";
        return BindCall(new FunctionCall(
            new QualifiedName(reference.Parts, reference.Span), [], false, [], [], null, NullTreatment.Default, null,
            reference.Span));
    }

    /// <summary>A table's name in the place of a column's: its row as a struct; null where there is no such
    /// table.</summary>
    private BoundExpression? TryBindRow(ColumnReference reference)
    {
        string? schema = reference.Parts.Count > 1 ? reference.Parts[^2].Text : null;
        foreach (ExpressionBinder binder in Chain())
        {
            if (!binder.Scope.HasTable(schema, reference.Name.Text)) continue;
            binder.Scope.RequireOne(schema, reference.Name);
            ScopeColumn[] columns = [.. binder.Scope.ColumnsOf(schema, reference.Name.Text)];
            if (columns.Length == 0) return null;
            foreach (ScopeColumn column in columns) NoteUse(binder, column.Value with { Span = reference.Span });
            LastColumnName = reference.Name.Text;
            return MakeStruct([.. columns.Select(column => column.Name)],
                [.. columns.Select(column => column.Value with { Span = reference.Span })], reference.Span);
        }
        return null;
    }

    private ScopeColumn? TryFind(ColumnReference reference)
    {
        SyntaxList<Identifier> parts = reference.Parts;
        string name = reference.Name.Text;
        if (Context.Macro is { } macro && macro.Caller == this) return parts.Count == 1 ? macro.Find(name) : null;
        if (TryFindColumn(parts, name, reference.Span) is { } found) return found;
        if (!Scope.SameName(name, "rowid")) return null;
        return Scope.FindRowId(
            parts.Count > 2 ? parts[^3].Text : null, parts.Count > 1 ? parts[^2].Text : null, reference.Span);
    }

    private ScopeColumn? TryFindColumn(SyntaxList<Identifier> parts, string name, SourceSpan span)
    {
        return parts.Count switch
        {
            1 => Scope.Find(name, span),
            2 => Scope.Find(null, parts[0].Text, name, span),
            3 => Scope.Find(parts[0].Text, parts[1].Text, name, span),
            _ => Scope.Find(parts[^3].Text, parts[^2].Text, name, span),
        };
    }

    private void NoteUse(ExpressionBinder owner, BoundExpression value)
    {
        Context.OutermostLevel = Math.Min(Context.OutermostLevel, owner.Level);
        for (ExpressionBinder? binder = this; binder is not null; binder = binder.Outer)
        {
            if (binder._aggregateDepth > 0) binder._innermostUse = Math.Max(binder._innermostUse, owner.Level);
            if (binder == owner) binder._localColumns++;
            else binder._outerColumns++;
            if (binder == owner) break;
        }
        if (owner == this) return;
        owner.IsReferencedFromInside = true;
        if (owner.Correlated is not null && owner._aggregateDepth == 0)
        {
            foreach (LogicalColumn column in ExpressionTree.ColumnsOf(value)) owner.Correlated.Add(
                new BoundColumn(column) { Span = value.Span });
        }
    }

    private GrizzlyException NotFound(ColumnReference reference)
    {
        string name = reference.Name.Text;
        SourceSpan nameSpan = reference.Name.Span;
        if (reference.Parts.Count == 1)
            return Errors.ColumnNotFound(
                name, Chain().SelectMany(binder => binder.Scope.Columns).Select(column => column.Name), reference.Span);
        string? schema = reference.Parts.Count > 2 ? reference.Parts[^3].Text : null;
        string table = reference.Parts[^2].Text;
        foreach (ExpressionBinder binder in Chain())
        {
            if (binder.Scope.HasTable(schema, table))
                return Errors.ColumnNotInTable(
                    name, table, binder.Scope.ColumnsOf(schema, table).Select(column => column.Name), nameSpan);
        }
        return Errors.TableNotInFrom(
            table, Chain().SelectMany(binder => binder.Scope.Tables).Where(entry => !entry.CanRepeat).Select(
            entry => entry.Name),
            reference.Parts[^2].Span);
    }

    private IEnumerable<ExpressionBinder> Chain()
    {
        for (ExpressionBinder? binder = this; binder is not null; binder = binder.Outer)
        {
            yield return binder;
            if (Context.Macro?.Caller == binder) yield break;
        }
    }

    private BoundExpression BindPosition(PositionalReference reference)
    {
        ScopeColumn[] visible = [.. Scope.Visible];
        if (reference.Index < 1 || reference.Index > visible.Length)
            throw Errors.OrdinalOutOfRange("column", $"#{reference.Index}", visible.Length, reference.Span);
        BoundExpression value = visible[reference.Index - 1].Unqualified with { Span = reference.Span };
        NoteUse(this, value);
        return value;
    }

    /// <summary>A column of this scope taken by a star.</summary>
    public BoundExpression Take(ScopeColumn column, bool isQualified, SourceSpan span)
    {
        BoundExpression value = (isQualified ? column.Value : column.Unqualified) with { Span = span };
        NoteUse(this, value);
        return value;
    }
}
