using System.Collections.Immutable;

namespace Grizzly.Engine;

/// <summary>What SET GLOBAL has changed for all sessions of a database, while it is open. Thread-safe.</summary>
internal sealed class SharedSettings
{
    private ImmutableDictionary<string, string> _values = ImmutableDictionary<string, string>.Empty;

    /// <summary>Values by setting name; another object after each change.</summary>
    public ImmutableDictionary<string, string> Values => Volatile.Read(ref _values);

    public void Set(string name, string? value) => ImmutableInterlocked.Update(ref _values,
        values => value is null ? values.Remove(name) : values.SetItem(name, value));
}
