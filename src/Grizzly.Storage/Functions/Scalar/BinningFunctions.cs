using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>equi_width_bins and is_histogram_other_bin.</summary>
internal static unsafe class BinningFunctions
{
    private static readonly LogicalType BigInt = LogicalType.BigInt, Double = LogicalType.Double,
        Date = LogicalType.Date, Timestamp = LogicalType.Timestamp, Boolean = LogicalType.Boolean;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("equi_width_bins", "Upper bounds of so many bins of equal width from a minimum to a maximum; "
            + "nice ones are round numbers, and there may be a few more or less.", "equi_width_bins(0, 10, 5, true)",
            Make(BigInt, Integers), Make(Double, Doubles), Make(Date, Dates), Make(Timestamp, Timestamps)),
        Define.Custom("is_histogram_other_bin", "Whether a key of a histogram counts what lies in no bin.",
            "is_histogram_other_bin(9223372036854775807)", BindIsOther, "is_histogram_other_bin(any) -> BOOLEAN"),
    ];

    private static Overload Make(LogicalType type, Action<BinArguments, int, NestedWriter> run) =>
        new([type, type, BigInt, Boolean], LogicalType.List(type), (in ScalarCall call, ColumnVector result) =>
        {
            var writer = new NestedWriter();
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                long bins = *(long*)call.Arguments[2].AddressOf(row);
                if (bins is <= 0 or > 1_000_000)
                    throw Errors.InvalidArgument("the number of bins must be above 0 and at most 1000000");
                run(new BinArguments(call.Arguments[0], call.Arguments[1], (int)bins,
                    *call.Arguments[3].AddressOf(row) != 0), row, writer);
                writer.End();
                NestedVectors.Store(writer, result, row);
            }
        }) { CanFail = true };

    private static void Integers(BinArguments call, int row, NestedWriter writer)
    {
        long min = *(long*)call.Min.AddressOf(row), max = *(long*)call.Max.AddressOf(row);
        Require(min <= max);
        foreach (Int128 bound in BinBounds.Integers(min, max, call.Bins, call.IsNice))
        {
            long value = (long)Int128.Clamp(bound, long.MinValue, long.MaxValue);
            writer.Element(BigInt, (byte*)&value);
        }
    }

    private static void Doubles(BinArguments call, int row, NestedWriter writer)
    {
        double min = *(double*)call.Min.AddressOf(row), max = *(double*)call.Max.AddressOf(row);
        if (!double.IsFinite(min) || !double.IsFinite(max))
            throw Errors.InvalidArgument("the bounds of equi_width_bins must be finite");
        Require(min <= max);
        foreach (double bound in BinBounds.Doubles(min, max, call.Bins, call.IsNice))
        {
            double value = bound;
            writer.Element(Double, (byte*)&value);
        }
    }

    private static void Dates(BinArguments call, int row, NestedWriter writer)
    {
        int min = *(int*)call.Min.AddressOf(row), max = *(int*)call.Max.AddressOf(row);
        Require(min <= max);
        foreach (long ticks in BinBounds.Timestamps(
            DateArithmetic.ToTicks(min), DateArithmetic.ToTicks(max), call.Bins, call.IsNice))
        {
            int value = (int)CivilDate.DayOf(ticks);
            writer.Element(Date, (byte*)&value);
        }
    }

    private static void Timestamps(BinArguments call, int row, NestedWriter writer)
    {
        long min = *(long*)call.Min.AddressOf(row), max = *(long*)call.Max.AddressOf(row);
        Require(min <= max);
        foreach (long ticks in BinBounds.Timestamps(min, max, call.Bins, call.IsNice))
        {
            long value = ticks;
            writer.Element(Timestamp, (byte*)&value);
        }
    }

    private static void Require(bool isOrdered)
    {
        if (!isOrdered) throw Errors.InvalidArgument("the maximum of equi_width_bins is below its minimum");
    }

    private static BoundScalar? BindIsOther(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 1) return null;
        LogicalType type = types[0].IsNull ? LogicalType.Integer : types[0];
        byte[]? other = OtherBin.Encoded(type);
        return new BoundScalar
        {
            Name = "is_histogram_other_bin",
            ArgumentTypes = [type],
            ReturnType = Boolean,
            Kernel = (in ScalarCall call, ColumnVector result) =>
            {
                var writer = new NestedWriter();
                for (int i = 0; i < call.Count; i++)
                {
                    if (result.IsNullAt(i)) continue;
                    writer.Clear();
                    NestedVectors.Append(writer, call.Arguments[0], i);
                    result.Data[i] = other is not null && writer.Written.SequenceEqual(other) ? (byte)1 : (byte)0;
                }
            },
        };
    }

    /// <summary>The arguments of one call: a ref struct cannot pass through a delegate's type argument.</summary>
    private readonly record struct BinArguments(ColumnVector Min, ColumnVector Max, int Bins, bool IsNice);
}
