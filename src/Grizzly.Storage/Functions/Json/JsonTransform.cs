using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>json_transform: JSON as a type, part by part.</summary>
public static class JsonTransform
{
    /// <summary>Parts that do not convert are NULL, or 22P02 where <paramref name="isStrict"/>.</summary>
    public static BoundScalar To(LogicalType type, bool isStrict) => new()
    {
        Name = isStrict ? "json_transform_strict" : "json_transform",
        ArgumentTypes = [LogicalType.Json],
        ReturnType = type,
        CanFail = isStrict,
        Kernel = (in ScalarCall call, ColumnVector result) =>
        {
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                ReadOnlySpan<byte> json = NestedVectors.BytesOf(call.Arguments[0], row);
                if (JsonReading.TryRead(json, type, out Value value, isLenient: !isStrict)) result.SetValue(row, value);
                else if (!isStrict) result.SetNull(row);
                else throw Errors.InvalidText(ParseResult.Invalid, type, json);
            }
        },
    };
}
