using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;

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
        "force_not_null", "force_null", "ignore_errors", "store_rejects", "compression", "null_padding",
        "decimal_separator", "auto_detect", "buffer_size", "parallel",
        "rejects", "rejects_limit", "max_line_size", "maximum_line_size",
    ];

    private static readonly string[] FunctionNames =
    [
        .. CopyNames, "all_varchar", "sample_size", "columns", "types", "dtypes", "column_types", "names",
        "column_names", "auto_type_candidates", "files_to_sniff", .. PartColumns.Names,
    ];

    public byte? Delimiter { get; private set; }

    /// <summary>Given as the empty text: nothing is quoted.</summary>
    public bool IsUnquoted { get; private set; }

    public byte? Quote { get; private set; }

    public byte? Escape { get; private set; }

    public byte? Terminator { get; private set; }

    public bool? Header { get; private set; }

    /// <summary>The texts that mean NULL where they are not quoted.</summary>
    public byte[][] NullTexts { get; private set; } = [[]];

    /// <summary>NULL is the empty text and nothing else.</summary>
    public bool OnlyEmptyIsNull => NullTexts is [{ Length: 0 }];

    public FileCompression Compression { get; private set; }

    /// <summary>Columns that a row lacks at its end are NULL.</summary>
    public bool PadsRows { get; private set; }

    /// <summary>What stands before decimals; null for a point.</summary>
    public byte? DecimalMark { get; private set; }

    /// <summary>The format of dates; null for ISO 8601.</summary>
    public string? DateFormat { get; private set; }

    /// <summary>The format of timestamps; null for ISO 8601.</summary>
    public string? TimestampFormat { get; private set; }

    /// <summary>False: nothing is found out that is not given.</summary>
    public bool DetectsAll { get; private set; } = true;

    /// <summary>All columns with their types.</summary>
    public ColumnTypes? Columns { get; private set; }

    /// <summary>Types of some columns.</summary>
    public ColumnTypes? Types { get; private set; }

    /// <summary>The option that <see cref="Types"/> came from.</summary>
    public string TypesOption { get; private set; } = "types";

    /// <summary>Names of the first columns.</summary>
    public string[]? ColumnNames { get; private set; }

    /// <summary>The types that columns may be found to have, besides VARCHAR; null for the usual ones.</summary>
    public LogicalType[]? Candidates { get; private set; }

    /// <summary>How many of several files are looked at.</summary>
    public long FilesToSniff { get; private set; } = 10;

    public PartColumns Parts { get; } = new();

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
                Delimiter = CsvOptionValue.Character(option);
                // NULL means that there are no delimiters: a line is one field.
                if (Delimiter is null && option.Values is [{ IsNull: true }]) Delimiter = 0x1F;
                else if (Delimiter is null)
                    throw Errors.CsvOptionInvalid(option.Name, "needs a single character", option.Span);
                break;
            case "quote":
                Quote = CsvOptionValue.Character(option);
                IsUnquoted = Quote is null;
                break;
            case "escape": Escape = CsvOptionValue.Character(option); break;
            case "header": Header = CsvOptionValue.Bool(option); break;
            case "null" or "nullstr": NullTexts = CsvOptionValue.Texts(option); break;
            case "compression": Compression = PackedFiles.Parse(CsvOptionValue.Word(option)); break;
            case "null_padding": PadsRows = CsvOptionValue.Bool(option); break;
            case "decimal_separator":
                DecimalMark = CsvOptionValue.Character(option) switch
                {
                    (byte)'.' => null,
                    (byte)',' => (byte)',',
                    _ => throw Errors.CsvOptionInvalid(option.Name, "needs a point or a comma", option.Span),
                };
                break;
            case "auto_detect": DetectsAll = CsvOptionValue.Bool(option); break;
            // How files are cut up changes nothing in what is read.
            case "buffer_size": CsvOptionValue.Number(option, 1, long.MaxValue); break;
            case "parallel": CsvOptionValue.Bool(option); break;
            case "new_line": Terminator = ParseNewLine(option); break;
            case "dateformat" or "date_format":
                DateFormat = CsvOptionValue.Format(option, "%Y-%m-%d", "%x");
                break;
            case "timestampformat" or "timestamp_format":
                TimestampFormat = CsvOptionValue.Format(option, "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S");
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
            case "columns" when isFunction:
                Columns = ColumnTypes.Parse(option.Name, option.Values[0]);
                if (Columns.Names is null)
                    throw Errors.FileOptionInvalid(option.Name, "needs a struct from names to types");
                break;
            case "types" or "dtypes" or "column_types" when isFunction:
                if (Types is not null) throw Errors.FileOptionInvalid(option.Name, "is given twice");
                Types = ColumnTypes.Parse(option.Name, option.Values[0]);
                TypesOption = option.Name;
                break;
            case "names" or "column_names" when isFunction:
                ColumnNames = ColumnTypes.Texts(option.Name, option.Values[0]);
                break;
            case "auto_type_candidates" when isFunction:
                Candidates = [.. ColumnTypes.Parse(option.Name, option.Values[0]).Types
                    .Where(type => !type.IsNull && !type.IsString)];
                break;
            case "files_to_sniff" when isFunction:
                FilesToSniff = CsvOptionValue.Number(option, -1, int.MaxValue);
                if (FilesToSniff == 0) throw Errors.FileOptionInvalid(option.Name, "needs -1 or a number from 1 on");
                break;
            case var name when isFunction && Parts.TryTake(name, option.Values[0]): break;
            default: throw Errors.CsvOptionUnknown(option.Name, isFunction ? FunctionNames : CopyNames, option.Span);
        }
    }

    private void CheckTogether()
    {
        foreach (byte[] nullText in NullTexts)
        {
            if (Delimiter is { } delimiter && nullText.Contains(delimiter))
                throw Errors.CsvOptionsClash("the CSV delimiter must not be part of the NULL text");
            if (nullText.AsSpan().IndexOfAny((byte)'\r', (byte)'\n') >= 0)
                throw Errors.CsvOptionsClash("the CSV NULL text must not have a line end");
        }
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
