using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>entropy and approx_top_k: what follows from how often each value occurs.</summary>
internal static class FrequencyAggregates
{
    public static IEnumerable<AggregateFunction> All =>
    [
        new("entropy", "Entropy in bits of how often each value occurs; 0 where there are none.", "entropy(x)",
            (types, _) => types.Count != 1 ? null : NumericAggregates.Make(
                "entropy", Known(types[0]), LogicalType.Double, new Entropy(Known(types[0]))))
            { Signatures = ["entropy(any) -> DOUBLE"] },
        new("approx_top_k", "A list of the k most frequent values, the most frequent first.", "approx_top_k(x, 3)",
            (types, constants) => types.Count != 2 ? null : new BoundAggregateFunction
            {
                Name = "approx_top_k",
                ArgumentTypes = [Known(types[0]), types[1]],
                ReturnType = LogicalType.List(Known(types[0])),
                Kernel = new TopFrequencies(Known(types[0]), ArgAggregates.Count(constants[1], "approx_top_k")),
            })
            { Signatures = ["approx_top_k(any, k) -> LIST"] },
    ];

    private static LogicalType Known(LogicalType type) => type.IsNull ? LogicalType.Integer : type;

    /// <summary>All values that are not NULL, counted at the end.</summary>
    private abstract unsafe class Counting(LogicalType type) : ByteListAggregate
    {
        protected override bool Write(ReadOnlySpan<ColumnVector> arguments, int row, NestedWriter writer)
        {
            if (arguments[0].IsNullAt(row)) return false;
            NestedVectors.Append(writer, arguments[0], row);
            return true;
        }

        /// <summary>Each value with its marker, how often it occurs, and the place of its first occurrence.</summary>
        protected List<(byte[] Value, long Count, int First)> Count(ReadOnlySpan<byte> bytes)
        {
            var result = new List<(byte[], long, int)>();
            var scratch = new ListScratch(LogicalType.List(type));
            byte[] list = [.. bytes, NestedWriter.EndMarker];
            scratch.First.Cut(list);
            ReadOnlySpan<int> order = scratch.Sorted(scratch.First, list);
            for (int i = 0; i < order.Length;)
            {
                int first = order[i];
                ReadOnlySpan<byte> value = scratch.First.Of(list, first);
                long count = 0;
                for (; i < order.Length && scratch.First.Of(list, order[i]).SequenceEqual(value); i++) count++;
                result.Add((value.ToArray(), count, first));
            }
            return result;
        }
    }

    private sealed unsafe class Entropy(LogicalType type) : Counting(type)
    {
        protected override void Finish(ReadOnlySpan<byte> bytes, ColumnVector result, int row)
        {
            List<(byte[] Value, long Count, int First)> counts = Count(bytes);
            double total = counts.Sum(item => item.Count), entropy = 0;
            foreach ((_, long count, _) in counts) entropy += count / total * Math.Log2(total / count);
            ((double*)result.Data)[row] = entropy;
        }

        protected override void FinishEmpty(ColumnVector result, int row) => ((double*)result.Data)[row] = 0;
    }

    private sealed unsafe class TopFrequencies(LogicalType type, int most) : Counting(type)
    {
        protected override void Finish(ReadOnlySpan<byte> bytes, ColumnVector result, int row)
        {
            var writer = new NestedWriter();
            foreach ((byte[] value, _, _) in Count(bytes).OrderByDescending(item => item.Count)
                .ThenBy(item => item.First).Take(most))
                writer.Raw(value);
            writer.End();
            NestedVectors.Store(writer, result, row);
        }
    }
}
