namespace Grizzly.Formats;

/// <summary>The bytes that give a CSV file its structure. Immutable.</summary>
/// <remarks>
/// Rules of quoting: a quote opens a quoted field only as the field's first byte; elsewhere it is data. Inside quotes
/// the escape byte before a quote (or before itself) makes that byte data; otherwise it stands for itself. After the
/// closing quote comes a delimiter or the line's end; anything else is an error of that row, whose rest is then read as
/// if unquoted.
/// </remarks>
internal readonly record struct CsvDialect
{
    public CsvDialect() { }

    public byte Delimiter { get; init; } = (byte)',';

    public bool HasQuote { get; init; } = true;

    /// <summary>Meaningless without <see cref="HasQuote"/>.</summary>
    public byte Quote { get; init; } = (byte)'"';

    public byte Escape { get; init; } = (byte)'"';

    /// <summary>A line feed (before which a carriage return is dropped) or, in old Macintosh files, a carriage
    /// return.</summary>
    public byte Terminator { get; init; } = (byte)'\n';

    public static bool IsStructural(byte c) => c is (byte)'\n' or (byte)'\r' or 0;
}
