using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>generate_series(start, stop [, step]) with the stop included, range(...) without; integers, or timestamps
/// with an interval.</summary>
internal static class SeriesFunctions
{
    public static IEnumerable<TableFunction> All =>
    [
        new("generate_series", "The numbers or timestamps from a start to a stop, both included.",
            "SELECT * FROM generate_series(1, 3)",
            (arguments, _) => Bind("generate_series", arguments, true))
            { Signatures = ["generate_series(stop)", "generate_series(start, stop [, step])",
                "generate_series(TIMESTAMP, TIMESTAMP, INTERVAL)"] },
        new("range", "The numbers or timestamps from a start (0) to a stop, which is excluded.",
            "SELECT * FROM range(3)",
            (arguments, _) => Bind("range", arguments, false))
            { Signatures = ["range(stop)", "range(start, stop [, step])", "range(TIMESTAMP, TIMESTAMP, INTERVAL)"] },
    ];

    internal static BoundTableFunction Bind(string name, IReadOnlyList<Value> arguments, bool inclusive)
    {
        bool temporal = arguments.Count == 3 && arguments[2].Type.Id == LogicalTypeId.Interval;
        bool fits = temporal
            ? arguments.Take(2).All(argument =>
                argument.Type.Id is LogicalTypeId.Date or LogicalTypeId.Timestamp or LogicalTypeId.TimestampTz)
            : arguments.Count is >= 1 and <= 3 && arguments.All(argument =>
                argument.Type.IsInteger || argument.Type.IsNull);
        if (!fits)
            throw Errors.NoMatchingFunction(
                $"{name}({string.Join(", ", arguments.Select(argument => argument.Type.Name))})",
                    [$"{name}(start, stop, step)"]);
        LogicalType type = !temporal ? LogicalType.BigInt
            : arguments.Any(argument => argument.Type.Id == LogicalTypeId.TimestampTz)
                ? LogicalType.TimestampTz : LogicalType.Timestamp;
        if (arguments.Any(argument => argument.IsNull)) return new BoundSeries(name, type, 0, 0, 1, default, true);
        if (temporal)
        {
            IntervalValue step = arguments[2].Interval;
            Int128 length = step.Normalized;
            if (length == 0) throw Errors.InvalidArgument("the step of a series must not be zero");
            if ((step.Months != 0 || step.Days != 0 || step.Ticks != 0) && (Math.Sign(step.Months) * (int)Int128.Sign(
                length) < 0 || Math.Sign(step.Days) * (int)Int128.Sign(length) < 0))
                throw Errors.InvalidArgument("the parts of a series' step must have the same sign");
            long first = Ticks(arguments[0]), last = Ticks(arguments[1]);
            return new BoundSeries(name, type, first, inclusive ? last : Inner(last, length > 0), length > 0
                ? 1 : -1, step, length > 0 ? first > last : first < last);
        }
        long start = arguments.Count == 1
            ? 0 : Whole(arguments[0]), stop = Whole(arguments.Count == 1 ? arguments[0] : arguments[1]);
        long stepSize = arguments.Count == 3 ? Whole(arguments[2]) : 1;
        if (stepSize == 0) throw Errors.InvalidArgument("the step of a series must not be zero");
        bool isEmpty = stepSize > 0 ? start > stop : start < stop;
        if (!inclusive) isEmpty |= start == stop;
        return new BoundSeries(name, type, start, inclusive || isEmpty
            ? stop : Inner(stop, stepSize > 0), stepSize, default, isEmpty);
    }

    private static long Inner(long stop, bool ascending) =>
        ascending ? Math.Max(stop, long.MinValue + 1) - 1 : Math.Min(stop, long.MaxValue - 1) + 1;

    private static long Whole(Value value) =>
        value.Integer >= long.MinValue && value.Integer <= long.MaxValue
            ? (long)value.Integer : throw Errors.ValueOutOfRange(ValueText.Format(value), "BIGINT");

    private static long Ticks(Value value) =>
        value.Type.Id == LogicalTypeId.Date ? DateArithmetic.ToTicks((int)value.Integer) : (long)value.Integer;
}

/// <summary>One series: last is included; the step is a number or, where it is not empty, an interval of the number's
/// sign.</summary>
internal sealed class BoundSeries(string name, LogicalType type, long start, long last, long step,
    IntervalValue interval, bool isEmpty) : BoundTableFunction
{
    public override string Name => name;

    public override IReadOnlyList<string> ColumnNames { get; } = [name];

    public override IReadOnlyList<LogicalType> ColumnTypes { get; } = [type];

    public override double EstimatedRows =>
        isEmpty ? 0 : ((double)last - start) / (interval == default ? step : (double)interval.Normalized) + 1;

    public override ITableFunctionSource Open(IReadOnlyList<int> columns, StatementContext context) =>
        new Source(this, columns.Count);

    private sealed class Source(BoundSeries series, int columns) : ITableFunctionSource
    {
        private int _opened;

        public int MaxThreads => 1;

        public ITableFunctionReader OpenReader() =>
            new Reader(series, columns, Interlocked.Exchange(ref _opened, 1) != 0);

        public void Dispose()
        {
        }
    }

    private sealed class Reader(BoundSeries series, int columns, bool isDone) : ITableFunctionReader
    {
        private readonly BoundSeries _series = series;
        private bool _isDone = isDone || series.IsEmpty;
        private long _next = series.Start;
        private long _index;

        public unsafe bool Read(DataChunk output, int maxRows, out long sequence, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            sequence = 0;
            int limit = Math.Min(maxRows, ColumnVector.MaxCapacity), rows = 0;
            long* first = columns > 0 ? (long*)output.Columns[0].SetFlat() : null;
            while (rows < limit && !_isDone)
            {
                if (first is not null) first[rows] = _next;
                rows++;
                Advance();
            }
            output.SetCount(rows);
            return rows > 0;
        }

        public void Dispose()
        {
        }

        private void Advance()
        {
            Int128 next = _series.Interval == default
                ? (Int128)_next + _series.Step
                : Int128.Clamp(Moved(), long.MinValue, long.MaxValue);
            _isDone = _series.Step > 0 ? next > _series.Last : next < _series.Last;
            if (!_isDone) _next = (long)next;
        }

        /// <summary>Counted from the start, so that a series of months from the 31st does not lose days on the
        /// way.</summary>
        private Int128 Moved()
        {
            _index++;
            IntervalValue step = _series.Interval;
            IntervalValue total = DateArithmetic.MakeInterval((Int128)step.Months * _index, (Int128)step.Days * _index,
                (Int128)step.Ticks * _index);
            return DateArithmetic.Move(_series.Start, total, 1);
        }
    }

    private long Start => start;

    private long Last => last;

    private long Step => step;

    private IntervalValue Interval => interval;

    private bool IsEmpty => isEmpty;
}
