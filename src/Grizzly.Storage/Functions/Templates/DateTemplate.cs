using System.Text;
using Grizzly.Common;

namespace Grizzly.Functions;

/// <summary>What one pattern of a template for dates and times stands for.</summary>
internal enum DatePattern : byte
{
    /// <summary>Text that stands for itself.</summary>
    Literal,
    Exact,
    Meridiem,
    Era,
    Century,
    Hour12,
    Hour24,
    Minute,
    Second,
    Millisecond,
    Microsecond,
    Fraction,
    SecondOfDay,
    GroupedYear,
    Year,
    IsoYear,
    MonthName,
    MonthAbbreviation,
    Month,
    RomanMonth,
    DayName,
    DayAbbreviation,
    DayOfYear,
    IsoDayOfYear,
    Day,
    DayOfWeek,
    IsoDayOfWeek,
    WeekOfMonth,
    WeekOfYear,
    IsoWeek,
    Quarter,
    Julian,
    ZoneName,
    ZoneHour,
    ZoneMinute,
    ZoneOffset,
}

/// <summary>One pattern, or one character that stands for itself.</summary>
/// <param name="Word">The pattern as written (its case matters for names), or the character.</param>
internal readonly record struct DateNode(DatePattern Pattern, string Word)
{
    /// <summary>FM: neither blanks nor zeros before or after.</summary>
    public bool IsFilled { get; init; }

    /// <summary>TM: names without blanks (there are only English ones).</summary>
    public bool IsTranslated { get; init; }

    /// <summary>th or TH behind a number; null for none.</summary>
    public string? Ordinal { get; init; }

    /// <summary>A character outside of quotes that is a blank or a punctuation mark.</summary>
    public bool IsSeparator { get; init; }

    /// <summary>UTF-8 of <see cref="Word"/>.</summary>
    public byte[] Bytes { get; init; } = [];

    /// <summary>True for the calendar of ISO weeks, false for the Gregorian one, null for what belongs to
    /// both.</summary>
    public bool? IsIso => Pattern switch
    {
        DatePattern.IsoYear or DatePattern.IsoDayOfYear or DatePattern.IsoDayOfWeek or DatePattern.IsoWeek => true,
        DatePattern.Year or DatePattern.GroupedYear or DatePattern.Month or DatePattern.MonthName
            or DatePattern.MonthAbbreviation or DatePattern.RomanMonth or DatePattern.Day or DatePattern.DayOfYear
            or DatePattern.DayOfWeek or DatePattern.WeekOfYear or DatePattern.WeekOfMonth => false,
        _ => null,
    };

    /// <summary>Whether a number ends where this node begins, however many digits it has.</summary>
    public bool EndsNumber => Pattern switch
    {
        DatePattern.Literal => !(Word.Length == 1 && char.IsAsciiDigit(Word[0])),
        DatePattern.Meridiem or DatePattern.Era or DatePattern.DayName or DatePattern.DayAbbreviation
            or DatePattern.MonthName or DatePattern.MonthAbbreviation or DatePattern.RomanMonth
            or DatePattern.ZoneName or DatePattern.ZoneOffset or DatePattern.ZoneHour or DatePattern.Exact
            or DatePattern.Fraction => true,
        _ => false,
    };
}

/// <summary>A template of to_char, to_date and to_timestamp for dates and times (PostgreSQL documentation, table
/// "Template Patterns for Date/Time Formatting"). Immutable.</summary>
internal sealed class DateTemplate
{
    /// <summary>Patterns that may be written in capitals or small letters; longer ones first.</summary>
    private static readonly (string Word, DatePattern Pattern)[] Words = BothCases(
        ("A.D.", DatePattern.Era), ("B.C.", DatePattern.Era), ("AD", DatePattern.Era), ("BC", DatePattern.Era),
        ("A.M.", DatePattern.Meridiem), ("P.M.", DatePattern.Meridiem), ("AM", DatePattern.Meridiem),
        ("PM", DatePattern.Meridiem), ("CC", DatePattern.Century), ("HH24", DatePattern.Hour24),
        ("HH12", DatePattern.Hour12), ("HH", DatePattern.Hour12), ("MI", DatePattern.Minute),
        ("SSSSS", DatePattern.SecondOfDay), ("SSSS", DatePattern.SecondOfDay), ("SS", DatePattern.Second),
        ("MS", DatePattern.Millisecond), ("US", DatePattern.Microsecond), ("FF1", DatePattern.Fraction),
        ("FF2", DatePattern.Fraction), ("FF3", DatePattern.Fraction), ("FF4", DatePattern.Fraction),
        ("FF5", DatePattern.Fraction), ("FF6", DatePattern.Fraction), ("Y,YYY", DatePattern.GroupedYear),
        ("YYYY", DatePattern.Year), ("YYY", DatePattern.Year), ("YY", DatePattern.Year), ("Y", DatePattern.Year),
        ("IYYY", DatePattern.IsoYear), ("IYY", DatePattern.IsoYear), ("IY", DatePattern.IsoYear),
        ("I", DatePattern.IsoYear), ("MONTH", DatePattern.MonthName), ("MON", DatePattern.MonthAbbreviation),
        ("MM", DatePattern.Month), ("RM", DatePattern.RomanMonth), ("DAY", DatePattern.DayName),
        ("DY", DatePattern.DayAbbreviation), ("DDD", DatePattern.DayOfYear), ("IDDD", DatePattern.IsoDayOfYear),
        ("DD", DatePattern.Day), ("D", DatePattern.DayOfWeek), ("ID", DatePattern.IsoDayOfWeek),
        ("WW", DatePattern.WeekOfYear), ("W", DatePattern.WeekOfMonth), ("IW", DatePattern.IsoWeek),
        ("Q", DatePattern.Quarter), ("J", DatePattern.Julian), ("TZH", DatePattern.ZoneHour),
        ("TZM", DatePattern.ZoneMinute), ("TZ", DatePattern.ZoneName), ("OF", DatePattern.ZoneOffset),
        ("FX", DatePattern.Exact));

    private DateTemplate(DateNode[] nodes) => Nodes = nodes;

    public DateNode[] Nodes { get; }

    /// <exception cref="GrizzlyException">0A000 for SP (numbers in words).</exception>
    public static DateTemplate Parse(string text)
    {
        var nodes = new List<DateNode>();
        for (int at = 0; at < text.Length;)
        {
            bool isFilled = Starts(text, at, "FM"), isTranslated = Starts(text, at, "TM");
            if (isFilled || isTranslated) at += 2;
            if (at == text.Length) break;
            if (Find(text, at) is { } found)
            {
                at += found.Word.Length;
                string? ordinal = Starts(text, at, "TH") ? text.Substring(at, 2) : null;
                if (ordinal is not null) at += 2;
                else if (Starts(text, at, "SP")) throw Errors.NotSupported("pattern \"SP\" of a date template");
                nodes.Add(new DateNode(found.Pattern, found.Word)
                {
                    IsFilled = isFilled, IsTranslated = isTranslated, Ordinal = ordinal,
                });
            }
            else if (text[at] == '"')
            {
                at++;
                foreach (string character in TemplateText.Quoted(text, ref at)) nodes.Add(Character(character, true));
            }
            else
            {
                nodes.Add(Character(TemplateText.Character(text, ref at), false));
            }
        }
        return new DateTemplate([.. nodes]);
    }

    private static DateNode Character(string character, bool isQuoted) => new(DatePattern.Literal, character)
    {
        IsSeparator = !isQuoted && character.Length == 1 && char.IsAscii(character[0])
            && (char.IsWhiteSpace(character[0])
                || (!char.IsAsciiLetterOrDigit(character[0]) && !char.IsControl(character[0]))),
        Bytes = Encoding.UTF8.GetBytes(character),
    };

    private static (string Word, DatePattern Pattern)? Find(string text, int at)
    {
        foreach ((string word, DatePattern pattern) in Words)
        {
            if (string.CompareOrdinal(text, at, word, 0, word.Length) == 0) return (word, pattern);
        }
        return null;
    }

    private static bool Starts(string text, int at, string word) =>
        string.CompareOrdinal(text, at, word, 0, word.Length) == 0
            || string.CompareOrdinal(text, at, word.ToLowerInvariant(), 0, word.Length) == 0;

    private static (string, DatePattern)[] BothCases(params (string Word, DatePattern Pattern)[] words) =>
    [
        .. words.Concat(words.Select(one => (one.Word.ToLowerInvariant(), one.Pattern)))
            .Concat([
                ("Month", DatePattern.MonthName), ("Mon", DatePattern.MonthAbbreviation),
                ("Day", DatePattern.DayName), ("Dy", DatePattern.DayAbbreviation),
            ])
            .OrderByDescending(one => one.Item1.Length),
    ];
}
