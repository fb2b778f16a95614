using Grizzly.Binding;
using Grizzly.Catalog;
using Grizzly.Common;

namespace Grizzly.Engine;

/// <summary>The indexes behind constraints.</summary>
internal sealed partial class DefinitionRun
{
    /// <summary>
    /// Gives PRIMARY KEY and UNIQUE their unique index, and each foreign key an index over its columns unless another
    /// constraint's leads with them.
    /// </summary>
    private void AddConstraintIndexes(TableEntry table)
    {
        foreach (KeyDefinition key in table.Keys)
        {
            if (FindIndex(table, key.Name) is not null) continue;
            if (Find(table.Schema, key.Name) is { } taken) throw Errors.RelationExists(KindOf(taken), key.Name);
            AddIndex(table, key.Name, table.IndexesOf(key.Columns), isUnique: true, !key.NullsNotDistinct);
        }
        foreach (ForeignKeyDefinition key in table.ForeignKeys)
        {
            int[] columns = table.IndexesOf(key.Columns);
            if (IndexesOf(table).Any(index => index.Specification.LeadsWith(columns))) continue;
            string name = key.Name;
            for (int i = 1; Find(table.Schema, name) is not null; i++)
                name = FormattableString.Invariant($"{key.Name}{i}");
            AddIndex(table, name, columns, isUnique: false, areNullsDistinct: true);
        }
    }

    /// <summary>From now on changes of the parent must look for children: writers that do not know yet
    /// conflict.</summary>
    private void EnterParent(TableEntry child, ForeignKeyDefinition key)
    {
        if (key.RefersTo(child.Schema, child.Name)) return;
        if (Find(key.ParentSchema, key.ParentTable) is not TableEntry parent)
            throw Errors.RelationNotFound(key.ParentTable, Candidates(), SourceSpan.None);
        parent.Data.Use.EnterAlter(transaction);
    }

    /// <summary>Drops the indexes of constraints that are no more.</summary>
    private void DropUnusedIndexes(TableEntry table)
    {
        foreach (IndexEntry index in IndexesOf(table))
        {
            if (!index.Specification.IsConstraint) continue;
            bool isKey = table.Keys.Any(key => SameName(key.Name, index.Name));
            bool isForeignKey = !index.Specification.IsUnique && table.ForeignKeys.Any(
                key => index.Specification.LeadsWith(table.IndexesOf(key.Columns)));
            if (!isKey && !isForeignKey) Catalog.DropIndex(transaction, index);
        }
    }

    private void AddIndex(TableEntry table, string name, int[] columns, bool isUnique, bool areNullsDistinct)
    {
        IndexColumn[] keys = [.. columns.Select(column =>
            CollatedKeys.Of(table, column, isDescending: false, nullsFirst: false))];
        var specification = new IndexSpecification(
            Catalog.NextIndexId(), table.Schema, name, table.Data.Id, keys, keys.Length, isUnique, areNullsDistinct,
            IsHash: false, PredicateSql: null, IsConstraint: true);
        Catalog.CreateIndex(transaction, table, specification, session.Settings.Threads, cancellation);
    }

    private IReadOnlyList<IndexEntry> IndexesOf(TableEntry table) =>
        Catalog.IndexesOf(transaction.Snapshot, table);

    private IndexEntry? FindIndex(TableEntry table, string name) =>
        IndexesOf(table).FirstOrDefault(index => SameName(index.Name, name));
}
