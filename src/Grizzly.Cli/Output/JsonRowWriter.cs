using System.Text.Encodings.Web;
using Grizzly.Data;

namespace Grizzly.Cli;

/// <summary>An array of objects, one a line. Numbers and booleans are bare; NaN and infinity, which JSON lacks, are
/// strings.</summary>
internal sealed class JsonRowWriter(TextWriter output) : RowWriter(output)
{
    public override void Write(GrizzlyDataReader reader)
    {
        string[] names = [.. Enumerable.Range(0, reader.FieldCount).Select(i => Quote(reader.GetName(i)))];
        bool[] isBare =
        [
            .. Enumerable.Range(0, names.Length).Select(i => IsNumber(reader, i)
                || reader.GetFieldType(i) == typeof(bool)),
        ];
        string separator = "[";
        while (reader.Read())
        {
            Output.Write(separator);
            separator = ",\n ";
            for (int i = 0; i < names.Length; i++)
            {
                Output.Write(i == 0 ? "{" : ",");
                Output.Write(names[i]);
                Output.Write(':');
                Output.Write(ValueOf(reader.GetText(i), isBare[i]));
            }
            Output.Write('}');
        }
        Output.Write(separator == "[" ? "[]\n" : "]\n");
    }

    private static string ValueOf(string? text, bool isBare)
    {
        if (text is null) return "null";
        bool isFinite = !text.EndsWith("nan", StringComparison.OrdinalIgnoreCase)
            && !text.Contains("inf", StringComparison.OrdinalIgnoreCase);
        return isBare && isFinite ? text : Quote(text);
    }

    private static string Quote(string text) => '"' + JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text) + '"';
}
