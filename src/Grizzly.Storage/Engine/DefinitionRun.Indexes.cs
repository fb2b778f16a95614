using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;

namespace Grizzly.Engine;

internal sealed partial class DefinitionRun
{
    private void CreateIndex(BoundCreateIndex create)
    {
        IndexSpecification wanted = create.Specification;
        if (Find(wanted.Schema, wanted.Name) is { } existing)
        {
            if (create.IfNotExists && existing is IndexEntry) return;
            if (!create.OrReplace || existing is not IndexEntry replaced)
                throw Errors.RelationExists(KindOf(existing), wanted.Name);
            Catalog.DropIndex(transaction, replaced);
        }
        // The rows must stay those of this definition until the index is there.
        create.Table.Data.Use.EnterWrite(transaction);
        IndexSpecification specification =
            wanted with { Id = Catalog.NextIndexId(), TableId = create.Table.Data.Id };
        Catalog.CreateIndex(transaction, create.Table, specification, session.Settings.Threads, cancellation);
    }

    private void DropIndexes(BoundDropIndex drop)
    {
        foreach ((_, string schema, string name, SourceSpan span) in drop.Targets)
        {
            switch (Find(schema, name))
            {
                case IndexEntry { Specification.IsConstraint: false } index:
                    Catalog.DropIndex(transaction, index);
                    break;
                case IndexEntry index: throw Errors.IndexBelongsToConstraint(index.Name);
                case null when drop.IfExists: break;
                case null: throw Errors.IndexNotFound(name, Candidates(), span);
                case { } other: throw Errors.WrongObjectKind(name, KindOf(other), "index", span);
            }
        }
    }
}
