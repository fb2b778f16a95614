using Grizzly.Common;
using Grizzly.Functions;

namespace Grizzly.Formats;

/// <summary>The options of writing CSV. Immutable once parsed.</summary>
internal sealed class CsvWriteOptions
{
    private static readonly string[] Names =
    [
        "format", "delimiter", "delim", "sep", "header", "null", "nullstr", "quote", "escape", "force_quote",
        "new_line", "encoding",
        "dateformat", "timestampformat", "compression",
    ];

    public CsvDialect Dialect { get; private set; }

    public bool HasHeader { get; private set; }

    public byte[] NullText { get; private set; } = [];

    public byte[] LineEnd { get; private set; } = [(byte)'\n'];

    /// <summary>Columns whose values are always quoted.</summary>
    public ColumnChoice ForceQuote { get; private set; } = ColumnChoice.None;

    /// <summary>Whether the file is packed with gzip.</summary>
    public bool IsPacked { get; private set; }

    public static CsvWriteOptions Parse(IReadOnlyList<CopyOption> options, string path, byte defaultDelimiter)
    {
        bool isTable = path.EndsWith(".tbl", StringComparison.OrdinalIgnoreCase);
        var result = new CsvWriteOptions { HasHeader = !isTable };
        var compression = FileCompression.Infer;
        byte delimiter = defaultDelimiter;
        byte? quote = (byte)'"', escape = null;
        foreach (CopyOption option in options)
        {
            switch (option.Name)
            {
                case "format": break;
                case "delimiter" or "delim" or "sep":
                    delimiter = CsvOptionValue.Character(option)
                        ?? throw Errors.CsvOptionInvalid(option.Name, "needs a single character", option.Span);
                    break;
                case "quote": quote = CsvOptionValue.Character(option); break;
                case "escape": escape = CsvOptionValue.Character(option); break;
                case "header": result.HasHeader = CsvOptionValue.Bool(option); break;
                case "null" or "nullstr": result.NullText = CsvOptionValue.Text(option); break;
                case "force_quote": result.ForceQuote = ColumnChoice.Of(option); break;
                case "new_line": result.LineEnd = ParseLineEnd(option); break;
                case "compression": compression = PackedFiles.Parse(CsvOptionValue.Word(option)); break;
                case "encoding": CsvOptionValue.CheckEncoding(option); break;
                case "dateformat": CsvOptionValue.CheckIsoFormat(option, "%Y-%m-%d"); break;
                case "timestampformat": CsvOptionValue.CheckIsoFormat(option, "%Y-%m-%d %H:%M:%S"); break;
                default: throw Errors.CsvOptionUnknown(option.Name, Names, option.Span);
            }
        }
        result.IsPacked = PackedFiles.IsPacked(path, compression);
        byte quoteByte = quote ?? (byte)'"';
        result.Dialect = new CsvDialect
        {
            Delimiter = delimiter,
            HasQuote = quote is not null,
            Quote = quoteByte,
            Escape = escape ?? quoteByte,
        };
        result.Check();
        return result;
    }

    private void Check()
    {
        if (Dialect.HasQuote && (Dialect.Delimiter == Dialect.Quote || Dialect.Delimiter == Dialect.Escape))
            throw Errors.CsvOptionsClash("CSV delimiter and quote or escape are the same character");
        if (NullText.Contains(Dialect.Delimiter))
            throw Errors.CsvOptionsClash("the CSV delimiter must not be part of the NULL text");
        if (Dialect.HasQuote && NullText.Contains(Dialect.Quote))
            throw Errors.CsvOptionsClash("the CSV quote must not be part of the NULL text");
        if (NullText.AsSpan().IndexOfAny((byte)'\r', (byte)'\n') >= 0)
            throw Errors.CsvOptionsClash("the CSV NULL text must not have a line end");
    }

    private static byte[] ParseLineEnd(CopyOption option) =>
        System.Text.Encoding.UTF8.GetString(CsvOptionValue.Text(option)) switch
    {
        "\n" or "\\n" or "lf" => [(byte)'\n'],
        "\r\n" or "\\r\\n" or "crlf" => [(byte)'\r', (byte)'\n'],
        _ => throw Errors.CsvOptionInvalid(option.Name, "needs '\\n' or '\\r\\n'", option.Span),
    };
}
