using System.Text;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>Reads one text in a format of % specifiers (see <see cref="DateFormat"/>). Not thread-safe.</summary>
/// <remarks>What the format leaves out is taken from 1900-01-01 00:00:00. A month or a day of the month decides over
/// the day of the year, and that over week and weekday; a weekday alone means nothing.</remarks>
public sealed class DateFormatReader
{
    private readonly string _text;
    private int _at;
    private long _year = 1900, _month = 1, _day = 1, _hour, _minute, _second, _nanoseconds, _offsetSeconds;
    private long? _dayOfYear, _epoch, _isoYear, _sundayWeek, _mondayWeek, _isoWeek, _weekday;
    private bool _hasDay;
    private bool? _isPm;

    private DateFormatReader(string text) => _text = text;

    /// <summary>True where the whole text fits; then days and nanoseconds of the moment in UTC.</summary>
    /// <exception cref="GrizzlyException">22023 for a specifier that there is not.</exception>
    public static bool TryParse(ReadOnlySpan<byte> text, string format, out long days, out long nanoseconds)
    {
        var reader = new DateFormatReader(Encoding.UTF8.GetString(text).Trim());
        days = nanoseconds = 0;
        return reader.Read(format) && reader._at == reader._text.Length
            && reader.TryFinish(out days, out nanoseconds);
    }

    private bool Read(string format)
    {
        for (int i = 0; i < format.Length; i++)
        {
            if (char.IsWhiteSpace(format[i]))
            {
                while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
                continue;
            }
            if (format[i] != '%')
            {
                if (_at >= _text.Length || _text[_at] != format[i]) return false;
                _at++;
                continue;
            }
            if (++i == format.Length) throw Errors.InvalidArgument("a date format must not end with %");
            if (format[i] == '-' && i + 1 < format.Length) i++;
            if (!ReadField(format[i])) return false;
        }
        return true;
    }

    private bool TryFinish(out long days, out long nanoseconds)
    {
        const long PerDay = 86_400L * 1_000_000_000;
        (days, nanoseconds) = (0, 0);
        Int128 total;
        if (_epoch is { } epoch)
        {
            total = (Int128)epoch * 1_000_000_000 + _nanoseconds;
        }
        else
        {
            if (_isPm is { } isPm)
            {
                if (_hour is < 1 or > 12) return false;
                _hour = _hour % 12 + (isPm ? 12 : 0);
            }
            if (_hour > 23 || _minute > 59 || _second > 59 || !TryDay(out long day)) return false;
            total = (Int128)day * PerDay
                + ((_hour * 60 + _minute) * 60 + _second - _offsetSeconds) * (Int128)1_000_000_000 + _nanoseconds;
        }
        days = (long)(total / PerDay);
        nanoseconds = (long)(total - (Int128)days * PerDay);
        if (nanoseconds < 0) (days, nanoseconds) = (days - 1, nanoseconds + PerDay);
        return days is > -int.MaxValue and < int.MaxValue;
    }

    private bool TryDay(out long day)
    {
        day = 0;
        // Weeks of two kinds, or a week and a day of the year, contradict each other.
        int bases = (_sundayWeek is null ? 0 : 1) + (_mondayWeek is null ? 0 : 1)
            + (_isoWeek is null && _isoYear is null ? 0 : 1) + (_dayOfYear is null ? 0 : 1);
        if (bases > 1 && !_hasDay) return false;
        long newYear = CivilDate.ToDays(_year, 1, 1);
        int newYearsDay = CivilDate.IsoDayOfWeek(newYear) % 7;
        if (_hasDay)
        {
            bool exists = CivilDate.TryToDays(_year, (int)_month, (int)_day, out int days);
            day = days;
            return exists;
        }
        if (_dayOfYear is { } number)
        {
            day = newYear + number - 1;
            return number <= (CivilDate.IsLeapYear(_year) ? 366 : 365);
        }
        if (_sundayWeek is { } sunday)
        {
            day = newYear + (7 - newYearsDay) % 7 + (sunday - 1) * 7 + (_weekday ?? 0) % 7;
        }
        else if (_mondayWeek is { } monday)
        {
            day = newYear + (8 - newYearsDay) % 7 + (monday - 1) * 7 + ((_weekday ?? 1) + 6) % 7;
        }
        else if (_isoWeek is { } || _isoYear is { })
        {
            long fourth = CivilDate.ToDays(_isoYear ?? _year, 1, 4);
            day = fourth - CivilDate.IsoDayOfWeek(fourth) + 1 + ((_isoWeek ?? 1) - 1) * 7 + ((_weekday ?? 1) + 6) % 7;
        }
        else
        {
            day = newYear;
        }
        return true;
    }

    private bool ReadField(char specifier)
    {
        switch (specifier)
        {
            case 'a': return ReadName(DateFormat.Days, true, out _);
            case 'A': return ReadName(DateFormat.Days, false, out _);
            case 'b' or 'h': return _hasDay = ReadName(DateFormat.Months, true, out _month);
            case 'B': return _hasDay = ReadName(DateFormat.Months, false, out _month);
            case 'd': return _hasDay = ReadNumber(2, out _day);
            case 'm': return _hasDay = ReadNumber(2, out _month);
            case 'H' or 'I': return ReadNumber(2, out _hour);
            case 'M': return ReadNumber(2, out _minute);
            case 'S': return ReadNumber(2, out _second);
            case 'y':
                if (!ReadNumber(2, out _year)) return false;
                _year += _year < 69 ? 2000 : 1900;
                return true;
            // Of two years the later one counts.
            case 'Y':
                _isoYear = null;
                return ReadYear(out _year);
            case 'G': return ReadOptional(ReadYear(out long isoYear), isoYear, -6_000_000, 6_000_000, out _isoYear);
            case 'f': return ReadFraction(6);
            case 'n': return ReadFraction(9);
            case 'g': return ReadFraction(3);
            case 'j': return ReadOptional(ReadNumber(3, out long day), day, 1, 366, out _dayOfYear);
            case 'U': return ReadOptional(ReadNumber(2, out long sunday), sunday, 0, 53, out _sundayWeek);
            case 'W': return ReadOptional(ReadNumber(2, out long monday), monday, 0, 53, out _mondayWeek);
            case 'V': return ReadOptional(ReadNumber(2, out long week), week, 1, 53, out _isoWeek);
            case 'u': return ReadOptional(ReadNumber(1, out long isoDay), isoDay, 1, 7, out _weekday);
            case 'w': return ReadOptional(ReadNumber(1, out long weekday), weekday, 0, 6, out _weekday);
            case 's': return ReadOptional(ReadNumber(15, out long epoch), epoch, 0, long.MaxValue, out _epoch);
            case 'p': return ReadHalf();
            case 'z': return ReadOffset();
            case 'Z':
                while (_at < _text.Length && char.IsAsciiLetter(_text[_at])) _at++;
                return true;
            case 'F' or 'x': return Read("%Y-%m-%d");
            case 'D': return Read("%m/%d/%y");
            case 'T' or 'X': return Read("%H:%M:%S");
            case 'c': return Read("%Y-%m-%d %H:%M:%S");
            case '%':
                if (_at >= _text.Length || _text[_at] != '%') return false;
                _at++;
                return true;
            default: throw DateFormat.Unknown(specifier);
        }
    }

    private static bool ReadOptional(bool isRead, long value, long min, long max, out long? field)
    {
        field = value;
        return isRead && value >= min && value <= max;
    }

    private bool ReadYear(out long year)
    {
        bool isNegative = _at < _text.Length && _text[_at] == '-';
        if (isNegative) _at++;
        if (!ReadNumber(4, out year)) return false;
        if (isNegative) year = -year;
        return true;
    }

    private bool ReadNumber(int digits, out long value)
    {
        value = 0;
        int start = _at;
        while (_at < _text.Length && _at - start < digits && char.IsAsciiDigit(_text[_at]))
            value = value * 10 + _text[_at++] - '0';
        return _at > start;
    }

    private bool ReadFraction(int digits)
    {
        int start = _at;
        long unit = 1_000_000_000;
        _nanoseconds = 0;
        for (; _at < _text.Length && char.IsAsciiDigit(_text[_at]) && _at - start < digits; _at++)
        {
            unit /= 10;
            _nanoseconds += (_text[_at] - '0') * unit;
        }
        return _at > start;
    }

    private bool ReadHalf()
    {
        if (_at + 2 > _text.Length) return false;
        string half = _text.Substring(_at, 2);
        _at += 2;
        _isPm = half.Equals("PM", StringComparison.OrdinalIgnoreCase);
        return _isPm.Value || half.Equals("AM", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Z, +hh, +hhmm or +hh:mm.</summary>
    private bool ReadOffset()
    {
        if (_at < _text.Length && _text[_at] == 'Z')
        {
            _at++;
            return true;
        }
        if (_at >= _text.Length || _text[_at] is not ('+' or '-')) return false;
        bool isNegative = _text[_at++] == '-';
        int start = _at;
        long minutes = 0;
        if (!ReadNumber(2, out long hours) || _at - start != 2) return false;
        if (_at < _text.Length && _text[_at] == ':') _at++;
        start = _at;
        if (_at < _text.Length && char.IsAsciiDigit(_text[_at]) && (!ReadNumber(2, out minutes) || _at - start != 2))
            return false;
        _offsetSeconds = (hours * 60 + minutes) * (isNegative ? -60 : 60);
        return hours <= 15 && minutes <= 59;
    }

    private bool ReadName(string[] names, bool isShort, out long number)
    {
        for (int i = 0; i < names.Length; i++)
        {
            string name = isShort ? names[i][..3] : names[i];
            if (string.Compare(_text, _at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) != 0) continue;
            _at += name.Length;
            number = i + 1;
            return true;
        }
        number = 0;
        return false;
    }
}
