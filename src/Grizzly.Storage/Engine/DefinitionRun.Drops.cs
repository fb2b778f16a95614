using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;

namespace Grizzly.Engine;

/// <summary>Dropping objects with what depends on them: refused with 2BP01, or with CASCADE dropped too.</summary>
internal sealed partial class DefinitionRun
{
    /// <param name="also">What the same statement drops anyway.</param>
    /// <param name="keepsViews">True where another table takes the place: views are bound anew at each use.</param>
    private void DropTable(TableEntry table, bool cascade, SourceSpan span,
        IReadOnlyList<DropTarget>? also = null, bool keepsViews = false)
    {
        List<ViewEntry> views = keepsViews
            ? []
            : [.. ViewsOver(table, cascade).Where(view => !IsNamed(also, view.Schema, view.Name))];
        List<(TableEntry Table, ForeignKeyDefinition Key)> keys = [.. _dependents.ForeignKeysTo(table)
            .Where(item => !IsNamed(also, item.Table.Schema, item.Table.Name))];
        if (!cascade && views.Count + keys.Count > 0)
        {
            throw Errors.Dependents($"table \"{table.Name}\"", [
                .. keys.Select(item => $"constraint \"{item.Key.Name}\" on table \"{item.Table.Name}\""),
                .. views.Select(view => $"view \"{view.Name}\"")], span);
        }
        foreach (ViewEntry view in views)
            if (IsThere(view)) DropView(view, cascade: true, span);
        DropForeignKeysTo(table);
        foreach (SequenceEntry sequence in _dependents.OwnedBy(table)) DropOwned(sequence, table, cascade, span);
        table.Data.Use.EnterDrop(transaction);
        Catalog.DropTable(transaction, table);
    }

    private void DropView(ViewEntry view, bool cascade, SourceSpan span,
        IReadOnlyList<DropTarget>? also = null)
    {
        List<ViewEntry> views = [.. ViewsOver(view, cascade).Where(v => !IsNamed(also, v.Schema, v.Name))];
        if (!cascade && views.Count > 0)
            throw Errors.Dependents($"view \"{view.Name}\"", views.Select(v => $"view \"{v.Name}\""), span);
        Catalog.DropView(transaction, view);
        DropOwnedBy(view.Schema, view.Name);
        foreach (ViewEntry over in views)
            if (IsThere(over)) DropView(over, cascade: true, span);
    }

    /// <summary>The views that go with an object or hold it back: all with CASCADE, else none unless the session wants
    /// them to; they fail when they are read then.</summary>
    private IReadOnlyList<ViewEntry> ViewsOver(object relation, bool cascade) =>
        cascade || session.Settings.HasViewDependencies ? _dependents.ViewsOver(relation) : [];

    /// <summary>Tables whose expressions call the macro are in the way in any case.</summary>
    private void DropMacro(MacroEntry macro, bool cascade, SourceSpan span)
    {
        IReadOnlyList<ViewEntry> views = ViewsOver(macro, cascade);
        IReadOnlyList<TableEntry> tables = _dependents.TablesCalling(macro);
        if (tables.Count > 0 || (!cascade && views.Count > 0))
        {
            throw Errors.Dependents($"macro \"{macro.Name}\"", [
                .. tables.Select(table => $"table \"{table.Name}\""),
                .. views.Select(view => $"view \"{view.Name}\"")], span);
        }
        foreach (ViewEntry view in views)
            if (IsThere(view)) DropView(view, cascade: true, span);
        Catalog.DropMacro(transaction, macro);
    }

    private void DropSequence(SequenceEntry sequence, bool cascade, SourceSpan span)
    {
        IReadOnlyList<(TableEntry Table, ColumnDefinition Column)> columns = _dependents.ColumnsUsing(sequence);
        bool isIdentity = columns.Any(item => item.Column.Identity != IdentityKind.None);
        if (columns.Count > 0 && (!cascade || isIdentity))
        {
            throw Errors.Dependents($"sequence \"{sequence.Name}\"", columns.Select(item =>
                $"column \"{item.Column.Name}\" of table \"{item.Table.Name}\""), span);
        }
        if (sequence.OwnsWhole is { } owner && Find(sequence.Schema, owner) is { } whole)
        {
            string text = $"{KindOf(whole)} \"{owner}\"";
            if (!cascade) throw Errors.Dependents($"sequence \"{sequence.Name}\"", [text], span);
            if (whole is TableEntry ownerTable) DropTable(ownerTable, cascade: true, span);
            else if (whole is ViewEntry ownerView) DropView(ownerView, cascade: true, span);
            else DropSequence((SequenceEntry)whole, cascade: true, span);
            return;
        }
        foreach ((TableEntry table, _) in columns) DropDefaults(table.Schema, table.Name, sequence);
        Catalog.DropSequence(transaction, sequence);
        DropOwnedBy(sequence.Schema, sequence.Name);
    }

    /// <summary>The sequences that a view or sequence which is gone owned.</summary>
    private void DropOwnedBy(string schema, string name)
    {
        foreach (SequenceEntry sequence in _dependents.OwnedBy(schema, name))
            DropSequence(sequence with { OwnerTable = null }, cascade: true, SourceSpan.None);
    }

    /// <summary>A sequence goes with its table, unless others use it too.</summary>
    private void DropOwned(SequenceEntry sequence, TableEntry owner, bool cascade, SourceSpan span)
    {
        List<(TableEntry Table, ColumnDefinition Column)> others =
            [.. _dependents.ColumnsUsing(sequence).Where(item => !ReferenceEquals(item.Table, owner))];
        if (others.Count > 0 && !cascade)
        {
            throw Errors.Dependents($"sequence \"{sequence.Name}\" of table \"{owner.Name}\"", others.Select(item =>
                $"column \"{item.Column.Name}\" of table \"{item.Table.Name}\""), span);
        }
        foreach ((TableEntry table, _) in others) DropDefaults(table.Schema, table.Name, sequence);
        Catalog.DropSequence(transaction, sequence);
    }

    private void DropDefaults(string schema, string name, SequenceEntry sequence)
    {
        if (Find(schema, name) is not TableEntry table) return;
        ColumnDefinition[] columns = [.. table.Columns.Select(column =>
            column.DefaultSql is { } sql && SequenceUse.Mentions(sql, sequence)
                ? column with { DefaultSql = null, SequenceName = null }
                : column)];
        Catalog.AlterTable(transaction, table, table.With(columns: columns));
    }

    private void DropForeignKeysTo(TableEntry parent)
    {
        foreach ((TableEntry found, _) in _dependents.ForeignKeysTo(parent))
        {
            if (Find(found.Schema, found.Name) is not TableEntry table) continue;
            ConstraintDefinition[] kept = [.. table.Constraints.Where(constraint =>
                constraint is not ForeignKeyDefinition key || !key.RefersTo(parent.Schema, parent.Name))];
            if (kept.Length == table.Constraints.Count) continue;
            TableEntry after = table.With(constraints: kept);
            Catalog.AlterTable(transaction, table, after);
            DropUnusedIndexes(after);
        }
    }

    private bool IsThere(ViewEntry view) => ReferenceEquals(Find(view.Schema, view.Name), view);

    private bool IsThere(SequenceEntry sequence) => Find(sequence.Schema, sequence.Name) is SequenceEntry;

    private static bool IsNamed(
        IReadOnlyList<DropTarget>? names, string schema, string name) =>
        names is not null && names.Any(item => SameName(item.Name, name) && SameName(item.Schema, schema));

    private static bool IsInside(object entry, string schema) => entry switch
    {
        TableEntry table => SameName(table.Schema, schema),
        ViewEntry view => SameName(view.Schema, schema),
        SequenceEntry sequence => SameName(sequence.Schema, schema),
        TypeEntry type => SameName(type.Schema, schema),
        MacroEntry macro => SameName(macro.Schema, schema),
        _ => false,
    };
}
