using System.Globalization;
using System.Text;
using Grizzly.Data;

namespace Grizzly.Cli;

/// <summary>Columns aligned to their widest value, numbers to the right; NULL is <c>NULL</c>. Also as a Markdown
/// table.</summary>
/// <remarks>Widths need all rows, so results are cut at <see cref="MostRows"/> rows, with a line that says
/// so.</remarks>
internal sealed class TableRowWriter(TextWriter output, bool isMarkdown) : RowWriter(output)
{
    public const int MostRows = 10_000;

    private const string NullText = "NULL";

    public override void Write(GrizzlyDataReader reader)
    {
        int columns = reader.FieldCount;
        var header = new string[columns];
        var isRight = new bool[columns];
        for (int i = 0; i < columns; i++)
        {
            header[i] = Clean(reader.GetName(i));
            isRight[i] = IsNumber(reader, i);
        }
        var rows = new List<string[]>();
        long count = 0;
        while (reader.Read())
        {
            if (count++ >= MostRows) continue;
            var row = new string[columns];
            for (int i = 0; i < columns; i++) row[i] = reader.GetText(i) is { } text ? Clean(text) : NullText;
            rows.Add(row);
        }
        int[] widths = new int[columns];
        for (int i = 0; i < columns; i++) widths[i] =
            rows.Select(row => Width(row[i])).Append(Width(header[i])).Append(3).Max();
        WriteRow(header, widths, isRight);
        WriteRule(widths, isRight);
        foreach (string[] row in rows) WriteRow(row, widths, isRight);
        if (isMarkdown) return;
        string shown = count > MostRows
            ? string.Create(CultureInfo.InvariantCulture, $", the first {MostRows} shown")
            : "";
        Output.Write(string.Create(
            CultureInfo.InvariantCulture, $"({count} {(count == 1 ? "row" : "rows")}{shown})\n"));
    }

    private void WriteRow(string[] cells, int[] widths, bool[] isRight)
    {
        var line = new StringBuilder();
        for (int i = 0; i < cells.Length; i++)
        {
            line.Append(isMarkdown ? "| " : i == 0 ? " " : "| ");
            int padding = widths[i] - Width(cells[i]);
            if (isRight[i]) line.Append(' ', padding).Append(cells[i]);
            else line.Append(cells[i]).Append(' ', padding);
            line.Append(' ');
        }
        if (isMarkdown) line.Append('|');
        Output.Write(line.ToString().TrimEnd());
        Output.Write('\n');
    }

    private void WriteRule(int[] widths, bool[] isRight)
    {
        for (int i = 0; i < widths.Length; i++)
        {
            Output.Write(isMarkdown ? "|" : i == 0 ? "" : "+");
            Output.Write(new string('-', widths[i] + 1));
            Output.Write(isMarkdown && isRight[i] ? ':' : '-');
        }
        Output.Write(isMarkdown ? "|\n" : "\n");
    }

    /// <summary>Keeps a value on its line, and in Markdown in its cell.</summary>
    private string Clean(string text)
    {
        if (text.AsSpan().ContainsAny('\n', '\r', '\t'))
            text = text.Replace("\r", "\\r").Replace("\n", "\\n").Replace("\t", "\\t");
        return isMarkdown ? text.Replace("|", "\\|") : text;
    }

    private static int Width(string text) => new StringInfo(text).LengthInTextElements;
}
