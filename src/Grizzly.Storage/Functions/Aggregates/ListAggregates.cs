using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>list and histogram.</summary>
internal static class ListAggregates
{
    public static IEnumerable<AggregateFunction> All =>
    [
        new("list", "A list of the values, NULLs included; NULL where there are no rows.", "list(x ORDER BY x)",
            (types, _) => types.Count != 1 ? null : new BoundAggregateFunction
            {
                Name = "list",
                ArgumentTypes = [types[0]],
                ReturnType = LogicalType.List(types[0]),
                Kernel = new ListAggregate(),
                DependsOnOrder = true,
            })
        {
            Aliases = ["array_agg"], Signatures = ["list(any) -> LIST"],
        },
        new("histogram", "A map from each value to how often it occurs, NULLs left out.", "histogram(x)",
            (types, _) => types.Count != 1 ? BinnedHistogram.Bind("histogram", types, false)
            : new BoundAggregateFunction
            {
                Name = "histogram",
                ArgumentTypes = [types[0]],
                ReturnType = LogicalType.Map(types[0], LogicalType.UBigInt),
                Kernel = new HistogramAggregate(types[0]),
            })
        {
            Signatures = ["histogram(any) -> MAP", "histogram(any, LIST) -> MAP"],
        },
        new("histogram_exact", "A map from each of the given values to how often it occurs; all others are counted "
            + "together.", "histogram_exact(x, [1, 2])",
            (types, _) => BinnedHistogram.Bind("histogram_exact", types, true))
        {
            Signatures = ["histogram_exact(any, LIST) -> MAP"],
        },
    ];

    /// <summary>The elements with their markers; the end is added at the end.</summary>
    private sealed unsafe class ListAggregate : ByteListAggregate
    {
        protected override bool Write(ReadOnlySpan<ColumnVector> arguments, int row, NestedWriter writer)
        {
            NestedVectors.Append(writer, arguments[0], row);
            return true;
        }

        protected override void Finish(ReadOnlySpan<byte> bytes, ColumnVector result, int row)
        {
            byte* list = result.Arena.Allocate(bytes.Length + 1);
            LongWork.Copy(bytes, new Span<byte>(list, bytes.Length));
            list[bytes.Length] = NestedWriter.EndMarker;
            ((StringView*)result.Data)[row] = new StringView(list, bytes.Length + 1);
        }
    }

    /// <summary>All values, counted at the end.</summary>
    private sealed unsafe class HistogramAggregate(LogicalType type) : ByteListAggregate
    {
        protected override bool Write(ReadOnlySpan<ColumnVector> arguments, int row, NestedWriter writer)
        {
            if (arguments[0].IsNullAt(row)) return false;
            NestedVectors.Append(writer, arguments[0], row);
            return true;
        }

        protected override void Finish(ReadOnlySpan<byte> bytes, ColumnVector result, int row)
        {
            var scratch = new ListScratch(LogicalType.List(type));
            byte[] list = [.. bytes, NestedWriter.EndMarker];
            scratch.First.Cut(list);
            ReadOnlySpan<int> order = scratch.Sorted(scratch.First, list);
            for (int i = 0; i < order.Length;)
            {
                ReadOnlySpan<byte> key = scratch.First.Of(list, order[i]);
                ulong count = 0;
                for (; i < order.Length && scratch.First.Of(list, order[i]).SequenceEqual(key); i++) count++;
                scratch.Writer.Mark();
                scratch.Writer.Raw(key);
                scratch.Writer.Element(LogicalType.UBigInt, (byte*)&count);
            }
            scratch.Writer.End();
            NestedVectors.Store(scratch.Writer, result, row);
        }
    }
}
