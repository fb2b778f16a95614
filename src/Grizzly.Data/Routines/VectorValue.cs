using System.Runtime.CompilerServices;
using System.Text;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>Values of vectors as arguments of functions written in C#.</summary>
internal static unsafe class VectorValue
{
    private static readonly long EpochTicks = DateTime.UnixEpoch.Ticks;
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The SQL type that arguments and results of <typeparamref name="T"/> have.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static LogicalType TypeOf<T>() => Find(typeof(T)) ?? throw DataErrors.NoRoutineType(typeof(T));

    /// <summary>The SQL type of a CLR type; null where there is none.</summary>
    public static LogicalType? Find(Type type)
    {
        type = System.Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(bool)) return LogicalType.Boolean;
        if (type == typeof(sbyte)) return LogicalType.TinyInt;
        if (type == typeof(short)) return LogicalType.SmallInt;
        if (type == typeof(int)) return LogicalType.Integer;
        if (type == typeof(long)) return LogicalType.BigInt;
        if (type == typeof(Int128)) return LogicalType.HugeInt;
        if (type == typeof(byte)) return LogicalType.UTinyInt;
        if (type == typeof(ushort)) return LogicalType.USmallInt;
        if (type == typeof(uint)) return LogicalType.UInteger;
        if (type == typeof(ulong)) return LogicalType.UBigInt;
        if (type == typeof(UInt128)) return LogicalType.UHugeInt;
        if (type == typeof(float)) return LogicalType.Float;
        if (type == typeof(double)) return LogicalType.Double;
        if (type == typeof(string)) return LogicalType.Varchar;
        if (type == typeof(byte[])) return LogicalType.Blob;
        if (type == typeof(DateOnly)) return LogicalType.Date;
        if (type == typeof(TimeOnly)) return LogicalType.Time;
        if (type == typeof(DateTime)) return LogicalType.Timestamp;
        if (type == typeof(DateTimeOffset)) return LogicalType.TimestampTz;
        if (type == typeof(IntervalValue)) return LogicalType.Interval;
        return null;
    }

    /// <summary>The value of a row, which is not NULL, of a vector of <see cref="TypeOf{T}"/>.</summary>
    public static T Read<T>(ColumnVector vector, int row)
    {
        byte* at = vector.AddressOf(row);
        if (typeof(T).IsValueType && ColumnWriter.HasLayoutOf<T>(vector.Type.Id)) return Unsafe.ReadUnaligned<T>(at);
        if (typeof(T) == typeof(string))
            return (T)(object)Encoding.UTF8.GetString(StringView.SpanOf((StringView*)at));
        if (typeof(T) == typeof(byte[])) return (T)(object)StringView.SpanOf((StringView*)at).ToArray();
        if (typeof(T) == typeof(DateOnly)) return (T)(object)DateOnly.FromDayNumber(*(int*)at + EpochDay);
        if (typeof(T) == typeof(DateTime)) return (T)(object)new DateTime(checked(*(long*)at + EpochTicks));
        if (typeof(T) == typeof(DateTimeOffset))
            return (T)(object)new DateTimeOffset(checked(*(long*)at + EpochTicks), TimeSpan.Zero);
        throw DataErrors.NoRoutineType(typeof(T));
    }
}
