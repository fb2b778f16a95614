using System.Text;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>The % specifiers of strftime and strptime, in English.</summary>
/// <remarks>%a %A day names, %b %B month names, %d day, %-d without zero, %m month, %y %Y year, %H %I hour, %p AM/PM,
/// %M minute, %S second,
/// %f microseconds, %n nanoseconds, %g milliseconds, %j day of year, %u %w day of week, %U %W %V week, %G ISO year, %D
/// %F %T %c %x %X compounds,
/// %z %Z UTC, %s epoch, %% itself; a hyphen drops leading zeros.</remarks>
internal static class DateFormat
{
    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
            "December"];

    private static readonly string[] Days =
        ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    private static readonly byte[][] MonthBytes = Array.ConvertAll(Months, Encoding.UTF8.GetBytes);
    private static readonly byte[][] DayBytes = Array.ConvertAll(Days, Encoding.UTF8.GetBytes);

    /// <summary>0 is Sunday.</summary>
    public static ReadOnlySpan<byte> DayName(int dayOfWeek) => DayBytes[dayOfWeek];

    public static ReadOnlySpan<byte> MonthName(int month) => MonthBytes[month - 1];

    public static byte[] Format(long ticks, ReadOnlySpan<byte> format)
    {
        var result = new StringBuilder();
        Append(result, ticks, Encoding.UTF8.GetString(format));
        return Encoding.UTF8.GetBytes(result.ToString());
    }

    public static bool TryParse(ReadOnlySpan<byte> text, ReadOnlySpan<byte> format, out long ticks)
    {
        var reader = new Reader(Encoding.UTF8.GetString(text).Trim());
        ticks = 0;
        return reader.Read(Encoding.UTF8.GetString(format)) && reader.IsAtEnd && reader.TryFinish(out ticks);
    }

    private static void Append(StringBuilder result, long ticks, string format)
    {
        long days = CivilDate.DayOf(ticks), time = ticks - days * CivilDate.TicksPerDay;
        CivilDate.FromDays(days, out int year, out int month, out int day);
        int hour = (int)(time / TimeSpan.TicksPerHour), dayOfWeek = CivilDate.IsoDayOfWeek(days) % 7,
            dayOfYear = CivilDate.DayOfYear(days);
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                result.Append(format[i]);
                continue;
            }
            bool plain = format[++i] == '-' && i + 1 < format.Length;
            if (plain) i++;
            switch (format[i])
            {
                case 'a': result.Append(Days[dayOfWeek], 0, 3); break;
                case 'A': result.Append(Days[dayOfWeek]); break;
                case 'b' or 'h': result.Append(Months[month - 1], 0, 3); break;
                case 'B': result.Append(Months[month - 1]); break;
                case 'c': Append(result, ticks, "%Y-%m-%d %H:%M:%S"); break;
                case 'd': Number(result, day, plain ? 1 : 2); break;
                case 'D': Append(result, ticks, "%m/%d/%y"); break;
                case 'f': Number(result, time % TimeSpan.TicksPerSecond / 10, 6); break;
                case 'F' or 'x': Append(result, ticks, "%Y-%m-%d"); break;
                case 'g': Number(result, time % TimeSpan.TicksPerSecond / 10_000, 3); break;
                case 'G':
                    CivilDate.IsoWeek(days, out int isoYear, out _);
                    Number(result, isoYear, 4);
                    break;
                case 'H': Number(result, hour, plain ? 1 : 2); break;
                case 'I': Number(result, (hour + 11) % 12 + 1, plain ? 1 : 2); break;
                case 'j': Number(result, dayOfYear, plain ? 1 : 3); break;
                case 'm': Number(result, month, plain ? 1 : 2); break;
                case 'M': Number(result, time / TimeSpan.TicksPerMinute % 60, plain ? 1 : 2); break;
                case 'n': Number(result, time % TimeSpan.TicksPerSecond * 100, 9); break;
                case 'p': result.Append(hour < 12 ? "AM" : "PM"); break;
                case 's': result.Append(ticks / TimeSpan.TicksPerSecond); break;
                case 'S': Number(result, time / TimeSpan.TicksPerSecond % 60, plain ? 1 : 2); break;
                case 'T' or 'X': Append(result, ticks, "%H:%M:%S"); break;
                case 'u': result.Append(CivilDate.IsoDayOfWeek(days)); break;
                case 'U': Number(result, (dayOfYear + 6 - dayOfWeek) / 7, plain ? 1 : 2); break;
                case 'V':
                    CivilDate.IsoWeek(days, out _, out int week);
                    Number(result, week, 2);
                    break;
                case 'w': result.Append(dayOfWeek); break;
                case 'W': Number(result, (dayOfYear + 6 - (dayOfWeek + 6) % 7) / 7, plain ? 1 : 2); break;
                case 'y': Number(result, Math.Abs(year % 100), plain ? 1 : 2); break;
                case 'Y': Number(result, year, 4); break;
                case 'z': result.Append("+00"); break;
                case 'Z': result.Append("UTC"); break;
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

    private static GrizzlyException Unknown(char specifier) =>
        Errors.InvalidArgument($"\"%{specifier}\" is not a date format specifier");

    private sealed class Reader(string text)
    {
        private int _at;
        private long _year = 1900, _month = 1, _day = 1, _hour, _minute, _second, _fraction, _offset;
        private long? _dayOfYear, _epoch;
        private bool? _isPm;

        public bool IsAtEnd => _at == text.Length;

        public bool Read(string format)
        {
            for (int i = 0; i < format.Length; i++)
            {
                if (char.IsWhiteSpace(format[i]))
                {
                    while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
                    continue;
                }
                if (format[i] != '%' || i + 1 == format.Length)
                {
                    if (_at >= text.Length || text[_at] != format[i]) return false;
                    _at++;
                    continue;
                }
                if (format[++i] == '-' && i + 1 < format.Length) i++;
                if (!ReadField(format[i])) return false;
            }
            return true;
        }

        public bool TryFinish(out long ticks)
        {
            ticks = 0;
            if (_epoch is { } epoch)
            {
                ticks = epoch * TimeSpan.TicksPerSecond;
                return Math.Abs(epoch) < long.MaxValue / TimeSpan.TicksPerSecond;
            }
            if (_isPm is { } isPm)
            {
                if (_hour is < 1 or > 12) return false;
                _hour = _hour % 12 + (isPm ? 12 : 0);
            }
            if (!CivilDate.TryToDays(_year, (int)_month, (int)_day, out int days)) return false;
            if (_dayOfYear is { } number) days = (int)(CivilDate.ToDays(_year, 1, 1) + number - 1);
            if (_hour > 23 || _minute > 59 || _second > 59) return false;
            Int128 total = (Int128)days * CivilDate.TicksPerDay
                + ((_hour * 60 + _minute) * 60 + _second) * TimeSpan.TicksPerSecond + _fraction - _offset;
            ticks = (long)total;
            return ticks == total;
        }

        private bool ReadField(char specifier)
        {
            switch (specifier)
            {
                case 'a': return ReadName(Days, true, out _);
                case 'A': return ReadName(Days, false, out _);
                case 'b' or 'h': return ReadName(Months, true, out _month);
                case 'B': return ReadName(Months, false, out _month);
                case 'd': return ReadNumber(2, out _day);
                case 'm': return ReadNumber(2, out _month);
                case 'H' or 'I': return ReadNumber(2, out _hour);
                case 'M': return ReadNumber(2, out _minute);
                case 'S': return ReadNumber(2, out _second);
                case 'y':
                    if (!ReadNumber(2, out _year)) return false;
                    _year += _year < 69 ? 2000 : 1900;
                    return true;
                case 'Y':
                    bool negative = _at < text.Length && text[_at] == '-';
                    if (negative) _at++;
                    if (!ReadNumber(7, out _year)) return false;
                    if (negative) _year = -_year;
                    return true;
                case 'f' or 'n' or 'g': return ReadFraction();
                case 'j':
                    if (!ReadNumber(3, out long dayOfYear)) return false;
                    _dayOfYear = dayOfYear;
                    return dayOfYear is >= 1 and <= 366;
                case 's':
                    if (!ReadNumber(18, out long epoch)) return false;
                    _epoch = epoch;
                    return true;
                case 'p': return ReadHalf();
                case 'z': return ReadOffset();
                case 'Z':
                    while (_at < text.Length && char.IsAsciiLetter(text[_at])) _at++;
                    return true;
                case 'F': return Read("%Y-%m-%d");
                case 'D': return Read("%m/%d/%y");
                case 'T' or 'X': return Read("%H:%M:%S");
                case 'c': return Read("%Y-%m-%d %H:%M:%S");
                case 'x': return Read("%Y-%m-%d");
                case '%':
                    if (_at >= text.Length || text[_at] != '%') return false;
                    _at++;
                    return true;
                default: throw Unknown(specifier);
            }
        }

        private bool ReadNumber(int digits, out long value)
        {
            value = 0;
            int start = _at;
            while (_at < text.Length && _at - start < digits && char.IsAsciiDigit(text[_at])) value = value * 10
                + text[_at++] - '0';
            return _at > start;
        }

        private bool ReadFraction()
        {
            int start = _at;
            long unit = TimeSpan.TicksPerSecond;
            _fraction = 0;
            for (; _at < text.Length && char.IsAsciiDigit(text[_at]) && _at - start < 9; _at++)
            {
                unit /= 10;
                _fraction += (text[_at] - '0') * unit;
            }
            return _at > start;
        }

        private bool ReadHalf()
        {
            if (_at + 2 > text.Length) return false;
            string half = text.Substring(_at, 2);
            _at += 2;
            _isPm = half.Equals("PM", StringComparison.OrdinalIgnoreCase);
            return _isPm.Value || half.Equals("AM", StringComparison.OrdinalIgnoreCase);
        }

        private bool ReadOffset()
        {
            if (_at < text.Length && text[_at] == 'Z')
            {
                _at++;
                return true;
            }
            if (_at >= text.Length || text[_at] is not ('+' or '-')) return false;
            bool negative = text[_at++] == '-';
            long minutes = 0;
            if (!ReadNumber(2, out long hours)) return false;
            if (_at < text.Length && text[_at] == ':') _at++;
            if (_at < text.Length && char.IsAsciiDigit(text[_at]) && !ReadNumber(2, out minutes)) return false;
            _offset = (hours * 60 + minutes) * TimeSpan.TicksPerMinute * (negative ? -1 : 1);
            return hours <= 15 && minutes <= 59;
        }

        private bool ReadName(string[] names, bool isShort, out long number)
        {
            for (int i = 0; i < names.Length; i++)
            {
                string name = isShort ? names[i][..3] : names[i];
                if (string.Compare(text, _at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) != 0) continue;
                _at += name.Length;
                number = i + 1;
                return true;
            }
            number = 0;
            return false;
        }
    }
}
