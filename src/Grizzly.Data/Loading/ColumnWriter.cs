using System.Runtime.CompilerServices;
using System.Text;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>Writes CLR values into flat vectors: directly where the type is the column's own, else as a parameter of
/// that type would be converted.</summary>
internal static unsafe class ColumnWriter
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private static readonly long EpochTicks = DateTime.UnixEpoch.Ticks;
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>Whether values of <typeparamref name="T"/> lie in memory as the column's own do.</summary>
    public static bool HasLayoutOf<T>(LogicalTypeId type) => type switch
    {
        LogicalTypeId.Boolean => typeof(T) == typeof(bool),
        LogicalTypeId.TinyInt => typeof(T) == typeof(sbyte),
        LogicalTypeId.SmallInt => typeof(T) == typeof(short),
        LogicalTypeId.Integer => typeof(T) == typeof(int),
        LogicalTypeId.BigInt => typeof(T) == typeof(long),
        LogicalTypeId.HugeInt => typeof(T) == typeof(Int128),
        LogicalTypeId.UTinyInt => typeof(T) == typeof(byte),
        LogicalTypeId.USmallInt => typeof(T) == typeof(ushort),
        LogicalTypeId.UInteger => typeof(T) == typeof(uint),
        LogicalTypeId.UBigInt => typeof(T) == typeof(ulong),
        LogicalTypeId.UHugeInt => typeof(T) == typeof(UInt128),
        LogicalTypeId.Float => typeof(T) == typeof(float),
        LogicalTypeId.Double => typeof(T) == typeof(double),
        LogicalTypeId.Interval => typeof(T) == typeof(IntervalValue),
        LogicalTypeId.Time => typeof(T) == typeof(TimeOnly),
        _ => false,
    };

    /// <summary>Writes one value; null and DBNull are NULL.</summary>
    /// <param name="name">The column's name, for errors.</param>
    public static void Write<T>(ColumnVector column, int row, T value, string name)
    {
        if (value is null or DBNull)
        {
            column.SetNull(row);
            return;
        }
        if (typeof(T).IsValueType && HasLayoutOf<T>(column.Type.Id))
            Unsafe.WriteUnaligned(column.Data + (long)row * Unsafe.SizeOf<T>(), value);
        else if (!TryKnown(column, row, value, name)) WriteConverted(column, row, value, name);
    }

    /// <summary>Types whose layout differs, and the widening that is asked for most.</summary>
    private static bool TryKnown<T>(ColumnVector column, int row, T value, string name)
    {
        LogicalTypeId id = column.Type.Id;
        if (typeof(T) == typeof(string) && id == LogicalTypeId.Varchar)
            WriteText(column, row, (string)(object)value!, name);
        else if (typeof(T) == typeof(int) && id == LogicalTypeId.BigInt)
            ((long*)column.Data)[row] = (int)(object)value!;
        else if (typeof(T) == typeof(DateOnly) && id == LogicalTypeId.Date)
            ((int*)column.Data)[row] = ((DateOnly)(object)value!).DayNumber - EpochDay;
        else if (typeof(T) == typeof(DateTime) && id == LogicalTypeId.Timestamp
            && ((DateTime)(object)value!).Kind != DateTimeKind.Utc)
            ((long*)column.Data)[row] = ((DateTime)(object)value!).Ticks - EpochTicks;
        else if (typeof(T) == typeof(DateTimeOffset) && id == LogicalTypeId.TimestampTz)
            ((long*)column.Data)[row] = ((DateTimeOffset)(object)value!).UtcTicks - EpochTicks;
        else if (typeof(T) == typeof(decimal) && id == LogicalTypeId.Decimal)
            return TryDecimal(column, row, (decimal)(object)value!);
        else return false;
        return true;
    }

    private static void WriteConverted(ColumnVector column, int row, object value, string name)
    {
        if (value is string text && column.Type.Id == LogicalTypeId.Varchar) WriteText(column, row, text, name);
        else column.SetValue(row, ParameterValues.Convert(value, column.Type, name));
    }

    private static void WriteText(ColumnVector column, int row, string text, string name)
    {
        const int MostOnStack = 512;
        int most = StrictUtf8.GetMaxByteCount(text.Length);
        Span<byte> bytes = most <= MostOnStack ? stackalloc byte[MostOnStack] : new byte[most];
        try
        {
            int length = StrictUtf8.GetBytes(text, bytes);
            ((StringView*)column.Data)[row] = column.Arena.Add(bytes[..length]);
        }
        catch (EncoderFallbackException)
        {
            throw DataErrors.InvalidUtf16(name);
        }
    }

    /// <summary>A decimal that the column holds exactly; false leaves rounding and errors to the conversion.</summary>
    private static bool TryDecimal(ColumnVector column, int row, decimal value)
    {
        LogicalType type = column.Type;
        if (value.Scale > type.Scale || type.Physical != PhysicalType.Int64) return false;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        Int128 unscaled = new((uint)bits[2], (ulong)(uint)bits[1] << 32 | (uint)bits[0]);
        Int128 limit = 1;
        for (int i = 0; i < type.Precision; i++) limit *= 10;
        for (int i = value.Scale; i < type.Scale; i++)
        {
            unscaled *= 10;
            if (unscaled >= limit) return false;
        }
        if (unscaled >= limit) return false;
        ((long*)column.Data)[row] = (long)(decimal.IsNegative(value) ? -unscaled : unscaled);
        return true;
    }
}
