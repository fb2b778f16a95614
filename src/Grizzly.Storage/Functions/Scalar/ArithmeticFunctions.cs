using System.Numerics;
using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>+ - * on numbers, and the entries of the operators that dates share with them.</summary>
/// <remarks>
/// Integers keep their common type and raise 22003 on overflow. DECIMAL: + and - give max(p1-s1,p2-s2)+max(s1,s2)+1
/// digits, * gives p1+p2 digits and
/// s1+s2 places; see <see cref="ArithmeticSettings.DecimalsStayNarrow"/>. An integer constant beside a decimal counts
/// as the smallest decimal
/// that holds it.
/// </remarks>
internal static unsafe class ArithmeticFunctions
{
    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("+", "Sum of numbers; moves a date or timestamp by days or an interval.", "1 + 2", BindAdd,
            "number + number", "DATE + INTEGER -> DATE", "DATE + INTERVAL -> TIMESTAMP",
                "TIMESTAMP + INTERVAL -> TIMESTAMP", "DATE + TIME -> TIMESTAMP") with { Aliases = ["add"] },
        Define.Custom("-", "Difference of numbers; days between dates, interval between timestamps.", "5 - 2",
            BindSubtract,
            "number - number", "- number", "DATE - DATE -> BIGINT", "DATE - INTEGER -> DATE",
                "TIMESTAMP - INTERVAL -> TIMESTAMP") with { Aliases = ["subtract"] },
        Define.Custom("*", "Product of numbers; an interval taken several times.", "6 * 7", BindMultiply,
            "number * number", "INTERVAL * number -> INTERVAL") with { Aliases = ["multiply"] },
    ];

    private static BoundScalar? BindAdd(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count == 1) return types[0].IsNumeric || types[0].Id == LogicalTypeId.Interval
            ? DivisionFunctions.BindIdentity(types[0]) : null;
        if (types.Count != 2) return null;
        if (types[0].IsList && types[1].IsList && FunctionRegistry.TryGetScalar("||", out ScalarFunction? join))
            return join.Bind(types, constants);
        return BindNumbers("+", ArithmeticOperation.Add, types, constants) ?? DateArithmetic.BindAdd(types, constants);
    }

    private static BoundScalar? BindSubtract(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count == 1) return DivisionFunctions.BindNegate(types[0]);
        if (types.Count != 2) return null;
        return BindNumbers("-", ArithmeticOperation.Subtract, types, constants)
            ?? DateArithmetic.BindSubtract(types, constants);
    }

    private static BoundScalar? BindMultiply(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2) return null;
        return BindNumbers("*", ArithmeticOperation.Multiply, types, constants)
            ?? DateArithmetic.BindMultiply(types, constants);
    }

    private static BoundScalar? BindNumbers(
        string name, ArithmeticOperation operation, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (Operands.Numbers(types, constants) is not (LogicalType left, LogicalType right)) return null;
        if ((left.IsDecimal || right.IsDecimal) && !left.IsFloating && !right.IsFloating)
            return BindDecimals(name, operation, Operands.AsDecimal(left, constants[0]),
                Operands.AsDecimal(right, constants[1]));
        LogicalType type = TypeLattice.CommonType(left, right)!;
        return new BoundScalar
        {
            Name = name,
            ArgumentTypes = [type, type],
            ReturnType = type,
            Kernel = (in ScalarCall call, ColumnVector result) => Run(call, result, operation, type, type, name, 0),
            CanFail = !type.IsFloating,
        };
    }

    private static BoundScalar BindDecimals(string name, ArithmeticOperation operation, LogicalType left,
        LogicalType right)
    {
        int scale, precision;
        if (operation == ArithmeticOperation.Multiply)
        {
            scale = left.Scale + right.Scale;
            precision = left.Precision + right.Precision;
            if (scale > LogicalType.MaxDecimalPrecision)
                throw Errors.OutOfRange(
                    $"the product of {left.Name} and {right.Name} would need {scale} decimal places, more than 38");
        }
        else
        {
            scale = Math.Max(left.Scale, right.Scale);
            precision = Math.Max(left.Precision - left.Scale, right.Precision - right.Scale) + scale + 1;
        }
        int limit = LogicalType.MaxDecimalPrecision;
        bool bothNarrow = left.Physical == PhysicalType.Int64 && right.Physical == PhysicalType.Int64;
        if (ArithmeticSettings.DecimalsStayNarrow && bothNarrow && scale <= LogicalType.MaxInt64DecimalPrecision)
            limit = LogicalType.MaxInt64DecimalPrecision;
        bool capped = precision > limit;
        LogicalType type = LogicalType.Decimal(Math.Min(precision, limit), scale);
        Int128 bound = capped ? PowersOfTen.Of(limit) : 0;
        bool aligned = operation != ArithmeticOperation.Multiply;
        LogicalType leftType = Argument(left, type, aligned), rightType = Argument(right, type, aligned);
        return new BoundScalar
        {
            Name = name,
            ArgumentTypes = [leftType, rightType],
            ReturnType = type,
            Kernel = (in ScalarCall call, ColumnVector result) =>
                Run(call, result, operation, leftType, rightType, name, bound),
            CanFail = capped,
        };
    }

    /// <summary>The operand as the kernel reads it: the result's layout, for sums also its scale; left as it is where
    /// that already holds.</summary>
    private static LogicalType Argument(LogicalType operand, LogicalType result, bool aligned)
    {
        if (aligned && operand.Scale != result.Scale) return result;
        if (operand.Physical == result.Physical) return operand;
        return LogicalType.Decimal(Math.Max((int)operand.Precision, LogicalType.MaxInt64DecimalPrecision + 1),
            operand.Scale);
    }

    private static void Run(
        in ScalarCall call, ColumnVector result, ArithmeticOperation operation, LogicalType leftType,
            LogicalType rightType, string symbol, Int128 bound)
    {
        ColumnVector left = call.Arguments[0], right = call.Arguments[1];
        int row = ArithmeticKernels.Run(
            operation, result.Physical, left.Data, left.IsConstant, right.Data, right.IsConstant, result.Data,
                call.Count, result.Validity);
        if (row < 0 && bound != 0) row =
            DecimalBounds.FindOutside(result.Physical, result.Data, bound, call.Count, result.Validity);
        if (row < 0) return;
        string shownLeft = ValueText.Format(Show(left, leftType, row));
        string shown = $"{shownLeft} {symbol} {ValueText.Format(Show(right, rightType, row))}";
        throw Errors.OutOfRange($"{shown} is out of range for type {result.Type.Name}");
    }

    private static Value Show(ColumnVector vector, LogicalType type, int row) =>
        ValueAccess.Read(vector.AddressOf(row), type);
}

/// <summary>What operators make of their operands' types.</summary>
internal static class Operands
{
    /// <summary>Both operands as numbers (NULL and string literals take the other side's type), or null.</summary>
    public static (LogicalType Left, LogicalType Right)? Numbers(IReadOnlyList<LogicalType> types,
        IReadOnlyList<Value?> constants)
    {
        LogicalType left = types[0], right = types[1];
        if (left.IsNull && right.IsNull) return (LogicalType.Integer, LogicalType.Integer);
        if (left.IsNumeric && (right.IsNull || (right.IsString && constants[1] is not null))) right = left;
        else if (right.IsNumeric && (left.IsNull || (left.IsString && constants[0] is not null))) left = right;
        return left.IsNumeric && right.IsNumeric ? (left, right) : null;
    }

    /// <summary>A decimal or integer operand as DECIMAL; an integer constant as the smallest.</summary>
    public static LogicalType AsDecimal(LogicalType type, Value? constant) =>
        type.IsInteger && constant is { IsNull: false } value && value.Type.IsInteger
            ? TypeLattice.DecimalForConstant(value.Integer)
            : TypeLattice.DecimalFor(type);

}
