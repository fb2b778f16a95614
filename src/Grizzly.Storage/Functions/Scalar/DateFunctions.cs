using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Making, cutting and comparing dates and timestamps.</summary>
internal static unsafe class DateFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar, Date = LogicalType.Date,
        Timestamp = LogicalType.Timestamp;
    private static readonly LogicalType TimestampTz = LogicalType.TimestampTz, Time = LogicalType.Time,
        Interval = LogicalType.Interval;
    private static readonly LogicalType BigInt = LogicalType.BigInt, Double = LogicalType.Double;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("date_trunc", "Cut down to a unit: the first moment of its year, month, week, hour, ...",
            "date_trunc('month', TIMESTAMP '2024-02-29 12:30:00')",
            Failing([Text, Date], Date, TruncateDate), Failing([Text, Timestamp], Timestamp, Truncate),
                Failing([Text, TimestampTz], TimestampTz, Truncate),
            Failing([Text, Interval], Interval, TruncateInterval)) with { Aliases = ["datetrunc"] },
        Difference("date_diff", "Number of unit boundaries between two moments.",
            "date_diff('month', DATE '2024-01-31', DATE '2024-03-01')", false)
            with { Aliases = ["datediff"] },
        Difference("date_sub", "Number of whole units between two moments.",
            "date_sub('month', DATE '2024-01-31', DATE '2024-03-01')", true)
            with { Aliases = ["datesub"] },
        Define.Custom("date_add", "A date or timestamp moved by an interval.",
            "date_add(DATE '2024-01-31', INTERVAL '1 month')",
            (types, constants) => types.Count == 2 && types[1].Id == LogicalTypeId.Interval
                ? DateArithmetic.BindAdd(types, constants) : null,
            "date_add(DATE | TIMESTAMP, INTERVAL) -> TIMESTAMP"),
        Define.Function("age",
            "Years, months, days and time between two moments, or from a moment to today's midnight.",
                "age(TIMESTAMP '2024-03-01', TIMESTAMP '2023-01-31')",
            Failing([Timestamp, Timestamp], Interval, ScalarLoops.BinaryChecked<long, long, IntervalValue, Age>),
            Failing([TimestampTz, TimestampTz], Interval, ScalarLoops.BinaryChecked<long, long, IntervalValue, Age>),
            Failing([Timestamp], Interval, AgeToday) with { Volatility = Volatility.Stable }),
        Define.Function("last_day", "The last day of the month.", "last_day(DATE '2024-02-10')",
            Failing([Date], Date, ScalarLoops.UnaryChecked<int, int, LastDay>),
                Failing([Timestamp], Date, ScalarLoops.UnaryChecked<long, int, LastDayOfTimestamp>)),
        Define.Function("dayname", "English name of the day of the week.", "dayname(DATE '2024-02-29')",
            new Overload([Timestamp], Text, (in ScalarCall call, ColumnVector result) => Name(call, result, true))),
        Define.Function("monthname", "English name of the month.", "monthname(DATE '2024-02-29')",
            new Overload([Timestamp], Text, (in ScalarCall call, ColumnVector result) => Name(call, result, false))),
        Define.Function("now", "Start of the transaction.", "now()", Now(TimestampTz, ticks =>
            ticks)) with { Aliases = ["current_timestamp", "transaction_timestamp", "get_current_timestamp"] },
        Define.Function("localtimestamp", "Start of the transaction in UTC, without time zone.", "localtimestamp()",
            Now(Timestamp, ticks => ticks)) with { Aliases = ["current_localtimestamp"] },
        Define.Function("current_date", "The day the transaction started, in UTC.", "current_date()",
            Now(Date, CivilDate.DayOf)) with { Aliases = ["today"] },
        Define.Function("current_time", "The time of day the transaction started, in UTC.", "current_time()",
            Now(Time, ticks => ticks - CivilDate.DayOf(ticks) * CivilDate.TicksPerDay))
            with { Aliases = ["localtime", "get_current_time"] },
        Define.Function("make_date", "A date of year, month and day.", "make_date(2024, 2, 29)",
            Failing([BigInt, BigInt, BigInt], Date, MakeDate)),
        Define.Function("make_time", "A time of hour, minute and seconds.", "make_time(12, 30, 1.5)",
            Failing([BigInt, BigInt, Double], Time, MakeTime)),
        Define.Function("make_timestamp", "A timestamp of its parts, or of microseconds since 1970.",
            "make_timestamp(2024, 2, 29, 12, 30, 1.5)",
            Failing([BigInt, BigInt, BigInt, BigInt, BigInt, Double], Timestamp, MakeTimestamp),
            Failing([BigInt], Timestamp, ScalarLoops.UnaryChecked<long, long, FromMicroseconds>)),
        Define.Function("to_timestamp", "The timestamp so many seconds after 1970.", "to_timestamp(1709209845.5)",
            Failing([Double], TimestampTz, ScalarLoops.UnaryChecked<double, long, FromSeconds>)),
        Define.Function("epoch_ms", "Milliseconds since 1970 of a timestamp, or the other way round.",
            "epoch_ms(TIMESTAMP '2024-02-29')",
            new Overload([Timestamp], BigInt, ScalarLoops.Unary<long, long, ToMilliseconds>),
                Failing([BigInt], Timestamp, ScalarLoops.UnaryChecked<long, long, FromMilliseconds>)),
        Define.Function("epoch_us", "Microseconds since 1970.", "epoch_us(TIMESTAMP '2024-02-29')",
            new Overload([Timestamp], BigInt, ScalarLoops.Unary<long, long, ToMicroseconds>)),
        Define.Function("strftime", "A date or timestamp as text in a format of % specifiers.",
            "strftime(DATE '2024-02-29', '%d.%m.%Y')",
            Failing([Timestamp, Text], Text, Format)),
        Define.Function("strptime",
            "A timestamp read from text in a format of % specifiers; an error where it does not fit.",
                "strptime('29.02.2024', '%d.%m.%Y')",
            Failing([Text, Text], Timestamp, (in ScalarCall call, ColumnVector result) => Parse(call, result, false))),
        Define.Function("try_strptime",
            "A timestamp read from text in a format of % specifiers; NULL where it does not fit.",
                "try_strptime('x', '%d.%m.%Y')",
            new Overload([Text, Text], Timestamp, (in ScalarCall call, ColumnVector result) =>
                Parse(call, result, true))),
        .. IntervalMakers.All,
    ];

    private static Overload Failing(LogicalType[] parameters, LogicalType result, ScalarKernel kernel) =>
        new(parameters, result, kernel) { CanFail = true };

    private static Overload Now(LogicalType type, Func<long, long> convert) =>
        new([], type, (in ScalarCall call, ColumnVector result) =>
        {
            long value = convert(call.Context.StartTimestamp);
            if (type.Physical == PhysicalType.Int32) new Span<int>(result.Data, call.Count).Fill((int)value);
            else new Span<long>(result.Data, call.Count).Fill(value);
        }) { Volatility = Volatility.Stable };

    private static ScalarFunction Difference(string name, string description, string example, bool whole) =>
        Define.Function(name, description, example,
        Failing([Text, Date, Date], BigInt, (in ScalarCall call, ColumnVector result) =>
            Difference(call, result, whole, true)),
        Failing([Text, Timestamp, Timestamp], BigInt, (in ScalarCall call, ColumnVector result) =>
            Difference(call, result, whole, false)),
        Failing([Text, TimestampTz, TimestampTz], BigInt, (in ScalarCall call, ColumnVector result) =>
            Difference(call, result, whole, false)));

    private static DateField FieldAt(in ScalarCall call, int row)
    {
        StringView* word = (StringView*)call.Arguments[0].AddressOf(row);
        DateField field = DateFields.Parse(StringView.SpanOf(word));
        return field != DateField.None ? field : throw Errors.InvalidArgument(
            $"\"{AsciiText.ForMessage(StringView.SpanOf(word))}\" is not a unit of time");
    }

    private static void TruncateDate(in ScalarCall call, ColumnVector result)
    {
        var days = new Column<int>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            if (!result.IsNullAt(i)) ((int*)result.Data)[i] = (int)DateTruncation.Day(days[i], FieldAt(call, i));
        }
    }

    private static void Truncate(in ScalarCall call, ColumnVector result)
    {
        var ticks = new Column<long>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            if (!result.IsNullAt(i)) ((long*)result.Data)[i] = DateTruncation.Ticks(ticks[i], FieldAt(call, i));
        }
    }

    private static void TruncateInterval(in ScalarCall call, ColumnVector result)
    {
        var values = new Column<IntervalValue>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            if (!result.IsNullAt(i)) ((IntervalValue*)result.Data)[i] =
                DateTruncation.Interval(values[i], FieldAt(call, i));
        }
    }

    private static void Difference(in ScalarCall call, ColumnVector result, bool whole, bool dates)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            byte* from = call.Arguments[1].AddressOf(i), to = call.Arguments[2].AddressOf(i);
            long start = dates ? DateArithmetic.ToTicks(*(int*)from) : *(long*)from, end = dates
                ? DateArithmetic.ToTicks(*(int*)to) : *(long*)to;
            DateField unit = FieldAt(call, i);
            ((long*)result.Data)[i] = whole
                ? DateTruncation.WholeUnits(start, end, unit) : DateTruncation.Boundaries(start, end, unit);
        }
    }

    private static void AgeToday(in ScalarCall call, ColumnVector result)
    {
        var ticks = new Column<long>(call.Arguments[0]);
        long today = CivilDate.DayOf(call.Context.StartTimestamp) * CivilDate.TicksPerDay;
        for (int i = 0; i < call.Count; i++)
        {
            if (!result.IsNullAt(i)) ((IntervalValue*)result.Data)[i] = DateTruncation.Age(today, ticks[i]);
        }
    }

    private static void Name(in ScalarCall call, ColumnVector result, bool day)
    {
        var ticks = new Column<long>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++)
        {
            long days = CivilDate.DayOf(ticks[i]);
            CivilDate.FromDays(days, out _, out int month, out _);
            ReadOnlySpan<byte> name = day
                ? DateFormat.DayName(CivilDate.IsoDayOfWeek(days) % 7) : DateFormat.MonthName(month);
            ((StringView*)result.Data)[i] = result.Arena.Add(name);
        }
    }

    private static void MakeDate(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (!result.IsNullAt(i)) ((int*)result.Data)[i] = MakeDay(call, i);
        }
    }

    private static void MakeTime(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (!result.IsNullAt(i)) ((long*)result.Data)[i] = MakeClock(call, 0, i);
        }
    }

    private static void MakeTimestamp(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (!result.IsNullAt(i)) ((long*)result.Data)[i] = DateArithmetic.Move(
                DateArithmetic.ToTicks(MakeDay(call, i)), new IntervalValue(0, 0, MakeClock(call, 3, i)), 1);
        }
    }

    private static int MakeDay(in ScalarCall call, int row)
    {
        long year = *(long*)call.Arguments[0].AddressOf(row), month = *(long*)call.Arguments[1].AddressOf(row),
            day = *(long*)call.Arguments[2].AddressOf(row);
        return month is >= 1 and <= 12 && day is >= 1 and <= 31
            && CivilDate.TryToDays(year, (int)month, (int)day, out int days)
            ? days : throw Errors.DatetimeOverflow($"{year}-{month}-{day} is not a date");
    }

    private static long MakeClock(in ScalarCall call, int first, int row)
    {
        long hour = *(long*)call.Arguments[first].AddressOf(row),
            minute = *(long*)call.Arguments[first + 1].AddressOf(row);
        double second = *(double*)call.Arguments[first + 2].AddressOf(row);
        if (hour is < 0 or > 23 || minute is < 0 or > 59
            || !(second >= 0 && second < 60)) throw Errors.DatetimeOverflow("hour, minute or second out of range");
        return (hour * 60 + minute) * TimeSpan.TicksPerMinute + (long)Math.Round(second * TimeSpan.TicksPerSecond);
    }

    private static void Format(in ScalarCall call, ColumnVector result)
    {
        var ticks = new Column<long>(call.Arguments[0]);
        var format = new Column<StringView>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (!result.IsNullAt(i)) ((StringView*)result.Data)[i] =
                result.Arena.Add(DateFormat.Format(ticks[i], StringView.SpanOf(format.At(i))));
        }
    }

    private static void Parse(in ScalarCall call, ColumnVector result, bool isTry)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        var format = new Column<StringView>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            if (DateFormat.TryParse(StringView.SpanOf(text.At(i)), StringView.SpanOf(format.At(i)), out long ticks)) (
                (long*)result.Data)[i] = ticks;
            else if (isTry) result.SetNull(i);
            else throw Errors.InvalidDatetime("TIMESTAMP", AsciiText.ForMessage(StringView.SpanOf(text.At(i))));
        }
    }

    private static long Scaled(long value, long factor)
    {
        long result = value * factor;
        return result / factor == value ? result : throw Errors.DatetimeOverflow("timestamp out of range");
    }

    private readonly struct Age : IBinary<long, long, IntervalValue>
    {
        public static IntervalValue Invoke(long end, long start) => DateTruncation.Age(end, start);
    }

    private readonly struct LastDay : IUnary<int, int>
    {
        public static int Invoke(int days)
        {
            CivilDate.FromDays(days, out int year, out int month, out _);
            return (int)CivilDate.ToDays(year, month, CivilDate.DaysInMonth(year, month));
        }
    }

    private readonly struct LastDayOfTimestamp : IUnary<long, int>
    {
        public static int Invoke(long ticks) => LastDay.Invoke((int)CivilDate.DayOf(ticks));
    }

    private readonly struct FromSeconds : IUnary<double, long>
    {
        public static long Invoke(double seconds)
        {
            double ticks = Math.Round(seconds * TimeSpan.TicksPerSecond);
            return Math.Abs(ticks) < 9.2e18 ? (long)ticks : throw Errors.DatetimeOverflow("timestamp out of range");
        }
    }

    private readonly struct FromMicroseconds : IUnary<long, long>
    {
        public static long Invoke(long value) => Scaled(value, TimeSpan.TicksPerMicrosecond);
    }

    private readonly struct FromMilliseconds : IUnary<long, long>
    {
        public static long Invoke(long value) => Scaled(value, TimeSpan.TicksPerMillisecond);
    }

    private readonly struct ToMilliseconds : IUnary<long, long>
    {
        public static long Invoke(long ticks) => ticks / TimeSpan.TicksPerMillisecond;
    }

    private readonly struct ToMicroseconds : IUnary<long, long>
    {
        public static long Invoke(long ticks) => ticks / TimeSpan.TicksPerMicrosecond;
    }
}
