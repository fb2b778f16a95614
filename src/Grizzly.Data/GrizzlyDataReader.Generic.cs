using System.Numerics;
using System.Runtime.CompilerServices;
using Grizzly.Types;

namespace Grizzly.Data;

/// <summary>Values as objects, as any type asked for, and piecewise.</summary>
public sealed partial class GrizzlyDataReader
{
    private static readonly object s_true = true;
    private static readonly object s_false = false;

    /// <summary>The value as its natural CLR type, DBNull for NULL. INTERVAL is a TimeSpan, but one with months, which
    /// no TimeSpan holds, comes as an <see cref="IntervalValue"/>.</summary>
    public override object GetValue(int ordinal)
    {
        if (IsDBNull(ordinal)) return DBNull.Value;
        return _cursors[ordinal].Id switch
        {
            LogicalTypeId.Boolean => GetBoolean(ordinal) ? s_true : s_false,
            LogicalTypeId.TinyInt => (sbyte)GetInt64(ordinal),
            LogicalTypeId.SmallInt => GetInt16(ordinal),
            LogicalTypeId.Integer => GetInt32(ordinal),
            LogicalTypeId.BigInt => GetInt64(ordinal),
            LogicalTypeId.HugeInt or LogicalTypeId.UHugeInt => GetBigInteger(ordinal),
            LogicalTypeId.UTinyInt => GetByte(ordinal),
            LogicalTypeId.USmallInt => (ushort)GetInt64(ordinal),
            LogicalTypeId.UInteger => (uint)GetInt64(ordinal),
            LogicalTypeId.UBigInt => GetUInt64(ordinal),
            LogicalTypeId.Float => GetFloat(ordinal),
            LogicalTypeId.Double => GetDouble(ordinal),
            LogicalTypeId.Decimal => GetDecimal(ordinal),
            LogicalTypeId.Varchar => GetString(ordinal),
            LogicalTypeId.Blob => GetByteArray(ordinal),
            LogicalTypeId.Uuid => GetGuid(ordinal),
            LogicalTypeId.Date => GetDate(ordinal),
            LogicalTypeId.Time or LogicalTypeId.TimeNs => GetTime(ordinal),
            LogicalTypeId.TimestampTz or LogicalTypeId.TimeTz => GetDateTimeOffset(ordinal),
            _ when _types[ordinal].IsTimestamp => GetDateTime(ordinal),
            LogicalTypeId.Interval =>
                GetInterval(ordinal) is { Months: not 0 } interval ? interval : GetTimeSpan(ordinal),
            LogicalTypeId.Enum or LogicalTypeId.Json or LogicalTypeId.Bit => GetString(ordinal),
            _ when _types[ordinal].IsNested => NestedReads.ToObject(ValueOf(ordinal)) ?? DBNull.Value,
            _ => throw CannotRead(ordinal, typeof(object)),
        };
    }

    public override int GetValues(object[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int count = Math.Min(values.Length, FieldCount);
        if ((uint)_row >= (uint)_count) throw DataErrors.NoRow();
        for (int i = 0; i < count; i++) values[i] = GetValue(i);
        return count;
    }

    /// <summary>The value as <typeparamref name="T"/>, without boxing where T is a value type the getters know; a
    /// nullable T takes NULL as null. Enums are read from numbers and from their names.</summary>
    public override T GetFieldValue<T>(int ordinal)
    {
        // The comparisons are settled when the method is compiled for T, and the casts with them.
        if (typeof(T) == typeof(int)) return As<int, T>(GetInt32(ordinal));
        if (typeof(T) == typeof(long)) return As<long, T>(GetInt64(ordinal));
        if (typeof(T) == typeof(double)) return As<double, T>(GetDouble(ordinal));
        if (typeof(T) == typeof(string)) return (T)(object)GetString(ordinal);
        if (typeof(T) == typeof(bool)) return As<bool, T>(GetBoolean(ordinal));
        if (typeof(T) == typeof(decimal)) return As<decimal, T>(GetDecimal(ordinal));
        if (typeof(T) == typeof(DateTime)) return As<DateTime, T>(GetDateTime(ordinal));
        if (typeof(T) == typeof(DateOnly)) return As<DateOnly, T>(GetDate(ordinal));
        if (typeof(T) == typeof(TimeOnly)) return As<TimeOnly, T>(GetTime(ordinal));
        if (typeof(T) == typeof(TimeSpan)) return As<TimeSpan, T>(GetTimeSpan(ordinal));
        if (typeof(T) == typeof(DateTimeOffset)) return As<DateTimeOffset, T>(GetDateTimeOffset(ordinal));
        if (typeof(T) == typeof(Guid)) return As<Guid, T>(GetGuid(ordinal));
        if (typeof(T) == typeof(float)) return As<float, T>(GetFloat(ordinal));
        if (typeof(T) == typeof(byte)) return As<byte, T>(GetByte(ordinal));
        if (typeof(T) == typeof(short)) return As<short, T>(GetInt16(ordinal));
        if (typeof(T) == typeof(char)) return As<char, T>(GetChar(ordinal));
        if (typeof(T) == typeof(sbyte))
            return As<sbyte, T>((sbyte)Integer(ordinal, sbyte.MinValue, sbyte.MaxValue, typeof(sbyte)));
        if (typeof(T) == typeof(ushort))
            return As<ushort, T>((ushort)Integer(ordinal, ushort.MinValue, ushort.MaxValue, typeof(ushort)));
        if (typeof(T) == typeof(uint))
            return As<uint, T>((uint)Integer(ordinal, uint.MinValue, uint.MaxValue, typeof(uint)));
        if (typeof(T) == typeof(ulong)) return As<ulong, T>(GetUInt64(ordinal));
        if (typeof(T) == typeof(Int128)) return As<Int128, T>(GetInt128(ordinal));
        if (typeof(T) == typeof(UInt128)) return As<UInt128, T>(GetUInt128(ordinal));
        if (typeof(T) == typeof(BigInteger)) return As<BigInteger, T>(GetBigInteger(ordinal));
        if (typeof(T) == typeof(IntervalValue)) return As<IntervalValue, T>(GetInterval(ordinal));
        return (T)FieldObject(ordinal, typeof(T))!;
    }

    /// <summary>Bytes of a BLOB; the whole length where <paramref name="buffer"/> is null.</summary>
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length)
    {
        ReadOnlySpan<byte> bytes = GetUtf8(ordinal);
        if (_cursors[ordinal].Id != LogicalTypeId.Blob) throw CannotRead(ordinal, typeof(byte[]));
        return Copy(bytes, dataOffset, buffer, bufferOffset, length);
    }

    /// <summary>Characters of a VARCHAR; the whole length where <paramref name="buffer"/> is null.</summary>
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        Copy<char>(GetString(ordinal), dataOffset, buffer, bufferOffset, length);

    /// <summary>A BLOB, or the UTF-8 bytes of a VARCHAR, as a stream of its own that outlives the row.</summary>
    public override Stream GetStream(int ordinal) => new MemoryStream(GetUtf8(ordinal).ToArray(), writable: false);

    public override TextReader GetTextReader(int ordinal) => new StringReader(GetString(ordinal));

    private static T As<TFrom, T>(TFrom value) => Unsafe.As<TFrom, T>(ref value);

    private BigInteger GetBigInteger(int ordinal)
    {
        bool isUnsigned = !IsDBNull(ordinal) && _cursors[ordinal].Id == LogicalTypeId.UHugeInt;
        return isUnsigned ? (BigInteger)GetUInt128(ordinal) : (BigInteger)GetInt128(ordinal);
    }

    /// <summary>What <see cref="GetFieldValue{T}"/> leaves: reference types, nullable types, enums.</summary>
    private object? FieldObject(int ordinal, Type type)
    {
        bool isNull = IsDBNull(ordinal);
        if (type == typeof(object)) return GetValue(ordinal);
        if (!isNull && _types[ordinal].IsNested) return ObjectReads.Read(ValueOf(ordinal), type);
        Type? inner = System.Nullable.GetUnderlyingType(type);
        if (isNull)
        {
            if (inner is not null) return null;
            if (type == typeof(DBNull)) return DBNull.Value;
            throw DataErrors.ValueIsNull(_names[ordinal]);
        }
        type = inner ?? type;
        if (type == typeof(byte[])) return GetByteArray(ordinal);
        if (type == typeof(ReadOnlyMemory<byte>)) return new ReadOnlyMemory<byte>(GetByteArray(ordinal));
        if (type == typeof(Memory<byte>)) return new Memory<byte>(GetByteArray(ordinal));
        if (type == typeof(char[])) return GetString(ordinal).ToCharArray();
        if (type == typeof(Stream)) return GetStream(ordinal);
        if (type == typeof(TextReader)) return GetTextReader(ordinal);
        if (type.IsEnum) return EnumValue(ordinal, type);
        if (_types[ordinal].IsText && ObjectReads.TryJson(GetUtf8(ordinal), type) is { } json) return json;
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 => GetFieldValue<int>(ordinal),
            TypeCode.Int64 => GetFieldValue<long>(ordinal),
            TypeCode.Double => GetFieldValue<double>(ordinal),
            TypeCode.Boolean => GetFieldValue<bool>(ordinal),
            TypeCode.Decimal => GetFieldValue<decimal>(ordinal),
            TypeCode.DateTime => GetFieldValue<DateTime>(ordinal),
            TypeCode.Single => GetFieldValue<float>(ordinal),
            TypeCode.Byte => GetFieldValue<byte>(ordinal),
            TypeCode.SByte => GetFieldValue<sbyte>(ordinal),
            TypeCode.Int16 => GetFieldValue<short>(ordinal),
            TypeCode.UInt16 => GetFieldValue<ushort>(ordinal),
            TypeCode.UInt32 => GetFieldValue<uint>(ordinal),
            TypeCode.UInt64 => GetFieldValue<ulong>(ordinal),
            TypeCode.Char => GetFieldValue<char>(ordinal),
            _ when type == typeof(DateOnly) => GetDate(ordinal),
            _ when type == typeof(TimeOnly) => GetTime(ordinal),
            _ when type == typeof(TimeSpan) => GetTimeSpan(ordinal),
            _ when type == typeof(DateTimeOffset) => GetDateTimeOffset(ordinal),
            _ when type == typeof(Guid) => GetGuid(ordinal),
            _ when type == typeof(Int128) => GetInt128(ordinal),
            _ when type == typeof(UInt128) => GetUInt128(ordinal),
            _ when type == typeof(BigInteger) => GetBigInteger(ordinal),
            _ when type == typeof(IntervalValue) => GetInterval(ordinal),
            _ when type == typeof(Half) => NarrowHalf(ordinal),
            _ => throw CannotRead(ordinal, type),
        };
    }

    private Half NarrowHalf(int ordinal)
    {
        float value = GetFloat(ordinal);
        var half = (Half)value;
        return (float)half == value || float.IsNaN(value) ? half : throw DoesNotFit(ordinal, typeof(Half));
    }

    private object EnumValue(int ordinal, Type type)
    {
        if (_cursors[ordinal].Id is LogicalTypeId.Varchar or LogicalTypeId.Enum)
        {
            string text = GetString(ordinal);
            return Enum.TryParse(type, text, ignoreCase: true, out object? item)
                ? item
                : throw CannotRead(ordinal, type);
        }
        return Type.GetTypeCode(type) switch
        {
            TypeCode.UInt64 => Enum.ToObject(type, GetUInt64(ordinal)),
            TypeCode.SByte => Enum.ToObject(type, GetFieldValue<sbyte>(ordinal)),
            TypeCode.Byte => Enum.ToObject(type, (byte)Integer(ordinal, byte.MinValue, byte.MaxValue, type)),
            TypeCode.Int16 => Enum.ToObject(type, GetInt16(ordinal)),
            TypeCode.UInt16 => Enum.ToObject(type, GetFieldValue<ushort>(ordinal)),
            TypeCode.Int32 => Enum.ToObject(type, GetInt32(ordinal)),
            TypeCode.UInt32 => Enum.ToObject(type, GetFieldValue<uint>(ordinal)),
            _ => Enum.ToObject(type, GetInt64(ordinal)),
        };
    }

    private static long Copy<T>(ReadOnlySpan<T> source, long offset, T[]? buffer, int bufferOffset, int length)
    {
        if (buffer is null) return source.Length;
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(bufferOffset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bufferOffset, buffer.Length);
        if (offset >= source.Length) return 0;
        int count = (int)Math.Min(length, source.Length - offset);
        if (count > buffer.Length - bufferOffset)
            throw new ArgumentException("the buffer is too short", nameof(buffer));
        source.Slice((int)offset, count).CopyTo(buffer.AsSpan(bufferOffset));
        return count;
    }
}
