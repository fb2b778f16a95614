namespace Grizzly.Binding;

/// <summary>What a file's ending says about its format. Endings of compression do not count.</summary>
internal static class FileKinds
{
    /// <summary>The COPY format's name, or null where the ending says nothing.</summary>
    public static string? FormatOf(string path)
    {
        string name = path.ToLowerInvariant();
        foreach (string compression in (ReadOnlySpan<string>)[".gz", ".zst"])
        {
            if (name.EndsWith(compression, StringComparison.Ordinal)) name = name[..^compression.Length];
        }
        return Path.GetExtension(name) switch
        {
            ".csv" or ".tsv" or ".tbl" => "csv",
            ".parquet" => "parquet",
            ".json" or ".ndjson" or ".jsonl" => "json",
            _ => null,
        };
    }

    /// <summary>The table function that reads such files, or null.</summary>
    public static string? ReaderOf(string path) => FormatOf(path) is { } format ? "read_" + format : null;
}
