using System.Runtime.CompilerServices;
using System.Text;
using Grizzly.Common;

namespace Grizzly.Types;

/// <summary>One SQL value outside a vector: a literal, a parameter, a bound, a statistic. Immutable and
/// thread-safe.</summary>
/// <remarks>Integers, dates, times, decimals (unscaled), booleans and UUIDs lie in 128 bits; floating-point numbers as
/// their bits;
/// intervals as their 16 bytes; VARCHAR and BLOB as a byte array that must not be changed.</remarks>
public readonly struct Value : IEquatable<Value>
{
    private readonly LogicalType? _type;
    private readonly Int128 _bits;
    private readonly byte[]? _bytes;
    private readonly bool _isValid;

    private Value(LogicalType type, Int128 bits, byte[]? bytes, bool isValid)
    {
        _type = type;
        _bits = bits;
        _bytes = bytes;
        _isValid = isValid;
    }

    public LogicalType Type => _type ?? LogicalType.Null;

    public bool IsNull => !_isValid;

    /// <summary>The integer behind integers, BOOLEAN (0 or 1), DECIMAL (unscaled), DATE, TIME, TIMESTAMP,
    /// TIMESTAMPTZ.</summary>
    public Int128 Integer => _bits;

    /// <summary>The number behind FLOAT and DOUBLE.</summary>
    public double Floating => BitConverter.Int64BitsToDouble((long)_bits);

    public bool Bool => _bits != 0;

    public UInt128 Unsigned => (UInt128)_bits;

    public IntervalValue Interval => Unsafe.BitCast<Int128, IntervalValue>(_bits);

    /// <summary>The bytes behind VARCHAR (UTF-8) and BLOB.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The same bytes as an array that the caller must not change; empty if null.</summary>
    public byte[] ByteArray => _bytes ?? [];

    public string Text => Encoding.UTF8.GetString(Bytes);

    public static Value Null(LogicalType type) => new(type, 0, null, false);

    public static Value Of(LogicalType type, Int128 integer) => new(type, integer, null, true);

    public static Value Of(LogicalType type, UInt128 unsigned) => new(type, (Int128)unsigned, null, true);

    public static Value Of(LogicalType type, byte[] bytes) => new(type, 0, bytes, true);

    public static Value OfDouble(double value) =>
        new(LogicalType.Double, BitConverter.DoubleToInt64Bits(value), null, true);

    /// <summary>A FLOAT, held as the double of the same value.</summary>
    public static Value OfFloat(float value) =>
        new(LogicalType.Float, BitConverter.DoubleToInt64Bits(value), null, true);

    public static Value OfBool(bool value) => new(LogicalType.Boolean, value ? 1 : 0, null, true);

    public static Value OfInteger(int value) => new(LogicalType.Integer, value, null, true);

    public static Value OfBigInt(long value) => new(LogicalType.BigInt, value, null, true);

    public static Value OfVarchar(string text) => new(LogicalType.Varchar, 0, Encoding.UTF8.GetBytes(text), true);

    public static Value OfInterval(IntervalValue interval) =>
        new(LogicalType.Interval, Unsafe.BitCast<IntervalValue, Int128>(interval), null, true);

    /// <summary>The same bits under another type of the same physical layout (a narrower decimal, TIMESTAMP as
    /// TIMESTAMPTZ, …).</summary>
    public Value Retype(LogicalType type) => new(type, _bits, _bytes, _isValid);

    /// <summary>Order of two values of the same type, neither NULL; NaN sorts above every number.</summary>
    public static int Compare(in Value left, in Value right)
    {
        Check.Assert(left._isValid && right._isValid && left.Type.Physical == right.Type.Physical);
        return left.Type.Physical switch
        {
            PhysicalType.Float or PhysicalType.Double => CompareFloating(left.Floating, right.Floating),
            PhysicalType.String => left.Bytes.SequenceCompareTo(right.Bytes),
            PhysicalType.Interval => left.Interval.CompareTo(right.Interval),
            PhysicalType.UInt128 => left.Unsigned.CompareTo(right.Unsigned),
            _ => left._bits.CompareTo(right._bits),
        };
    }

    /// <summary>Same type, both NULL or both the same value (NaN equals NaN): identity, not SQL's three-valued
    /// <c>=</c>.</summary>
    public bool Equals(Value other)
    {
        if (Type != other.Type || _isValid != other._isValid) return false;
        return !_isValid || Compare(this, other) == 0;
    }

    public override bool Equals(object? other) => other is Value value && Equals(value);

    public override int GetHashCode()
    {
        if (!_isValid) return Type.GetHashCode();
        if (_bytes is null) return HashCode.Combine(Type, _bits);
        var hash = new HashCode();
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    private static int CompareFloating(double left, double right)
    {
        if (double.IsNaN(left)) return double.IsNaN(right) ? 0 : 1;
        if (double.IsNaN(right)) return -1;
        return left < right ? -1 : left > right ? 1 : 0;
    }
}
