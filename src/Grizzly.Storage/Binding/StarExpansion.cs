using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>One item of a select list after stars are expanded.</summary>
/// <param name="Syntax">What was written; null for a column that came from a star.</param>
/// <param name="Bound">The column that came from a star.</param>
/// <param name="HasAlias">Written with AS.</param>
internal sealed record SelectEntry(string Name, Expression? Syntax, BoundExpression? Bound, bool HasAlias);

/// <summary>Expands <c>*</c> and <c>t.*</c> with EXCLUDE, REPLACE and RENAME.</summary>
internal static class StarExpansion
{
    public static IReadOnlyList<SelectEntry> Expand(SyntaxList<SelectItem> items, ExpressionBinder binder)
    {
        var entries = new List<SelectEntry>(items.Count);
        foreach (SelectItem item in items)
        {
            if (item.Value is StarExpression star) Expand(star, binder, entries);
            else entries.Add(new SelectEntry(
                item.Alias?.Text ?? ColumnNaming.NameOf(item.Value), item.Value, null, item.Alias is not null));
        }
        return entries;
    }

    private static void Expand(StarExpression star, ExpressionBinder binder, List<SelectEntry> entries)
    {
        ScopeColumn[] columns = Columns(star, binder.Scope);
        Check(star, columns);
        foreach (ScopeColumn column in columns)
        {
            if (star.Exclude.Any(name => IsNamed(column, name))) continue;
            StarReplacement? replacement = star.Replace.FirstOrDefault(r => Scope.SameName(r.Column.Text, column.Name));
            StarRename? rename = star.Rename.FirstOrDefault(r => IsNamed(column, r.Column));
            string name = rename?.NewName.Text ?? column.Name;
            entries.Add(replacement is null
                ? new SelectEntry(name, null, binder.Take(column, !star.Qualifier.IsEmpty, star.Span), false)
                : new SelectEntry(name, replacement.Value, null, false));
        }
    }

    private static ScopeColumn[] Columns(StarExpression star, Scope scope)
    {
        if (star.Qualifier.IsEmpty)
            return scope.Columns.Count == 0 ? throw Errors.Misplaced("* without FROM", star.Span) : [.. scope.Visible];
        string? schema = star.Qualifier.Count > 1 ? star.Qualifier[^2].Text : null;
        Identifier table = star.Qualifier[^1];
        if (!scope.HasTable(schema, table.Text))
            throw Errors.TableNotInFrom(
                table.Text, scope.Tables.Where(entry => !entry.CanRepeat).Select(entry => entry.Name), table.Span);
        return [.. scope.ColumnsOf(schema, table.Text)];
    }

    private static void Check(StarExpression star, ScopeColumn[] columns)
    {
        var named = star.Exclude.Concat(star.Rename.Select(rename => rename.Column));
        foreach (QualifiedName name in named)
        {
            if (!columns.Any(column => IsNamed(column, name)))
                throw Errors.ColumnNotFound(name.Name.Text, columns.Select(column => column.Name), name.Span);
        }
        foreach (StarReplacement replacement in star.Replace)
        {
            if (!columns.Any(column => Scope.SameName(column.Name, replacement.Column.Text)))
                throw Errors.ColumnNotFound(
                    replacement.Column.Text, columns.Select(column => column.Name), replacement.Column.Span);
        }
    }

    private static bool IsNamed(ScopeColumn column, QualifiedName name) =>
        Scope.SameName(column.Name, name.Name.Text)
            && (name.Schema is not { } table || Scope.SameName(column.Table.Name, table.Text));
}
