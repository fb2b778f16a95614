using Grizzly.Types;

namespace Grizzly.Catalog;

/// <summary>A type with a name of its own. Columns keep the type, not the name.</summary>
public sealed record TypeEntry(string Schema, string Name, LogicalType Type)
{
    /// <summary>COMMENT ON TYPE, or null.</summary>
    public string? Comment { get; init; }
}
