namespace Grizzly.Logical;

/// <summary>
/// Short, stable labels of the columns in one printed plan: the name, and <c>name#2</c>, <c>name#3</c> for later
/// columns of the same name in order of first appearance, so that the text does not depend on column ids. Not
/// thread-safe.
/// </summary>
public sealed class ColumnLabels
{
    private readonly Dictionary<int, string> _labels = [];
    private readonly Dictionary<string, int> _uses = new(StringComparer.OrdinalIgnoreCase);

    public string Of(LogicalColumn column)
    {
        if (_labels.TryGetValue(column.Id, out string? label)) return label;
        string name = column.Name.Length == 0 ? "column" : column.Name;
        int use = _uses[name] = _uses.GetValueOrDefault(name) + 1;
        label = use == 1 ? name : $"{name}#{use}";
        _labels.Add(column.Id, label);
        return label;
    }
}
