using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;

namespace Grizzly.Engine;

/// <summary>ALTER VIEW, ALTER INDEX and COMMENT.</summary>
internal sealed partial class DefinitionRun
{
    private void AlterView(BoundAlterView alter)
    {
        ViewEntry before = alter.Before, after = alter.After;
        if (!IsThere(before)) throw Errors.CatalogConflict();
        if (SameName(before.Name, after.Name) && SameName(before.Schema, after.Schema)) return;
        RequireSchema(after.Schema);
        if (Find(after.Schema, after.Name) is { } taken) throw Errors.RelationExists(KindOf(taken), after.Name);
        // Views are kept as text, which would go on naming the old one.
        IReadOnlyList<ViewEntry> views = ViewsOver(before, cascade: false);
        if (views.Count > 0)
            throw Errors.Dependents($"view \"{before.Name}\"", views.Select(view => $"view \"{view.Name}\""));
        Catalog.DropView(transaction, before);
        Catalog.CreateView(transaction, after);
    }

    /// <summary>Rows and their writers do not care about comments.</summary>
    private void Comment(BoundComment comment) =>
        Catalog.Comment(transaction, comment.Entry, comment.Column, comment.Text);

    /// <summary>An index gets another name by being built anew.</summary>
    private void AlterIndex(BoundAlterIndex alter)
    {
        string schema = alter.Schema ?? CatalogStore.MainSchema;
        switch (Find(schema, alter.Name))
        {
            case IndexEntry { Specification.IsConstraint: true } index:
                throw Errors.IndexBelongsToConstraint(index.Name);
            case IndexEntry index:
                if (index.Name == alter.NewName) return;
                if (!SameName(index.Name, alter.NewName) && Find(schema, alter.NewName) is { } taken)
                    throw Errors.RelationExists(KindOf(taken), alter.NewName);
                TableEntry table = Catalog.All(transaction.Snapshot).OfType<TableEntry>()
                    .First(other => other.Data.Id == index.Specification.TableId);
                table.Data.Use.EnterWrite(transaction);
                Catalog.DropIndex(transaction, index);
                Catalog.CreateIndex(transaction, table, index.Specification with
                {
                    Id = Catalog.NextIndexId(), Name = alter.NewName,
                }, session.Settings.Threads, cancellation);
                break;
            case null when alter.IfExists: break;
            case null: throw Errors.IndexNotFound(alter.Name, Candidates(), alter.Span);
            case { } other: throw Errors.WrongObjectKind(alter.Name, KindOf(other), "index", alter.Span);
        }
    }
}
