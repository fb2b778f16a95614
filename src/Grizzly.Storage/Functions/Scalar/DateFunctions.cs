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
            Failing([Timestamp, Timestamp], Interval, AgeBetween),
            Failing([TimestampTz, TimestampTz], Interval, AgeBetween),
            Failing([Timestamp], Interval, AgeToday) with { Volatility = Volatility.Stable }),
        Define.Function("last_day", "The last day of the month.", "last_day(DATE '2024-02-10')",
            Failing([Date], Date, (in ScalarCall call, ColumnVector result) => LastDay(call, result)),
            Failing([Timestamp], Date, (in ScalarCall call, ColumnVector result) => LastDay(call, result))),
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
            Failing([BigInt, BigInt, BigInt], Date, MakeDate),
            Failing([LogicalType.Integer], Date, ScalarLoops.Unary<int, int, FromDays>),
            Failing([LogicalType.Struct(["year", "month", "day"], [BigInt, BigInt, BigInt])], Date, MakeDateOfStruct)),
        Define.Function("make_time", "A time of hour, minute and seconds.", "make_time(12, 30, 1.5)",
            Failing([BigInt, BigInt, Double], Time, MakeTime)),
        Define.Function("make_timestamp", "A timestamp of its parts, or of microseconds since 1970.",
            "make_timestamp(2024, 2, 29, 12, 30, 1.5)",
            Failing([BigInt, BigInt, BigInt, BigInt, BigInt, Double], Timestamp, MakeTimestamp),
            Failing([BigInt], Timestamp, ScalarLoops.UnaryChecked<long, long, FromMicroseconds>)),
        Define.Function("to_timestamp", "The timestamp so many seconds after 1970.", "to_timestamp(1709209845.5)",
            Failing([Double], TimestampTz, ScalarLoops.UnaryChecked<double, long, FromSeconds>)),
        .. EpochFunctions.All,
        .. DateTextFunctions.All,
        .. TimeZoneFunctions.All,
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
            if (result.IsNullAt(i)) continue;
            DateField unit = FieldAt(call, i);
            ((int*)result.Data)[i] = TemporalText.IsFinite(days[i])
                ? (int)DateTruncation.Day(days[i], unit) : days[i];
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
            DateField unit = FieldAt(call, i);
            if (dates && !whole && TemporalText.IsFinite(*(int*)from) && TemporalText.IsFinite(*(int*)to))
            {
                ((long*)result.Data)[i] = DateTruncation.DayBoundaries(*(int*)from, *(int*)to, unit);
                continue;
            }
            long start = dates ? DateArithmetic.ToTicks(*(int*)from) : *(long*)from, end = dates
                ? DateArithmetic.ToTicks(*(int*)to) : *(long*)to;
            if (!TemporalText.IsFinite(start) || !TemporalText.IsFinite(end)) result.SetNull(i);
            else ((long*)result.Data)[i] = whole
                ? DateTruncation.WholeUnits(start, end, unit) : DateTruncation.Boundaries(start, end, unit);
        }
    }

    private static void AgeToday(in ScalarCall call, ColumnVector result)
    {
        var ticks = new Column<long>(call.Arguments[0]);
        long today = CivilDate.DayOf(call.Context.StartTimestamp) * CivilDate.TicksPerDay;
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            if (TemporalText.IsFinite(ticks[i]))
                ((IntervalValue*)result.Data)[i] = DateTruncation.Age(today, ticks[i]);
            else result.SetNull(i);
        }
    }

    private static void AgeBetween(in ScalarCall call, ColumnVector result)
    {
        var end = new Column<long>(call.Arguments[0]);
        var start = new Column<long>(call.Arguments[1]);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            if (TemporalText.IsFinite(end[i]) && TemporalText.IsFinite(start[i]))
                ((IntervalValue*)result.Data)[i] = DateTruncation.Age(end[i], start[i]);
            else result.SetNull(i);
        }
    }

    private static void LastDay(in ScalarCall call, ColumnVector result)
    {
        bool isDate = call.Arguments[0].Physical == PhysicalType.Int32;
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            byte* at = call.Arguments[0].AddressOf(i);
            if (!(isDate ? TemporalText.IsFinite(*(int*)at) : TemporalText.IsFinite(*(long*)at)))
            {
                result.SetNull(i);
                continue;
            }
            CivilDate.FromDays(isDate ? *(int*)at : CivilDate.DayOf(*(long*)at), out int year, out int month, out _);
            ((int*)result.Data)[i] = (int)CivilDate.ToDays(year, month, CivilDate.DaysInMonth(year, month));
        }
    }

    private static void Name(in ScalarCall call, ColumnVector result, bool day)
    {
        var ticks = new Column<long>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++)
        {
            if (!TemporalText.IsFinite(ticks[i])) result.SetNull(i);
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

    private static void MakeDateOfStruct(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            var reader = new NestedReader(NestedVectors.BytesOf(call.Arguments[0], i));
            Value year = reader.ReadField(BigInt), month = reader.ReadField(BigInt), day = reader.ReadField(BigInt);
            if (year.IsNull || month.IsNull || day.IsNull) result.SetNull(i);
            else ((int*)result.Data)[i] = MakeDay((long)year.Integer, (long)month.Integer, (long)day.Integer);
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

    private static int MakeDay(in ScalarCall call, int row) => MakeDay(*(long*)call.Arguments[0].AddressOf(row),
        *(long*)call.Arguments[1].AddressOf(row), *(long*)call.Arguments[2].AddressOf(row));

    private static int MakeDay(long year, long month, long day)
    {
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

    private static long Scaled(long value, long factor)
    {
        long result = value * factor;
        return result / factor == value && TemporalText.IsFinite(result)
            ? result : throw Errors.DatetimeOverflow("timestamp out of range");
    }

    private readonly struct FromDays : IUnary<int, int>
    {
        public static int Invoke(int days) => days;
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
}
