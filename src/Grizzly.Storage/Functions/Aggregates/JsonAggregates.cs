using System.Text;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>json_group_array, json_group_object.</summary>
internal static class JsonAggregates
{
    public static IEnumerable<AggregateFunction> All =>
    [
        new("json_group_array", "A JSON array of the values.", "json_group_array(x)", (types, _) =>
            types.Count != 1 ? null : Bound("json_group_array", types, isObject: false))
        {
            Aliases = ["json_agg", "jsonb_agg", "json_arrayagg"], Signatures = ["json_group_array(any) -> JSON"],
        },
        new("json_group_object", "A JSON object of keys and values.", "json_group_object(k, v)", (types, _) =>
            types.Count != 2 ? null : Bound("json_group_object", [LogicalType.Varchar, types[1]], isObject: true))
        {
            Aliases = ["json_object_agg", "jsonb_object_agg", "json_objectagg"],
            Signatures = ["json_group_object(VARCHAR, any) -> JSON"],
        },
    ];

    private static BoundAggregateFunction Bound(string name, IReadOnlyList<LogicalType> types, bool isObject) => new()
    {
        Name = name, ArgumentTypes = [.. types], ReturnType = LogicalType.Json, Kernel = new Aggregate(isObject),
        DependsOnOrder = true,
    };

    /// <summary>The items with a comma after each.</summary>
    private sealed unsafe class Aggregate(bool isObject) : ByteListAggregate
    {
        protected override bool Write(ReadOnlySpan<ColumnVector> arguments, int row, NestedWriter writer)
        {
            var text = new ByteWriter();
            if (isObject)
            {
                if (arguments[0].IsNullAt(row)) throw Errors.Invalid("the keys of a JSON object must not be NULL");
                Value key = arguments[0].GetValue(row);
                JsonWriting.String(key.Bytes, text);
                text.Byte((byte)':');
            }
            JsonWriting.Append(arguments[^1].GetValue(row), text);
            text.Byte((byte)',');
            writer.Raw(text.Written);
            return true;
        }

        protected override void Finish(ReadOnlySpan<byte> bytes, ColumnVector result, int row)
        {
            byte[] json = [(byte)(isObject ? '{' : '['), .. bytes[..^1], (byte)(isObject ? '}' : ']')];
            ((StringView*)result.Data)[row] = result.Arena.Add(json);
        }
    }
}
