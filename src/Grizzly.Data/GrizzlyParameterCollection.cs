using System.Collections;
using System.Data.Common;
using System.Globalization;
using Grizzly.Engine;

namespace Grizzly.Data;

/// <summary>The parameters of a command. Names are compared without sigil and without case. Not thread-safe.</summary>
public sealed class GrizzlyParameterCollection : DbParameterCollection
{
    private readonly List<GrizzlyParameter> _items = [];

    public override int Count => _items.Count;

    public override object SyncRoot => ((ICollection)_items).SyncRoot;

    public new GrizzlyParameter this[int index]
    {
        get => _items[Checked(index)];
        set => _items[Checked(index)] = value;
    }

    public new GrizzlyParameter this[string parameterName]
    {
        get => _items[Required(parameterName)];
        set => _items[Required(parameterName)] = value;
    }

    public GrizzlyParameter Add(GrizzlyParameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        _items.Add(parameter);
        return parameter;
    }

    public GrizzlyParameter Add(string? name, GrizzlyType type) => Add(new GrizzlyParameter(name, type));

    /// <summary>Adds a named value, or a positional one where the name is null or empty.</summary>
    public GrizzlyParameter AddWithValue(string? name, object? value) => Add(new GrizzlyParameter(name, value));

    /// <summary>Adds a positional value.</summary>
    public GrizzlyParameter AddWithValue(object? value) => Add(new GrizzlyParameter(value));

    public override int Add(object value)
    {
        Add(Cast(value));
        return _items.Count - 1;
    }

    public override void AddRange(Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (object value in values) Add(Cast(value));
    }

    public override void Clear() => _items.Clear();

    public override bool Contains(object value) => IndexOf(value) >= 0;

    public override bool Contains(string value) => IndexOf(value) >= 0;

    public override void CopyTo(Array array, int index) => ((ICollection)_items).CopyTo(array, index);

    public override IEnumerator GetEnumerator() => _items.GetEnumerator();

    public override int IndexOf(object value) => value is GrizzlyParameter parameter ? _items.IndexOf(parameter) : -1;

    public override int IndexOf(string parameterName)
    {
        ReadOnlySpan<char> name = GrizzlyParameter.Bare(parameterName ?? "");
        for (int i = 0; i < _items.Count; i++)
        {
            if (_items[i].BareName.Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        }
        return -1;
    }

    public override void Insert(int index, object value) => _items.Insert(index, Cast(value));

    public override void Remove(object value)
    {
        if (!_items.Remove(Cast(value)))
            throw new ArgumentException("the parameter is not in this collection", nameof(value));
    }

    /// <exception cref="ArgumentOutOfRangeException">There is no parameter at that index.</exception>
    public override void RemoveAt(int index) => _items.RemoveAt(index);

    public override void RemoveAt(string parameterName) => _items.RemoveAt(Required(parameterName));

    protected override DbParameter GetParameter(int index) => this[index];

    protected override DbParameter GetParameter(string parameterName) => this[parameterName];

    protected override void SetParameter(int index, DbParameter value) => this[index] = Cast(value);

    protected override void SetParameter(string parameterName, DbParameter value) => this[parameterName] = Cast(value);

    /// <summary>The values as the engine takes them: positional ones are named "1", "2", … by their place among
    /// all.</summary>
    /// <param name="reuse">Filled instead of a new array where it has the right length.</param>
    internal NamedValue[] ToValues(NamedValue[]? reuse = null)
    {
        if (_items.Count == 0) return [];
        NamedValue[] values = reuse?.Length == _items.Count ? reuse : new NamedValue[_items.Count];
        for (int i = 0; i < values.Length; i++)
        {
            GrizzlyParameter item = _items[i];
            string name = item.BareText is { Length: > 0 } bare ? bare : PositionName(i + 1);
            if (!item.IsSet) throw DataErrors.ParameterNotSet(name);
            values[i] = new NamedValue(name, item.ToValue(name));
        }
        return values;
    }

    private static string PositionName(int position) =>
        position < 10 ? ((ReadOnlySpan<string>)["", "1", "2", "3", "4", "5", "6", "7", "8", "9"])[position]
            : position.ToString(CultureInfo.InvariantCulture);

    private static GrizzlyParameter Cast(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value as GrizzlyParameter
            ?? throw new InvalidCastException($"a {nameof(GrizzlyParameter)} is needed, not a {value.GetType()}");
    }

    private int Checked(int index) => (uint)index < (uint)_items.Count
        ? index
        : throw new IndexOutOfRangeException($"there is no parameter number {index}; there are {_items.Count}");

    private int Required(string parameterName) => IndexOf(parameterName) is >= 0 and int index
        ? index
        : throw new IndexOutOfRangeException($"there is no parameter \"{parameterName}\"");
}
