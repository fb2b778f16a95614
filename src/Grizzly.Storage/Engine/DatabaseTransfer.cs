using Grizzly.Binding;
using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Transactions;

namespace Grizzly.Engine;

/// <summary>COPY FROM DATABASE, EXPORT and IMPORT DATABASE: whole databases, by SQL inside the caller's
/// transaction.</summary>
internal sealed class DatabaseTransfer(Session session, Transaction transaction, CancellationToken cancellation)
{
    private const string SchemaFile = "schema.sql", LoadFile = "load.sql";

    /// <summary>Makes the objects of one database in another, with their rows.</summary>
    public void Copy(BoundCopyDatabase copy)
    {
        DatabaseCatalog source = Find(copy.Source, copy.Span), target = Find(copy.Target, copy.Span);
        DatabaseScript script = ScriptOf(source);
        IReadOnlyList<PathEntry> path = session.Databases.Path;
        try
        {
            session.Databases.SetPath([new PathEntry(target.Name, CatalogStore.MainSchema)]);
            if (copy.Schema) Run(script.BeforeRows());
            if (copy.Data) Run(script.Tables.Select(table => CopyRows(table, source.Name, target.Name)));
            if (copy.Schema) Run(script.AfterRows());
        }
        finally
        {
            session.Databases.SetPath(path);
        }
    }

    /// <summary>Writes a folder: schema.sql, load.sql, and a CSV file for each table.</summary>
    public void Export(BoundExport export)
    {
        DatabaseCatalog source = Find(export.Name, export.Span);
        DatabaseScript script = ScriptOf(source);
        Directory.CreateDirectory(export.Folder);
        var load = new List<string>();
        for (int i = 0; i < script.Tables.Count; i++)
        {
            TableEntry table = script.Tables[i];
            string file = FormattableString.Invariant($"{i:D4}_{FileName(table.Name)}.csv");
            string from = $"{Definitions.Quote(source.Name)}.{Definitions.Quote(table.Schema)}."
                + Definitions.Quote(table.Name);
            string path = Text(Path.Combine(export.Folder, file));
            Run([$"COPY (SELECT {DatabaseScript.Texts(table)} FROM {from}) TO {path} (FORMAT csv, HEADER true);"]);
            load.Add(DatabaseScript.Load(table, Text(file)));
        }
        File.WriteAllLines(Path.Combine(export.Folder, SchemaFile), script.BeforeRows());
        File.WriteAllLines(Path.Combine(export.Folder, LoadFile), load.Concat(script.AfterRows()));
    }

    /// <summary>Runs what <see cref="Export"/> has written, in the current database.</summary>
    public void Import(BoundImport import)
    {
        Run([Read(import.Folder, SchemaFile)]);
        string folder = Path.GetFullPath(import.Folder);
        foreach (string line in Read(import.Folder, LoadFile).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            bool isLoad = line.StartsWith("COPY ", StringComparison.Ordinal)
                || line.StartsWith("INSERT ", StringComparison.Ordinal);
            int end = isLoad ? line.LastIndexOf(".csv'", StringComparison.Ordinal) : -1;
            int file = end < 0 ? -1 : line.LastIndexOf('\'', end) + 1;
            string before = (folder + Path.DirectorySeparatorChar).Replace("'", "''", StringComparison.Ordinal);
            Run([file < 0 ? line : line.Insert(file, before)]);
        }
    }

    private static string CopyRows(TableEntry table, string source, string target)
    {
        string columns = DatabaseScript.Columns(table);
        string name = $"{Definitions.Quote(table.Schema)}.{Definitions.Quote(table.Name)}";
        return $"INSERT INTO {Definitions.Quote(target)}.{name} ({columns}) OVERRIDING SYSTEM VALUE "
            + $"SELECT {columns} FROM {Definitions.Quote(source)}.{name};";
    }

    private void Run(IEnumerable<string> statements)
    {
        foreach (string sql in statements) session.RunNested(sql, transaction, cancellation);
    }

    private DatabaseCatalog Find(string name, SourceSpan span) =>
        new SessionCatalog(session.Databases, transaction).Databases.FirstOrDefault(database =>
            database.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw Errors.DatabaseNotFound(name, span);

    private DatabaseScript ScriptOf(DatabaseCatalog source)
    {
        AttachedDatabase attached = session.Databases.Find(source.Name)!;
        return new DatabaseScript(source, new Dependents(
            session.Databases, attached.Database, session.Databases.In(transaction, attached)));
    }

    private static string Read(string folder, string file)
    {
        string path = Path.Combine(folder, file);
        return File.Exists(path) ? File.ReadAllText(path) : throw Errors.FileNotFound(path);
    }

    private static string FileName(string table) =>
        new([.. table.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '_')]);

    private static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
