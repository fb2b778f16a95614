using System.Buffers;
using Grizzly.Data;

namespace Grizzly.Cli;

/// <summary>RFC 4180 with a header line; NULL is an empty field, an empty string is <c>""</c>.</summary>
internal sealed class CsvRowWriter(TextWriter output) : RowWriter(output)
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    public override void Write(GrizzlyDataReader reader)
    {
        for (int i = 0; i < reader.FieldCount; i++) WriteField(i, reader.GetName(i));
        Output.Write('\n');
        while (reader.Read())
        {
            for (int i = 0; i < reader.FieldCount; i++) WriteField(i, reader.GetText(i));
            Output.Write('\n');
        }
    }

    private void WriteField(int column, string? text)
    {
        if (column > 0) Output.Write(',');
        if (text is null) return;
        bool isQuoted = text.Length == 0 || text.AsSpan().ContainsAny(Quoted);
        if (!isQuoted)
        {
            Output.Write(text);
            return;
        }
        Output.Write('"');
        Output.Write(text.Replace("\"", "\"\""));
        Output.Write('"');
    }
}
