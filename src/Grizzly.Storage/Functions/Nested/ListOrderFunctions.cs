using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Sorting of lists and lists as sets.</summary>
internal static unsafe class ListOrderFunctions
{
    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("list_sort", "The elements in order ('ASC' or 'DESC'; 'NULLS FIRST' or 'NULLS LAST').",
            "list_sort([3, 1, 2])", (t, c) => BindSort(t, c, false, false),
                "list_sort(LIST [, order [, nulls]]) -> LIST")
            with { Aliases = ["array_sort"] },
        Define.Custom("list_reverse_sort", "The elements in descending order.", "list_reverse_sort([3, 1, 2])",
            (t, c) => BindSort(t, c, true, false), "list_reverse_sort(LIST [, nulls]) -> LIST")
            with { Aliases = ["array_reverse_sort"] },
        Define.Custom("list_grade_up", "The numbers of the elements in the order of their values.",
            "list_grade_up([3, 1, 2])", (t, c) => BindSort(t, c, false, true),
            "list_grade_up(LIST [, order [, nulls]]) -> BIGINT[]") with { Aliases = ["array_grade_up", "grade_up"] },
        Define.Custom("list_distinct", "Each element once, NULLs left out.", "list_distinct([1, 1, 2])",
            ListLoops.Mapper<Distinct>(1, 1), "list_distinct(LIST) -> LIST") with { Aliases = ["array_distinct"] },
        Define.Custom("list_unique", "How many different elements there are, NULLs left out.", "list_unique([1, 1, 2])",
            BindUnique, "list_unique(LIST) -> UBIGINT") with { Aliases = ["array_unique"] },
        Define.Custom("list_has_any", "Whether the lists share an element.", "list_has_any([1, 2], [2, 3])", (t, _) =>
            BindSets("list_has_any", t, all: false), "list_has_any(LIST, LIST) -> BOOLEAN")
            with { Aliases = ["array_has_any", "&&"] },
        Define.Custom("list_has_all", "Whether the first list has all elements of the second.",
            "list_has_all([1, 2, 3], [2, 3])", (t, _) => BindSets("list_has_all", t, all: true),
            "list_has_all(LIST, LIST) -> BOOLEAN") with { Aliases = ["array_has_all", "@>"] },
        Define.Custom("<@", "Whether the second list has all elements of the first.", "[2] <@ [1, 2]", (t, _) =>
            BindSets("<@", t, all: true, isSwapped: true), "LIST <@ LIST -> BOOLEAN"),
        Define.Custom("list_intersect", "The different elements that both lists have.",
            "list_intersect([1, 2, 3], [2, 3, 4])", BindIntersect, "list_intersect(LIST, LIST) -> LIST")
            with { Aliases = ["array_intersect"] },
    ];

    private static BoundScalar? BindSort(
        IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants, bool isReverse, bool isGrade)
    {
        int most = isReverse ? 2 : 3;
        if (types.Count == 0 || types.Count > most) return null;
        LogicalType list = ListLoops.AsList(types[0]);
        if (!list.IsList) return null;
        bool descends = isReverse, nullsFirst = isReverse;
        for (int i = 1; i < types.Count; i++)
        {
            if (constants[i] is not { IsNull: false } option || !option.Type.IsString)
                throw Errors.Invalid("the order of a sort must be a constant text");
            bool isOrder = i == 1 && !isReverse;
            switch (option.Text.Trim().ToUpperInvariant())
            {
                case "ASC" or "ASCENDING" when isOrder: descends = false; break;
                case "DESC" or "DESCENDING" when isOrder: descends = true; break;
                case "DEFAULT" when isOrder: break;
                case "NULLS FIRST" when !isOrder: nullsFirst = isReverse ? false : true; break;
                case "NULLS LAST" when !isOrder: nullsFirst = isReverse; break;
                default: throw Errors.Invalid($"\"{Errors.Shorten(option.Text)}\" is no order of a sort");
            }
            if (!isOrder && isReverse) nullsFirst = option.Text.Trim().Equals("NULLS FIRST",
                StringComparison.OrdinalIgnoreCase);
        }
        LogicalType result = isGrade ? LogicalType.List(LogicalType.BigInt) : list;
        string name = (isGrade ? "list_grade_up" : "list_sort") + (descends ? "_desc" : "")
            + (nullsFirst ? "_nulls_first" : "");
        return ListLoops.Bound(name, [list, .. types.Skip(1)], result, (in ScalarCall call, ColumnVector output) =>
            Sort(call, output, descends, nullsFirst, isGrade), () => new ListScratch(list));
    }

    private static void Sort(in ScalarCall call, ColumnVector result, bool descends, bool nullsFirst, bool isGrade)
    {
        var scratch = (ListScratch)call.State!;
        NestedWriter writer = scratch.Writer;
        ListSlices slices = scratch.First;
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            ReadOnlySpan<byte> list = NestedVectors.BytesOf(call.Arguments[0], row);
            slices.Cut(list);
            ReadOnlySpan<int> order = scratch.Sorted(slices, list);
            if (nullsFirst) Nulls(writer, slices, list, isGrade);
            for (int i = 0; i < order.Length; i++)
            {
                int index = descends ? order[order.Length - 1 - i] : order[i];
                if (isGrade) Number(writer, index);
                else writer.Raw(slices.Of(list, index));
            }
            if (!nullsFirst) Nulls(writer, slices, list, isGrade);
            writer.End();
            NestedVectors.Store(writer, result, row);
        }
    }

    private static void Nulls(NestedWriter writer, ListSlices slices, ReadOnlySpan<byte> list, bool isGrade)
    {
        for (int i = 0; i < slices.Count; i++)
        {
            if (!slices.IsNull(list, i)) continue;
            if (isGrade) Number(writer, i);
            else writer.Null();
        }
    }

    private static void Number(NestedWriter writer, int index)
    {
        long number = index + 1;
        writer.Element(LogicalType.BigInt, (byte*)&number);
    }

    private static BoundScalar? BindUnique(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 1) return null;
        LogicalType list = ListLoops.AsList(types[0]);
        if (!list.IsList) return null;
        return ListLoops.Bound("list_unique", [list], LogicalType.UBigInt, (in ScalarCall call, ColumnVector result) =>
        {
            var scratch = (ListScratch)call.State!;
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                ReadOnlySpan<byte> bytes = NestedVectors.BytesOf(call.Arguments[0], row);
                scratch.First.Cut(bytes);
                ReadOnlySpan<int> order = scratch.Sorted(scratch.First, bytes);
                ulong count = 0;
                for (int i = 0; i < order.Length; i++)
                {
                    if (i == 0 || !scratch.First.Of(bytes, order[i]).SequenceEqual(scratch.First.Of(bytes,
                        order[i - 1])))
                        count++;
                }
                ((ulong*)result.Data)[row] = count;
            }
        }, () => new ListScratch(list));
    }

    private static LogicalType? Common(IReadOnlyList<LogicalType> types)
    {
        if (types.Count != 2) return null;
        LogicalType left = ListLoops.AsList(types[0]), right = ListLoops.AsList(types[1]);
        return left.IsList && right.IsList && ListLoops.CommonElement(left.Element, right.Element) is { } element
            ? LogicalType.List(element) : null;
    }

    private static BoundScalar? BindSets(
        string name, IReadOnlyList<LogicalType> types, bool all, bool isSwapped = false)
    {
        if (types.All(type => !type.IsList) || Common(types) is not { } list) return null;
        return ListLoops.Bound(name, [list, list], LogicalType.Boolean, (in ScalarCall call, ColumnVector result) =>
        {
            var scratch = (ListScratch)call.State!;
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                ReadOnlySpan<byte> whole = NestedVectors.BytesOf(call.Arguments[isSwapped ? 1 : 0], row);
                ReadOnlySpan<byte> part = NestedVectors.BytesOf(call.Arguments[isSwapped ? 0 : 1], row);
                scratch.First.Cut(whole);
                scratch.Second.Cut(part);
                ReadOnlySpan<int> order = scratch.Sorted(scratch.First, whole);
                bool found = all;
                for (int i = 0; i < scratch.Second.Count && found == all; i++)
                {
                    if (scratch.Second.IsNull(part, i)) continue;
                    found = Find(scratch.First, whole, order, scratch.Second.Of(part, i)) >= 0;
                }
                result.Data[row] = found ? (byte)1 : (byte)0;
            }
        }, () => new ListScratch(list));
    }

    private static BoundScalar? BindIntersect(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (Common(types) is not { } list) return null;
        return ListLoops.Bound("list_intersect", [list, list], list, (in ScalarCall call, ColumnVector result) =>
        {
            var scratch = (ListScratch)call.State!;
            var taken = new HashSet<int>();
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                taken.Clear();
                ReadOnlySpan<byte> left = NestedVectors.BytesOf(call.Arguments[0], row);
                ReadOnlySpan<byte> right = NestedVectors.BytesOf(call.Arguments[1], row);
                scratch.First.Cut(left);
                scratch.Second.Cut(right);
                ReadOnlySpan<int> order = scratch.Sorted(scratch.Second, right);
                for (int i = 0; i < scratch.First.Count; i++)
                {
                    ReadOnlySpan<byte> element = scratch.First.Of(left, i);
                    if (scratch.First.IsNull(left, i)) continue;
                    int at = Find(scratch.Second, right, order, element);
                    if (at >= 0 && taken.Add(at)) scratch.Writer.Raw(element);
                }
                scratch.Writer.End();
                NestedVectors.Store(scratch.Writer, result, row);
            }
        }, () => new ListScratch(list));
    }

    /// <summary>The first place in the order of an element with these bytes, or -1.</summary>
    private static int Find(ListSlices slices, ReadOnlySpan<byte> list, ReadOnlySpan<int> order,
        ReadOnlySpan<byte> element)
    {
        int low = 0, high = order.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (slices.Of(list, order[middle]).SequenceCompareTo(element) < 0) low = middle + 1;
            else high = middle;
        }
        return low < order.Length && slices.Of(list, order[low]).SequenceEqual(element) ? low : -1;
    }

    private readonly struct Distinct : IListMapper
    {
        public static void Run(ListScratch scratch, ReadOnlySpan<byte> list, in ScalarCall call, int row)
        {
            ReadOnlySpan<int> order = scratch.Sorted(scratch.First, list);
            var firsts = new bool[scratch.First.Count];
            for (int i = 0; i < order.Length; i++)
            {
                firsts[order[i]] = i == 0
                    || !scratch.First.Of(list, order[i]).SequenceEqual(scratch.First.Of(list, order[i - 1]));
            }
            for (int i = 0; i < firsts.Length; i++)
            {
                if (firsts[i]) scratch.Writer.Raw(scratch.First.Of(list, i));
            }
        }
    }
}
