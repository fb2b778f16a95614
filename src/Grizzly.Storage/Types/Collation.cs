using System.Globalization;

namespace Grizzly.Types;

/// <summary>How texts are compared and sorted: by their bytes, or by a key made of each. Immutable.</summary>
/// <remarks>
/// A name is made of parts joined by points: C, POSIX and BINARY for the bytes; NOCASE, NOACCENT and NFC for what a
/// comparison leaves out; and the name of a locale (<c>de</c>, <c>sv_SE</c>, <c>de-x-icu</c>) for its order as ICU
/// knows it. Locales are those of the machine: with .NET's invariant globalization there are none.
/// </remarks>
public sealed record Collation
{
    /// <summary>What texts of different collations give together.</summary>
    public static readonly Collation Indeterminate = new("") { IsIndeterminate = true };

    private Collation(string name) => Name = name;

    /// <summary>As it was written, in small letters but for the locale.</summary>
    public string Name { get; }

    public bool IgnoresCase { get; private init; }

    public bool IgnoresAccents { get; private init; }

    /// <summary>NFC: texts that look alike are equal however they are composed.</summary>
    public bool Composes { get; private init; }

    /// <summary>The language whose order it is; null for that of code points.</summary>
    public CultureInfo? Locale { get; private init; }

    /// <summary>Written at the expression with COLLATE, which goes before what a column says.</summary>
    public bool IsExplicit { get; init; }

    /// <summary>Of what is made of texts with different collations: it cannot be compared.</summary>
    public bool IsIndeterminate { get; private init; }

    /// <summary>The order of the bytes, which needs no key.</summary>
    public bool IsBinary => !IgnoresCase && !IgnoresAccents && !Composes && Locale is null && !IsIndeterminate;

    /// <summary>VARCHAR, or BLOB for the sort keys of a locale.</summary>
    public LogicalType KeyType => Locale is null ? LogicalType.Varchar : LogicalType.Blob;

    /// <summary>The collation of a name, or null.</summary>
    public static Collation? Find(string name)
    {
        var parts = new List<string>();
        bool ignoresCase = false, ignoresAccents = false, composes = false;
        CultureInfo? locale = null;
        foreach (string part in name.Split('.'))
        {
            string word = part.ToLowerInvariant();
            switch (word)
            {
                case "c" or "posix" or "binary" or "default" or "ucs_basic" or "utf8" or "utf-8": break;
                case "nocase": ignoresCase = true; break;
                case "noaccent": ignoresAccents = true; break;
                case "nfc": composes = true; break;
                default:
                    if (locale is not null) return null;
                    locale = FindLocale(word);
                    if (locale is null) return null;
                    break;
            }
            parts.Add(locale is not null && parts.Count == 0 ? part : word);
        }
        return new Collation(string.Join('.', parts))
        {
            IgnoresCase = ignoresCase, IgnoresAccents = ignoresAccents, Composes = composes, Locale = locale,
        };
    }

    /// <summary>Whether texts compare the same way under both.</summary>
    public bool IsLike(Collation other) =>
        IsIndeterminate == other.IsIndeterminate && IgnoresCase == other.IgnoresCase
        && IgnoresAccents == other.IgnoresAccents && Composes == other.Composes
        && Locale?.Name == other.Locale?.Name;

    private static CultureInfo? FindLocale(string name)
    {
        const string icu = "-x-icu";
        string tag = (name.EndsWith(icu, StringComparison.Ordinal) ? name[..^icu.Length] : name).Replace('_', '-');
        // "-" alone, or one letter, would be no language.
        if (tag.Length < 2 || !char.IsAsciiLetter(tag[0]) || !char.IsAsciiLetter(tag[1])) return null;
        try
        {
            return CultureInfo.GetCultureInfo(tag, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }
}
