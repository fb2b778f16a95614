using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>avg of dates, times and timestamps: the moment in the middle, rounded to a tick.</summary>
internal static class TemporalAverage
{
    public static BoundAggregateFunction Bind(LogicalType type)
    {
        LogicalType result = type.Id == LogicalTypeId.Date ? LogicalType.Timestamp : type;
        return NumericAggregates.Make("avg", result, result, new UnaryAggregate<SumState, long, Mean>());
    }

    private readonly unsafe struct Mean : IAggregateOperation<SumState, long>
    {
        public static void Add(ref SumState state, long value) => state.Add(value);

        public static void Combine(ref SumState source, ref SumState target) => target.Add(source.Sum, source.Count);

        public static void Finish(ref SumState state, ColumnVector result, int row, double parameter)
        {
            if (state.Count == 0) result.SetNull(row);
            else ((long*)result.Data)[row] = (long)(state.Sum / state.Count);
        }
    }
}
