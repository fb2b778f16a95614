namespace Grizzly.Types;

/// <summary>INTERVAL to and from UTF-8 text: <c>1 year 2 months 3 days 04:05:06.5</c>, and ISO 8601
/// (<c>P1Y2M3DT4H5M6S</c>) on reading.</summary>
public static class IntervalText
{
    public const int MaxLength = 128;

    private const double TicksPerDay = TimeSpan.TicksPerDay;

    public static int Format(in IntervalValue value, Span<byte> target)
    {
        int position = 0;
        WriteUnit(value.Months / 12, " year"u8, target, ref position);
        WriteUnit(value.Months % 12, " month"u8, target, ref position);
        WriteUnit(value.Days, " day"u8, target, ref position);
        if (value.Ticks == 0 && position > 0) return position;
        if (position > 0) target[position++] = (byte)' ';
        if (value.Ticks < 0) target[position++] = (byte)'-';
        ulong ticks = value.Ticks < 0 ? 0UL - (ulong)value.Ticks : (ulong)value.Ticks;
        ulong seconds = ticks / TimeSpan.TicksPerSecond;
        ulong hours = seconds / 3600;
        if (hours < 10) target[position++] = (byte)'0';
        position += NumberText.Format(hours, target[position..]);
        target[position++] = (byte)':';
        TemporalText.TwoDigits((int)(seconds / 60 % 60), target[position..]);
        target[position + 2] = (byte)':';
        TemporalText.TwoDigits((int)(seconds % 60), target[(position + 3)..]);
        position += 5;
        return position + TemporalText.WriteFraction((int)(ticks % TimeSpan.TicksPerSecond), target[position..]);
    }

    public static ParseResult Parse(ReadOnlySpan<byte> text, out IntervalValue value)
    {
        text = NumberText.Trim(text);
        value = default;
        if (text.IsEmpty) return ParseResult.Invalid;
        if (text[0] is (byte)'P' or (byte)'p') return ParseIso(text[1..], out value);
        var sum = new Accumulator();
        if (text[0] == '@') text = NumberText.Trim(text[1..]);
        bool any = false;
        while (!text.IsEmpty)
        {
            if (AsciiText.EqualsIgnoreCase(text, "ago"u8) && any)
            {
                sum.Negate();
                break;
            }
            ParseResult result = ReadPart(ref text, ref sum);
            if (result != ParseResult.Ok) return result;
            any = true;
            text = NumberText.Trim(text);
        }
        return any ? sum.Finish(out value) : ParseResult.Invalid;
    }

    private static void WriteUnit(int amount, ReadOnlySpan<byte> unit, Span<byte> target, ref int position)
    {
        if (amount == 0) return;
        if (position > 0) target[position++] = (byte)' ';
        position += NumberText.Format((long)amount, target[position..]);
        unit.CopyTo(target[position..]);
        position += unit.Length;
        if (amount is not (1 or -1)) target[position++] = (byte)'s';
    }

    /// <summary>One of <c>[-]hh:mm[:ss[.f]]</c> and <c>[-]number unit</c>; a bare number counts seconds.</summary>
    private static ParseResult ReadPart(ref ReadOnlySpan<byte> text, ref Accumulator sum)
    {
        bool negative = text[0] == '-';
        if (text[0] is (byte)'-' or (byte)'+') text = text[1..];
        if (!TryReadAmount(ref text, out long whole, out double fraction)) return ParseResult.Invalid;
        if (!text.IsEmpty && text[0] == ':') return ReadClock(ref text, whole, negative, ref sum);
        text = NumberText.Trim(text);
        int length = 0;
        while (length < text.Length && (uint)((text[length] | 0x20) - 'a') < 26) length++;
        ReadOnlySpan<byte> unit = text[..length];
        text = text[length..];
        if (negative) (whole, fraction) = (-whole, -fraction);
        return sum.Add(unit.IsEmpty ? "s"u8 : unit, whole, fraction) ? ParseResult.Ok : ParseResult.Invalid;
    }

    private static ParseResult ReadClock(ref ReadOnlySpan<byte> text, long hours, bool negative, ref Accumulator sum)
    {
        text = text[1..];
        if (!TryReadAmount(ref text, out long minutes, out double fraction)
            || fraction != 0) return ParseResult.Invalid;
        long seconds = 0, ticks = 0;
        if (TemporalText.TryTake(ref text, (byte)':'))
        {
            int digits = 0;
            while (digits < text.Length
                && NumberText.IsDigit(text[digits])) seconds = Math.Min(seconds * 10 + text[digits++] - '0', 100);
            if (digits == 0 && !text.IsEmpty) return ParseResult.Invalid;
            text = text[digits..];
            if (TemporalText.TryTake(ref text, (byte)'.')
                && !TemporalText.TryReadFraction(ref text, out ticks)) return ParseResult.Invalid;
        }
        if (minutes > 59 || seconds > 59) return ParseResult.OutOfRange;
        Int128 total = ((Int128)hours * 3600 + minutes * 60 + seconds) * TimeSpan.TicksPerSecond + ticks;
        sum.Ticks += negative ? -total : total;
        return ParseResult.Ok;
    }

    private static bool TryReadAmount(ref ReadOnlySpan<byte> text, out long whole, out double fraction)
    {
        whole = 0;
        fraction = 0;
        int i = 0;
        while (i < text.Length && NumberText.IsDigit(text[i]))
        {
            if (whole > 100_000_000_000_000_000) return false;
            whole = whole * 10 + text[i++] - '0';
        }
        bool any = i > 0;
        if (i < text.Length && text[i] == '.')
        {
            double unit = 1;
            long digits = 0;
            for (i++; i < text.Length && NumberText.IsDigit(text[i]); i++)
            {
                any = true;
                if (unit >= 1e15) continue;
                digits = digits * 10 + text[i] - '0';
                unit *= 10;
            }
            fraction = digits / unit;
        }
        text = text[i..];
        return any;
    }

    private static ParseResult ParseIso(ReadOnlySpan<byte> text, out IntervalValue value)
    {
        value = default;
        var sum = new Accumulator();
        bool inTime = false, any = false;
        while (!text.IsEmpty)
        {
            if ((text[0] | 0x20) == 't' && !inTime)
            {
                inTime = true;
                text = text[1..];
                continue;
            }
            bool negative = text[0] == '-';
            if (negative) text = text[1..];
            if (!TryReadAmount(ref text, out long whole, out double fraction)
                || text.IsEmpty) return ParseResult.Invalid;
            ReadOnlySpan<byte> unit = (text[0] | 0x20) switch
            {
                'y' when !inTime => "year"u8,
                'm' when !inTime => "month"u8,
                'w' when !inTime => "week"u8,
                'd' when !inTime => "day"u8,
                'h' when inTime => "hour"u8,
                'm' when inTime => "minute"u8,
                's' when inTime => "second"u8,
                _ => [],
            };
            if (unit.IsEmpty || !sum.Add(unit, negative ? -whole : whole, negative
                ? -fraction : fraction)) return ParseResult.Invalid;
            any = true;
            text = text[1..];
        }
        return any ? sum.Finish(out value) : ParseResult.Invalid;
    }

    private struct Accumulator
    {
        public Int128 Months;
        public Int128 Days;
        public Int128 Ticks;

        public bool Add(ReadOnlySpan<byte> unit, long whole, double fraction)
        {
            switch (IntervalUnits.Parse(unit))
            {
                case IntervalUnit.Millennium: AddMonths(whole, fraction, 12_000); break;
                case IntervalUnit.Century: AddMonths(whole, fraction, 1200); break;
                case IntervalUnit.Decade: AddMonths(whole, fraction, 120); break;
                case IntervalUnit.Year: AddMonths(whole, fraction, 12); break;
                case IntervalUnit.Quarter: AddMonths(whole, fraction, 3); break;
                case IntervalUnit.Month: AddMonths(whole, fraction, 1); break;
                case IntervalUnit.Week: AddDays(whole, fraction, 7); break;
                case IntervalUnit.Day: AddDays(whole, fraction, 1); break;
                case IntervalUnit.Hour: AddTicks(whole, fraction, TimeSpan.TicksPerHour); break;
                case IntervalUnit.Minute: AddTicks(whole, fraction, TimeSpan.TicksPerMinute); break;
                case IntervalUnit.Second: AddTicks(whole, fraction, TimeSpan.TicksPerSecond); break;
                case IntervalUnit.Millisecond: AddTicks(whole, fraction, TimeSpan.TicksPerMillisecond); break;
                case IntervalUnit.Microsecond: AddTicks(whole, fraction, TimeSpan.TicksPerMicrosecond); break;
                default: return false;
            }
            return true;
        }

        public void Negate() => (Months, Days, Ticks) = (-Months, -Days, -Ticks);

        public readonly ParseResult Finish(out IntervalValue value)
        {
            value = new IntervalValue((int)Months, (int)Days, (long)Ticks);
            return value.Months == Months && value.Days == Days && value.Ticks == Ticks
                ? ParseResult.Ok : ParseResult.OutOfRange;
        }

        private void AddMonths(long whole, double fraction, int factor)
        {
            double months = fraction * factor;
            double wholeMonths = Math.Truncate(months + Math.CopySign(1e-9, months));
            Months += (Int128)whole * factor + (Int128)wholeMonths;
            double rest = months - wholeMonths;
            if (Math.Abs(rest) > 1e-9) AddDays(0, rest * 30, 1);
        }

        private void AddDays(long whole, double fraction, int factor)
        {
            double days = fraction * factor;
            double wholeDays = Math.Truncate(days + Math.CopySign(1e-9, days));
            Days += (Int128)whole * factor + (Int128)wholeDays;
            double rest = days - wholeDays;
            if (Math.Abs(rest) > 1e-9) Ticks += (Int128)Math.Round(rest * TicksPerDay);
        }

        private void AddTicks(long whole, double fraction, long factor) =>
            Ticks += (Int128)whole * factor + (Int128)Math.Round(fraction * factor);
    }
}
