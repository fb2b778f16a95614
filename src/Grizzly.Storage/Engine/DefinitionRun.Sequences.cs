using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;

namespace Grizzly.Engine;

/// <summary>Sequences, and TRUNCATE, which may restart them.</summary>
internal sealed partial class DefinitionRun
{
    private void CreateSequence(BoundCreateSequence create)
    {
        RequireSchema(create.Schema);
        if (Find(create.Schema, create.Name) is { } existing)
        {
            if (create.IfNotExists && existing is SequenceEntry) return;
            if (!create.OrReplace || existing is not SequenceEntry replaced)
                throw Errors.RelationExists(KindOf(existing), create.Name);
            DropSequence(replaced, cascade: false, SourceSpan.None);
        }
        Catalog.CreateSequence(
            transaction, create.Schema, create.Name, create.Options, create.OwnerTable, create.OwnerColumn);
    }

    private void AlterSequence(BoundAlterSequence alter)
    {
        if (Find(alter.Before.Schema, alter.Before.Name) is not SequenceEntry before)
            throw Errors.SequenceNotFound(alter.Before.Name, Candidates());
        SequenceEntry after = alter.After;
        bool changesOwner = before.OwnsWhole is { } owner && after.OwnerTable is { } other && !SameName(owner, other);
        if (changesOwner) throw Errors.SequenceOwned(before.Name, before.OwnerTable!);
        if (!SameName(before.Name, after.Name))
        {
            if (Find(after.Schema, after.Name) is { } taken) throw Errors.RelationExists(KindOf(taken), after.Name);
            if (_dependents.ColumnsUsing(before).Count > 0)
                throw Errors.NotSupported("renaming a sequence that columns use");
        }
        if (alter.Restart is { } value) after = after with { State = Catalog.NewState(transaction, value) };
        Catalog.AlterSequence(transaction, before, after);
    }

    private long Truncate(BoundTruncate truncate)
    {
        long rows = 0;
        foreach (LogicalModification deletion in truncate.Deletions)
            rows += new PlanRun(session, transaction, [], cancellation).Modify(deletion);
        if (!truncate.RestartsIdentity) return rows;
        foreach (TableEntry table in truncate.Tables)
        {
            foreach (SequenceEntry sequence in _dependents.OwnedBy(table))
            {
                SequenceEntry restarted = sequence with
                {
                    State = Catalog.NewState(transaction, sequence.Options.Start),
                };
                Catalog.AlterSequence(transaction, sequence, restarted);
            }
        }
        return rows;
    }
}
