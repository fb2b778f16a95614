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
        RequireOwner(before, after);
        if (!SameName(before.Name, after.Name) || !SameName(before.Schema, after.Schema))
        {
            RequireSchema(after.Schema);
            if (Find(after.Schema, after.Name) is { } taken) throw Errors.RelationExists(KindOf(taken), after.Name);
            RenameInColumns(before, after);
        }
        if (alter.Restart is { } value) after = after with { State = Catalog.NewState(transaction, value) };
        Catalog.AlterSequence(transaction, before, after);
    }

    /// <summary>The columns that take values from a sequence follow its new name.</summary>
    private void RenameInColumns(SequenceEntry before, SequenceEntry after)
    {
        foreach (TableEntry found in _dependents.ColumnsUsing(before).Select(use => use.Table).Distinct().ToList())
        {
            TableEntry table = (TableEntry)Find(found.Schema, found.Name)!;
            table.Data.Use.EnterAlter(transaction);
            bool IsOwn(Grizzly.Catalog.ColumnDefinition column) => column.SequenceName is { } name
                && SameName(name, before.Name) && SameName(found.Schema, before.Schema);
            Catalog.AlterTable(transaction, table, table.With(columns: [.. table.Columns.Select(column => column with
            {
                SequenceName = IsOwn(column) ? after.Name : column.SequenceName,
                DefaultSql = column.DefaultSql is { } sql ? SequenceUse.Renamed(sql, before, after) : null,
            })]));
        }
    }

    /// <summary>Ownership of whole relations goes one level deep and is not taken over.</summary>
    private void RequireOwner(SequenceEntry before, SequenceEntry after)
    {
        if (after.OwnsWhole is not { } owner) return;
        if (before.OwnsWhole is { } other && !SameName(owner, other)) throw Errors.SequenceOwned(before.Name, other);
        if (Find(after.Schema, owner) is not SequenceEntry sequence) return;
        if (sequence.OwnsWhole is { } above) throw Errors.SequenceOwned(sequence.Name, above);
        if (SameName(owner, before.Name) || _dependents.OwnedBy(before.Schema, before.Name).Count > 0)
            throw Errors.SequenceOwned(before.Name, before.Name);
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
