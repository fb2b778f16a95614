using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>A table that shows the catalog: its rows are made while a statement is bound.</summary>
internal sealed class SystemTable
{
    private readonly Func<SystemCatalog, IEnumerable<object?[]>> _rows;

    /// <param name="columns">Names, each followed by a colon and a type where it is not text: <c>int</c>, <c>big</c>,
    /// <c>bool</c>, <c>double</c>, <c>ints</c> and <c>texts</c> for lists.</param>
    /// <param name="rows">Texts, integers, booleans, arrays of them, or null; one for each column.</param>
    public SystemTable(string name, string columns, Func<SystemCatalog, IEnumerable<object?[]>> rows)
    {
        Name = name;
        _rows = rows;
        string[][] parts = [.. columns.Split(
            (char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(column => column.Split(':'))];
        ColumnNames = [.. parts.Select(part => part[0])];
        ColumnTypes = [.. parts.Select(part => part.Length == 1 ? LogicalType.Varchar : TypeOf(part[1]))];
    }

    public string Name { get; }

    public string[] ColumnNames { get; }

    public LogicalType[] ColumnTypes { get; }

    /// <summary>Whether rows tell what no catalog version covers, so that no plan may keep them.</summary>
    public bool IsVolatile { get; init; }

    public IEnumerable<Value[]> Rows(SystemCatalog catalog) => _rows(catalog).Select(row =>
        (Value[])[.. row.Select((cell, i) => Cell(cell, ColumnTypes[i]))]);

    private static LogicalType TypeOf(string name) => name switch
    {
        "int" => LogicalType.Integer,
        "big" => LogicalType.BigInt,
        "bool" => LogicalType.Boolean,
        "double" => LogicalType.Double,
        "ints" => LogicalType.List(LogicalType.Integer),
        _ => LogicalType.List(LogicalType.Varchar),
    };

    private static Value Cell(object? cell, LogicalType type) => cell switch
    {
        null => Value.Null(type),
        string text => Value.OfVarchar(text),
        bool truth => Value.OfBool(truth),
        double number => Value.OfDouble(number),
        string[] texts => List(type, texts.Select(Value.OfVarchar)),
        int[] numbers => List(type, numbers.Select(Value.OfInteger)),
        _ => Value.Of(type, Convert.ToInt64(cell, System.Globalization.CultureInfo.InvariantCulture)),
    };

    private static Value List(LogicalType type, IEnumerable<Value> elements)
    {
        var writer = new NestedWriter();
        foreach (Value element in elements) writer.Element(element);
        writer.End();
        return Value.Of(type, writer.ToArray());
    }
}
