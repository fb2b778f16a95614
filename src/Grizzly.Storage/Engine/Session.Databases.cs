using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Transactions;

namespace Grizzly.Engine;

/// <summary>Statements about databases, and which database a definition is made in.</summary>
public sealed partial class Session
{
    /// <summary>The database that names without one mean.</summary>
    public string CurrentDatabase => Databases.Path[0].Database ?? Databases.Own.Name;

    /// <summary>Makes names without a database mean those of another; 3D000 where none has that name.</summary>
    public void UseDatabase(string name)
    {
        if (Databases.Find(name) is not { } database) throw Errors.DatabaseNotFound(name);
        Databases.SetPath([new PathEntry(database.Name, CatalogStore.MainSchema)]);
    }

    private void ChangeDatabases(BoundStatement statement, Transaction transaction, bool isOwn)
    {
        switch (statement)
        {
            case BoundAttach attach: Attach(attach, transaction, isInTransaction: !isOwn); break;
            case BoundDetach detach:
                if (Databases.Find(detach.Name) is { } gone) Databases.Detach(gone, transaction);
                else if (!detach.IfExists) throw Errors.DatabaseNotFound(detach.Name, detach.Span);
                break;
            case BoundRenameDatabase rename:
                if (Databases.Find(rename.Name) is { } renamed) Databases.Rename(renamed, rename.NewName);
                else if (!rename.IfExists) throw Errors.DatabaseNotFound(rename.Name, rename.Span);
                break;
            case BoundSetPath set: Databases.SetPath(set.Path); break;
        }
    }

    private void Attach(BoundAttach attach, Transaction transaction, bool isInTransaction)
    {
        DatabaseOptions options = Database.Options with
        {
            Path = attach.IsScript || attach.Path.Length == 0 ? DatabaseOptions.InMemory : PathOf(attach.Path),
            ReadOnly = attach.IsReadOnly && !attach.IsScript,
        };
        string name = attach.Name ?? SessionDatabases.NameOf(options with { Path = attach.Path });
        if (SessionDatabases.IsReserved(name)) throw Errors.DatabaseNameReserved(name, attach.Span);
        AttachedDatabase? known = Databases.Find(name);
        if (known is not null && attach.IfNotExists) return;
        if (known is not null && !attach.OrReplace) throw Errors.DatabaseExists(name, attach.Span);
        if (!options.IsInMemory && Databases.All.FirstOrDefault(other => !ReferenceEquals(other, known)
            && other.Database.Options.Path == options.Path) is { } same)
            throw Errors.DatabaseAttached(attach.Path, same.Name, attach.Span);
        if (known is not null) Databases.Detach(known, transaction);
        (Database opened, Action release) = Database.Extensions.Opener?.Invoke(options) ?? Open(options);
        try
        {
            if (attach.IsScript) RunScript(opened, attach.Path);
        }
        catch
        {
            release();
            throw;
        }
        Databases.Attach(new AttachedDatabase(name, opened, attach.IsReadOnly || IsReadOnly, release), isInTransaction);
    }

    private static (Database, Action) Open(DatabaseOptions options)
    {
        Database opened = Database.Open(options);
        return (opened, opened.Dispose);
    }

    private static string PathOf(string path) =>
        path.StartsWith(DatabaseOptions.InMemory, StringComparison.OrdinalIgnoreCase)
            ? DatabaseOptions.InMemory
            : Path.GetFullPath(path);

    private static void RunScript(Database database, string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (IOException)
        {
            throw Errors.FileNotFound(path);
        }
        using Session session = database.Connect();
        session.ExecuteScript(text);
    }

    private void Checkpoint(BoundCheckpoint checkpoint, CancellationToken cancellation)
    {
        AttachedDatabase database = checkpoint.Name is not { } name ? Databases.Own
            : Databases.Find(name) ?? throw Errors.DatabaseNotFound(name, checkpoint.Span);
        database.Database.Checkpoint(cancellation);
    }

    private long RunDefinition(BoundStatement statement, Transaction transaction, CancellationToken cancellation)
    {
        switch (statement)
        {
            case BoundDrop drop:
                foreach (IGrouping<string?, DropTarget> group in drop.Targets.GroupBy(target => target.Database))
                    In(Named(group.Key), transaction, cancellation).Run(drop with { Targets = [.. group] });
                return -1;
            case BoundDropIndex drop:
                foreach (IGrouping<string?, DropTarget> group in drop.Targets.GroupBy(target => target.Database))
                    In(Named(group.Key), transaction, cancellation).Run(drop with { Targets = [.. group] });
                return -1;
            default: return DefinitionsIn(statement, transaction, cancellation).Run(statement);
        }
    }

    /// <summary>Definitions in the database of the table that a statement is about, or the one it was bound
    /// for.</summary>
    private DefinitionRun DefinitionsIn(
        BoundStatement statement, Transaction transaction, CancellationToken cancellation)
    {
        TableEntry? table = statement switch
        {
            BoundAlterTable alter => alter.Before,
            BoundCreateIndex create => create.Table,
            BoundTruncate truncate => truncate.Tables[0],
            _ => null,
        };
        AttachedDatabase database = table is null
            ? Named(statement.Database)
            : Databases.Of(table.Data.Context.Transactions);
        return In(database, transaction, cancellation);
    }

    private AttachedDatabase Named(string? name) => name is null ? Databases.Own
        : Databases.Find(name) ?? throw Errors.DatabaseNotFound(name);

    private DefinitionRun In(AttachedDatabase database, Transaction transaction, CancellationToken cancellation) =>
        new(this, database.Database, Databases.In(transaction, database), cancellation);
}
