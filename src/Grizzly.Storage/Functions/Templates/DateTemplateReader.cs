using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>to_date and to_timestamp: reads one text in a template, as lenient as PostgreSQL.</summary>
/// <remarks>Blanks before and after fields do not count; a separator of the template stands for any separator or none,
/// a letter for any letter; text behind the template is ignored, and so is template behind the text. What is left out
/// is 0001-01-01 BC 00:00:00. With FX every character counts.</remarks>
internal ref struct DateTemplateReader
{
    /// <summary>The Julian day of 1970-01-01.</summary>
    public const int JulianEpoch = 2_440_588;

    private const long MicrosecondsPerSecond = 1_000_000;

    private static readonly string[] Halves = ["am", "pm"], DottedHalves = ["a.m.", "p.m."];
    private static readonly string[] Eras = ["ad", "bc"], DottedEras = ["a.d.", "b.c."];

    private static readonly string[] RomanMonths =
        ["XII", "XI", "X", "IX", "VIII", "VII", "VI", "V", "IV", "III", "II", "I"];

    private readonly DateTemplate _template;
    private readonly ReadOnlySpan<byte> _text;
    private readonly Span<int> _fields;
    private int _at;
    private int _yearDigits;
    private int _zoneSign;
    private bool _isTwelveHours;
    private bool? _isIso;

    private DateTemplateReader(DateTemplate template, ReadOnlySpan<byte> text, Span<int> fields)
    {
        _template = template;
        _text = text;
        _fields = fields;
    }

    /// <summary>Days since 1970-01-01, ticks of that day, and seconds that its clock is ahead of UTC where the text
    /// says so.</summary>
    /// <exception cref="GrizzlyException">22007 where the text does not fit, 22008 where there is no such moment, 0A000
    /// for patterns of to_char only.</exception>
    public static void Read(
        DateTemplate template, ReadOnlySpan<byte> text, out int days, out long ticks, out int? offset)
    {
        Span<int> fields = stackalloc int[(int)DatePattern.ZoneOffset + 1];
        fields.Clear();
        var reader = new DateTemplateReader(template, text, fields);
        reader.ReadNodes();
        ticks = reader.Clock();
        days = reader.Date();
        offset = reader.Offset();
    }

    private void ReadNodes()
    {
        bool isExact = false;
        int skipped = 0; // blanks passed beyond those of the template
        for (int i = 0; i < _template.Nodes.Length && _at < _text.Length; i++)
        {
            ref readonly DateNode node = ref _template.Nodes[i];
            if (!isExact && (i == 0 || node.Pattern != DatePattern.Literal)) skipped += SkipBlanks();
            if (_at == _text.Length) break;
            if (node.Pattern == DatePattern.Literal)
            {
                if (!isExact && node.IsSeparator)
                {
                    bool stands = IsSeparator(_text[_at]);
                    if (stands) _at++;
                    else skipped--;
                }
                else if (!isExact && skipped > 0)
                {
                    skipped--;
                }
                else
                {
                    SkipCharacter();
                }
                continue;
            }
            if (node.Pattern == DatePattern.Exact) isExact = true;
            else ReadField(node, i, skipped);
            if (node.Ordinal is not null && IsNumber(node.Pattern))
            {
                SkipCharacter();
                SkipCharacter();
            }
            if (!isExact) skipped = SkipBlanks();
        }
    }

    private static bool IsNumber(DatePattern pattern) => pattern is not (DatePattern.Meridiem or DatePattern.Era
        or DatePattern.DayName or DatePattern.DayAbbreviation or DatePattern.MonthName
        or DatePattern.MonthAbbreviation or DatePattern.RomanMonth or DatePattern.Exact or DatePattern.ZoneHour
        or DatePattern.ZoneMinute);

    private static bool IsSeparator(byte character) => character is < 0x80 and > 0x20 and not 0x7F
        ? !char.IsAsciiLetterOrDigit((char)character) : IsBlank(character);

    private static bool IsBlank(byte character) => character is 0x20 or (>= 0x09 and <= 0x0D);

    private int SkipBlanks()
    {
        int start = _at;
        while (_at < _text.Length && IsBlank(_text[_at])) _at++;
        return _at - start;
    }

    private void SkipCharacter()
    {
        if (_at < _text.Length) _at++;
        while (_at < _text.Length && (_text[_at] & 0xC0) == 0x80) _at++;
    }

    private void ReadField(in DateNode node, int index, int skipped)
    {
        int length = node.Word.Length, value, count;
        switch (node.Pattern)
        {
            case DatePattern.Meridiem:
                Set(node, Choose(node, node.Word.Length > 2 ? DottedHalves : Halves));
                _isTwelveHours = true;
                return;
            case DatePattern.Era:
                Set(node, Choose(node, node.Word.Length > 2 ? DottedEras : Eras));
                return;
            case DatePattern.MonthName: SetMonth(node, Choose(node, DateFormat.Months) + 1); return;
            case DatePattern.MonthAbbreviation: SetMonth(node, Choose(node, DateFormat.Months, 3) + 1); return;
            case DatePattern.RomanMonth: SetMonth(node, 12 - Choose(node, RomanMonths)); return;
            case DatePattern.DayName: SetWeekday(node, Choose(node, DateFormat.Days) + 1); return;
            case DatePattern.DayAbbreviation: SetWeekday(node, Choose(node, DateFormat.Days, 3) + 1); return;
            case DatePattern.Month: SetMonth(node, Integer(node, index, length, out _)); return;
            case DatePattern.DayOfWeek: SetWeekday(node, Integer(node, index, length, out _)); return;
            case DatePattern.IsoDayOfWeek:
                value = Integer(node, index, 1, out _);
                if (value is < 1 or > 7) throw OutOfRange();
                SetWeekday(node, value % 7 + 1);
                return;
            case DatePattern.Hour12:
                Set(node, DatePattern.Hour24, Integer(node, index, 2, out _));
                _isTwelveHours = true;
                return;
            case DatePattern.Hour24: Set(node, Integer(node, index, 2, out _)); return;
            case DatePattern.Millisecond:
                value = Integer(node, index, 3, out count);
                Set(node, count < 3 ? value * (int)PowersOfTen.Of64(3 - count) : value);
                return;
            case DatePattern.Microsecond or DatePattern.Fraction:
                value = Integer(node, index, node.Pattern == DatePattern.Microsecond ? 6 : node.Word[^1] - '0',
                    out count);
                Set(node, DatePattern.Microsecond,
                    count < 6 ? value * (int)PowersOfTen.Of64(6 - count) : value);
                return;
            case DatePattern.GroupedYear: ReadGroupedYear(node); return;
            case DatePattern.Year or DatePattern.IsoYear:
                value = Integer(node, index, length, out count);
                bool isPartial = count < 4 && length < 4;
                Set(node, DatePattern.Year, isPartial ? Near2020(value) : value);
                _yearDigits = length;
                return;
            case DatePattern.DayOfYear or DatePattern.IsoDayOfYear:
                value = Integer(node, index, 3, out _);
                Set(node, DatePattern.DayOfYear, value);
                return;
            case DatePattern.WeekOfYear or DatePattern.IsoWeek:
                value = Integer(node, index, length, out _);
                Set(node, DatePattern.WeekOfYear, value);
                return;
            case DatePattern.Quarter: Integer(node, index, length, out _); return;
            case DatePattern.ZoneHour: ReadZoneHour(node, index, skipped); return;
            case DatePattern.ZoneMinute:
                if (_zoneSign == 0) _zoneSign = 1;
                Set(node, Integer(node, index, 2, out _));
                return;
            case DatePattern.ZoneName or DatePattern.ZoneOffset:
                throw Errors.NotSupported($"pattern \"{node.Word}\" in to_timestamp", hint: "use TZH and TZM");
            default: Set(node, Integer(node, index, length, out _)); return;
        }
    }

    private void SetMonth(in DateNode node, int value) => Set(node, DatePattern.Month, value);

    private void SetWeekday(in DateNode node, int value) => Set(node, DatePattern.DayOfWeek, value);

    /// <summary>Two patterns for one field must agree; Gregorian dates and ISO weeks must not be mixed.</summary>
    private void Set(in DateNode node, int value) => Set(node, node.Pattern, value);

    private void Set(in DateNode node, DatePattern pattern, int value)
    {
        bool? isIso = node.IsIso;
        if (isIso is not null && _isIso is not null && isIso != _isIso)
            throw Errors.InvalidTemplate("a template must not mix Gregorian dates and ISO weeks");
        _isIso ??= isIso;
        ref int field = ref _fields[(int)pattern];
        if (field != 0 && field != value)
            throw Errors.InvalidTemplate($"pattern \"{node.Word}\" contradicts an earlier one");
        field = value;
    }

    private readonly int Of(DatePattern pattern) => _fields[(int)pattern];

    /// <summary>As many digits as there are where the pattern's end can be seen, otherwise as many as the pattern
    /// has.</summary>
    private int Integer(in DateNode node, int index, int length, out int count)
    {
        int start = _at;
        SkipBlanks();
        bool isOpen = node.IsFilled || node.Ordinal is not null || index + 1 == _template.Nodes.Length
            || _template.Nodes[index + 1].EndsNumber;
        int from = _at, end = isOpen ? _text.Length : Math.Min(_text.Length, _at + length);
        if (!isOpen && end - from < length) throw TooShort(node);
        bool isNegative = false;
        if (_at < end && _text[_at] is (byte)'-' or (byte)'+') isNegative = _text[_at++] == '-';
        int digits = _at;
        long value = 0;
        for (; _at < end && char.IsAsciiDigit((char)_text[_at]); _at++)
            value = Math.Min(value * 10 + _text[_at] - '0', int.MaxValue + 1L);
        if (_at == digits) throw Unfit(node);
        if (!isOpen && _at - from < length) throw TooShort(node);
        if (value > int.MaxValue)
            throw Errors.DatetimeOverflow($"the value of pattern \"{node.Word}\" is out of range");
        count = _at - start;
        return (int)(isNegative ? -value : value);
    }

    private GrizzlyException TooShort(in DateNode node) => Errors.InvalidTemplate(
        $"pattern \"{node.Word}\" needs more digits than {Shown()} has", "with FM fewer digits are enough");

    private GrizzlyException Unfit(in DateNode node) =>
        Errors.InvalidTemplate($"{Shown()} does not fit pattern \"{node.Word}\"");

    private readonly string Shown() =>
        $"\"{Errors.Shorten(AsciiText.ForMessage(_text[Math.Min(_at, _text.Length)..]))}\"";

    /// <summary>The index of the word that the text goes on with, in letters of either case.</summary>
    private int Choose(in DateNode node, ReadOnlySpan<string> words, int letters = int.MaxValue)
    {
        for (int i = 0; i < words.Length; i++)
        {
            int length = Math.Min(letters, words[i].Length);
            if (_text.Length - _at < length) continue;
            bool fits = true;
            for (int k = 0; k < length && fits; k++)
                fits = char.ToLowerInvariant((char)_text[_at + k]) == char.ToLowerInvariant(words[i][k]);
            if (!fits) continue;
            _at += length;
            return i;
        }
        throw Unfit(node);
    }

    private void ReadGroupedYear(in DateNode node)
    {
        long thousands = 0, rest = 0;
        int start = _at;
        for (; _at < _text.Length && char.IsAsciiDigit((char)_text[_at]) && thousands < 1_000_000; _at++)
            thousands = thousands * 10 + _text[_at] - '0';
        bool hasComma = _at > start && _at < _text.Length && _text[_at] == ',';
        int comma = _at;
        if (hasComma) _at++;
        for (; _at < _text.Length && _at - comma <= 3 && char.IsAsciiDigit((char)_text[_at]); _at++)
            rest = rest * 10 + _text[_at] - '0';
        if (!hasComma || _at == comma + 1) throw Unfit(node);
        Set(node, DatePattern.Year, (int)(thousands * 1000 + rest));
        _yearDigits = 4;
    }

    /// <summary>A minus that was passed as if it were a separator is the offset's sign.</summary>
    private void ReadZoneHour(in DateNode node, int index, int skipped)
    {
        if (_text[_at] is (byte)'+' or (byte)'-' or (byte)' ') _zoneSign = _text[_at++] == '-' ? -1 : 1;
        else _zoneSign = skipped > 0 && _at > 0 && _text[_at - 1] == '-' ? -1 : 1;
        Set(node, Integer(node, index, 2, out _));
    }

    /// <summary>The year with these last digits that is nearest to 2020.</summary>
    private static int Near2020(int year) => year switch
    {
        < 70 => year + 2000,
        < 100 => year + 1900,
        < 520 => year + 2000,
        < 1000 => year + 1000,
        _ => year,
    };

    private readonly long Clock()
    {
        long fraction = Of(DatePattern.Millisecond) * 1000L + Of(DatePattern.Microsecond);
        long second = Of(DatePattern.SecondOfDay), hour = second / 3600, minute = second / 60 % 60;
        second %= 60;
        if (Of(DatePattern.Second) != 0) second = Of(DatePattern.Second);
        if (Of(DatePattern.Minute) != 0) minute = Of(DatePattern.Minute);
        if (Of(DatePattern.Hour24) != 0) hour = Of(DatePattern.Hour24);
        if (_isTwelveHours)
        {
            if (hour is < 1 or > 12)
                throw Errors.InvalidTemplate($"hour {hour} is not one of a clock with 12 hours", "use HH24");
            hour = hour % 12 + (Of(DatePattern.Meridiem) == 1 ? 12 : 0);
        }
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59
            || fraction is < 0 or >= MicrosecondsPerSecond) throw OutOfRange();
        return (((hour * 60 + minute) * 60 + second) * MicrosecondsPerSecond + fraction) * 10;
    }

    private readonly GrizzlyException OutOfRange() => Errors.DatetimeOverflow(
        $"date or time \"{Errors.Shorten(AsciiText.ForMessage(_text))}\" is out of range");

    private readonly int Date()
    {
        int year = (int)Year(), month = 1, day = 1;
        long start;
        int dayOfYear = Of(DatePattern.DayOfYear), week = Of(DatePattern.WeekOfYear);
        if (Of(DatePattern.Julian) is not 0 and var julian)
            CivilDate.FromDays((long)julian - JulianEpoch, out year, out month, out day);
        if (week != 0 && _isIso == true)
        {
            int weekday = Of(DatePattern.DayOfWeek);
            start = IsoYearStart(year) + (week - 1) * 7L + (weekday > 0 ? (weekday + 5) % 7 : 0);
            CivilDate.FromDays(start, out year, out month, out day);
        }
        else if (week != 0)
        {
            dayOfYear = (int)Math.Clamp((week - 1) * 7L + 1, int.MinValue, int.MaxValue);
        }
        if (Of(DatePattern.WeekOfMonth) is not 0 and var weekOfMonth) day = Math.Clamp(weekOfMonth, 0, 99) * 7 - 6;
        if (Of(DatePattern.Day) != 0) day = Of(DatePattern.Day);
        if (Of(DatePattern.Month) != 0) month = Of(DatePattern.Month);
        if (dayOfYear != 0 && (month <= 1 || day <= 1))
        {
            if (year == 0 && Of(DatePattern.Era) == 0)
                throw Errors.InvalidTemplate("a day of the year needs the year");
            if (dayOfYear < 1 || dayOfYear > (_isIso == true ? 371 : CivilDate.IsLeapYear(year) ? 366 : 365))
                throw OutOfRange();
            start = _isIso == true ? IsoYearStart(year) : CivilDate.ToDays(year, 1, 1);
            CivilDate.FromDays(start + dayOfYear - 1, out int yearOf, out int monthOf, out int dayOf);
            if (_isIso == true) (year, month, day) = (yearOf, monthOf, dayOf);
            if (month <= 1) month = monthOf;
            if (day <= 1) day = dayOf;
        }
        return month is >= 1 and <= 12 && day is >= 1 and <= 31
            && CivilDate.TryToDays(year, month, day, out int days) ? days : throw OutOfRange();
    }

    private static long IsoYearStart(long year)
    {
        long fourth = CivilDate.ToDays(year, 1, 4);
        return fourth - CivilDate.IsoDayOfWeek(fourth) + 1;
    }

    /// <summary>The astronomical year of year, century and era.</summary>
    private readonly long Year()
    {
        long year = Of(DatePattern.Year), century = Of(DatePattern.Century);
        bool isBefore = Of(DatePattern.Era) == 1;
        if (Math.Abs(year) > 10_000_000 || Math.Abs(century) > 100_000) throw OutOfRange();
        if (isBefore) century = -century;
        if (year != 0 && !(century != 0 && _yearDigits <= 2))
        {
            if (isBefore) year = -year;
            return year < 0 ? year + 1 : year;
        }
        if (century == 0) return 0;
        if (year == 0) return century >= 0 ? (century - 1) * 100 + 1 : century * 100 + 1;
        year %= 100;
        if (year == 0) return century >= 0 ? century * 100 : century * 100 + 1;
        return century >= 0 ? (century - 1) * 100 + year : (century + 1) * 100 - year + 1;
    }

    private readonly int? Offset()
    {
        if (_zoneSign == 0) return null;
        int hours = Of(DatePattern.ZoneHour), minutes = Of(DatePattern.ZoneMinute);
        return hours is < 0 or > 15 || minutes is < 0 or > 59
            ? throw Errors.DatetimeOverflow("the offset of a time zone is out of range")
            : _zoneSign * (hours * 3600 + minutes * 60);
    }
}
