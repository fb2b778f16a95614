using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>The labels of an ENUM; the argument only says which.</summary>
internal static unsafe class EnumFunctions
{
    private static readonly LogicalType Labels = LogicalType.List(LogicalType.Varchar);

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("enum_range", "All labels of an ENUM.", "enum_range('a'::ENUM('a', 'b'))", (types, _) =>
            types is [{ IsEnum: true } type] ? Constant("enum_range", types, Labels, List(type, 0, type.Names.Count))
                : null,
            "enum_range(ENUM) -> VARCHAR[]"),
        Define.Custom("enum_first", "The first label of an ENUM.", "enum_first('a'::ENUM('a', 'b'))", (types, _) =>
            types is [{ IsEnum: true } type] && type.Names.Count > 0 ? Constant("enum_first", types,
                LogicalType.Varchar,
                Value.OfVarchar(type.Names[0])) : null, "enum_first(ENUM) -> VARCHAR"),
        Define.Custom("enum_last", "The last label of an ENUM.", "enum_last('a'::ENUM('a', 'b'))", (types, _) =>
            types is [{ IsEnum: true } type] && type.Names.Count > 0 ? Constant("enum_last", types, LogicalType.Varchar,
                Value.OfVarchar(type.Names[^1])) : null, "enum_last(ENUM) -> VARCHAR"),
        Define.Custom("enum_code", "The number of a value of an ENUM, from 0.", "enum_code('b'::ENUM('a', 'b'))",
            (types, _) => types is [{ IsEnum: true } type] ? ListLoops.Bound("enum_code", [type],
                type.Physical switch
                {
                    PhysicalType.UInt8 => LogicalType.UTinyInt,
                    PhysicalType.UInt16 => LogicalType.USmallInt,
                    _ => LogicalType.UInteger,
                }, Casts.CopyKernel) : null, "enum_code(ENUM) -> integer"),
        Define.Custom("enum_range_boundary", "The labels between two values of an ENUM, open where one is NULL.",
            "enum_range_boundary('a'::ENUM('a', 'b'), NULL)", BindBoundary,
            "enum_range_boundary(ENUM, ENUM) -> VARCHAR[]"),
    ];

    private static Value List(LogicalType type, int from, int to)
    {
        var writer = new NestedWriter();
        for (int i = from; i < to; i++) writer.Element(Value.OfVarchar(type.Names[i]));
        writer.End();
        return Value.Of(Labels, writer.ToArray());
    }

    private static BoundScalar Constant(string name, IReadOnlyList<LogicalType> types, LogicalType result,
        Value value) =>
        ListLoops.Bound(name, [.. types], result, (in ScalarCall call, ColumnVector output) =>
        {
            for (int row = 0; row < call.Count; row++) output.SetValue(row, value);
        }, nulls: NullHandling.Custom);

    private static BoundScalar? BindBoundary(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2 || !types.Any(type => type.IsEnum)) return null;
        LogicalType type = types[0].IsEnum ? types[0] : types[1];
        if (types.Any(other => other != type && !other.IsNull)) return null;
        return ListLoops.Bound("enum_range_boundary", [type, type], Labels, (in ScalarCall call, ColumnVector result) =>
        {
            for (int row = 0; row < call.Count; row++)
            {
                Value first = call.Arguments[0].GetValue(row), last = call.Arguments[1].GetValue(row);
                int from = first.IsNull ? 0 : (int)first.Integer, to = last.IsNull ? type.Names.Count
                    : (int)last.Integer + 1;
                result.SetValue(row, List(type, from, to));
            }
        }, nulls: NullHandling.Custom);
    }
}
