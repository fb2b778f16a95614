using Grizzly.Types;

namespace Grizzly.Engine;

/// <summary>Whom SET without a scope concerns.</summary>
internal enum SettingReach : byte
{
    /// <summary>The session; SET GLOBAL gives sessions another default.</summary>
    Session,

    /// <summary>Every session of the database that has no value of its own.</summary>
    Shared,

    /// <summary>The database, which has one value only.</summary>
    Database,
}

/// <summary>One setting: its name, its values and what they mean. Values are kept as canonical text.</summary>
internal sealed record Setting(string Name, LogicalType Type, SettingReach Reach, string Description)
{
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public required Func<DatabaseOptions, string> Default { get; init; }

    /// <summary>The canonical text of a value, or null where the text is none.</summary>
    public required Func<string, string?> Normalize { get; init; }

    /// <summary>What values there are, for errors.</summary>
    public required string Expected { get; init; }

    /// <summary>How a value is shown.</summary>
    public Func<string, string> Display { get; init; } = static text => text;

    /// <summary>What a new value changes in the database at once, or null.</summary>
    public Action<Database, string>? Apply { get; init; }

    public bool IsNamed(string name) => Same(Name, name) || Aliases.Any(alias => Same(alias, name));

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
