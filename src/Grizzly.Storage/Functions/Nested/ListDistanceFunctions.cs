using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Distances of lists of numbers as vectors.</summary>
internal static unsafe class ListDistanceFunctions
{
    private enum Measure : byte { CosineSimilarity, CosineDistance, Distance, InnerProduct, NegativeInnerProduct }

    public static IEnumerable<ScalarFunction> All =>
    [
        Make("cosine_similarity", "Cosine of the angle between two vectors.", Measure.CosineSimilarity),
        Make("cosine_distance", "1 less the cosine of the angle between two vectors.", Measure.CosineDistance, "<=>"),
        Make("distance", "Euclidean distance of two vectors.", Measure.Distance, "<->"),
        Make("inner_product", "Inner product of two vectors.", Measure.InnerProduct, "list_dot_product",
            "array_dot_product"),
        Make("negative_inner_product", "Negated inner product of two vectors.", Measure.NegativeInnerProduct, "<#>",
            "list_negative_dot_product", "array_negative_dot_product"),
        Define.Custom("array_cross_product", "Cross product of two arrays of three numbers.",
            "array_cross_product(array_value(1, 2, 3), array_value(2, 3, 4))", BindCross,
            "array_cross_product(DOUBLE[3], DOUBLE[3]) -> DOUBLE[3]"),
    ];

    private static ScalarFunction Make(string name, string description, Measure measure, params string[] aliases) =>
        Define.Custom($"list_{name}", description, $"list_{name}([1.0, 2.0], [2.0, 3.0])",
            (types, _) => BindMeasure($"list_{name}", types, measure), $"list_{name}(LIST, LIST) -> DOUBLE")
        with { Aliases = [$"array_{name}", .. aliases] };

    private static BoundScalar? BindMeasure(string name, IReadOnlyList<LogicalType> types, Measure measure)
    {
        if (types.Count != 2 || types.All(type => !type.IsList)) return null;
        LogicalType left = ListLoops.AsList(types[0]), right = ListLoops.AsList(types[1]);
        if (!left.IsList || !right.IsList || !IsNumber(left.Element) || !IsNumber(right.Element)) return null;
        if (types[0].Length != types[1].Length && types[0].Length > 0 && types[1].Length > 0)
            throw Errors.Invalid("the arrays must have the same number of elements");
        bool isFloat = left.Element.Id == LogicalTypeId.Float && right.Element.Id == LogicalTypeId.Float;
        LogicalType vector = LogicalType.List(LogicalType.Double);
        return ListLoops.Bound(name, [vector, vector], isFloat ? LogicalType.Float : LogicalType.Double,
            (in ScalarCall call, ColumnVector result) => Compute(call, result, measure, isFloat), canFail: true);
    }

    private static bool IsNumber(LogicalType type) => type.IsNumeric || type.IsNull;

    private static void Compute(in ScalarCall call, ColumnVector result, Measure measure, bool isFloat)
    {
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            var left = new NestedReader(NestedVectors.BytesOf(call.Arguments[0], row));
            var right = new NestedReader(NestedVectors.BytesOf(call.Arguments[1], row));
            double product = 0, squares = 0, leftNorm = 0, rightNorm = 0, x, y;
            while (true)
            {
                bool more = left.Next(out bool leftNull);
                if (more != right.Next(out bool rightNull))
                    throw Errors.Invalid("the lists must have the same number of elements");
                if (!more) break;
                if (leftNull || rightNull) throw Errors.Invalid("the lists must not have NULL elements");
                left.Fixed(PhysicalType.Double, (byte*)&x);
                right.Fixed(PhysicalType.Double, (byte*)&y);
                product += x * y;
                squares += (x - y) * (x - y);
                leftNorm += x * x;
                rightNorm += y * y;
            }
            if (leftNorm == 0 && rightNorm == 0 && measure <= Measure.CosineDistance && left.Position == 1)
            {
                result.SetNull(row);
                continue;
            }
            double similarity = Math.Clamp(product / Math.Sqrt(leftNorm * rightNorm), -1, 1);
            double value = measure switch
            {
                Measure.CosineSimilarity => similarity,
                Measure.CosineDistance => 1 - similarity,
                Measure.Distance => Math.Sqrt(squares),
                Measure.InnerProduct => product,
                _ => -product,
            };
            if (isFloat) ((float*)result.Data)[row] = (float)value;
            else ((double*)result.Data)[row] = value;
        }
    }

    private static BoundScalar? BindCross(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2 || types.Any(type => type.Length != 3 || !IsNumber(type.Element))) return null;
        bool isFloat = types.All(type => type.Element.Id == LogicalTypeId.Float);
        LogicalType array = LogicalType.Array(isFloat ? LogicalType.Float : LogicalType.Double, 3);
        LogicalType wide = LogicalType.Array(LogicalType.Double, 3);
        return ListLoops.Bound("array_cross_product", [wide, wide], array, (in ScalarCall call, ColumnVector result) =>
        {
            double* x = stackalloc double[3], y = stackalloc double[3];
            var writer = new NestedWriter();
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                var left = new NestedReader(NestedVectors.BytesOf(call.Arguments[0], row));
                var right = new NestedReader(NestedVectors.BytesOf(call.Arguments[1], row));
                for (int i = 0; i < 3; i++)
                {
                    if (!left.Next(out bool leftNull) || !right.Next(out bool rightNull) || leftNull || rightNull)
                        throw Errors.Invalid("the arrays must not have NULL elements");
                    left.Fixed(PhysicalType.Double, (byte*)(x + i));
                    right.Fixed(PhysicalType.Double, (byte*)(y + i));
                }
                for (int i = 0; i < 3; i++)
                {
                    double value = x[(i + 1) % 3] * y[(i + 2) % 3] - x[(i + 2) % 3] * y[(i + 1) % 3];
                    writer.Element(isFloat ? Value.OfFloat((float)value) : Value.OfDouble(value));
                }
                writer.End();
                NestedVectors.Store(writer, result, row);
            }
        }, canFail: true);
    }
}
