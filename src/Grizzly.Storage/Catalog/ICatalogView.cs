using Grizzly.Functions;

namespace Grizzly.Catalog;

/// <summary>The catalog as one statement sees it. Names are case-insensitive. Implementations are safe for one
/// thread.</summary>
public interface ICatalogView
{
    /// <summary>The schema of names without one.</summary>
    string DefaultSchema { get; }

    bool SchemaExists(string schema);

    /// <summary>The table of that name, or null; <paramref name="schema"/> null searches the default schema.</summary>
    TableEntry? FindTable(string? schema, string name);

    /// <summary>The view of that name, or null.</summary>
    ViewEntry? FindView(string? schema, string name);

    /// <summary>The sequence of that name, or null.</summary>
    SequenceEntry? FindSequence(string? schema, string name) => null;

    IEnumerable<SequenceEntry> Sequences => [];

    /// <summary>The indexes of a table.</summary>
    IReadOnlyList<IndexEntry> IndexesOf(TableEntry table) => [];

    /// <summary>Whether a table, view, sequence or index has that name.</summary>
    bool IsNameTaken(string schema, string name) => FindTable(schema, name) is not null
        || FindView(schema, name) is not null || FindSequence(schema, name) is not null;

    /// <summary>The type made by CREATE TYPE of that name, or null.</summary>
    TypeEntry? FindType(string? schema, string name) => null;

    IEnumerable<TypeEntry> Types => [];

    /// <summary>Names of tables and views, for suggestions and listings.</summary>
    IEnumerable<TableEntry> Tables { get; }

    IEnumerable<ViewEntry> Views { get; }

    /// <summary>A table function by name: built in or registered by a format or extension.</summary>
    TableFunction? FindTableFunction(string name);

    IEnumerable<string> TableFunctionNames { get; }

    /// <summary>A COPY format by name (<c>csv</c>), or null.</summary>
    CopyFormat? FindCopyFormat(string name);
}

/// <summary>A view: its query as canonical SQL, bound anew at each use.</summary>
/// <param name="ColumnNames">Explicit column names, or empty.</param>
public sealed record ViewEntry(string Schema, string Name, IReadOnlyList<string> ColumnNames, string QuerySql);
