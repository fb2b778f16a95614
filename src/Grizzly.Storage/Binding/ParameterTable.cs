using System.Globalization;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>
/// The statement's parameters: one slot for each name, typed by what was supplied or else by the first use that needs a
/// type.
/// </summary>
internal sealed class ParameterTable
{
    private readonly Dictionary<string, int> _slots = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Name, LogicalType Type)> _parameters = [];
    private readonly Dictionary<string, LogicalType> _supplied = new(StringComparer.OrdinalIgnoreCase);

    public ParameterTable(IReadOnlyList<(string Name, LogicalType Type)> supplied)
    {
        foreach ((string name, LogicalType type) in supplied) _supplied[name] = type;
    }

    /// <summary>The parameter's reference; of type NULL while its type is not known.</summary>
    public BoundParameter Reference(string? name, int index, SourceSpan span)
    {
        string key = name ?? index.ToString(CultureInfo.InvariantCulture);
        if (!_slots.TryGetValue(key, out int slot))
        {
            slot = _parameters.Count;
            _slots.Add(key, slot);
            _parameters.Add((key, _supplied.GetValueOrDefault(key, LogicalType.Null)));
        }
        return new BoundParameter(slot, _parameters[slot].Name, _parameters[slot].Type) { Span = span };
    }

    /// <summary>Gives a parameter its type if it has none yet; returns the reference with the type it has.</summary>
    public BoundParameter Infer(BoundParameter parameter, LogicalType type)
    {
        if (_parameters[parameter.Index].Type.IsNull) _parameters[parameter.Index] = (parameter.Name, type);
        return parameter with { ParameterType = _parameters[parameter.Index].Type,
            Type = _parameters[parameter.Index].Type };
    }

    /// <summary>All parameters in slot order; those nothing was learnt about are VARCHAR.</summary>
    public IReadOnlyList<ParameterSlot> Slots() =>
        [.. _parameters.Select(p => new ParameterSlot(p.Name, p.Type.IsNull ? LogicalType.Varchar : p.Type))];
}
