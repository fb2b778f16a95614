using System.Numerics;
using Grizzly.Kernels;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>mad: the median of how far values are from their median.</summary>
internal static class DeviationAggregates
{
    public static IEnumerable<AggregateFunction> All =>
    [
        new("mad", "Median absolute deviation: the median of the distances from the median. An INTERVAL for dates and "
            + "times.", "mad(x)", (types, _) => types.Count == 1 ? Bind(types[0]) : null)
            { Signatures = ["mad(number) -> number", "mad(DATE | TIME | TIMESTAMP) -> INTERVAL"] },
    ];

    private static BoundAggregateFunction? Bind(LogicalType type)
    {
        if (type.IsNull) type = LogicalType.Double;
        if (type.IsInteger) type = LogicalType.Double;
        if (type.IsTemporal)
        {
            if (type.Id == LogicalTypeId.Date) type = LogicalType.Timestamp;
            return NumericAggregates.Make("mad", type, LogicalType.Interval,
                new ValueListAggregate<long, TemporalDeviation>(0.5));
        }
        if (!type.IsNumeric) return null;
        AggregateKernel kernel = type.Physical switch
        {
            PhysicalType.Float => new ValueListAggregate<float, FloatingDeviation<float>>(0.5),
            PhysicalType.Double => new ValueListAggregate<double, FloatingDeviation<double>>(0.5),
            PhysicalType.Int64 => new ValueListAggregate<long, IntegerDeviation<long>>(0.5),
            _ => new ValueListAggregate<Int128, IntegerDeviation<Int128>>(0.5),
        };
        return NumericAggregates.Make("mad", type, type, kernel);
    }

    private readonly unsafe struct FloatingDeviation<T> : IValueListResult<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Finish(Span<T> values, ColumnVector result, int row, double parameter)
        {
            ContinuousFloating<T>.Finish(values, result, row, parameter);
            T median = ((T*)result.Data)[row];
            for (int i = 0; i < values.Length; i++) values[i] = T.Abs(values[i] - median);
            ContinuousFloating<T>.Finish(values, result, row, parameter);
        }
    }

    private readonly unsafe struct IntegerDeviation<T> : IValueListResult<T>
        where T : unmanaged, IBinaryInteger<T>
    {
        public static void Finish(Span<T> values, ColumnVector result, int row, double parameter)
        {
            ContinuousInteger<T>.Finish(values, result, row, parameter);
            T median = ((T*)result.Data)[row];
            for (int i = 0; i < values.Length; i++)
            {
                T distance = checked(values[i] - median);
                values[i] = T.IsNegative(distance) ? checked(-distance) : distance;
            }
            ContinuousInteger<T>.Finish(values, result, row, parameter);
        }
    }

    private readonly unsafe struct TemporalDeviation : IValueListResult<long>
    {
        public static void Finish(Span<long> values, ColumnVector result, int row, double parameter)
        {
            QuantilePosition.SelectContinuous<long, NaturalOrder<long>>(values, 0.5);
            long median = Middle(values);
            for (int i = 0; i < values.Length; i++)
                values[i] = (long)Int128.Min(Int128.Abs((Int128)values[i] - median), long.MaxValue);
            QuantilePosition.SelectContinuous<long, NaturalOrder<long>>(values, 0.5);
            long ticks = Middle(values), days = ticks / CivilDate.TicksPerDay;
            ((IntervalValue*)result.Data)[row] = new IntervalValue(0, (int)days, ticks - days * CivilDate.TicksPerDay);
        }

        private static long Middle(ReadOnlySpan<long> selected)
        {
            Int128 low = selected[(selected.Length - 1) / 2], high = selected[selected.Length / 2];
            return (long)(low + (high - low) / 2);
        }
    }
}
