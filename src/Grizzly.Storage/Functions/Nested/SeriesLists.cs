using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>range and generate_series as lists, outside of FROM.</summary>
internal static unsafe class SeriesLists
{
    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("range", "A list of the numbers or timestamps from a start (0) to a stop, which is excluded.",
            "range(3)", (types, _) => Bind("range", types, false), "range([start, ] stop [, step]) -> LIST"),
        Define.Custom("generate_series",
            "A list of the numbers or timestamps from a start (0) to a stop, both included.",
            "generate_series(1, 3)", (types, _) => Bind("generate_series", types, true),
            "generate_series([start, ] stop [, step]) -> LIST"),
    ];

    private static BoundScalar? Bind(string name, IReadOnlyList<LogicalType> types, bool isInclusive)
    {
        if (types.Count is < 1 or > 3) return null;
        bool isTemporal = types.Count == 3 && types.Take(2).Any(type => type.IsTemporal || type.IsNull)
            && types[2].Id == LogicalTypeId.Interval;
        if (!isTemporal && types.Any(type => !type.IsInteger && !type.IsNull)) return null;
        LogicalType element = !isTemporal ? LogicalType.BigInt
            : types.Any(type => type.Id == LogicalTypeId.TimestampTz) ? LogicalType.TimestampTz : LogicalType.Timestamp;
        LogicalType[] arguments = isTemporal ? [element, element, LogicalType.Interval]
            : [.. types.Select(_ => LogicalType.BigInt)];
        return ListLoops.Bound(name, arguments, LogicalType.List(element), (in ScalarCall call, ColumnVector result) =>
        {
            if (isTemporal) Timestamps(call, result, name, isInclusive, element);
            else Numbers(call, result, isInclusive);
        }, canFail: true);
    }

    private static void Numbers(in ScalarCall call, ColumnVector result, bool isInclusive)
    {
        var writer = new NestedWriter();
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            bool isShort = call.Arguments.Length == 1;
            long start = isShort ? 0 : *(long*)call.Arguments[0].AddressOf(row);
            long stop = *(long*)call.Arguments[isShort ? 0 : 1].AddressOf(row);
            long step = call.Arguments.Length == 3 ? *(long*)call.Arguments[2].AddressOf(row) : 1;
            if (step == 0)
            {
                if (start == stop && !isInclusive || call.Arguments.Length < 3) step = 1;
                else throw Errors.InvalidArgument("the step of a series must not be zero");
            }
            for (Int128 i = start; step > 0 ? i < stop || (isInclusive && i == stop) : i > stop
                || (isInclusive && i == stop);
                i += step)
            {
                long number = (long)i;
                writer.Element(LogicalType.BigInt, (byte*)&number);
            }
            writer.End();
            NestedVectors.Store(writer, result, row);
        }
    }

    private static void Timestamps(
        in ScalarCall call, ColumnVector result, string name, bool isInclusive, LogicalType element)
    {
        var writer = new NestedWriter();
        using var chunk = new DataChunk([element]);
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            Value[] values = [call.Arguments[0].GetValue(row), call.Arguments[1].GetValue(row),
                call.Arguments[2].GetValue(row)];
            using ITableFunctionSource source = SeriesFunctions.Bind(name, values, isInclusive).Open([0], call.Context);
            using ITableFunctionReader reader = source.OpenReader();
            while (reader.Read(chunk, ColumnVector.MaxCapacity, out _, CancellationToken.None))
            {
                for (int i = 0; i < chunk.Count; i++) NestedVectors.Append(writer, chunk.Columns[0], i);
            }
            writer.End();
            NestedVectors.Store(writer, result, row);
        }
    }
}
