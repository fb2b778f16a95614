using Grizzly.Data;

namespace Grizzly.Cli;

/// <summary>Prints result sets in one format.</summary>
internal abstract class RowWriter(TextWriter output)
{
    public static readonly string[] Formats = ["table", "csv", "json", "markdown"];

    protected TextWriter Output { get; } = output;

    public static RowWriter Create(string format, TextWriter output) => format switch
    {
        "csv" => new CsvRowWriter(output),
        "json" => new JsonRowWriter(output),
        "markdown" => new TableRowWriter(output, isMarkdown: true),
        _ => new TableRowWriter(output, isMarkdown: false),
    };

    /// <summary>Prints the current result set of the reader.</summary>
    public abstract void Write(GrizzlyDataReader reader);

    protected static bool IsNumber(GrizzlyDataReader reader, int column)
    {
        Type type = reader.GetFieldType(column);
        return Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal
            || type == typeof(System.Numerics.BigInteger);
    }
}
