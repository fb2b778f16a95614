namespace Grizzly.Catalog;

/// <summary>A macro: the CREATE MACRO statement as canonical SQL, expanded where it is used.</summary>
/// <param name="IsTable">Whether it gives rows and stands in FROM.</param>
public sealed record MacroEntry(string Schema, string Name, bool IsTable, string DefinitionSql)
{
    /// <summary>Where the names in it are looked up; empty for its own schema.</summary>
    public IReadOnlyList<PathEntry> Path { get; init; } = [];

    /// <summary>COMMENT ON MACRO, or null.</summary>
    public string? Comment { get; init; }
}
