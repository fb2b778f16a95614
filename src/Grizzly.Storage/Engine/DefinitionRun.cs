using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Transactions;
using Grizzly.Types;

namespace Grizzly.Engine;

/// <summary>Runs one CREATE, ALTER, DROP or TRUNCATE in one database.</summary>
/// <param name="transaction">The transaction in that database.</param>
internal sealed partial class DefinitionRun(
    Session session, Database database, Transaction transaction, CancellationToken cancellation)
{
    private readonly Dependents _dependents = new(session.Databases, database, transaction);

    private CatalogStore Catalog => database.Catalog;

    /// <summary>Returns the rows inserted by CREATE TABLE AS or deleted by TRUNCATE, else -1.</summary>
    public long Run(BoundStatement statement)
    {
        transaction.RequireWritable();
        switch (statement)
        {
            case BoundCreateTable create: return CreateTable(create);
            case BoundCreateView create: CreateView(create); return -1;
            case BoundCreateType create: CreateType(create); return -1;
            case BoundCreateMacro create: CreateMacro(create); return -1;
            case BoundCreateSchema create: CreateSchema(create); return -1;
            case BoundCreateIndex create: CreateIndex(create); return -1;
            case BoundAlterView alter: AlterView(alter); return -1;
            case BoundAlterIndex alter: AlterIndex(alter); return -1;
            case BoundComment comment: Comment(comment); return -1;
            case BoundDropIndex drop: DropIndexes(drop); return -1;
            case BoundCreateSequence create: CreateSequence(create); return -1;
            case BoundAlterSequence alter: AlterSequence(alter); return -1;
            case BoundAlterTable alter: AlterTable(alter); return -1;
            case BoundTruncate truncate: return Truncate(truncate);
            case BoundDrop drop:
                foreach (DropTarget target in drop.Targets) Drop(drop, target);
                return -1;
            default: throw Errors.Internal($"{statement.GetType().Name} cannot be run");
        }
    }

    private long CreateTable(BoundCreateTable create)
    {
        RequireSchema(create.Schema);
        if (Find(create.Schema, create.Name) is { } existing)
        {
            if (create.IfNotExists && existing is TableEntry) return -1;
            if (!create.OrReplace
                || existing is not TableEntry replaced) throw Errors.RelationExists(KindOf(existing), create.Name);
            DropTable(replaced, cascade: false, SourceSpan.None, keepsViews: true);
        }
        foreach (ColumnSequence sequence in create.Sequences)
        {
            if (Find(create.Schema, sequence.Name) is { } taken)
                throw Errors.RelationExists(KindOf(taken), sequence.Name);
            Catalog.CreateSequence(
                transaction, create.Schema, sequence.Name, sequence.Options, create.Name, sequence.Column);
        }
        TableEntry table = Catalog.CreateTable(
            transaction, create.Schema, create.Name, create.Columns, create.Constraints);
        foreach (ForeignKeyDefinition key in table.ForeignKeys) EnterParent(table, key);
        AddConstraintIndexes(table);
        if (create.Source is null) return -1;
        var count = new LogicalColumn(int.MaxValue, "count", LogicalType.BigInt, false);
        return new PlanRun(session, transaction, [], cancellation)
            .Modify(new LogicalInsert(table, create.Source, count));
    }

    private void CreateView(BoundCreateView create)
    {
        RequireSchema(create.View.Schema);
        if (Find(create.View.Schema, create.View.Name) is { } existing)
        {
            if (create.IfNotExists && existing is ViewEntry) return;
            if (!create.OrReplace
                || existing is not ViewEntry replaced) throw Errors.RelationExists(KindOf(existing), create.View.Name);
            Catalog.DropView(transaction, replaced);
            Catalog.CreateView(transaction, create.View with { Comment = replaced.Comment });
            return;
        }
        Catalog.CreateView(transaction, create.View);
    }

    private void CreateSchema(BoundCreateSchema create)
    {
        if (Catalog.Find(transaction.Snapshot, CatalogStore.SchemaKey(create.Name)) is null) Catalog.CreateSchema(
            transaction, create.Name);
        else if (!create.IfNotExists) throw Errors.SchemaExists(create.Name);
    }

    private void CreateMacro(BoundCreateMacro create)
    {
        RequireSchema(create.Macro.Schema);
        if (FindMacro(create.Macro.Schema, create.Macro.Name) is { } existing)
        {
            if (create.IfNotExists) return;
            if (!create.OrReplace) throw Errors.RelationExists("macro", create.Macro.Name);
            Catalog.DropMacro(transaction, existing);
            Catalog.CreateMacro(transaction, create.Macro with { Comment = existing.Comment });
            return;
        }
        Catalog.CreateMacro(transaction, create.Macro);
    }

    private MacroEntry? FindMacro(string schema, string name) =>
        Catalog.Find(transaction.Snapshot, CatalogStore.MacroKey(schema, name)) as MacroEntry;

    private void Drop(BoundDrop drop, in DropTarget target)
    {
        (_, string schemaName, string name, SourceSpan span) = target;
        if (drop.Kind is CatalogObjectKind.Macro or CatalogObjectKind.TableMacro)
        {
            if (FindMacro(schemaName, name) is { } macro) DropMacro(macro, drop.Cascade, span);
            return;
        }
        if (drop.Kind == CatalogObjectKind.Schema)
        {
            DropSchema(drop, name, span);
            return;
        }
        if (drop.Kind == CatalogObjectKind.Type)
        {
            DropType(schemaName, name, drop.IfExists, span);
            return;
        }
        object? existing = Find(schemaName, name);
        switch (existing)
        {
            case TableEntry table when drop.Kind == CatalogObjectKind.Table:
                DropTable(table, drop.Cascade, span, drop.Targets);
                break;
            case ViewEntry view when drop.Kind == CatalogObjectKind.View:
                DropView(view, drop.Cascade, span, drop.Targets);
                break;
            case SequenceEntry sequence when drop.Kind == CatalogObjectKind.Sequence:
                DropSequence(sequence, drop.Cascade, span);
                break;
            case null when drop.IfExists: break;
            case null when drop.Kind == CatalogObjectKind.Sequence:
                throw Errors.SequenceNotFound(name, Candidates()).WithSpan(span);
            case null: throw Errors.RelationNotFound(name, Candidates(), span);
            default:
                throw Errors.WrongObjectKind(
                    name, KindOf(existing), drop.Kind.ToString().ToLowerInvariant(), span);
        }
    }

    private void DropSchema(BoundDrop drop, string name, SourceSpan span)
    {
        if (Catalog.Find(transaction.Snapshot, CatalogStore.SchemaKey(name)) is null)
        {
            if (drop.IfExists) return;
            throw Errors.SchemaNotFound(name, span);
        }
        if (SameName(name, CatalogStore.MainSchema)) throw Errors.SchemaNeeded(name, span);
        List<object> inside = [.. Catalog.All(transaction.Snapshot).Where(entry => IsInside(entry, name))];
        if (inside.Count > 0 && !drop.Cascade) throw Errors.SchemaNotEmpty(name);
        // What depends on something else first; a cascade may have dropped an entry already.
        foreach (ViewEntry view in inside.OfType<ViewEntry>())
            if (IsThere(view)) DropView(view, cascade: true, span);
        foreach (TableEntry table in inside.OfType<TableEntry>())
            if (Find(table.Schema, table.Name) is TableEntry current) DropTable(current, cascade: true, span);
        foreach (SequenceEntry sequence in inside.OfType<SequenceEntry>())
            if (IsThere(sequence)) DropSequence(sequence, cascade: true, span);
        foreach (TypeEntry type in inside.OfType<TypeEntry>()) Catalog.DropType(transaction, type);
        foreach (MacroEntry macro in inside.OfType<MacroEntry>()) Catalog.DropMacro(transaction, macro);
        Catalog.DropSchema(transaction, name);
    }

    private object? Find(string schema, string name) =>
        Catalog.Find(transaction.Snapshot, CatalogStore.RelationKey(schema, name));

    private void RequireSchema(string schema)
    {
        if (Catalog.Find(transaction.Snapshot, CatalogStore.SchemaKey(schema)) is null) throw Errors.SchemaNotFound(
            schema);
    }

    private IEnumerable<string> Candidates() => Catalog.All(transaction.Snapshot).Select(entry => entry switch
    {
        TableEntry table => table.Name,
        ViewEntry view => view.Name,
        IndexEntry index => index.Name,
        SequenceEntry sequence => sequence.Name,
        TypeEntry type => type.Name,
        _ => "",
    });

    private static string KindOf(object entry) => entry switch
    {
        TableEntry => "table",
        IndexEntry => "index",
        ViewEntry => "view",
        _ => "sequence",
    };

    private static bool SameName(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
