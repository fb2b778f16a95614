using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Length, search, joining and taking apart of lists.</summary>
internal static unsafe class ListFunctions
{
    private static readonly LogicalType BigInt = LogicalType.BigInt, Boolean = LogicalType.Boolean;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("len", "Elements of a list, entries of a map.", "len([1, 2, 3])", BindLength,
            "len(LIST) -> BIGINT") with { Aliases = ["length", "array_length", "cardinality", "list_length"] },
        Define.Custom("list_contains", "Whether the list has the element.", "list_contains([1, 2], 2)", (t, c) =>
            BindSearch("list_contains", t, c, isPosition: false), "list_contains(LIST, element) -> BOOLEAN")
            with { Aliases = ["array_contains", "list_has", "array_has", "contains"] },
        Define.Custom("list_position", "The number of the first such element, from 1; NULL where there is none.",
            "list_position([4, 5], 5)", (t, c) => BindSearch("list_position", t, c, isPosition: true),
            "list_position(LIST, element) -> INTEGER")
            with { Aliases = ["list_indexof", "array_position", "array_indexof"] },
        Define.Custom("list_append", "The list with the element at its end.", "list_append([1, 2], 3)", (t, c) =>
            BindAdd("list_append", t, c, 0), "list_append(LIST, element) -> LIST")
            with { Aliases = ["array_append", "array_push_back"] },
        Define.Custom("list_prepend", "The list with the element before its first.", "list_prepend(0, [1, 2])",
            (t, c) =>
            BindAdd("list_prepend", t, c, 1), "list_prepend(element, LIST) -> LIST") with { Aliases =
                ["array_prepend"] },
        Define.Custom("array_push_front", "The list with the element before its first.", "array_push_front([1, 2], 0)",
            (t, c) => BindAdd("array_push_front", t, c, 0), "array_push_front(LIST, element) -> LIST"),
        Define.Custom("list_concat", "The lists one after the other; NULLs are skipped.", "list_concat([1], [2, 3])",
            BindConcat, "list_concat(LIST, ...) -> LIST")
            with { Aliases = ["list_cat", "array_concat", "array_cat"] },
        Define.Custom("||", "The lists one after the other, or a list and an element.", "[1] || [2, 3]",
            BindConcatOperator, "LIST || LIST -> LIST"),
        Define.Custom("list_reverse", "The elements in the opposite order.", "list_reverse([1, 2, 3])",
            ListLoops.Mapper<Reverse>(1, 1), "list_reverse(LIST) -> LIST")
            with { Aliases = ["array_reverse", "reverse"] },
        Define.Custom("array_pop_back", "The list without its last element.", "array_pop_back([1, 2, 3])",
            ListLoops.Mapper<PopBack>(1, 1), "array_pop_back(LIST) -> LIST"),
        Define.Custom("array_pop_front", "The list without its first element.", "array_pop_front([1, 2, 3])",
            ListLoops.Mapper<PopFront>(1, 1), "array_pop_front(LIST) -> LIST"),
        Define.Custom("flatten", "The elements of the lists in a list.", "flatten([[1, 2], [3]])", BindFlatten,
            "flatten(LIST of LIST) -> LIST"),
        Define.Custom("list_resize", "The list with that many elements, new ones as given or NULL.",
            "list_resize([1, 2], 3, 0)", BindResize, "list_resize(LIST, BIGINT [, element]) -> LIST")
            with { Aliases = ["array_resize"] },
        Define.Custom("list_select", "The elements with the numbers in the second list.",
            "list_select([4, 5, 6], [3, 1])", (t, _) => BindPick(t, byFlag: false),
                "list_select(LIST, BIGINT[]) -> LIST")
            with { Aliases = ["array_select"] },
        Define.Custom("list_where", "The elements beside a true in the second list.",
            "list_where([4, 5, 6], [true, false, true])", (t, _) => BindPick(t, byFlag: true),
            "list_where(LIST, BOOLEAN[]) -> LIST") with { Aliases = ["array_where"] },
        Define.Custom("list_zip", "A list of structs of the elements in the same place.",
            "list_zip([1, 2], ['a', 'b'])",
            BindZip, "list_zip(LIST, ... [, BOOLEAN]) -> LIST") with { Aliases = ["array_zip"] },
        Define.Custom("repeat", "The list so many times.", "repeat([1, 2], 2)", ListLoops.Mapper<Repeated>(2, 2),
            "repeat(LIST, BIGINT) -> LIST"),
    ];

    private static BoundScalar? BindLength(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types is [{ IsNull: true }] && constants[0] is not null) types = [LogicalType.List(LogicalType.Null)];
        if (types.Count is not (1 or 2) || !(types[0].IsList || types[0].IsMap || types[0].Id == LogicalTypeId.Bit))
            return null;
        LogicalType type = types[0];
        if (type.Id == LogicalTypeId.Bit)
            return ListLoops.Bound("length", [type], BigInt, (in ScalarCall call, ColumnVector result) =>
            {
                for (int i = 0; i < call.Count; i++)
                {
                    if (!result.IsNullAt(i))
                        ((long*)result.Data)[i] = BitText.LengthOf(NestedVectors.BytesOf(call.Arguments[0], i));
                }
            });
        if (types.Count == 2 && constants[1] is not { IsNull: false, Type.IsInteger: true, Integer: var one }
            || types.Count == 2
            && constants[1]!.Value.Integer != 1)
            throw Errors.NotSupported("the length of an inner dimension");
        return ListLoops.Bound("len", [.. types], BigInt, (in ScalarCall call, ColumnVector result) =>
        {
            LogicalType element = call.Arguments[0].Type.Element;
            for (int i = 0; i < call.Count; i++)
            {
                if (!result.IsNullAt(i)) ((long*)result.Data)[i] =
                    ExtractFunctions.CountOf(NestedVectors.BytesOf(call.Arguments[0], i), element);
            }
        });
    }

    private static BoundScalar? BindSearch(
        string name, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants, bool isPosition)
    {
        if (types.Count != 2 || (!types[0].IsList && !types[0].IsNull)) return null;
        if (ListLoops.Common(types[0], types[1], constants[1] is not null) is not { } list) return null;
        return ListLoops.Bound(name, [list, list.Element], isPosition ? LogicalType.Integer : Boolean,
            (in ScalarCall call, ColumnVector result) => Search(call, result, isPosition), () => new NestedWriter(),
            NullHandling.Custom);
    }

    private static void Search(in ScalarCall call, ColumnVector result, bool isPosition)
    {
        var wanted = (NestedWriter)call.State!;
        LogicalType element = call.Arguments[1].Type;
        for (int row = 0; row < call.Count; row++)
        {
            bool isNull = call.Arguments[1].IsNullAt(row);
            if (call.Arguments[0].IsNullAt(row) || (isNull && !isPosition))
            {
                result.SetNull(row);
                continue;
            }
            wanted.Clear();
            if (!isNull) wanted.Write(element, call.Arguments[1].AddressOf(row));
            var reader = new NestedReader(NestedVectors.BytesOf(call.Arguments[0], row));
            int found = 0;
            for (int i = 1; reader.Next(out bool isNullHere); i++)
            {
                if (isNullHere ? !isNull : !reader.Take(element).SequenceEqual(wanted.Written) || isNull) continue;
                found = i;
                break;
            }
            if (!isPosition) result.Data[row] = found > 0 ? (byte)1 : (byte)0;
            else if (found > 0) ((int*)result.Data)[row] = found;
            else result.SetNull(row);
        }
    }

    private static BoundScalar? BindAdd(
        string name, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants, int listAt)
    {
        if (types.Count != 2) return null;
        int elementAt = 1 - listAt;
        if (!types[listAt].IsList && !types[listAt].IsNull) return null;
        if (ListLoops.Common(types[listAt], types[elementAt],
            constants[elementAt] is not null) is not { } list) return null;
        bool atEnd = name == "list_append";
        LogicalType[] arguments = listAt == 0 ? [list, list.Element] : [list.Element, list];
        return ListLoops.Bound(name, arguments, list, (in ScalarCall call, ColumnVector result) =>
        {
            var writer = (NestedWriter)call.State!;
            ColumnVector lists = call.Arguments[listAt], elements = call.Arguments[elementAt];
            for (int row = 0; row < call.Count; row++)
            {
                writer.Clear();
                ReadOnlySpan<byte> body = lists.IsNullAt(row) ? [] : ListSlices.Body(NestedVectors.BytesOf(lists, row));
                if (atEnd) writer.Raw(body);
                NestedVectors.Append(writer, elements, row);
                if (!atEnd) writer.Raw(body);
                writer.End();
                NestedVectors.Store(writer, result, row);
            }
        }, () => new NestedWriter(), NullHandling.Custom);
    }

    private static BoundScalar? BindConcatOperator(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2) return null;
        if (types[0].IsList && types[1].IsList) return BindConcat(types, constants, "||");
        bool hasList = types[0].IsList || types[1].IsList;
        if (hasList && (types[0].IsNull || types[1].IsNull)) return BindConcat(types, constants, "||");
        if (types[0].IsList) return BindAdd("list_append", types, constants, 0);
        return types[1].IsList ? BindAdd("list_prepend", types, constants, 1) : null;
    }

    private static BoundScalar? BindConcat(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants) =>
        BindConcat(types, constants, "list_concat");

    private static BoundScalar? BindConcat(
        IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants, string name)
    {
        if (types.Count == 0 || types.Any(type => !type.IsList && !type.IsNull)) return null;
        if (types.All(type => type.IsNull)) return null;
        if (TypeLattice.CommonType([.. types.Select(ListLoops.AsList)]) is not { } list) return null;
        bool isStrict = name == "||";
        return ListLoops.Bound(name, [.. types.Select(_ => list)], list, (in ScalarCall call, ColumnVector result) =>
        {
            var writer = (NestedWriter)call.State!;
            for (int row = 0; row < call.Count; row++)
            {
                writer.Clear();
                bool isNull = !isStrict;
                foreach (ColumnVector argument in call.Arguments)
                {
                    if (argument.IsNullAt(row))
                    {
                        if (isStrict) isNull = true;
                        continue;
                    }
                    if (!isStrict) isNull = false;
                    writer.Raw(ListSlices.Body(NestedVectors.BytesOf(argument, row)));
                }
                if (isNull)
                {
                    writer.Clear();
                    result.SetNull(row);
                    continue;
                }
                writer.End();
                NestedVectors.Store(writer, result, row);
            }
        }, () => new NestedWriter(), NullHandling.Custom);
    }

    private static BoundScalar? BindFlatten(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 1) return null;
        LogicalType outer = ListLoops.AsList(types[0]);
        if (!outer.IsList) return null;
        LogicalType inner = ListLoops.AsList(outer.Element);
        if (!inner.IsList) return null;
        outer = LogicalType.List(inner);
        return ListLoops.Bound("flatten", [outer], inner, (in ScalarCall call, ColumnVector result) =>
        {
            var writer = (NestedWriter)call.State!;
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                var reader = new NestedReader(NestedVectors.BytesOf(call.Arguments[0], row));
                while (reader.Next(out bool isNull))
                {
                    if (!isNull) writer.Raw(ListSlices.Body(reader.Take(inner)));
                }
                writer.End();
                NestedVectors.Store(writer, result, row);
            }
        }, () => new NestedWriter());
    }

    private static BoundScalar? BindResize(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count is not (2 or 3)) return null;
        LogicalType? list = types.Count == 3
            ? ListLoops.Common(types[0], types[2], constants[2] is not null) : ListLoops.AsList(types[0]);
        if (list is null || !list.IsList) return null;
        LogicalType[] arguments = types.Count == 3 ? [list, BigInt, list.Element] : [list, BigInt];
        return ListLoops.Bound("list_resize", arguments, list, (in ScalarCall call, ColumnVector result) =>
        {
            var scratch = (ListScratch)call.State!;
            NestedWriter writer = scratch.Writer;
            for (int row = 0; row < call.Count; row++)
            {
                if (call.Arguments[0].IsNullAt(row))
                {
                    result.SetNull(row);
                    continue;
                }
                writer.Clear();
                ReadOnlySpan<byte> bytes = NestedVectors.BytesOf(call.Arguments[0], row);
                scratch.First.Cut(bytes);
                long size = call.Arguments[1].IsNullAt(row) ? 0 : *(long*)call.Arguments[1].AddressOf(row);
                if (size is < 0 or > int.MaxValue) throw Errors.Invalid("the size of a list must not be negative");
                writer.Raw(scratch.First.Range(bytes, 0, (int)Math.Min(size, scratch.First.Count)));
                for (long i = scratch.First.Count; i < size; i++)
                {
                    if (call.Arguments.Length == 3) NestedVectors.Append(writer, call.Arguments[2], row);
                    else writer.Null();
                }
                writer.End();
                NestedVectors.Store(writer, result, row);
            }
        }, () => new ListScratch(list), NullHandling.Custom, canFail: true);
    }

    private static BoundScalar? BindPick(IReadOnlyList<LogicalType> types, bool byFlag)
    {
        if (types.Count != 2) return null;
        LogicalType list = ListLoops.AsList(types[0]), picks = LogicalType.List(byFlag ? Boolean : BigInt);
        if (!list.IsList || !ListLoops.AsList(types[1]).IsList) return null;
        return ListLoops.Bound(byFlag ? "list_where" : "list_select", [list, picks], list,
            (in ScalarCall call, ColumnVector result) =>
        {
            var scratch = (ListScratch)call.State!;
            NestedWriter writer = scratch.Writer;
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                ReadOnlySpan<byte> bytes = NestedVectors.BytesOf(call.Arguments[0], row);
                scratch.First.Cut(bytes);
                var reader = new NestedReader(NestedVectors.BytesOf(call.Arguments[1], row));
                long number = 0;
                for (int i = 0; reader.Next(out bool isNull); i++)
                {
                    if (isNull)
                    {
                        if (byFlag) throw Errors.Invalid("the flags of list_where must not be NULL");
                        writer.Null();
                        continue;
                    }
                    reader.Fixed(picks.Element.Physical, (byte*)&number);
                    if (byFlag && (number & 1) == 0) continue;
                    long index = byFlag ? i : number - 1;
                    if (index < 0 || index >= scratch.First.Count) writer.Null();
                    else writer.Raw(scratch.First.Of(bytes, (int)index));
                }
                writer.End();
                NestedVectors.Store(writer, result, row);
            }
        }, () => new ListScratch(list), canFail: byFlag);
    }

    private static BoundScalar? BindZip(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        bool hasFlag = types.Count > 1 && types[^1].Id == LogicalTypeId.Boolean;
        LogicalType[] lists = [.. types.Take(types.Count - (hasFlag ? 1 : 0)).Select(ListLoops.AsList)];
        if (lists.Length == 0 || lists.Any(list => !list.IsList)) return null;
        LogicalType item = LogicalType.Struct([.. lists.Select(_ => "")], [.. lists.Select(list => list.Element)]);
        LogicalType[] arguments = hasFlag ? [.. lists, Boolean] : lists;
        return ListLoops.Bound("list_zip", arguments, LogicalType.List(item), (in ScalarCall call,
            ColumnVector result) =>
        {
            var slices = (ListSlices[])call.State!;
            var writer = new NestedWriter();
            for (int row = 0; row < call.Count; row++)
            {
                bool truncates = hasFlag && !call.Arguments[^1].IsNullAt(row)
                    && *call.Arguments[^1].AddressOf(row) != 0;
                int count = truncates ? int.MaxValue : 0;
                for (int k = 0; k < slices.Length; k++)
                {
                    bool isNull = call.Arguments[k].IsNullAt(row);
                    if (!isNull) slices[k].Cut(NestedVectors.BytesOf(call.Arguments[k], row));
                    int length = isNull ? 0 : slices[k].Count;
                    count = truncates ? Math.Min(count, length) : Math.Max(count, length);
                }
                for (int i = 0; i < count; i++)
                {
                    writer.Mark();
                    for (int k = 0; k < slices.Length; k++)
                    {
                        if (call.Arguments[k].IsNullAt(row) || i >= slices[k].Count) writer.Null();
                        else writer.Raw(slices[k].Of(NestedVectors.BytesOf(call.Arguments[k], row), i));
                    }
                }
                writer.End();
                NestedVectors.Store(writer, result, row);
            }
        }, () => lists.Select(list => new ListSlices(list)).ToArray(), NullHandling.Custom);
    }

    private readonly struct Reverse : IListMapper
    {
        public static void Run(ListScratch scratch, ReadOnlySpan<byte> list, in ScalarCall call, int row)
        {
            for (int i = scratch.First.Count - 1; i >= 0; i--) scratch.Writer.Raw(scratch.First.Of(list, i));
        }
    }

    private readonly struct PopBack : IListMapper
    {
        public static void Run(ListScratch scratch, ReadOnlySpan<byte> list, in ScalarCall call, int row) =>
            scratch.Writer.Raw(scratch.First.Range(list, 0, Math.Max(0, scratch.First.Count - 1)));
    }

    private readonly struct PopFront : IListMapper
    {
        public static void Run(ListScratch scratch, ReadOnlySpan<byte> list, in ScalarCall call, int row) =>
            scratch.Writer.Raw(scratch.First.Range(list, Math.Min(1, scratch.First.Count), scratch.First.Count));
    }

    private readonly struct Repeated : IListMapper
    {
        public static void Run(ListScratch scratch, ReadOnlySpan<byte> list, in ScalarCall call, int row)
        {
            long times = *(long*)call.Arguments[1].AddressOf(row);
            ReadOnlySpan<byte> body = ListSlices.Body(list);
            for (long i = 0; i < times && body.Length > 0; i++) scratch.Writer.Raw(body);
        }
    }
}
