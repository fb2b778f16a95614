using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Casts from and to JSON.</summary>
internal static unsafe class JsonCasts
{
    public static BoundScalar ToJson(LogicalType from, bool isTry) => NestedCasts.Make(
        from, LogicalType.Json, isTry, false, (in ScalarCall call, ColumnVector result) =>
        {
            var text = new ByteWriter();
            for (int i = 0; i < call.Count; i++)
            {
                if (result.IsNullAt(i)) continue;
                text.Clear();
                JsonWriting.Append(call.Arguments[0].GetValue(i), text);
                ((StringView*)result.Data)[i] = result.Arena.Add(text.Written);
            }
        });

    public static BoundScalar FromJson(LogicalType to, bool isTry) => NestedCasts.Make(
        LogicalType.Json, to, isTry, true, (in ScalarCall call, ColumnVector result) =>
        {
            for (int i = 0; i < call.Count; i++)
            {
                if (result.IsNullAt(i)) continue;
                ReadOnlySpan<byte> json = NestedVectors.BytesOf(call.Arguments[0], i);
                if (JsonReading.TryRead(json, to, out Value value)) result.SetValue(i, value);
                else if (isTry) result.SetNull(i);
                else throw Errors.InvalidText(ParseResult.Invalid, to, json);
            }
        });
}
