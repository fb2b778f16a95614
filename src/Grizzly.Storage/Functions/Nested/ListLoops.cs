using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>A function from a list to a list. The loop writes the end.</summary>
internal interface IListMapper
{
    static abstract void Run(ListScratch scratch, ReadOnlySpan<byte> list, in ScalarCall call, int row);
}

/// <summary>What list functions reuse from row to row. Not thread-safe.</summary>
internal sealed class ListScratch(LogicalType first, LogicalType? second = null)
{
    private int[] _order = new int[64];

    /// <summary>The elements of the first list, cut by the loop.</summary>
    public ListSlices First { get; } = new(first);

    public ListSlices Second { get; } = new(second ?? first);

    public NestedWriter Writer { get; } = new();

    /// <summary>The numbers of the elements that are not NULL, in the order of their values (equal ones in the order of
    /// the list); returns how many.</summary>
    public ReadOnlySpan<int> Sorted(ListSlices slices, ReadOnlySpan<byte> list)
    {
        if (_order.Length < slices.Count) _order = new int[Math.Max(slices.Count, _order.Length * 2)];
        int count = 0;
        for (int i = 0; i < slices.Count; i++)
        {
            if (!slices.IsNull(list, i)) _order[count++] = i;
        }
        Sort(slices, list, _order.AsSpan(0, count));
        return _order.AsSpan(0, count);
    }

    /// <summary>Merge sort: a comparer cannot hold the span.</summary>
    private static void Sort(ListSlices slices, ReadOnlySpan<byte> list, Span<int> order)
    {
        if (order.Length < 2) return;
        if (order.Length <= 16)
        {
            for (int i = 1; i < order.Length; i++)
            {
                int item = order[i], at = i;
                for (; at > 0 && slices.Of(list, item).SequenceCompareTo(slices.Of(list, order[at - 1])) < 0; at--)
                    order[at] = order[at - 1];
                order[at] = item;
            }
            return;
        }
        int middle = order.Length / 2;
        int[] left = order[..middle].ToArray();
        Sort(slices, list, left);
        Sort(slices, list, order[middle..]);
        for (int l = 0, r = middle, to = 0; l < left.Length; to++)
        {
            bool takeRight = r < order.Length
                && slices.Of(list, order[r]).SequenceCompareTo(slices.Of(list, left[l])) < 0;
            order[to] = takeRight ? order[r++] : left[l++];
        }
    }
}

/// <summary>The loops of list functions.</summary>
internal static unsafe class ListLoops
{
    public static void Map<TMapper>(in ScalarCall call, ColumnVector result) where TMapper : struct, IListMapper
    {
        var scratch = (ListScratch)call.State!;
        scratch.Writer.Clear();
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            ReadOnlySpan<byte> list = NestedVectors.BytesOf(call.Arguments[0], row);
            scratch.First.Cut(list);
            TMapper.Run(scratch, list, call, row);
            scratch.Writer.End();
            NestedVectors.Store(scratch.Writer, result, row);
        }
    }

    /// <summary>A function of a list (and integers) that gives a list of the same type.</summary>
    public static ScalarBinder Mapper<TMapper>(int least, int most) where TMapper : struct, IListMapper =>
        (types, _) =>
        {
            if (types.Count < least || types.Count > most) return null;
            LogicalType type = AsList(types[0]);
            if (!type.IsList) return null;
            return new BoundScalar
            {
                Name = typeof(TMapper).Name,
                ArgumentTypes = [type, .. Enumerable.Repeat(LogicalType.BigInt, types.Count - 1)],
                ReturnType = type,
                Kernel = Map<TMapper>,
                CreateState = () => new ListScratch(type),
            };
        };

    /// <summary>ARRAY as LIST, NULL as a list of NULLs.</summary>
    public static LogicalType AsList(LogicalType type) => type.IsNull ? LogicalType.List(LogicalType.Null)
        : type.Id == LogicalTypeId.Array ? LogicalType.List(type.Element) : type;

    /// <summary>The type a list and a value for it are brought to: the list's, or a wider one.</summary>
    public static LogicalType? Common(LogicalType list, LogicalType value, bool isLiteral)
    {
        list = AsList(list);
        if (!list.IsList) return null;
        LogicalType? element = CommonElement(list.Element, value, isLiteral);
        return element is null ? null : LogicalType.List(element);
    }

    /// <summary>The common type of elements; BOOLEAN meets integers as 0 and 1.</summary>
    public static LogicalType? CommonElement(LogicalType left, LogicalType right, bool isLiteral = false)
    {
        if (left.Id == LogicalTypeId.Boolean && right.IsInteger) return right;
        if (right.Id == LogicalTypeId.Boolean && left.IsInteger) return left;
        return TypeLattice.CommonType(left, right, false, isLiteral);
    }

    public static BoundScalar Bound(
        string name, LogicalType[] arguments, LogicalType result, ScalarKernel kernel, Func<object>? state = null,
        NullHandling nulls = NullHandling.Propagates, bool canFail = false) => new()
        {
            Name = name, ArgumentTypes = arguments, ReturnType = result, Kernel = kernel, CreateState = state,
            Nulls = nulls, CanFail = canFail,
        };
}
