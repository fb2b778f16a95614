using Grizzly.Common;
using Grizzly.Functions;

namespace Grizzly.Formats;

/// <summary>Columns named in an option: none, some or all (<c>*</c>). Immutable.</summary>
internal sealed class ColumnChoice
{
    public static readonly ColumnChoice None = new("", []);

    private readonly string _option;
    private readonly string[]? _names;

    private ColumnChoice(string option, string[]? names) => (_option, _names) = (option, names);

    public bool IsNone => _names is [];

    public static ColumnChoice Of(CopyOption option) => new(option.Name, CsvOptionValue.Names(option));

    /// <summary>Which of the columns are meant, by case-insensitive name; 42703 for a name that is none of
    /// them.</summary>
    public bool[] Resolve(IReadOnlyList<string> columnNames)
    {
        var chosen = new bool[columnNames.Count];
        if (_names is null) Array.Fill(chosen, true);
        foreach (string name in _names ?? [])
        {
            int index = 0;
            while (index < chosen.Length
                && !columnNames[index].Equals(name, StringComparison.OrdinalIgnoreCase)) index++;
            if (index == chosen.Length) throw Errors.CsvColumnUnknown(_option, name, columnNames);
            chosen[index] = true;
        }
        return chosen;
    }
}
