using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Lists, structs, maps and unions of values given one by one.</summary>
public static class MakeFunctions
{
    internal static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("list_value", "A list of the arguments.", "list_value(1, 2, 3)", BindList,
            "list_value(any, ...) -> LIST") with { Aliases = ["list_pack"] },
        Define.Custom("array_value", "An array of the arguments.", "array_value(1, 2, 3)", BindArray,
            "array_value(any, ...) -> ARRAY"),
        Define.Custom("row", "A struct of the arguments without names.", "row(1, 'a')", (types, _) =>
            types.Count == 0 ? null : Struct([.. types.Select(_ => "")], types), "row(any, ...) -> STRUCT"),
    ];

    /// <summary>A list of as many elements as there are arguments.</summary>
    /// <param name="type">LIST or ARRAY.</param>
    public static BoundScalar List(LogicalType type, int count) => new()
    {
        Name = "list_value",
        ArgumentTypes = [.. Enumerable.Repeat(type.Element, count)],
        ReturnType = type,
        Kernel = (in ScalarCall call, ColumnVector result) => Pack(call, result, isList: true),
        Nulls = NullHandling.Custom,
    };

    /// <summary>A struct of the arguments.</summary>
    public static BoundScalar Struct(IReadOnlyList<string> names, IReadOnlyList<LogicalType> types) => new()
    {
        Name = "struct_pack",
        ArgumentTypes = types,
        ReturnType = LogicalType.Struct(names, types),
        Kernel = (in ScalarCall call, ColumnVector result) => Pack(call, result, isList: false),
        Nulls = NullHandling.Custom,
    };

    /// <summary>A UNION of one member.</summary>
    public static BoundScalar Union(string name, LogicalType type) => new()
    {
        Name = "union_value",
        ArgumentTypes = [type],
        ReturnType = LogicalType.Union([name], [type]),
        Kernel = (in ScalarCall call, ColumnVector result) =>
        {
            var writer = new NestedWriter();
            for (int i = 0; i < call.Count; i++)
            {
                writer.Byte(0);
                NestedVectors.Append(writer, call.Arguments[0], i);
                NestedVectors.Store(writer, result, i);
            }
        },
        Nulls = NullHandling.Custom,
    };

    private static BoundScalar? BindList(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants) =>
        TypeLattice.CommonType(types, Define.Literals(constants)) is { } element
            ? List(LogicalType.List(element), types.Count) : null;

    private static BoundScalar? BindArray(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants) =>
        types.Count > 0 && TypeLattice.CommonType(types, Define.Literals(constants)) is { } element
            ? List(LogicalType.Array(element, types.Count), types.Count) : null;

    private static void Pack(in ScalarCall call, ColumnVector result, bool isList)
    {
        var writer = new NestedWriter();
        for (int row = 0; row < call.Count; row++)
        {
            foreach (ColumnVector argument in call.Arguments) NestedVectors.Append(writer, argument, row);
            if (isList) writer.End();
            NestedVectors.Store(writer, result, row);
        }
    }
}
