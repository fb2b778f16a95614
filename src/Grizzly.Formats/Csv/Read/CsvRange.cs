namespace Grizzly.Formats;

/// <summary>An opened file of a scan. <see cref="Users"/> and <see cref="NextByte"/> belong to the source's
/// lock.</summary>
internal sealed class CsvOpenFile(CsvFile file, int index, CsvDialect dialect, CsvFileStart start)
{
    public CsvFile File => file;

    /// <summary>Its number among the scan's files.</summary>
    public int Index => index;

    public CsvDialect Dialect { get; } = dialect with { Terminator = start.Terminator };

    public long DataOffset => start.DataOffset;

    public bool HasTrailingDelimiter => start.HasTrailingDelimiter;

    /// <summary>Ranges being read, plus one until all are handed out.</summary>
    public int Users { get; set; } = 1;

    /// <summary>Where the next range begins.</summary>
    public long NextByte { get; set; }
}

/// <summary>Bytes [From, To) of a file: the rows that begin there.</summary>
/// <param name="Sequence">Its number among all ranges of the scan.</param>
internal sealed record CsvRange(CsvOpenFile File, long Sequence, long From, long To)
{
    public bool IsFirst => From == 0;

    public bool IsLast => To == File.File.Length;
}
