using System.Text;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>The % specifiers of strftime, in English; <see cref="DateFormatReader"/> reads them.</summary>
/// <remarks>%a %A day names, %b %B month names, %d day, %-d without zero, %m month, %y %Y year, %H %I hour, %p AM/PM,
/// %M minute, %S second, %f microseconds, %n nanoseconds, %g milliseconds, %j day of year, %u %w day of week, %U %W %V
/// week, %G ISO year, %D %F %T %c %x %X compounds, %z UTC offset, %Z the time zone's name (UTC, or nothing for values
/// without one), %s epoch, %% itself; a hyphen drops leading zeros.</remarks>
internal static class DateFormat
{
    internal static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
            "December"];

    internal static readonly string[] Days =
        ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    private static readonly byte[][] MonthBytes = Array.ConvertAll(Months, Encoding.UTF8.GetBytes);
    private static readonly byte[][] DayBytes = Array.ConvertAll(Days, Encoding.UTF8.GetBytes);

    /// <summary>0 is Sunday.</summary>
    public static ReadOnlySpan<byte> DayName(int dayOfWeek) => DayBytes[dayOfWeek];

    public static ReadOnlySpan<byte> MonthName(int month) => MonthBytes[month - 1];

    /// <summary>A day and nanoseconds since its midnight as text.</summary>
    public static byte[] Format(long days, long nanoseconds, ReadOnlySpan<byte> format, bool isZoned)
    {
        var result = new StringBuilder();
        Append(result, days, nanoseconds, Encoding.UTF8.GetString(format), isZoned);
        return Encoding.UTF8.GetBytes(result.ToString());
    }

    internal static GrizzlyException Unknown(char specifier) =>
        Errors.InvalidArgument($"\"%{specifier}\" is not a date format specifier");

    private static void Append(StringBuilder result, long days, long time, string format, bool isZoned)
    {
        CivilDate.FromDays(days, out int year, out int month, out int day);
        long seconds = time / 1_000_000_000, fraction = time % 1_000_000_000;
        int hour = (int)(seconds / 3600), dayOfWeek = CivilDate.IsoDayOfWeek(days) % 7,
            dayOfYear = CivilDate.DayOfYear(days);
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                result.Append(format[i]);
                continue;
            }
            if (++i == format.Length) throw Errors.InvalidArgument("a date format must not end with %");
            bool plain = format[i] == '-' && i + 1 < format.Length;
            if (plain) i++;
            switch (format[i])
            {
                case 'a': result.Append(Days[dayOfWeek], 0, 3); break;
                case 'A': result.Append(Days[dayOfWeek]); break;
                case 'b' or 'h': result.Append(Months[month - 1], 0, 3); break;
                case 'B': result.Append(Months[month - 1]); break;
                case 'c': Append(result, days, time, "%Y-%m-%d %H:%M:%S", isZoned); break;
                case 'd': Number(result, day, plain ? 1 : 2); break;
                case 'D': Append(result, days, time, "%m/%d/%y", isZoned); break;
                case 'f': Number(result, fraction / 1000, 6); break;
                case 'F' or 'x': Append(result, days, time, "%Y-%m-%d", isZoned); break;
                case 'g': Number(result, fraction / 1_000_000, 3); break;
                case 'G':
                    CivilDate.IsoWeek(days, out int isoYear, out _);
                    Number(result, isoYear, 4);
                    break;
                case 'H': Number(result, hour, plain ? 1 : 2); break;
                case 'I': Number(result, (hour + 11) % 12 + 1, plain ? 1 : 2); break;
                case 'j': Number(result, dayOfYear, plain ? 1 : 3); break;
                case 'm': Number(result, month, plain ? 1 : 2); break;
                case 'M': Number(result, seconds / 60 % 60, plain ? 1 : 2); break;
                case 'n': Number(result, fraction, 9); break;
                case 'p': result.Append(hour < 12 ? "AM" : "PM"); break;
                case 's': result.Append(days * 86_400 + seconds); break;
                case 'S': Number(result, seconds % 60, plain ? 1 : 2); break;
                case 'T' or 'X': Append(result, days, time, "%H:%M:%S", isZoned); break;
                case 'u': result.Append(CivilDate.IsoDayOfWeek(days)); break;
                case 'U': Number(result, (dayOfYear + 6 - dayOfWeek) / 7, plain ? 1 : 2); break;
                case 'V':
                    CivilDate.IsoWeek(days, out _, out int week);
                    Number(result, week, plain ? 1 : 2);
                    break;
                case 'w': result.Append(dayOfWeek); break;
                case 'W': Number(result, (dayOfYear + 6 - (dayOfWeek + 6) % 7) / 7, plain ? 1 : 2); break;
                case 'y': Number(result, Math.Abs(year % 100), plain ? 1 : 2); break;
                case 'Y': Number(result, year, 4); break;
                case 'z': result.Append("+00"); break;
                case 'Z': result.Append(isZoned ? "UTC" : ""); break;
                case '%': result.Append('%'); break;
                default: throw Unknown(format[i]);
            }
        }
    }

    private static void Number(StringBuilder result, long value, int width)
    {
        if (value < 0) result.Append('-');
        result.Append(Math.Abs(value).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(width, '0'));
    }
}
