using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Looking for values in structs without names.</summary>
internal static unsafe class StructFunctions
{
    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("struct_position", "The number of the first field of a row that equals the value.",
            "struct_position(row(7, 2), 2)", (types, constants) => Bind("struct_position", types, constants, true),
            "struct_position(STRUCT, any) -> INTEGER") with { Aliases = ["row_position", "struct_indexof"] },
        Define.Custom("struct_contains", "Whether a field of a row equals the value.", "struct_contains(row(7, 2), 2)",
            (types, constants) => Bind("struct_contains", types, constants, false),
            "struct_contains(STRUCT, any) -> BOOLEAN") with { Aliases = ["row_contains", "struct_has", "row_has"] },
    ];

    private static BoundScalar? Bind(
        string name, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants, bool isPosition)
    {
        if (types.Count == 2 && types[0].IsNull) types = [LogicalType.Struct([""], [types[1]]), types[1]];
        if (types.Count != 2 || !types[0].IsRow) return null;
        LogicalType[] fields = [.. types[0].Children];
        if (TypeLattice.CommonType([.. fields, types[1]],
            [.. fields.Select(_ => false), constants[1] is not null]) is not { } common) return null;
        LogicalType row = LogicalType.Struct(types[0].Names, [.. fields.Select(_ => common)]);
        return ListLoops.Bound(name, [row, common], isPosition ? LogicalType.Integer : LogicalType.Boolean,
            (in ScalarCall call, ColumnVector result) =>
        {
            var wanted = new NestedWriter();
            for (int i = 0; i < call.Count; i++)
            {
                if (call.Arguments[0].IsNullAt(i))
                {
                    result.SetNull(i);
                    continue;
                }
                wanted.Clear();
                NestedVectors.Append(wanted, call.Arguments[1], i);
                ReadOnlySpan<byte> bytes = NestedVectors.BytesOf(call.Arguments[0], i);
                var reader = new NestedReader(bytes);
                int found = 0;
                for (int field = 1; field <= fields.Length && found == 0; field++)
                {
                    int start = reader.Position;
                    if (!reader.IsNull()) reader.Skip(common);
                    if (bytes[start..reader.Position].SequenceEqual(wanted.Written)) found = field;
                }
                if (!isPosition) result.Data[i] = found > 0 ? (byte)1 : (byte)0;
                else if (found > 0) ((int*)result.Data)[i] = found;
                else result.SetNull(i);
            }
        }, nulls: NullHandling.Custom);
    }
}
