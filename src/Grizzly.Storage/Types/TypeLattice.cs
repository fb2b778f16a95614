namespace Grizzly.Types;

/// <summary>Which types meet where: the common type of operands and the price of implicit casts.</summary>
public static class TypeLattice
{
    /// <summary>Price of reading a string literal as another type: dearer than any cast between types.</summary>
    public const int LiteralCost = 1000;

    /// <summary>The DECIMAL that holds every value of an integer type: DECIMAL(10,0) for INTEGER; the type itself for a
    /// DECIMAL.</summary>
    public static LogicalType DecimalFor(LogicalType type) => type.Id switch
    {
        LogicalTypeId.Decimal => type,
        LogicalTypeId.TinyInt or LogicalTypeId.UTinyInt => LogicalType.Decimal(3, 0),
        LogicalTypeId.SmallInt or LogicalTypeId.USmallInt => LogicalType.Decimal(5, 0),
        LogicalTypeId.Integer or LogicalTypeId.UInteger => LogicalType.Decimal(10, 0),
        LogicalTypeId.BigInt => LogicalType.Decimal(19, 0),
        LogicalTypeId.UBigInt => LogicalType.Decimal(20, 0),
        LogicalTypeId.Boolean => LogicalType.Decimal(1, 0),
        _ => LogicalType.Decimal(38, 0),
    };

    /// <summary>The smallest DECIMAL(p,0) that holds an integer constant, so that <c>1 - discount</c> stays
    /// narrow.</summary>
    public static LogicalType DecimalForConstant(Int128 value) =>
        LogicalType.Decimal(Math.Min(38, PowersOfTen.DigitsOf(value)), 0);

    /// <summary>
    /// The type both sides of a comparison, the branches of CASE, the columns of UNION and the items of IN are cast to;
    /// null where there is none.
    /// A string literal or untyped NULL takes the other side's type; a string column does not.
    /// </summary>
    public static LogicalType? CommonType(LogicalType left, LogicalType right, bool leftIsLiteral = false,
        bool rightIsLiteral = false)
    {
        if (left == right) return left;
        if (left.IsNull) return right;
        if (right.IsNull) return left;
        if (left.IsNested && right.IsNested) return NestedLattice.CommonType(left, right);
        if (left.IsUnion != right.IsUnion) return NestedLattice.CommonType(left, right);
        if (left.IsEnum && right.IsEnum) return LogicalType.Varchar;
        if (left.IsEnum || right.IsEnum)
        {
            return (left.IsEnum ? right : left).IsString ? LogicalType.Varchar : null;
        }
        if (left.IsJson || right.IsJson)
        {
            LogicalType other = left.IsJson ? right : left;
            return other.IsString ? LogicalType.Json : null;
        }
        if (left.IsString || right.IsString)
        {
            if (left.IsString && leftIsLiteral) return right;
            if (right.IsString && rightIsLiteral) return left;
            return null;
        }
        if (left.IsNumeric && right.IsNumeric) return CommonNumber(left, right);
        if (left.HasInfinity && right.HasInfinity) return Precision(left) >= Precision(right) ? left : right;
        if (left.IsTemporal && right.IsTemporal) return CommonTime(left, right);
        return null;
    }

    /// <summary>The common type of several operands (CASE branches, UNION columns, IN items); null where there is
    /// none.</summary>
    public static LogicalType? CommonType(IReadOnlyList<LogicalType> types, IReadOnlyList<bool>? literals = null)
    {
        LogicalType result = LogicalType.Null;
        bool isLiteral = true;
        for (int i = 0; i < types.Count; i++)
        {
            bool literal = literals is not null && literals[i];
            if (types[i].IsNull) continue;
            if (CommonType(result, types[i], isLiteral, literal) is not { } common) return null;
            isLiteral &= literal;
            result = common;
        }
        return result;
    }

    /// <summary>The price of casting an argument without being asked; 0 for the same type, negative where it is not
    /// done.</summary>
    public static int ImplicitCastCost(LogicalType from, LogicalType to)
    {
        if (from == to) return 0;
        if (from.IsNull) return 1;
        if (to.IsNull) return -1;
        if (from.IsNested) return NestedLattice.ImplicitCastCost(from, to);
        if (to.IsNested) return to.IsUnion ? NestedLattice.ImplicitCastCost(from, to) : -1;
        if (from.IsEnum) return to.IsString ? 20 : -1;
        if (from.IsJson) return to.IsString ? 1 : -1;
        if (from.IsInteger && to.IsInteger) return IntegerCost(from, to);
        if (from.IsInteger && to.IsDecimal)
        {
            return to.Precision - to.Scale >= DecimalFor(from).Precision ? 30 : -1;
        }
        if (from.IsInteger || from.IsDecimal)
        {
            if (to.Id == LogicalTypeId.Double) return 50;
            if (to.Id == LogicalTypeId.Float) return 60;
        }
        if (from.IsDecimal && to.IsDecimal)
            return to.Scale >= from.Scale && to.Precision - to.Scale >= from.Precision - from.Scale ? 5 : -1;
        return (from.Id, to.Id) switch
        {
            (LogicalTypeId.Float, LogicalTypeId.Double) => 5,
            (LogicalTypeId.Date, LogicalTypeId.Timestamp) => 10,
            (LogicalTypeId.Date, LogicalTypeId.TimestampTz) => 20,
            (LogicalTypeId.Timestamp, LogicalTypeId.TimestampTz) => 10,
            (LogicalTypeId.Date, LogicalTypeId.TimestampS) => 15,
            (LogicalTypeId.Date, LogicalTypeId.TimestampMs) => 16,
            (LogicalTypeId.Date, LogicalTypeId.TimestampNs) => 17,
            (LogicalTypeId.TimestampS or LogicalTypeId.TimestampMs or LogicalTypeId.TimestampNs,
                LogicalTypeId.Timestamp) => 10,
            (LogicalTypeId.TimestampS or LogicalTypeId.TimestampMs or LogicalTypeId.TimestampNs,
                LogicalTypeId.TimestampTz) => 20,
            (LogicalTypeId.TimestampS, LogicalTypeId.TimestampMs or LogicalTypeId.TimestampNs) => 15,
            (LogicalTypeId.TimestampMs or LogicalTypeId.Timestamp, LogicalTypeId.TimestampNs) => 15,
            (LogicalTypeId.Time, LogicalTypeId.TimeTz or LogicalTypeId.TimeNs) => 15,
            (LogicalTypeId.TimeNs, LogicalTypeId.Time) => 16,
            _ => -1,
        };
    }

    /// <summary>Like the other overload, but a string literal may become anything.</summary>
    public static int ImplicitCastCost(LogicalType from, LogicalType to, bool isLiteral)
    {
        int cost = ImplicitCastCost(from, to);
        return cost < 0 && isLiteral && from.IsString ? LiteralCost : cost;
    }

    /// <summary>Dates and timestamps meet in the finer one, and with a time zone if one has it.</summary>
    private static int Precision(LogicalType type) => type.Id switch
    {
        LogicalTypeId.Date => -1,
        LogicalTypeId.TimestampTz => 10,
        _ => type.SecondDigits,
    };

    private static LogicalType? CommonTime(LogicalType left, LogicalType right) => (left.Id, right.Id) switch
    {
        (LogicalTypeId.Time, LogicalTypeId.TimeTz or LogicalTypeId.TimeNs) => right,
        (LogicalTypeId.TimeTz or LogicalTypeId.TimeNs, LogicalTypeId.Time) => left,
        _ => null,
    };

    private static LogicalType CommonNumber(LogicalType left, LogicalType right)
    {
        if (left.IsFloating || right.IsFloating)
        {
            bool bothSmall = IsFloatOrSmall(left) && IsFloatOrSmall(right);
            return bothSmall ? LogicalType.Float : LogicalType.Double;
        }
        if (left.IsDecimal || right.IsDecimal)
        {
            LogicalType l = DecimalFor(left), r = DecimalFor(right);
            int scale = Math.Max(l.Scale, r.Scale);
            int whole = Math.Max(l.Precision - l.Scale, r.Precision - r.Scale);
            return LogicalType.Decimal(Math.Min(LogicalType.MaxDecimalPrecision, whole + scale), scale);
        }
        if (left.IsSignedInteger == right.IsSignedInteger) return left.SizeInBytes >= right.SizeInBytes ? left : right;
        (LogicalType signed, LogicalType unsigned) = left.IsSignedInteger ? (left, right) : (right, left);
        int bytes = Math.Max(signed.SizeInBytes, unsigned.SizeInBytes * 2);
        return bytes switch
        {
            2 => LogicalType.SmallInt,
            4 => LogicalType.Integer,
            8 => LogicalType.BigInt,
            16 => LogicalType.HugeInt,
            _ => LogicalType.Double,
        };
    }

    private static bool IsFloatOrSmall(LogicalType type) =>
        type.Id == LogicalTypeId.Float || (type.IsInteger && type.SizeInBytes <= 2);

    private static int IntegerCost(LogicalType from, LogicalType to)
    {
        bool fits = from.IsSignedInteger
            ? to.IsSignedInteger && to.SizeInBytes > from.SizeInBytes
            : to.SizeInBytes > from.SizeInBytes;
        if (!fits) return -1;
        int steps = to.Id - from.Id;
        return from.IsSignedInteger == to.IsSignedInteger ? steps : 10 + to.SizeInBytes;
    }
}
