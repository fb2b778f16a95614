using Grizzly.Binding;
using Grizzly.Catalog;

namespace Grizzly.Engine;

/// <summary>A database as SQL: what makes its objects, in an order that works.</summary>
internal sealed class DatabaseScript(DatabaseCatalog database, Dependents dependents)
{
    private readonly List<TableEntry> _tables = [.. database.Tables.OrderBy(Key, StringComparer.Ordinal)];

    private readonly List<SequenceEntry> _sequences =
        [.. database.Entries.OfType<SequenceEntry>().OrderBy(sequence => sequence.Schema + "." + sequence.Name,
            StringComparer.Ordinal)];

    public IReadOnlyList<TableEntry> Tables => _tables;

    /// <summary>Schemas, types, sequences and tables: what rows need.</summary>
    public IEnumerable<string> BeforeRows()
    {
        foreach (SchemaEntry schema in database.Entries.OfType<SchemaEntry>())
        {
            if (schema.Name != CatalogStore.MainSchema)
                yield return $"CREATE SCHEMA {Definitions.Quote(schema.Name)};";
        }
        foreach (TypeEntry type in database.Entries.OfType<TypeEntry>()) yield return Definitions.Of(type);
        foreach (SequenceEntry sequence in _sequences.Where(sequence => !IsIdentity(sequence)))
            yield return Definitions.Of(sequence);
        foreach (TableEntry table in _tables) yield return Definitions.Of(table, withForeignKeys: false);
        foreach (SequenceEntry sequence in _sequences.Where(sequence => !IsIdentity(sequence)))
        {
            if (sequence.OwnerTable is not { } owner) continue;
            string column = sequence.OwnerColumn is { } name ? "." + Definitions.Quote(name) : "";
            yield return $"ALTER SEQUENCE {Definitions.Name(sequence.Schema, sequence.Name)} "
                + $"OWNED BY {Definitions.Name(sequence.Schema, owner)}{column};";
        }
    }

    /// <summary>Where sequences stand; foreign keys, indexes, macros and views.</summary>
    public IEnumerable<string> AfterRows()
    {
        foreach (SequenceEntry sequence in _sequences)
        {
            (long last, bool isCalled) = sequence.State.Current;
            string name = Definitions.Name(sequence.Schema, sequence.Name)
                .Replace("'", "''", StringComparison.Ordinal);
            if (isCalled) yield return FormattableString.Invariant($"SELECT setval('{name}', {last});");
        }
        foreach (TableEntry table in _tables)
        {
            foreach (ForeignKeyDefinition key in table.ForeignKeys)
            {
                yield return $"ALTER TABLE {Definitions.Name(table.Schema, table.Name)} ADD CONSTRAINT "
                    + $"{Definitions.Quote(key.Name)} {Definitions.Of(key)};";
            }
            foreach (IndexEntry index in database.IndexesOf(table))
                if (!index.Specification.IsConstraint) yield return Definitions.Of(index, table);
        }
        foreach (MacroEntry macro in database.Entries.OfType<MacroEntry>())
            foreach (string sql in Along(macro.Path, Definitions.WithSchema(macro))) yield return sql;
        foreach (ViewEntry view in dependents.InOrder(database.Views))
            foreach (string sql in Along(view.Path, Definitions.WithSchema(view))) yield return sql;
        foreach (object entry in database.Entries)
            foreach (string sql in Definitions.CommentsOn(entry)) yield return sql;
    }

    /// <summary>A definition, with the path set before and after it where its names need one.</summary>
    private static IEnumerable<string> Along(IReadOnlyList<PathEntry> path, string definition)
    {
        bool isPlain = path.All(part => part.Database is null && part.Schema == CatalogStore.MainSchema);
        if (isPlain) return [definition];
        string names = string.Join(", ", path.Select(part => part.Database is null
            ? Definitions.Quote(part.Schema)
            : $"{Definitions.Quote(part.Database)}.{Definitions.Quote(part.Schema)}"));
        string text = names.Replace("'", "''", StringComparison.Ordinal);
        return [$"SET search_path = '{text}';", definition, "SET search_path = 'main';"];
    }

    /// <summary>The columns that rows bring along.</summary>
    public static string Columns(TableEntry table) => string.Join(", ", table.Columns
        .Where(column => !column.IsGenerated).Select(column => Definitions.Quote(column.Name)));

    /// <summary>Reads a table's rows from a file; types that files do not know are cast from their texts.</summary>
    public static string Load(TableEntry table, string file)
    {
        string target = $"{Definitions.Name(table.Schema, table.Name)} ({Columns(table)})";
        if (!table.Columns.Any(IsCast)) return $"COPY {target} FROM {file} (FORMAT csv, HEADER true);";
        string values = string.Join(", ", table.Columns.Where(column => !column.IsGenerated).Select(column =>
            $"CAST({Definitions.Quote(column.Name)} AS {column.Type.Name})"));
        return $"INSERT INTO {target} OVERRIDING SYSTEM VALUE SELECT {values} "
            + $"FROM read_csv({file}, header = true, all_varchar = true);";
    }

    private static bool IsCast(ColumnDefinition column) => column.Type.IsNested || column.Type.IsEnum;

    /// <summary>The columns for a text file: types that files do not know as their texts.</summary>
    public static string Texts(TableEntry table) => string.Join(", ", table.Columns
        .Where(column => !column.IsGenerated).Select(column =>
        {
            string name = Definitions.Quote(column.Name);
            return IsCast(column) ? $"CAST({name} AS VARCHAR) AS {name}" : name;
        }));

    /// <summary>Sequences of identity columns are made with their tables.</summary>
    private bool IsIdentity(SequenceEntry sequence) => _tables.Any(table => table.Schema == sequence.Schema
        && table.Columns.Any(column => column.Identity != IdentityKind.None && column.SequenceName == sequence.Name));

    private static string Key(TableEntry table) => table.Schema + "." + table.Name;
}
