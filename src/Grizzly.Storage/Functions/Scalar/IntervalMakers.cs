using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>to_years(n) to to_microseconds(n): what INTERVAL n YEARS means.</summary>
internal static class IntervalMakers
{
    private static readonly LogicalType BigInt = LogicalType.BigInt, Double = LogicalType.Double,
        Interval = LogicalType.Interval;

    public static IEnumerable<ScalarFunction> All =>
    [
        Make<Millennia>("to_millennia"), Make<Centuries>("to_centuries"), Make<Decades>("to_decades"),
            Make<Years>("to_years"), Make<Quarters>("to_quarters"),
        Make<Months>("to_months"), Make<Weeks>("to_weeks"), Make<Days>("to_days"), Make<Hours>("to_hours"),
            Make<Minutes>("to_minutes"),
        MakeDouble<Seconds>("to_seconds"), MakeDouble<Milliseconds>("to_milliseconds"),
            Make<Microseconds>("to_microseconds"),
        Justify<JustifiedDays>("justify_days", "The interval with months in place of each 30 days."),
        Justify<JustifiedHours>("justify_hours", "The interval with days in place of each 24 hours."),
        Justify<Justified>("justify_interval", "The interval with days in place of each 24 hours and months in place "
            + "of each 30 days, all of one sign where that can be.") with { Aliases = ["normalized_interval"] },
    ];

    private static ScalarFunction Justify<TOperation>(string name, string description)
        where TOperation : struct, IUnary<IntervalValue, IntervalValue> =>
        Define.Function(name, description, $"{name}(INTERVAL '35 days 27 hours')",
            new Overload([Interval], Interval, ScalarLoops.UnaryChecked<IntervalValue, IntervalValue, TOperation>)
            {
                CanFail = true,
            });

    private static ScalarFunction Make<TOperation>(string name)
        where TOperation : struct, IUnary<long, IntervalValue> =>
        Define.Function(name, $"An interval of so many {name[3..]}.", $"{name}(5)",
            new Overload([BigInt], Interval, ScalarLoops.UnaryChecked<long, IntervalValue,
                TOperation>) { CanFail = true });

    private static ScalarFunction MakeDouble<TOperation>(string name)
        where TOperation : struct, IUnary<double, IntervalValue> =>
        Define.Function(name, $"An interval of so many {name[3..]}.", $"{name}(5)",
            new Overload([Double], Interval, ScalarLoops.UnaryChecked<double, IntervalValue,
                TOperation>) { CanFail = true });

    private static IntervalValue OfMonths(long count, int months) =>
        DateArithmetic.MakeInterval((Int128)count * months, 0, 0);

    private static IntervalValue OfTicks(double ticks) =>
        Math.Abs(ticks) < 9.2e18
            ? new IntervalValue(0, 0, (long)Math.Round(ticks)) : throw Errors.DatetimeOverflow("interval out of range");

    private readonly struct JustifiedDays : IUnary<IntervalValue, IntervalValue>
    {
        public static IntervalValue Invoke(IntervalValue value)
        {
            Int128 months = (Int128)value.Months + value.Days / 30, days = value.Days % 30;
            if (months > 0 && days < 0) (months, days) = (months - 1, days + 30);
            else if (months < 0 && days > 0) (months, days) = (months + 1, days - 30);
            return DateArithmetic.MakeInterval(months, days, value.Ticks);
        }
    }

    private readonly struct JustifiedHours : IUnary<IntervalValue, IntervalValue>
    {
        public static IntervalValue Invoke(IntervalValue value)
        {
            const long day = IntervalValue.TicksPerDay;
            Int128 days = (Int128)value.Days + value.Ticks / day, ticks = value.Ticks % day;
            if (days > 0 && ticks < 0) (days, ticks) = (days - 1, ticks + day);
            else if (days < 0 && ticks > 0) (days, ticks) = (days + 1, ticks - day);
            return DateArithmetic.MakeInterval(value.Months, days, ticks);
        }
    }

    private readonly struct Justified : IUnary<IntervalValue, IntervalValue>
    {
        public static IntervalValue Invoke(IntervalValue value)
        {
            const long day = IntervalValue.TicksPerDay;
            Int128 days = (Int128)value.Days + value.Ticks / day, ticks = value.Ticks % day;
            Int128 months = value.Months + days / 30;
            days %= 30;
            if (months > 0 && (days < 0 || (days == 0 && ticks < 0))) (months, days) = (months - 1, days + 30);
            else if (months < 0 && (days > 0 || (days == 0 && ticks > 0))) (months, days) = (months + 1, days - 30);
            if (days > 0 && ticks < 0) (days, ticks) = (days - 1, ticks + day);
            else if (days < 0 && ticks > 0) (days, ticks) = (days + 1, ticks - day);
            return DateArithmetic.MakeInterval(months, days, ticks);
        }
    }

    private readonly struct Millennia : IUnary<long, IntervalValue>
    {
        public static IntervalValue Invoke(long count) => OfMonths(count, 12_000);
    }

    private readonly struct Centuries : IUnary<long, IntervalValue>
    {
        public static IntervalValue Invoke(long count) => OfMonths(count, 1200);
    }

    private readonly struct Decades : IUnary<long, IntervalValue>
    {
        public static IntervalValue Invoke(long count) => OfMonths(count, 120);
    }

    private readonly struct Years : IUnary<long, IntervalValue>
    {
        public static IntervalValue Invoke(long count) => OfMonths(count, 12);
    }

    private readonly struct Quarters : IUnary<long, IntervalValue>
    {
        public static IntervalValue Invoke(long count) => OfMonths(count, 3);
    }

    private readonly struct Months : IUnary<long, IntervalValue>
    {
        public static IntervalValue Invoke(long count) => OfMonths(count, 1);
    }

    private readonly struct Weeks : IUnary<long, IntervalValue>
    {
        public static IntervalValue Invoke(long count) => DateArithmetic.MakeInterval(0, (Int128)count * 7, 0);
    }

    private readonly struct Days : IUnary<long, IntervalValue>
    {
        public static IntervalValue Invoke(long count) => DateArithmetic.MakeInterval(0, count, 0);
    }

    private readonly struct Hours : IUnary<long, IntervalValue>
    {
        public static IntervalValue Invoke(long count) =>
            DateArithmetic.MakeInterval(0, 0, (Int128)count * TimeSpan.TicksPerHour);
    }

    private readonly struct Minutes : IUnary<long, IntervalValue>
    {
        public static IntervalValue Invoke(long count) =>
            DateArithmetic.MakeInterval(0, 0, (Int128)count * TimeSpan.TicksPerMinute);
    }

    private readonly struct Seconds : IUnary<double, IntervalValue>
    {
        public static IntervalValue Invoke(double count) => OfTicks(count * TimeSpan.TicksPerSecond);
    }

    private readonly struct Milliseconds : IUnary<double, IntervalValue>
    {
        public static IntervalValue Invoke(double count) => OfTicks(count * TimeSpan.TicksPerMillisecond);
    }

    private readonly struct Microseconds : IUnary<long, IntervalValue>
    {
        public static IntervalValue Invoke(long count) =>
            DateArithmetic.MakeInterval(0, 0, (Int128)count * TimeSpan.TicksPerMicrosecond);
    }
}
