using System.Numerics;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Bit operators and number theory on integers.</summary>
internal static class IntegerFunctions
{
    private static readonly LogicalType BigInt = LogicalType.BigInt, HugeInt = LogicalType.HugeInt;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("&", "Bitwise and.", "12 & 10", (t, _) => Bind("&", t, new AndVisitor()), "integer & integer"),
        Define.Custom("|", "Bitwise or.", "12 | 10", (t, _) => Bind("|", t, new OrVisitor()), "integer | integer"),
        Define.Custom("xor", "Bitwise exclusive or.", "xor(12, 10)", (t, _) =>
            Bind("xor", t, new XorVisitor()), "xor(integer, integer)") with { Aliases = ["#"] },
        Define.Custom("~", "Bitwise complement.", "~ 5", BindNot, "~ integer"),
        Define.Function("<<", "Shift left; bits that would be lost are an error.", "1 << 10",
            new Overload([BigInt, BigInt], BigInt, ScalarLoops.BinaryChecked<long, long, long,
                ShiftLeft>) { CanFail = true }),
        Define.Function(">>", "Shift right.", "1024 >> 3",
            new Overload([BigInt, BigInt], BigInt, ScalarLoops.Binary<long, long, long, ShiftRight>)),
        Define.Custom("bit_count", "Number of bits set.", "bit_count(255)", BindBitCount,
            "bit_count(integer) -> TINYINT"),
        Define.Function("gcd", "Greatest common divisor.", "gcd(12, 18)",
            new Overload([BigInt, BigInt], BigInt, ScalarLoops.BinaryChecked<long, long, long,
                Gcd>) { CanFail = true }) with { Aliases = ["greatest_common_divisor"] },
        Define.Function("lcm", "Least common multiple.", "lcm(4, 6)",
            new Overload([BigInt, BigInt], BigInt, ScalarLoops.BinaryChecked<long, long, long,
                Lcm>) { CanFail = true }) with { Aliases = ["least_common_multiple"] },
        Define.Function("factorial", "Product of 1 to a number, at most 33.", "factorial(5)",
            new Overload([LogicalType.Integer], HugeInt, ScalarLoops.UnaryChecked<int, Int128,
                Factorial>) { CanFail = true }) with { Aliases = ["!"] },
    ];

    private static BoundScalar? Bind<TVisitor>(string name, IReadOnlyList<LogicalType> types, TVisitor visitor)
        where TVisitor : struct, IIntegerVisitor<ScalarKernel>
    {
        if (types.Count != 2 || Common(types[0], types[1]) is not { } type) return null;
        return Make(name, [type, type], type, IntegerVisit.Visit<TVisitor, ScalarKernel>(type.Physical, visitor));
    }

    private static LogicalType? Common(LogicalType left, LogicalType right)
    {
        if (left.IsNull && right.IsNull) return LogicalType.Integer;
        LogicalType? type = TypeLattice.CommonType(left, right);
        return type is { IsInteger: true } ? type : null;
    }

    private static BoundScalar? BindNot(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 1 || !(types[0].IsInteger || types[0].IsNull)) return null;
        LogicalType type = types[0].IsNull ? LogicalType.Integer : types[0];
        return Make("~", [type], type, IntegerVisit.Visit<NotVisitor, ScalarKernel>(type.Physical, default));
    }

    private static BoundScalar? BindBitCount(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 1 || !(types[0].IsInteger || types[0].IsNull)) return null;
        LogicalType type = types[0].IsNull ? LogicalType.Integer : types[0];
        return Make("bit_count", [type], LogicalType.TinyInt, IntegerVisit.Visit<BitCountVisitor,
            ScalarKernel>(type.Physical, default));
    }

    private static BoundScalar Make(string name, LogicalType[] arguments, LogicalType result, ScalarKernel kernel) =>
        new() { Name = name, ArgumentTypes = arguments, ReturnType = result, Kernel = kernel };

    private readonly struct AndVisitor : IIntegerVisitor<ScalarKernel>
    {
        public ScalarKernel Visit<T>()
            where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => ScalarLoops.Binary<T, T, T, And<T>>;
    }

    private readonly struct OrVisitor : IIntegerVisitor<ScalarKernel>
    {
        public ScalarKernel Visit<T>()
            where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => ScalarLoops.Binary<T, T, T, Or<T>>;
    }

    private readonly struct XorVisitor : IIntegerVisitor<ScalarKernel>
    {
        public ScalarKernel Visit<T>()
            where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => ScalarLoops.Binary<T, T, T, Xor<T>>;
    }

    private readonly struct NotVisitor : IIntegerVisitor<ScalarKernel>
    {
        public ScalarKernel Visit<T>()
            where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => ScalarLoops.Unary<T, T, Not<T>>;
    }

    private readonly struct BitCountVisitor : IIntegerVisitor<ScalarKernel>
    {
        public ScalarKernel Visit<T>()
            where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => ScalarLoops.Unary<T, sbyte, BitCount<T>>;
    }

    private readonly struct And<T> : IBinary<T, T, T> where T : IBinaryInteger<T>
    {
        public static T Invoke(T left, T right) => left & right;
    }

    private readonly struct Or<T> : IBinary<T, T, T> where T : IBinaryInteger<T>
    {
        public static T Invoke(T left, T right) => left | right;
    }

    private readonly struct Xor<T> : IBinary<T, T, T> where T : IBinaryInteger<T>
    {
        public static T Invoke(T left, T right) => left ^ right;
    }

    private readonly struct Not<T> : IUnary<T, T> where T : IBinaryInteger<T>
    {
        public static T Invoke(T value) => ~value;
    }

    private readonly struct BitCount<T> : IUnary<T, sbyte> where T : IBinaryInteger<T>
    {
        public static sbyte Invoke(T value) => sbyte.CreateSaturating(T.PopCount(value));
    }

    private readonly struct ShiftLeft : IBinary<long, long, long>
    {
        public static long Invoke(long value, long places)
        {
            if (value == 0 || places == 0) return value;
            if (value < 0 || places is < 0 or > 62 || value << (int)places >> (int)places != value
                || value << (int)places < 0)
                throw Errors.OutOfRange($"{value} << {places} is out of range");
            return value << (int)places;
        }
    }

    private readonly struct ShiftRight : IBinary<long, long, long>
    {
        public static long Invoke(long value, long places) => places is < 0 or > 63 ? 0 : value >> (int)places;
    }

    private readonly struct Gcd : IBinary<long, long, long>
    {
        public static long Invoke(long left, long right)
        {
            ulong result = Divisor(left, right);
            return result > long.MaxValue
                ? throw Errors.OutOfRange("gcd is out of range for type BIGINT") : (long)result;
        }

        public static ulong Divisor(long left, long right)
        {
            ulong a = left < 0 ? 0 - (ulong)left : (ulong)left, b = right < 0 ? 0 - (ulong)right : (ulong)right;
            while (b != 0) (a, b) = (b, a % b);
            return a;
        }
    }

    private readonly struct Lcm : IBinary<long, long, long>
    {
        public static long Invoke(long left, long right)
        {
            if (left == 0 || right == 0) return 0;
            Int128 result = Int128.Abs((Int128)left / Gcd.Divisor(left, right) * right);
            return result > long.MaxValue
                ? throw Errors.OutOfRange("lcm is out of range for type BIGINT") : (long)result;
        }
    }

    private readonly struct Factorial : IUnary<int, Int128>
    {
        public static Int128 Invoke(int value)
        {
            if (value is < 0 or > 33) throw Errors.OutOfRange($"factorial({value}) is out of range");
            Int128 result = 1;
            for (int i = 2; i <= value; i++) result *= i;
            return result;
        }
    }
}
