using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Parts of nested values: elements, slices, fields, members.</summary>
public static unsafe class ExtractFunctions
{
    private static readonly LogicalType BigInt = LogicalType.BigInt;

    internal static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("array_extract",
            "Element number i of a list, counted from 1, from the end if negative; a field of a "
            + "struct; a character of a text.", "array_extract([4, 5, 6], 2)", BindExtract,
            "array_extract(LIST, BIGINT) -> element", "array_extract(STRUCT, VARCHAR) -> field")
            with { Aliases = ["list_extract", "list_element"] },
        Define.Custom("struct_extract", "A field of a struct, by name or number.", "struct_extract({'a': 1}, 'a')",
            BindField, "struct_extract(STRUCT, VARCHAR) -> field") with { Aliases = ["struct_extract_at"] },
        Define.Custom("union_extract", "The value of a union where it is the member of that name, else NULL.",
            "union_extract(union_value(a := 1), 'a')", BindMember, "union_extract(UNION, VARCHAR) -> member"),
        Define.Custom("array_slice", "Elements from lower to upper, every step-th; open ends are NULL. Of a text: its "
            + "characters.", "array_slice([1, 2, 3, 4], 2, 3)", BindSlice,
            "array_slice(LIST, BIGINT, BIGINT [, BIGINT]) -> LIST") with { Aliases = ["list_slice"] },
    ];

    /// <summary>The field number <paramref name="field"/> of a struct. The constant argument tells fields
    /// apart.</summary>
    public static BoundScalar Field(LogicalType type, int field, LogicalType keyType) => new()
    {
        Name = "struct_extract",
        ArgumentTypes = [type, keyType],
        ReturnType = type.Children[field],
        Kernel = (in ScalarCall call, ColumnVector result) =>
        {
            ColumnVector input = call.Arguments[0];
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                var reader = new NestedReader(NestedVectors.BytesOf(input, row));
                for (int i = 0; i < field; i++)
                {
                    if (!reader.IsNull()) reader.Skip(type.Children[i]);
                }
                ReadOwned(ref reader, reader.IsNull(), result, row);
            }
        },
    };

    /// <summary>The value that comes next, or NULL.</summary>
    private static void ReadOwned(ref NestedReader reader, bool isNull, ColumnVector result, int row)
    {
        if (isNull) result.SetNull(row);
        else NestedVectors.Read(ref reader, result, row);
    }

    private static BoundScalar? BindExtract(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2) return null;
        if (types[0].IsStruct) return BindField(types, constants);
        if (types[0].IsUnion) return BindMember(types, constants);
        if (types[0].IsString && FunctionRegistry.TryGetScalar("substring", out ScalarFunction? substring)
            && (types[1].IsInteger || types[1].IsNull)) return TextElement();
        if (!types[0].IsList || (TypeLattice.ImplicitCastCost(types[1], BigInt) < 0
            && constants[1] is null)) return null;
        return new BoundScalar
        {
            Name = "array_extract", ArgumentTypes = [types[0], BigInt], ReturnType = types[0].Element, Kernel = Element,
        };
    }

    private static void Element(in ScalarCall call, ColumnVector result)
    {
        ColumnVector lists = call.Arguments[0];
        LogicalType element = lists.Type.Element;
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            long index = *(long*)call.Arguments[1].AddressOf(row);
            ReadOnlySpan<byte> bytes = NestedVectors.BytesOf(lists, row);
            if (index < 0) index += CountOf(bytes, element) + 1;
            var reader = new NestedReader(bytes);
            bool isFound = false, isNull = false;
            for (long i = 1; index > 0 && reader.Next(out isNull); i++)
            {
                if (isFound = i == index) break;
                if (!isNull) reader.Skip(element);
            }
            if (!isFound || isNull) result.SetNull(row);
            else NestedVectors.Read(ref reader, result, row);
        }
    }

    internal static int CountOf(ReadOnlySpan<byte> list, LogicalType element)
    {
        var reader = new NestedReader(list);
        int count = 0;
        for (; reader.Next(out bool isNull); count++)
        {
            if (!isNull) reader.Skip(element);
        }
        return count;
    }

    /// <summary>One character of a text, empty where there is none.</summary>
    private static BoundScalar TextElement() => new()
    {
        Name = "array_extract",
        ArgumentTypes = [LogicalType.Varchar, BigInt],
        ReturnType = LogicalType.Varchar,
        Kernel = (in ScalarCall call, ColumnVector result) =>
        {
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                ReadOnlySpan<byte> text = NestedVectors.BytesOf(call.Arguments[0], row);
                long index = *(long*)call.Arguments[1].AddressOf(row);
                int count = Utf8.CountCharacters(text);
                if (index < 0) index += count + 1;
                ((StringView*)result.Data)[row] = index < 1 || index > count ? default
                    : NestedVectors.View(Characters(text, (int)index - 1, (int)index));
            }
        },
    };

    /// <summary>Characters [from, to) of a text.</summary>
    private static ReadOnlySpan<byte> Characters(ReadOnlySpan<byte> text, int from, int to)
    {
        fixed (byte* bytes = text)
        {
            int start = Utf8.OffsetOf(bytes, text.Length, from), end = Utf8.OffsetOf(bytes, text.Length, to);
            return text[start..end];
        }
    }

    private static BoundScalar? BindField(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2 || !types[0].IsStruct) return null;
        if (constants[1] is not { IsNull: false } key) throw Errors.Invalid("the field of a STRUCT must be a constant");
        LogicalType type = types[0];
        if (key.Type.IsInteger)
        {
            Int128 number = key.Integer;
            if (number < 1 || number > type.Children.Count)
                throw Errors.Invalid($"a STRUCT of {type.Children.Count} fields has no field number {number}");
            return Field(type, (int)number - 1, key.Type);
        }
        if (!key.Type.IsString) return null;
        return Field(type, FieldOf(type, key.Text), key.Type);
    }

    /// <summary>The number of a field; 42703 where there is none.</summary>
    public static int FieldOf(LogicalType type, string name)
    {
        int field = type.IsRow ? -1 : type.IndexOf(name);
        return field >= 0 ? field : throw Errors.ColumnNotFound(name, type.Names, default);
    }

    private static BoundScalar? BindMember(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2 || !types[0].IsUnion || constants[1] is not { IsNull: false } key || !key.Type.IsString)
            return null;
        LogicalType type = types[0];
        int member = FieldOf(type, key.Text);
        return new BoundScalar
        {
            Name = "union_extract",
            ArgumentTypes = [type, key.Type],
            ReturnType = type.Children[member],
            Kernel = (in ScalarCall call, ColumnVector result) =>
            {
                for (int row = 0; row < call.Count; row++)
                {
                    if (result.IsNullAt(row)) continue;
                    var reader = new NestedReader(NestedVectors.BytesOf(call.Arguments[0], row));
                    reader.Member(type, out int tag);
                    if (tag != member || reader.IsNull()) result.SetNull(row);
                    else NestedVectors.Read(ref reader, result, row);
                }
            },
        };
    }

    private static BoundScalar? BindSlice(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants) =>
        types.Count is 3 or 4 ? Slice(types[0], true, true, types.Count == 4) : null;

    /// <summary>A slice of a list or text whose bounds are given or open; null for other types.</summary>
    public static BoundScalar? Slice(LogicalType type, bool hasLower, bool hasUpper, bool hasStep)
    {
        if (type.IsNull) type = LogicalType.List(LogicalType.Integer);
        if (type.IsJson) type = LogicalType.Varchar;
        bool isBlob = type.Id == LogicalTypeId.Blob;
        if (!type.IsList && !type.IsString && !isBlob) return null;
        if (!type.IsList && hasStep) throw Errors.NotSupported("a slice of a text with a step");
        if (type.Id == LogicalTypeId.Array) type = LogicalType.List(type.Element);
        int bounds = (hasLower ? 1 : 0) + (hasUpper ? 1 : 0) + (hasStep ? 1 : 0);
        return new BoundScalar
        {
            Name = $"array_slice{(hasLower ? "" : " up to")}{(hasUpper ? "" : " from")}",
            ArgumentTypes = [type, .. Enumerable.Repeat(BigInt, bounds)],
            ReturnType = type,
            Kernel = type.IsList
                ? (in ScalarCall call, ColumnVector result) => SliceList(call, result, hasLower, hasUpper, hasStep)
                : (in ScalarCall call, ColumnVector result) => SliceText(call, result, hasLower, hasUpper, isBlob),
            CanFail = hasStep,
            CreateState = type.IsList ? () => new ListSlices(type) : null,
        };
    }

    /// <summary>The first and last element from 0, counted in the direction of the step; empty where first is past
    /// last.</summary>
    private static (long First, long Last) Bounds(
        in ScalarCall call, int row, int count, bool hasLower, bool hasUpper, bool isBackward)
    {
        long lower = hasLower ? *(long*)call.Arguments[1].AddressOf(row) : isBackward ? count : 1;
        long upper = hasUpper ? *(long*)call.Arguments[hasLower ? 2 : 1].AddressOf(row) : isBackward ? 1 : count;
        if (lower < 0) lower += (long)count + 1;
        if (upper < 0) upper += (long)count + 1;
        return isBackward
            ? (Math.Min(lower, count) - 1, Math.Max(upper, 1) - 1)
            : (Math.Max(lower, 1) - 1, Math.Min(upper, count) - 1);
    }

    private static void SliceList(in ScalarCall call, ColumnVector result, bool hasLower, bool hasUpper, bool hasStep)
    {
        var slices = (ListSlices)call.State!;
        var writer = new NestedWriter();
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            ReadOnlySpan<byte> list = NestedVectors.BytesOf(call.Arguments[0], row);
            slices.Cut(list);
            long step = hasStep ? *(long*)call.Arguments[^1].AddressOf(row) : 1;
            if (step == 0) throw Errors.Invalid("the step of a slice must not be 0");
            (long first, long last) = Bounds(call, row, slices.Count, hasLower, hasUpper, step < 0);
            if (step == 1 && first <= last) writer.Raw(slices.Range(list, (int)first, (int)last + 1));
            else if (step > 0)
            {
                for (Int128 i = first; i <= last; i += step) writer.Raw(slices.Of(list, (int)i));
            }
            else
            {
                for (Int128 i = first; i >= last; i += step) writer.Raw(slices.Of(list, (int)i));
            }
            writer.End();
            NestedVectors.Store(writer, result, row);
        }
    }

    /// <summary>Characters of a text, bytes of a BLOB.</summary>
    private static void SliceText(
        in ScalarCall call, ColumnVector result, bool hasLower, bool hasUpper, bool isBlob)
    {
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            ReadOnlySpan<byte> text = NestedVectors.BytesOf(call.Arguments[0], row);
            int count = isBlob ? text.Length : Utf8.CountCharacters(text);
            (long first, long last) = Bounds(call, row, count, hasLower, hasUpper, false);
            ((StringView*)result.Data)[row] = first > last ? default
                : NestedVectors.View(isBlob
                    ? text[(int)first..((int)last + 1)] : Characters(text, (int)first, (int)last + 1));
        }
    }
}
