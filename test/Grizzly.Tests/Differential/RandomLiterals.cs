using System.Globalization;

namespace Grizzly.Tests.Differential;

/// <summary>Literals of every kind, from domains that tables share.</summary>
internal static class RandomLiterals
{
    public static string Of(SqlKind kind, Choices choices) => kind switch
    {
        SqlKind.Integer => Integer(choices),
        SqlKind.Decimal => choices.Of("1.5", "0.0", "(-0.7)", "2.25", "0.1"),
        SqlKind.Double => $"CAST({choices.Of("0.5", "1.0", "-1.25", "0.0", "2.75")} AS DOUBLE)",
        SqlKind.Boolean => choices.Of("TRUE", "FALSE"),
        SqlKind.Date => Date(choices),
        _ => Text(choices),
    };

    public static string Integer(Choices choices)
    {
        int value = choices.Next(10) - 3;
        return value < 0 ? $"({value})" : value.ToString(CultureInfo.InvariantCulture);
    }

    public static string Date(Choices choices)
    {
        DateOnly day = new DateOnly(2020, 2, 27).AddDays(choices.Next(4) == 3 ? choices.Next(400) : choices.Next(6));
        return $"DATE '{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'";
    }

    public static string Text(Choices choices) => choices.Of(
        "'a'", "''", "'ab'", "'abc'", "'B'", "'b a'", "'Ab'", "'a_b'", "'%'", "'a long text of more than 12 bytes'",
        "' a '", "'a long text that differs'");

    public static string Pattern(Choices choices) =>
        choices.Of("'a%'", "'%b'", "'%a%'", "'_b%'", "'a'", "'%'", "'a_b'", "'_'", "''", "'%long%text%'",
            "'%more than%'");
}
