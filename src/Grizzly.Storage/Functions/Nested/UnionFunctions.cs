using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>The tag of a UNION.</summary>
internal static unsafe class UnionFunctions
{
    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("union_tag", "The name of the member that a union is, as an ENUM.",
            "union_tag(union_value(a := 1))",
            (types, _) => types is [{ IsUnion: true } type] ? Tag(type) : null, "union_tag(UNION) -> ENUM"),
    ];

    private static BoundScalar Tag(LogicalType type)
    {
        LogicalType tags = LogicalType.Enum(type.Names);
        return ListLoops.Bound("union_tag", [type], tags, (in ScalarCall call, ColumnVector result) =>
        {
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                var reader = new NestedReader(NestedVectors.BytesOf(call.Arguments[0], row));
                reader.Member(type, out int tag);
                result.Data[row] = (byte)tag;
            }
        });
    }
}
