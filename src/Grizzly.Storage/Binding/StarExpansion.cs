using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>One item of a select list after stars are expanded.</summary>
/// <param name="Syntax">What was written; null for a column that came from a star.</param>
/// <param name="Bound">The column that came from a star.</param>
/// <param name="HasAlias">Written with AS.</param>
internal sealed record SelectEntry(string Name, Expression? Syntax, BoundExpression? Bound, bool HasAlias);

/// <summary>One column a star stands for.</summary>
/// <param name="Name">As RENAME has it.</param>
/// <param name="Replacement">The expression of REPLACE, or null.</param>
internal sealed record StarColumn(string Name, ScopeColumn Column, Expression? Replacement);

/// <summary>Expands <c>*</c> and <c>t.*</c> with EXCLUDE, REPLACE and RENAME.</summary>
internal static class StarExpansion
{
    public static IReadOnlyList<SelectEntry> Expand(IEnumerable<SelectItem> items, ExpressionBinder binder)
    {
        var entries = new List<SelectEntry>();
        foreach (SelectItem item in items)
        {
            if (item.Value is StarExpression star) Expand(star, binder, entries);
            else if (item.Alias is null && binder.TakeApart(item.Value) is { } parts)
                entries.AddRange(parts.Select(part => new SelectEntry(part.Name, null, part.Value, false)));
            else entries.Add(new SelectEntry(
                item.Alias?.Text ?? ColumnNaming.NameOf(item.Value), item.Value, null, item.Alias is not null));
        }
        return entries;
    }

    /// <summary>The columns the star stands for; 42703 where a modifier names none of them.</summary>
    public static IReadOnlyList<StarColumn> Columns(StarExpression star, Scope scope)
    {
        ScopeColumn[] columns = ColumnsOf(star, scope);
        Check(star, scope, columns);
        var result = new List<StarColumn>();
        foreach (ScopeColumn column in columns)
        {
            if (star.Exclude.Any(name => IsNamed(column, name) || IsMergedPart(scope, column, name))) continue;
            StarReplacement? replacement = star.Replace.FirstOrDefault(r => Scope.SameName(r.Column.Text, column.Name));
            StarRename? rename = star.Rename.FirstOrDefault(r => IsNamed(column, r.Column));
            result.Add(new StarColumn(rename?.NewName.Text ?? column.Name, column, replacement?.Value));
        }
        return result;
    }

    private static void Expand(StarExpression star, ExpressionBinder binder, List<SelectEntry> entries)
    {
        if (star.Qualifier.Count > 0
            && binder.Scope.Columns.Any(column => Scope.SameName(column.Name, star.Qualifier[^1].Text))
            && !binder.Scope.HasTable(
                star.Qualifier.Count > 1 ? star.Qualifier[^2].Text : null, star.Qualifier[^1].Text)
            && binder.TakeApart(new FieldStarExpression(new ColumnReference(star.Qualifier, star.Span), star.Span))
                is { } parts)
        {
            var owner = new ScopeTable(null, star.Qualifier[^1].Text);
            var fields = new Scope([owner], [.. parts.Select(part => new ScopeColumn(owner, part.Name, part.Value))]);
            foreach (StarColumn field in Columns(star, fields))
            {
                BoundExpression? value = field.Replacement is null ? field.Column.Value : null;
                entries.Add(new SelectEntry(field.Name, field.Replacement, value, false));
            }
            return;
        }
        foreach (StarColumn column in Columns(star, binder.Scope))
        {
            entries.Add(column.Replacement is null
                ? new SelectEntry(
                    column.Name, null, binder.Take(column.Column, !star.Qualifier.IsEmpty, star.Span), false)
                : new SelectEntry(column.Name, column.Replacement, null, false));
        }
    }

    private static ScopeColumn[] ColumnsOf(StarExpression star, Scope scope)
    {
        if (star.Qualifier.IsEmpty)
            return scope.Columns.Count == 0 ? throw Errors.Misplaced("* without FROM", star.Span) : [.. scope.Visible];
        string? schema = star.Qualifier.Count > 1 ? star.Qualifier[^2].Text : null;
        Identifier table = star.Qualifier[^1];
        if (!scope.HasTable(schema, table.Text))
            throw Errors.TableNotInFrom(
                table.Text, scope.Tables.Where(entry => !entry.CanRepeat).Select(entry => entry.Name), table.Span);
        scope.RequireOne(schema, table);
        return [.. scope.ColumnsOf(schema, table.Text)];
    }

    private static void Check(StarExpression star, Scope scope, ScopeColumn[] columns)
    {
        foreach (StarRename rename in star.Rename)
        {
            if (star.Exclude.Any(name => Scope.SameName(name.Name.Text, rename.Column.Name.Text))
                || star.Replace.Any(other => Scope.SameName(other.Column.Text, rename.Column.Name.Text)))
                throw Errors.DuplicateColumn(rename.Column.Name.Text, rename.Column.Span);
        }
        var named = star.Exclude.Concat(star.Rename.Select(rename => rename.Column));
        foreach (QualifiedName name in named)
        {
            if (!columns.Any(column => IsNamed(column, name) || IsMergedPart(scope, column, name)))
                throw Errors.ColumnNotFound(name.Name.Text, columns.Select(column => column.Name), name.Span);
        }
        foreach (StarReplacement replacement in star.Replace)
        {
            if (star.Replace.Count(other => Scope.SameName(other.Column.Text, replacement.Column.Text)) > 1
                || star.Exclude.Any(name => Scope.SameName(name.Name.Text, replacement.Column.Text)))
                throw Errors.DuplicateColumn(replacement.Column.Text, replacement.Column.Span);
            if (!columns.Any(column => Scope.SameName(column.Name, replacement.Column.Text)))
                throw Errors.ColumnNotFound(
                    replacement.Column.Text, columns.Select(column => column.Name), replacement.Column.Span);
        }
    }

    /// <summary>Whether the name is that of the other table's part of a column that USING merged.</summary>
    private static bool IsMergedPart(Scope scope, ScopeColumn column, QualifiedName name) =>
        name.Schema is not null && Scope.SameName(column.Name, name.Name.Text)
            && scope.Columns.Any(part => part.IsMergedAway && IsNamed(part, name));

    private static bool IsNamed(ScopeColumn column, QualifiedName name) =>
        Scope.SameName(column.Name, name.Name.Text)
            && (name.Schema is not { } table || Scope.SameName(column.Table.Name, table.Text));
}
