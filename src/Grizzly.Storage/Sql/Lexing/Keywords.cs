using System.Collections.Frozen;
using System.Text;

namespace Grizzly.Sql;

/// <summary>Where a keyword may serve as a name, after PostgreSQL's classes.</summary>
internal enum KeywordClass : byte
{
    /// <summary>Unreserved and column-name keywords: any name.</summary>
    Free,

    /// <summary>Names of functions and types, not of tables and columns.</summary>
    TypeOrFunction,

    /// <summary>Only a name when quoted, after AS or after a dot.</summary>
    Reserved,
}

/// <summary>Keyword look-up without allocation, and the class of each keyword.</summary>
internal static class Keywords
{
    private const int LongestWord = 24;

    private static readonly string[] Texts = BuildTexts();
    private static readonly KeywordClass[] Classes = BuildClasses();
    private static readonly FrozenDictionary<string, Keyword> ByText = Enumerable.Range(1, Texts.Length - 1)
        .ToFrozenDictionary(i => Texts[i], i => (Keyword)i, StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenDictionary<string, Keyword>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByText.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The keyword that the word spells in any case, or <see cref="Keyword.None"/>.</summary>
    public static Keyword Find(ReadOnlySpan<char> word) =>
        word.Length <= LongestWord && BySpan.TryGetValue(word, out Keyword keyword) ? keyword : Keyword.None;

    /// <summary>The keyword in capitals.</summary>
    public static string Text(Keyword keyword) => Texts[(int)keyword];

    public static KeywordClass Class(Keyword keyword) => Classes[(int)keyword];

    private static string[] BuildTexts()
    {
        string[] names = Enum.GetNames<Keyword>();
        var texts = new string[names.Length];
        var builder = new StringBuilder();
        for (int i = 0; i < names.Length; i++)
        {
            builder.Clear();
            foreach (char c in names[i])
            {
                if (char.IsAsciiLetterUpper(c) && builder.Length > 0) builder.Append('_');
                builder.Append(char.ToUpperInvariant(c));
            }
            texts[i] = builder.ToString();
        }
        return texts;
    }

    private static KeywordClass[] BuildClasses()
    {
        var classes = new KeywordClass[Enum.GetValues<Keyword>().Length];
        foreach (Keyword keyword in TypeOrFunction) classes[(int)keyword] = KeywordClass.TypeOrFunction;
        foreach (Keyword keyword in Reserved) classes[(int)keyword] = KeywordClass.Reserved;
        return classes;
    }

    private static ReadOnlySpan<Keyword> TypeOrFunction =>
    [
        Keyword.Anti, Keyword.Asof, Keyword.Authorization, Keyword.Binary, Keyword.Collation, Keyword.Concurrently,
        Keyword.Cross,
        Keyword.Freeze, Keyword.Full, Keyword.Glob, Keyword.Ilike, Keyword.Inner, Keyword.Is, Keyword.Isnull,
        Keyword.Join, Keyword.Left,
        Keyword.Like, Keyword.Natural, Keyword.Notnull, Keyword.Outer, Keyword.Overlaps, Keyword.Positional,
        Keyword.Right, Keyword.Semi,
        Keyword.Similar, Keyword.Tablesample, Keyword.Verbose,
    ];

    private static ReadOnlySpan<Keyword> Reserved =>
    [
        Keyword.All, Keyword.Analyse, Keyword.Analyze, Keyword.And, Keyword.Any, Keyword.Array, Keyword.As,
        Keyword.Asc, Keyword.Asymmetric,
        Keyword.Both, Keyword.Case, Keyword.Cast, Keyword.Check, Keyword.Collate, Keyword.Column, Keyword.Constraint,
        Keyword.Create,
        Keyword.CurrentCatalog, Keyword.CurrentDate, Keyword.CurrentRole, Keyword.CurrentTime,
        Keyword.CurrentTimestamp, Keyword.CurrentUser,
        Keyword.Default, Keyword.Deferrable, Keyword.Desc, Keyword.Describe, Keyword.Distinct, Keyword.Do,
        Keyword.Else, Keyword.End,
        Keyword.Except, Keyword.False, Keyword.Fetch, Keyword.For, Keyword.Foreign, Keyword.From, Keyword.Grant,
        Keyword.Group,
        Keyword.Having, Keyword.In, Keyword.Initially, Keyword.Intersect, Keyword.Into, Keyword.Lambda,
        Keyword.Lateral, Keyword.Leading,
        Keyword.Limit, Keyword.Localtime, Keyword.Localtimestamp, Keyword.Not, Keyword.Null, Keyword.Offset,
        Keyword.On, Keyword.Only,
        Keyword.Or, Keyword.Order, Keyword.Pivot, Keyword.Placing, Keyword.Primary, Keyword.Qualify,
        Keyword.References, Keyword.Returning,
        Keyword.Select, Keyword.SessionUser, Keyword.Show, Keyword.Some, Keyword.Summarize, Keyword.Symmetric,
        Keyword.Table, Keyword.Then,
        Keyword.To, Keyword.Trailing, Keyword.True, Keyword.Union, Keyword.Unique, Keyword.Unpivot, Keyword.Using,
        Keyword.Variadic,
        Keyword.When, Keyword.Where, Keyword.Window, Keyword.With,
    ];
}
