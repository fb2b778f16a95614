using Grizzly.Binding;
using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using ColumnDefinition = Grizzly.Catalog.ColumnDefinition;

namespace Grizzly.Engine;

/// <summary>ALTER TABLE: a new definition over the same rows, or, where their layout changes, over rows written
/// anew.</summary>
internal sealed partial class DefinitionRun
{
    private void AlterTable(BoundAlterTable alter)
    {
        TableEntry before = alter.Before;
        if (!ReferenceEquals(Find(before.Schema, before.Name), before)) throw Errors.CatalogConflict();
        before.Data.Use.EnterAlter(transaction);
        bool isRenamed = !SameName(before.Name, alter.Name) || !SameName(before.Schema, alter.Schema);
        if (isRenamed && Find(alter.Schema, alter.Name) is { } taken)
            throw Errors.RelationExists(KindOf(taken), alter.Name);
        IReadOnlyList<ViewEntry> views = ViewsOver(before, alter.Cascades);
        foreach (ColumnSequence sequence in alter.Sequences)
            Catalog.CreateSequence(
                transaction, alter.Schema, sequence.Name, sequence.Options, alter.Name, sequence.Column);
        AdjustForeignKeysTo(alter);
        foreach (ForeignKeyDefinition key in alter.NewConstraints.OfType<ForeignKeyDefinition>())
            EnterParent(before, key);
        TableEntry after = Rewrite(alter);
        MoveSequences(alter);
        Verify(after, alter);
        CheckViews(views, before, alter.Cascades);
    }

    private TableEntry Rewrite(BoundAlterTable alter)
    {
        TableEntry before = alter.Before;
        ConstraintDefinition[] constraints = [.. alter.Constraints.Select(constraint =>
            constraint is ForeignKeyDefinition key && key.RefersTo(before.Schema, before.Name)
                ? key with { ParentSchema = alter.Schema, ParentTable = alter.Name }
                : constraint)];
        IndexEntry[] indexes = [.. IndexesOf(before)];
        bool hasKeys = indexes.Any(index => index.Specification.Columns.Any(
            column => column.Column < 0 && CollatedKeys.ColumnOf(before, column) >= 0));
        bool movesIndexes = alter.Rows is not null || !SameName(before.Schema, alter.Schema)
            || (hasKeys && alter.Renamed.Count > 0);
        bool hasExpressions = indexes.Any(index => index.Specification.PredicateSql is not null
            || index.Specification.Columns.Any(column => CollatedKeys.ColumnOf(before, column) < 0));
        if (hasExpressions && (alter.Renamed.Count > 0 || movesIndexes))
            throw Errors.NotSupported("this ALTER of a table with indexes over expressions", default,
                "drop these indexes first and create them again afterwards");
        if (movesIndexes)
            foreach (IndexEntry index in indexes) Catalog.DropIndex(transaction, index);
        TableEntry after = before.With(
            alter.Schema, alter.Name, alter.Columns, constraints,
            alter.Rows is null ? before.Data : Catalog.CreateData(alter.Columns));
        Catalog.AlterTable(transaction, before, after);
        if (alter.Rows is not null)
        {
            var count = new LogicalColumn(int.MaxValue, "count", LogicalType.BigInt, false);
            new PlanRun(session, transaction, [], cancellation).Modify(
                new LogicalInsert(after, alter.Rows, count) { Rules = alter.Rules });
        }
        if (movesIndexes)
        {
            foreach (IndexEntry index in indexes)
                if (!index.Specification.IsConstraint) Recreate(index.Specification, before, after, alter.Origins);
        }
        else
        {
            DropUnusedIndexes(after);
        }
        AddConstraintIndexes(after);
        return after;
    }

    /// <summary>An index over the new rows, unless one of its columns is gone.</summary>
    private void Recreate(
        IndexSpecification index, TableEntry before, TableEntry table, IReadOnlyList<int> origins)
    {
        var columns = new List<IndexColumn>();
        foreach (IndexColumn column in index.Columns)
        {
            int now = origins.ToList().IndexOf(CollatedKeys.ColumnOf(before, column));
            if (now < 0) return;
            columns.Add(columns.Count < index.KeyCount
                ? CollatedKeys.Of(table, now, column.IsDescending, column.NullsFirst)
                : column with { Column = now, Type = table.Columns[now].Type });
        }
        IndexSpecification specification = index with
        {
            Id = Catalog.NextIndexId(), Schema = table.Schema, TableId = table.Data.Id, Columns = columns,
        };
        Catalog.CreateIndex(transaction, table, specification, session.Settings.Threads, cancellation);
    }

    /// <summary>Foreign keys of other tables follow new names; those whose key goes are in the way.</summary>
    private void AdjustForeignKeysTo(BoundAlterTable alter)
    {
        TableEntry parent = alter.Before;
        foreach ((TableEntry found, ForeignKeyDefinition key) in _dependents.ForeignKeysTo(parent))
        {
            var child = (TableEntry)Find(found.Schema, found.Name)!;
            string[] columns = [.. key.ParentColumns.Select(column => alter.Renamed.Aggregate(column,
                (name, renamed) => SameName(name, renamed.Old) ? renamed.New : name))];
            bool hasKey = alter.Constraints.OfType<KeyDefinition>().Any(other =>
                other.Columns.SequenceEqual(columns, StringComparer.OrdinalIgnoreCase));
            if (!hasKey && !alter.Cascades)
                throw Errors.Dependents($"a key of table \"{parent.Name}\"",
                    [$"constraint \"{key.Name}\" on table \"{child.Name}\""]);
            ForeignKeyDefinition adjusted = key with
            {
                ParentSchema = alter.Schema, ParentTable = alter.Name, ParentColumns = columns,
            };
            if (hasKey) RequireSameTypes(alter, adjusted, child);
            child.Data.Use.EnterAlter(transaction);
            ConstraintDefinition[] constraints = [.. child.Constraints
                .Select(other => ReferenceEquals(other, key) ? adjusted : other)
                .Where(other => hasKey || !ReferenceEquals(other, adjusted))];
            TableEntry after = child.With(constraints: constraints);
            Catalog.AlterTable(transaction, child, after);
            DropUnusedIndexes(after);
        }
    }

    private static void RequireSameTypes(BoundAlterTable alter, ForeignKeyDefinition key, TableEntry child)
    {
        for (int i = 0; i < key.Columns.Count; i++)
        {
            ColumnDefinition column = alter.Columns.First(other => SameName(other.Name, key.ParentColumns[i]));
            if (column.Type != child.Columns[child.IndexOf(key.Columns[i])].Type || Collations.HasKey(column.Type))
                throw Errors.NotSupported($"changing the type of column \"{column.Name}\", to which constraint "
                    + $"\"{key.Name}\" refers,");
        }
    }

    private void MoveSequences(BoundAlterTable alter)
    {
        foreach (SequenceEntry sequence in _dependents.OwnedBy(alter.Before))
        {
            if (alter.DroppedSequences.Any(name => SameName(name, sequence.Name)))
            {
                Catalog.DropSequence(transaction, sequence);
                continue;
            }
            string? column = sequence.OwnerColumn is not { } owner ? null : alter.Renamed.Aggregate(owner,
                (name, renamed) => SameName(name, renamed.Old) ? renamed.New : name);
            bool stays = SameName(alter.Schema, alter.Before.Schema);
            if (SameName(alter.Name, alter.Before.Name) && column == sequence.OwnerColumn && stays) continue;
            SequenceEntry moved = sequence with
            {
                Schema = alter.Schema, OwnerTable = alter.Name, OwnerColumn = column,
            };
            if (!stays)
            {
                if (Find(moved.Schema, moved.Name) is { } taken)
                    throw Errors.RelationExists(KindOf(taken), moved.Name);
                RenameInColumns(sequence, moved);
            }
            Catalog.AlterSequence(transaction, sequence, moved);
        }
    }

    /// <summary>The rows there are must obey what is new.</summary>
    private void Verify(TableEntry table, BoundAlterTable alter)
    {
        string name = Qualified(table.Schema, table.Name);
        foreach (string column in alter.NewNotNull)
        {
            if (HasRows($"SELECT 1 FROM {name} WHERE {Quote(column)} IS NULL LIMIT 1"))
                throw Errors.NotNullViolated(table.Schema, table.Name, column);
        }
        foreach (ConstraintDefinition constraint in alter.NewConstraints)
        {
            if (constraint is CheckDefinition check
                && HasRows($"SELECT 1 FROM {name} WHERE NOT ({check.ConditionSql}) LIMIT 1"))
                throw Errors.CheckViolated(table.Schema, table.Name, check.Name);
            if (constraint is ForeignKeyDefinition key) Verify(table, name, key);
        }
    }

    private void Verify(TableEntry table, string name, ForeignKeyDefinition key)
    {
        string own = string.Join(", ", key.Columns.Select(Quote));
        string some = string.Join(" AND ", key.Columns.Select(column => $"c.{Quote(column)} IS NOT NULL"));
        string same = string.Join(" AND ", key.Columns.Select((column, i) =>
            $"c.{Quote(column)} = p.{Quote(key.ParentColumns[i])}"));
        string parent = Qualified(key.ParentSchema, key.ParentTable);
        string there = $"EXISTS (SELECT 1 FROM {parent} p WHERE {same})";
        if (HasRows($"SELECT 1 FROM {name} c WHERE {some} AND NOT {there} LIMIT 1"))
            throw Errors.ForeignKeyViolated(table.Schema, table.Name, key.Name, key.ParentTable, $"({own})");
        if (!key.IsMatchFull) return;
        string none = string.Join(" AND ", key.Columns.Select(column => $"c.{Quote(column)} IS NULL"));
        if (HasRows($"SELECT 1 FROM {name} c WHERE NOT ({some}) AND NOT ({none}) LIMIT 1"))
            throw Errors.ForeignKeyMatchFull(table.Schema, table.Name, key.Name);
    }

    private bool HasRows(string sql)
    {
        var bound = (BoundPlanStatement)StatementPlanner.Plan(SqlParser.ParseStatement(sql), session, transaction, []);
        using StatementResult result = new PlanRun(session, transaction, [], cancellation).Query(bound, _ => { }, sql);
        return result.Next() is not null;
    }

    private void CheckViews(IReadOnlyList<ViewEntry> views, TableEntry table, bool cascade)
    {
        foreach (ViewEntry view in views)
        {
            if (!IsThere(view) || !_dependents.IsBroken(view)) continue;
            if (!cascade) throw Errors.Dependents($"what a view uses of table \"{table.Name}\"",
                [$"view \"{view.Name}\""]);
            DropView(view, cascade: true, SourceSpan.None);
        }
    }

    /// <summary>The name with that of its database, since statements may be bound for another.</summary>
    private string Qualified(string schema, string name) =>
        $"{Quote(session.Databases.Of(database.Transactions).Name)}.{Quote(schema)}.{Quote(name)}";

    private static string Quote(string name) => SqlPrinter.Quote(new Identifier(name, true, SourceSpan.None));
}
