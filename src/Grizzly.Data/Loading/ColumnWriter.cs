using System.Runtime.CompilerServices;
using System.Text;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>Writes CLR values into flat vectors: directly where the type is the column's own, else as a parameter of
/// that type would be converted.</summary>
internal static unsafe class ColumnWriter
{
    private const int MostCharsGuessed = 1024;

    private static readonly ulong[] s_powersOfTen = MakePowersOfTen();
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
        // Right into the arena: the bytes that were too many are given back.
        try
        {
            int most = text.Length <= MostCharsGuessed
                ? StrictUtf8.GetMaxByteCount(text.Length)
                : StrictUtf8.GetByteCount(text);
            byte* target = column.Arena.Allocate(most);
            int length = StrictUtf8.GetBytes(text, new Span<byte>(target, most));
            ((StringView*)column.Data)[row] = new StringView(target, length);
            column.Arena.Shrink(length <= StringView.InlineLength ? most : most - length);
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
        ulong digits = (ulong)(uint)bits[1] << 32 | (uint)bits[0];
        ulong tooMuch = Math.BigMul(digits, s_powersOfTen[type.Scale - value.Scale], out ulong unscaled);
        if (bits[2] != 0 || tooMuch != 0 || unscaled >= s_powersOfTen[type.Precision]) return false;
        ((long*)column.Data)[row] = decimal.IsNegative(value) ? -(long)unscaled : (long)unscaled;
        return true;
    }

    private static ulong[] MakePowersOfTen()
    {
        var powers = new ulong[20];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
