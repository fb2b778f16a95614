using System.Globalization;
using System.Numerics;
using System.Text;

namespace Grizzly.EntityFrameworkCore.Storage.Internal;

/// <summary>CLR values as SQL literals of exactly their type.</summary>
internal static class GrizzlyLiterals
{
    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    public static string Bool(object value) => (bool)value ? "TRUE" : "FALSE";

    /// <summary>Enums may come as themselves, so numbers are converted first.</summary>
    public static string Integer(object value) => value is Enum
        ? Convert.ChangeType(value, Enum.GetUnderlyingType(value.GetType()), Invariant).ToString()!
        : ((IFormattable)value).ToString(null, Invariant);

    public static string HugeInt(object value) => $"{((IFormattable)value).ToString(null, Invariant)}::HUGEINT";

    public static string UHugeInt(object value) => $"{((UInt128)value).ToString(Invariant)}::UHUGEINT";

    /// <summary>With an exponent, since a number without one is a DECIMAL.</summary>
    public static string Double(object value)
    {
        double number = Convert.ToDouble(value, Invariant);
        if (!double.IsFinite(number)) return $"'{number.ToString(Invariant)}'::DOUBLE";
        string text = number.ToString("R", Invariant);
        return text.Contains('E') ? text : text + "E0";
    }

    public static string Float(object value)
    {
        float number = Convert.ToSingle(value, Invariant);
        if (!float.IsFinite(number)) return $"'{number.ToString(Invariant)}'::FLOAT";
        string text = number.ToString("R", Invariant);
        return $"CAST({(text.Contains('E') ? text : text + "E0")} AS FLOAT)";
    }

    public static string Decimal(object value)
    {
        string text = Convert.ToDecimal(value, Invariant).ToString(Invariant);
        return text.Contains('.') ? text : text + ".0";
    }

    public static string Text(object value) => $"'{value.ToString()!.Replace("'", "''")}'";

    /// <summary>C# compares characters as the numbers they are.</summary>
    public static string Char(object value) => Text(Convert.ToChar(value, Invariant));

    public static string Json(object value) => Text(value) + "::JSON";

    public static string Blob(object value)
    {
        var text = new StringBuilder("'");
        foreach (byte item in (byte[])value) text.Append("\\x").Append(item.ToString("X2", Invariant));
        return text.Append("'::BLOB").ToString();
    }

    public static string Uuid(object value) => $"'{value}'::UUID";

    public static string Timestamp(object value) =>
        $"TIMESTAMP '{((DateTime)value).ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", Invariant)}'";

    public static string TimestampTz(object value) =>
        $"TIMESTAMPTZ '{((DateTimeOffset)value).ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", Invariant)}'";

    public static string Date(object value) => $"DATE '{((DateOnly)value).ToString("yyyy-MM-dd", Invariant)}'";

    public static string DateOfDateTime(object value) =>
        $"DATE '{((DateTime)value).ToString("yyyy-MM-dd", Invariant)}'";

    public static string Time(object value) =>
        $"TIME '{((TimeOnly)value).ToString("HH:mm:ss.FFFFFFF", Invariant)}'";

    /// <summary>Days apart from the rest, each with its sign.</summary>
    public static string Interval(object value)
    {
        var span = (TimeSpan)value;
        TimeSpan rest = span - TimeSpan.FromDays(span.Days);
        string sign = rest < TimeSpan.Zero ? "-" : "";
        string time = rest.ToString(@"hh\:mm\:ss\.fffffff", Invariant);
        return $"INTERVAL '{span.Days.ToString(Invariant)} days {sign}{time}'";
    }

    public static string BigInteger(object value) => $"{((BigInteger)value).ToString(Invariant)}::HUGEINT";
}
