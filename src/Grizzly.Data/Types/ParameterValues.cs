using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grizzly.Types;

namespace Grizzly.Data;

/// <summary>Turns CLR values into SQL values: never with silent loss.</summary>
internal static class ParameterValues
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private static readonly long EpochTicks = DateTime.UnixEpoch.Ticks;
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The value under the type asked for, or its natural type where none is.</summary>
    /// <param name="scale">Of DECIMAL, where <paramref name="precision"/> is not 0.</param>
    public static Value Convert(object? value, GrizzlyType wanted, byte precision, byte scale, string name)
    {
        LogicalType? type = wanted == GrizzlyType.Decimal && precision > 0
            ? LogicalType.Decimal(precision, scale)
            : TypeMap.LogicalTypeOf(wanted);
        if (value is null or DBNull) return Value.Null(type ?? LogicalType.Null);
        Value natural = wanted switch
        {
            GrizzlyType.Time when value is TimeSpan time => Value.Of(LogicalType.Time, (Int128)TimeOfDay(time).Ticks),
            GrizzlyType.Time when value is DateTime time => Value.Of(LogicalType.Time, (Int128)time.TimeOfDay.Ticks),
            GrizzlyType.Date when value is DateTime date =>
                Value.Of(LogicalType.Date, (Int128)DayOf(DateOnly.FromDateTime(date))),
            GrizzlyType.Timestamp when value is DateTime time =>
                Value.Of(LogicalType.Timestamp, (Int128)(time.Ticks - EpochTicks)),
            GrizzlyType.Decimal when value is not decimal && type is null => Decimal(value, name),
            _ => Natural(value, name),
        };
        if (type is null || natural.Type == type) return natural;
        if (natural.Type.Id == LogicalTypeId.Boolean && type.IsNumeric) natural = Value.OfInteger(natural.Bool ? 1 : 0);
        return ValueText.Parse(ValueText.FormatUtf8(natural), type);
    }

    /// <summary>The value under a type with all its parameters.</summary>
    public static Value Convert(object value, LogicalType type, string name)
    {
        if (type.Id is LogicalTypeId.Time or LogicalTypeId.Date or LogicalTypeId.Timestamp)
            return Convert(value, (GrizzlyType)type.Id, 0, 0, name);
        Value natural = Natural(value, name);
        if (natural.Type == type) return natural;
        if (natural.Type.Id == LogicalTypeId.Boolean && type.IsNumeric) natural = Value.OfInteger(natural.Bool ? 1 : 0);
        return ValueText.Parse(ValueText.FormatUtf8(natural), type);
    }

    private static Value Decimal(object value, string name)
    {
        Value natural = Natural(value, name);
        return natural.Type.IsDecimal ? natural : OfDecimal(decimal.Parse(
            ValueText.Format(natural), System.Globalization.NumberStyles.Float,
            System.Globalization.CultureInfo.InvariantCulture));
    }

    private static Value Natural(object value, string name)
    {
        switch (value)
        {
            case string text: return OfText(text, name);
            case int number: return Value.OfInteger(number);
            case long number: return Value.OfBigInt(number);
            case bool flag: return Value.OfBool(flag);
            case double number: return Value.OfDouble(number);
            case decimal number: return OfDecimal(number);
            case DateTime { Kind: DateTimeKind.Utc } time: return Value.Of(
                LogicalType.TimestampTz, (Int128)(time.Ticks - EpochTicks));
            case DateTime time: return Value.Of(LogicalType.Timestamp, (Int128)(time.Ticks - EpochTicks));
            case Guid guid: return Value.Of(LogicalType.Uuid, BitsOf(guid));
            // An array of sbyte matches byte[] too.
            case byte[] bytes when value.GetType() == typeof(byte[]):
                return Value.Of(LogicalType.Blob, bytes.AsSpan().ToArray());
            case float number: return Value.OfFloat(number);
            case short number: return Value.Of(LogicalType.SmallInt, (Int128)number);
            case sbyte number: return Value.Of(LogicalType.TinyInt, (Int128)number);
            case byte number: return Value.Of(LogicalType.UTinyInt, (Int128)number);
            case ushort number: return Value.Of(LogicalType.USmallInt, (Int128)number);
            case uint number: return Value.Of(LogicalType.UInteger, (Int128)number);
            case ulong number: return Value.Of(LogicalType.UBigInt, (Int128)number);
            case Int128 number: return Value.Of(LogicalType.HugeInt, number);
            case UInt128 number: return Value.Of(LogicalType.UHugeInt, number);
            case BigInteger number: return OfBigInteger(number);
            case Half number: return Value.OfFloat((float)number);
            case DateOnly date: return Value.Of(LogicalType.Date, (Int128)DayOf(date));
            case TimeOnly time: return Value.Of(LogicalType.Time, (Int128)time.Ticks);
            case DateTimeOffset time: return Value.Of(LogicalType.TimestampTz, (Int128)(time.UtcTicks - EpochTicks));
            case TimeSpan span: return Value.OfInterval(OfTimeSpan(span));
            case IntervalValue interval: return Value.OfInterval(interval);
            case char character: return OfText(character.ToString(), name);
            case char[] characters: return OfText(new string(characters), name);
            case ReadOnlyMemory<char> characters: return OfText(characters.ToString(), name);
            case Memory<char> characters: return OfText(characters.ToString(), name);
            case ReadOnlyMemory<byte> bytes: return Value.Of(LogicalType.Blob, bytes.ToArray());
            case Memory<byte> bytes: return Value.Of(LogicalType.Blob, bytes.ToArray());
            case ArraySegment<byte> bytes: return Value.Of(LogicalType.Blob, bytes.ToArray());
            case MemoryStream stream: return Value.Of(LogicalType.Blob, stream.ToArray());
            case Stream stream: return Value.Of(LogicalType.Blob, ReadToEnd(stream));
            case JsonDocument json: return OfJson(json.RootElement);
            case JsonElement json: return OfJson(json);
            case JsonNode json: return Value.Of(LogicalType.Json, StrictUtf8.GetBytes(json.ToJsonString()));
            case Enum item: return Natural(System.Convert.ChangeType(
                item, Enum.GetUnderlyingType(item.GetType()), System.Globalization.CultureInfo.InvariantCulture), name);
            case Value sql: return sql;
            case ITuple tuple: return NestedParameters.OfTuple(
                tuple, item => item is null or DBNull ? Value.Null(LogicalType.Null) : Natural(item, name));
            case System.Collections.IEnumerable when NestedParameters.TryConvert(
                value, item => item is null or DBNull ? Value.Null(LogicalType.Null) : Natural(item, name),
                    out Value made):
                return made;
            default: throw DataErrors.NoParameterConversion(value.GetType(), name);
        }
    }

    private static Value OfJson(JsonElement json) =>
        Value.Of(LogicalType.Json, StrictUtf8.GetBytes(json.GetRawText()));

    private static byte[] ReadToEnd(Stream stream)
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static Value OfText(string text, string name)
    {
        try
        {
            return Value.Of(LogicalType.Varchar, StrictUtf8.GetBytes(text));
        }
        catch (EncoderFallbackException)
        {
            throw DataErrors.InvalidUtf16(name);
        }
    }

    /// <summary>A DECIMAL of the number's own scale. Precisions come in three steps, so that one plan serves many
    /// values.</summary>
    private static Value OfDecimal(decimal number)
    {
        int scale = number.Scale;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        Int128 unscaled = new((uint)bits[2], (ulong)(uint)bits[1] << 32 | (uint)bits[0]);
        int digits = Math.Max(scale, Digits(unscaled));
        int precision = digits <= 9 ? 9 : digits <= 18 ? 18 : 29;
        return Value.Of(LogicalType.Decimal(precision, scale), decimal.IsNegative(number) ? -unscaled : unscaled);
    }

    private static int Digits(Int128 number)
    {
        int digits = 0;
        for (; number > 0; number /= 10) digits++;
        return digits;
    }

    private static Value OfBigInteger(BigInteger number)
    {
        if (number >= (BigInteger)Int128.MinValue && number <= (BigInteger)Int128.MaxValue)
            return Value.Of(LogicalType.HugeInt, (Int128)number);
        if (number.Sign > 0 && number <= (BigInteger)UInt128.MaxValue)
            return Value.Of(LogicalType.UHugeInt, (UInt128)number);
        throw Common.Errors.ValueOutOfRange(Common.Errors.Shorten(number.ToString()), "HUGEINT");
    }

    /// <summary>Whole days apart from the rest, as the engine writes intervals.</summary>
    private static IntervalValue OfTimeSpan(TimeSpan span) =>
        new(0, (int)(span.Ticks / TimeSpan.TicksPerDay), span.Ticks % TimeSpan.TicksPerDay);

    private static TimeOnly TimeOfDay(TimeSpan time) => time >= TimeSpan.Zero && time.Ticks < TimeSpan.TicksPerDay
        ? new TimeOnly(time.Ticks)
        : throw Common.Errors.ValueOutOfRange(time.ToString(), "TIME");

    private static int DayOf(DateOnly date) => date.DayNumber - EpochDay;

    private static UInt128 BitsOf(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
