namespace Grizzly.Sql;

/// <summary>The words that are names only when quoted, for tools that write SQL.</summary>
public static class ReservedWords
{
    /// <summary>In capitals, in alphabetical order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Enum.GetValues<Keyword>()
            .Where(keyword => keyword != Keyword.None && Keywords.Class(keyword) == KeywordClass.Reserved)
            .Select(Keywords.Text).Order(StringComparer.Ordinal),
    ];
}
