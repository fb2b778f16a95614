using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>What a statement may ask of its session while it is bound. For one thread.</summary>
public interface ISessionValues
{
    /// <summary>All settings by name.</summary>
    IReadOnlyList<SettingRow> Settings { get; }

    /// <summary>The value of a setting.</summary>
    /// <exception cref="Common.GrizzlyException">42704: there is no such setting.</exception>
    Value Setting(string name);

    /// <summary>The value of a session variable, or null where it was never set.</summary>
    Value? Variable(string name);
}

/// <summary>A setting as listings show it.</summary>
/// <param name="Scope">LOCAL where sessions have values of their own, else GLOBAL.</param>
public sealed record SettingRow(string Name, string Value, string Description, string Type, string Scope);
