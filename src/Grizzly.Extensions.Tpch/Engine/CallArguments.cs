using System.Globalization;
using Grizzly.Types;

namespace Grizzly.Extensions.Tpch;

/// <summary>The arguments of a call, positional and named, by name. NULL counts as absent.</summary>
internal sealed class CallArguments
{
    private readonly string _function;
    private readonly Dictionary<string, Value> _values = [];

    /// <exception cref="Common.GrizzlyException">22023 for an unknown name, too many arguments or one given
    /// twice.</exception>
    public CallArguments(
        string function, string[] names, IReadOnlyList<Value> arguments, IReadOnlyDictionary<string, Value> named)
    {
        _function = function;
        if (arguments.Count > names.Length) throw TpchErrors.TooManyArguments(function, names.Length);
        for (int i = 0; i < arguments.Count; i++) _values.Add(names[i], arguments[i]);
        foreach ((string name, Value value) in named)
        {
            string known = name == "scale_factor" && names.Contains("sf") ? "sf" : name;
            if (!names.Contains(known)) throw TpchErrors.UnknownArgument(function, name, names);
            if (!_values.TryAdd(known, value)) throw TpchErrors.ArgumentGivenTwice(function, name);
        }
    }

    public string? Text(string name) => Find(name) is { } value ? ValueText.Format(value) : null;

    public double? Number(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.Type.IsNumeric
            && double.TryParse(
                ValueText.Format(value), NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            return number;
        }
        throw TpchErrors.WrongArgument(_function, name, "a number", ValueText.Format(value));
    }

    public bool? Flag(string name)
    {
        if (Find(name) is not { } value) return null;
        return value.Type == LogicalType.Boolean
            ? value.Bool
            : throw TpchErrors.WrongArgument(_function, name, "true or false", ValueText.Format(value));
    }

    private Value? Find(string name) => _values.TryGetValue(name, out Value value) && !value.IsNull ? value : null;
}
