using Grizzly.Common;
using Grizzly.Functions;

namespace Grizzly.Formats;

/// <summary>The options of reading CSV as the user gave them; null means not given. Immutable once parsed.</summary>
internal sealed class CsvReadOptions
{
    public const long DefaultMaxLineBytes = 64L << 20;
    public const int DefaultSampleRows = 20_480;
    private const int DefaultRejectLimit = 1000;

    private static readonly string[] CopyNames =
    [
        "format", "delimiter", "delim", "sep", "header", "null", "nullstr", "quote", "escape", "new_line",
        "dateformat", "date_format", "timestampformat", "timestamp_format", "encoding", "skip",
        "force_not_null", "force_null", "ignore_errors", "store_rejects",
        "rejects", "rejects_limit", "max_line_size", "maximum_line_size",
    ];

    private static readonly string[] FunctionNames = [.. CopyNames, "all_varchar", "sample_size", "auto_detect"];

    public byte? Delimiter { get; private set; }

    /// <summary>Given as the empty text: nothing is quoted.</summary>
    public bool IsUnquoted { get; private set; }

    public byte? Quote { get; private set; }

    public byte? Escape { get; private set; }

    public byte? Terminator { get; private set; }

    public bool? Header { get; private set; }

    /// <summary>The text that means NULL where it is not quoted.</summary>
    public byte[] NullText { get; private set; } = [];

    /// <summary>Lines left out at the beginning.</summary>
    public long Skip { get; private set; }

    public bool IgnoreErrors { get; private set; }

    /// <summary>How many rejected rows are kept; the rest is only counted.</summary>
    public int RejectLimit { get; private set; } = DefaultRejectLimit;

    public long MaxLineBytes { get; private set; } = DefaultMaxLineBytes;

    public bool AllVarchar { get; private set; }

    public long SampleRows { get; private set; } = DefaultSampleRows;

    /// <summary>Columns whose unquoted NULL text is text.</summary>
    public ColumnChoice ForceNotNull { get; private set; } = ColumnChoice.None;

    /// <summary>Columns whose quoted NULL text is NULL.</summary>
    public ColumnChoice ForceNull { get; private set; } = ColumnChoice.None;

    public static CsvReadOptions Parse(IReadOnlyList<CopyOption> options, bool isFunction)
    {
        var result = new CsvReadOptions();
        foreach (CopyOption option in options) result.Apply(option, isFunction);
        result.CheckTogether();
        return result;
    }

    /// <summary>The dialect these options settle; what is left open takes the defaults.</summary>
    public CsvDialect ToDialect(byte defaultDelimiter, byte terminator, byte defaultQuote = (byte)'"')
    {
        byte quote = Quote ?? defaultQuote;
        var dialect = new CsvDialect
        {
            Delimiter = Delimiter ?? defaultDelimiter,
            HasQuote = !IsUnquoted,
            Quote = quote,
            Escape = Escape ?? quote,
            Terminator = Terminator ?? terminator,
        };
        if (dialect.HasQuote && dialect.Delimiter == dialect.Quote)
            throw Errors.CsvOptionsClash("CSV delimiter and quote are the same character");
        if (dialect.HasQuote && dialect.Delimiter == dialect.Escape)
            throw Errors.CsvOptionsClash("CSV delimiter and escape are the same character");
        return dialect;
    }

    private void Apply(CopyOption option, bool isFunction)
    {
        switch (option.Name)
        {
            case "format": break;
            case "delimiter" or "delim" or "sep":
                Delimiter = CsvOptionValue.Character(option)
                    ?? throw Errors.CsvOptionInvalid(option.Name, "needs a single character", option.Span);
                break;
            case "quote":
                Quote = CsvOptionValue.Character(option);
                IsUnquoted = Quote is null;
                break;
            case "escape": Escape = CsvOptionValue.Character(option); break;
            case "header": Header = CsvOptionValue.Bool(option); break;
            case "null" or "nullstr": NullText = CsvOptionValue.Text(option); break;
            case "new_line": Terminator = ParseNewLine(option); break;
            case "dateformat" or "date_format": CsvOptionValue.CheckIsoFormat(option, "%Y-%m-%d", "%x"); break;
            case "timestampformat" or "timestamp_format":
                CsvOptionValue.CheckIsoFormat(option, "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S");
                break;
            case "encoding": CsvOptionValue.CheckEncoding(option); break;
            case "skip": Skip = CsvOptionValue.Number(option, 0, long.MaxValue); break;
            case "ignore_errors": IgnoreErrors |= CsvOptionValue.Bool(option); break;
            case "store_rejects" or "rejects": IgnoreErrors |= CsvOptionValue.Bool(option); break;
            case "rejects_limit": RejectLimit = (int)CsvOptionValue.Number(option, 0, 1_000_000); break;
            case "max_line_size" or "maximum_line_size":
                MaxLineBytes = CsvOptionValue.Number(option, 1, 1L << 30);
                break;
            case "force_not_null": ForceNotNull = ColumnChoice.Of(option); break;
            case "force_null": ForceNull = ColumnChoice.Of(option); break;
            case "all_varchar" when isFunction: AllVarchar = CsvOptionValue.Bool(option); break;
            case "sample_size" when isFunction: SampleRows = ParseSampleSize(option); break;
            case "auto_detect" when isFunction:
                if (!CsvOptionValue.Bool(option))
                    throw Errors.NotSupported("read_csv with auto_detect = false", option.Span);
                break;
            default: throw Errors.CsvOptionUnknown(option.Name, isFunction ? FunctionNames : CopyNames, option.Span);
        }
    }

    private void CheckTogether()
    {
        if (Delimiter is { } delimiter && NullText.Contains(delimiter))
            throw Errors.CsvOptionsClash("the CSV delimiter must not be part of the NULL text");
        if (NullText.AsSpan().IndexOfAny((byte)'\r', (byte)'\n') >= 0)
            throw Errors.CsvOptionsClash("the CSV NULL text must not have a line end");
    }

    private static long ParseSampleSize(CopyOption option)
    {
        long rows = CsvOptionValue.Number(option, -1, long.MaxValue);
        return rows < 0 ? long.MaxValue : Math.Max(1, rows);
    }

    private static byte ParseNewLine(CopyOption option)
    {
        string text = System.Text.Encoding.UTF8.GetString(CsvOptionValue.Text(option));
        return text switch
        {
            "\n" or "\\n" or "\r\n" or "\\r\\n" or "lf" or "crlf" => (byte)'\n',
            "\r" or "\\r" or "cr" => (byte)'\r',
            _ => throw Errors.CsvOptionInvalid(option.Name, "needs '\\n', '\\r\\n' or '\\r'", option.Span),
        };
    }
}
