using System.Numerics;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>/ // % and sign changes. Integer results truncate toward zero. By zero, / of floating-point numbers gives
/// what IEEE 754 says, // and % of other numbers NULL.</summary>
internal static unsafe class DivisionFunctions
{
    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("/", "Quotient; of integers and decimals a DOUBLE.", "7 / 2", BindDivide,
            "number / number -> DOUBLE", "INTERVAL / number -> INTERVAL"),
        Define.Custom("//", "Integer quotient, truncated toward zero.", "7 // 2", BindIntegerDivide,
            "integer // integer", "DOUBLE // DOUBLE")
            with { Aliases = ["divide"] },
        Define.Custom("%", "Remainder with the sign of the dividend.", "7 % 3", BindModulo,
            "number % number") with { Aliases = ["mod", "fmod"] },
    ];

    /// <summary>+x.</summary>
    public static BoundScalar BindIdentity(LogicalType type) =>
        Make("+", [type], type, (in ScalarCall call, ColumnVector result) =>
    {
        ColumnVector input = call.Arguments[0];
        int size = type.SizeInBytes;
        if (input.IsConstant) VectorCopy.Fill(result.Data, input.Data, call.Count, size);
        else Buffer.MemoryCopy(input.Data, result.Data, (long)call.Count * size, (long)call.Count * size);
    }, false);

    /// <summary>-x.</summary>
    public static BoundScalar? BindNegate(LogicalType type)
    {
        if (type.IsNull) type = LogicalType.Integer;
        if (type.Id == LogicalTypeId.Float) return Make("-", [type], type, ScalarLoops.Unary<float, float,
            Negate<float>>, false);
        if (type.Id == LogicalTypeId.Double) return Make("-", [type], type, ScalarLoops.Unary<double, double,
            Negate<double>>, false);
        if (type.Id == LogicalTypeId.Interval)
            return Make("-", [type], type, ScalarLoops.UnaryChecked<IntervalValue, IntervalValue, NegateInterval>,
                true);
        if (type.IsDecimal)
            return Make("-", [type], type, type.Physical == PhysicalType.Int64
                ? ScalarLoops.Unary<long, long, Negate<long>>
                    : ScalarLoops.Unary<Int128, Int128, Negate<Int128>>, false);
        if (!type.IsInteger) return null;
        LogicalType signed = type.IsSignedInteger ? type : TypeLattice.CommonType(type, LogicalType.TinyInt)!;
        return signed.IsInteger ? Make("-", [signed], signed, IntegerVisit.Visit<NegateVisitor,
            ScalarKernel>(signed.Physical, default), true) : null;
    }

    private static BoundScalar? BindDivide(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2) return null;
        if (Operands.Numbers(types, constants) is not (LogicalType left,
            LogicalType right)) return DateArithmetic.BindDivide(types);
        if (left.IsInteger && right.IsInteger
            && !ArithmeticSettings.IntegerDivisionGivesDouble) return BindIntegerDivide(types, constants);
        LogicalType type = TypeLattice.CommonType(left, right)!.Id == LogicalTypeId.Float
            ? LogicalType.Float : LogicalType.Double;
        return Make("/", [type, type], type, type == LogicalType.Float
            ? ScalarLoops.Binary<float, float, float, Divide<float>>
            : ScalarLoops.Binary<double, double, double, Divide<double>>, false);
    }

    private static BoundScalar? BindIntegerDivide(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2
            || Operands.Numbers(types, constants) is not (LogicalType left, LogicalType right)) return null;
        LogicalType type = TypeLattice.CommonType(left, right)!;
        if (type.IsDecimal) type = LogicalType.Double;
        if (type.IsInteger) return Make("//", [type, type], type, IntegerVisit.Visit<DivideVisitor,
            ScalarKernel>(type.Physical, default), true);
        return Make("//", [type, type], type, type.Id == LogicalTypeId.Float
            ? ScalarLoops.BinaryPartial<float, DivideDown<float>>
            : ScalarLoops.BinaryPartial<double, DivideDown<double>>, false);
    }

    private static BoundScalar? BindModulo(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2
            || Operands.Numbers(types, constants) is not (LogicalType left, LogicalType right)) return null;
        LogicalType type = TypeLattice.CommonType(left, right)!;
        // Decimals whose digits do not fit side by side are divided as DOUBLE.
        if (type.IsDecimal && !FitsDecimal(left, type)) type = LogicalType.Double;
        if (type.IsFloating)
            return Make("%", [type, type], type, type.Id == LogicalTypeId.Float
                ? ScalarLoops.BinaryPartial<float, FloatingRemainder<float>>
                : ScalarLoops.BinaryPartial<double, FloatingRemainder<double>>, false);
        return Make("%", [type, type], type, IntegerVisit.Visit<RemainderVisitor,
            ScalarKernel>(type.Physical, default), true);
    }

    private static bool FitsDecimal(LogicalType from, LogicalType to)
    {
        LogicalType decimals = TypeLattice.DecimalFor(from);
        return decimals.Precision - decimals.Scale <= to.Precision - to.Scale || !from.IsDecimal;
    }

    private static BoundScalar Make(string name, LogicalType[] arguments, LogicalType result, ScalarKernel kernel,
        bool canFail) =>
        new() { Name = name, ArgumentTypes = arguments, ReturnType = result, Kernel = kernel, CanFail = canFail };

    private readonly struct NegateVisitor : IIntegerVisitor<ScalarKernel>
    {
        public ScalarKernel Visit<T>()
            where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => ScalarLoops.UnaryChecked<T, T, NegateChecked<T>>;
    }

    private readonly struct DivideVisitor : IIntegerVisitor<ScalarKernel>
    {
        public ScalarKernel Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
            ScalarLoops.BinaryPartial<T, IntegerDivide<T>>;
    }

    private readonly struct RemainderVisitor : IIntegerVisitor<ScalarKernel>
    {
        public ScalarKernel Visit<T>()
            where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => ScalarLoops.BinaryPartial<T, Remainder<T>>;
    }

    private readonly struct Negate<T> : IUnary<T, T> where T : IUnaryNegationOperators<T, T>
    {
        public static T Invoke(T value) => -value;
    }

    private readonly struct NegateChecked<T> : IUnary<T, T> where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        public static T Invoke(T value) =>
            value == T.MinValue ? throw Errors.OutOfRange($"-({value}) is out of range") : -value;
    }

    private readonly struct NegateInterval : IUnary<IntervalValue, IntervalValue>
    {
        public static IntervalValue Invoke(IntervalValue value)
        {
            if (value.Months == int.MinValue || value.Days == int.MinValue || value.Ticks == long.MinValue)
                throw Errors.DatetimeOverflow("interval out of range");
            return new IntervalValue(-value.Months, -value.Days, -value.Ticks);
        }
    }

    private readonly struct Divide<T> : IBinary<T, T, T> where T : IFloatingPointIeee754<T>
    {
        public static T Invoke(T left, T right) => left / right;
    }

    private readonly struct DivideDown<T> : IPartialBinary<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static bool TryInvoke(T left, T right, out T result)
        {
            result = T.Truncate(left / right);
            return !T.IsZero(right);
        }
    }

    private readonly struct IntegerDivide<T> : IPartialBinary<T> where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        public static bool TryInvoke(T left, T right, out T result)
        {
            result = T.Zero;
            if (T.IsZero(right)) return false;
            if (T.IsNegative(T.MinValue) && right == -T.One && left == T.MinValue)
                throw Errors.OutOfRange($"{left} // {right} is out of range");
            result = left / right;
            return true;
        }
    }

    private readonly struct Remainder<T> : IPartialBinary<T> where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        public static bool TryInvoke(T left, T right, out T result)
        {
            result = T.Zero;
            if (T.IsZero(right)) return false;
            if (!T.IsNegative(T.MinValue) || right != -T.One) result = left % right;
            return true;
        }
    }

    private readonly struct FloatingRemainder<T> : IPartialBinary<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static bool TryInvoke(T left, T right, out T result)
        {
            result = left % right;
            return !T.IsZero(right);
        }
    }
}
