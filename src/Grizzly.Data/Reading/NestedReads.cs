using System.Numerics;
using Grizzly.Types;

namespace Grizzly.Data;

/// <summary>Nested values as CLR objects.</summary>
/// <remarks>
/// LIST and ARRAY: <c>List&lt;T?&gt;</c> of the element's natural type, <c>List&lt;object?&gt;</c> of elements that are
/// nested themselves; on request arrays and lists of any type the elements convert to. STRUCT:
/// <c>Dictionary&lt;string, object?&gt;</c>, without names <see cref="GrizzlyRow"/>. MAP: <c>Dictionary&lt;object,
/// object?&gt;</c>.
/// UNION: the member's value.
/// </remarks>
internal static class NestedReads
{
    private static readonly Dictionary<Type, Maker> Lists = [];

    static NestedReads()
    {
        AddValue<bool>();
        AddValue<sbyte>();
        AddValue<short>();
        AddValue<int>();
        AddValue<long>();
        AddValue<byte>();
        AddValue<ushort>();
        AddValue<uint>();
        AddValue<ulong>();
        AddValue<float>();
        AddValue<double>();
        AddValue<decimal>();
        AddValue<BigInteger>();
        AddValue<Guid>();
        AddValue<DateOnly>();
        AddValue<TimeOnly>();
        AddValue<DateTime>();
        AddValue<DateTimeOffset>();
        AddValue<TimeSpan>();
        AddReference<string>();
        AddReference<byte[]>();
        AddReference<object>();
    }

    private delegate object Maker(List<object?> items);

    /// <summary>The natural CLR type of a nested type.</summary>
    public static Type ClrTypeOf(LogicalType type) => type.Id switch
    {
        LogicalTypeId.Struct => type.IsRow ? typeof(GrizzlyRow) : typeof(Dictionary<string, object?>),
        LogicalTypeId.Map => typeof(Dictionary<object, object?>),
        LogicalTypeId.List or LogicalTypeId.Array => ListTypeOf(TypeMap.ClrTypeOf(type.Element)),
        _ => typeof(object),
    };

    /// <summary>A value as its natural CLR object; null for NULL.</summary>
    public static object? ToObject(in Value value)
    {
        if (value.IsNull) return null;
        LogicalType type = value.Type;
        switch (type.Id)
        {
            case LogicalTypeId.List or LogicalTypeId.Array: return Lists[ClrTypeOf(type)](Items(value));
            case LogicalTypeId.Struct:
                var reader = new NestedReader(value.Bytes);
                var fields = new object?[type.Children.Count];
                for (int i = 0; i < fields.Length; i++) fields[i] = ToObject(reader.ReadField(type.Children[i]));
                if (type.IsRow) return new GrizzlyRow(fields);
                var named = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
                for (int i = 0; i < fields.Length; i++) named.Add(type.Names[i], fields[i]);
                return named;
            case LogicalTypeId.Map:
                var entries = new Dictionary<object, object?>();
                var map = new NestedReader(value.Bytes);
                while (map.Next(out _))
                {
                    object? key = ToObject(map.ReadField(type.Children[0]));
                    entries[key ?? DBNull.Value] = ToObject(map.ReadField(type.Children[1]));
                }
                return entries;
            case LogicalTypeId.Union:
                var union = new NestedReader(value.Bytes);
                return ToObject(union.ReadField(union.Member(type, out _)));
            default: return Simple(value);
        }
    }

    /// <summary>A list as the array or list type asked for; false where it is none of those known.</summary>
    /// <exception cref="InvalidCastException">An element does not convert, or is NULL where T cannot be.</exception>
    public static bool TryList(in Value value, Type type, out object? result)
    {
        result = null;
        if (!value.Type.IsList || !Lists.TryGetValue(type, out Maker? make)) return false;
        result = make(Items(value));
        return true;
    }

    private static Type ListTypeOf(Type element)
    {
        foreach ((Type list, _) in Lists)
        {
            if (!list.IsGenericType) continue;
            Type item = list.GetGenericArguments()[0];
            if (item == element && !element.IsValueType || System.Nullable.GetUnderlyingType(
                item) == element) return list;
        }
        return typeof(List<object?>);
    }

    private static List<object?> Items(in Value list)
    {
        var items = new List<object?>();
        var reader = new NestedReader(list.Bytes);
        while (reader.Next(out bool isNull)) items.Add(isNull ? null : ToObject(reader.Read(list.Type.Element)));
        return items;
    }

    private static object Simple(in Value value)
    {
        long epoch = DateTime.UnixEpoch.Ticks;
        switch (value.Type.Id)
        {
            case LogicalTypeId.Boolean: return value.Bool;
            case LogicalTypeId.TinyInt: return (sbyte)value.Integer;
            case LogicalTypeId.SmallInt: return (short)value.Integer;
            case LogicalTypeId.Integer: return (int)value.Integer;
            case LogicalTypeId.BigInt: return (long)value.Integer;
            case LogicalTypeId.UTinyInt: return (byte)value.Integer;
            case LogicalTypeId.USmallInt: return (ushort)value.Integer;
            case LogicalTypeId.UInteger: return (uint)value.Integer;
            case LogicalTypeId.UBigInt: return (ulong)value.Integer;
            case LogicalTypeId.HugeInt: return (BigInteger)value.Integer;
            case LogicalTypeId.UHugeInt: return (BigInteger)value.Unsigned;
            case LogicalTypeId.Float: return (float)value.Floating;
            case LogicalTypeId.Double: return value.Floating;
            case LogicalTypeId.Decimal: return decimal.Parse(
                ValueText.Format(value), System.Globalization.CultureInfo.InvariantCulture);
            case LogicalTypeId.Blob: return value.Bytes.ToArray();
            case LogicalTypeId.Date: return DateOnly.FromDayNumber(
                (int)value.Integer + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);
            case LogicalTypeId.Time: return new TimeOnly((long)value.Integer);
            case LogicalTypeId.Timestamp when TemporalText.IsFinite((long)value.Integer):
                return new DateTime((long)value.Integer + epoch, DateTimeKind.Unspecified);
            case LogicalTypeId.TimestampTz: return new DateTimeOffset((long)value.Integer + epoch, TimeSpan.Zero);
            case LogicalTypeId.Uuid: return Guid.Parse(ValueText.Format(value));
            case LogicalTypeId.Interval:
                IntervalValue interval = value.Interval;
                return interval.Months != 0 ? interval
                    : new TimeSpan(checked(interval.Days * TimeSpan.TicksPerDay + interval.Ticks));
            default: return ValueText.Format(value);
        }
    }

    private static void AddValue<T>() where T : struct
    {
        Lists[typeof(T[])] = items => items.ConvertAll(Cast<T>).ToArray();
        Lists[typeof(List<T>)] = items => items.ConvertAll(Cast<T>);
        Lists[typeof(T?[])] = items => items.ConvertAll(item => item is null ? (T?)null : Cast<T>(item)).ToArray();
        Lists[typeof(List<T?>)] = items => items.ConvertAll(item => item is null ? (T?)null : Cast<T>(item));
    }

    private static void AddReference<T>() where T : class
    {
        Lists[typeof(T[])] = items => items.ConvertAll(item => item is null ? null : Cast<T>(item)).ToArray();
        Lists[typeof(List<T>)] = items => items.ConvertAll(item => item is null ? null : Cast<T>(item));
    }

    private static T Cast<T>(object? item)
    {
        if (item is T same) return same;
        if (item is null) throw new InvalidCastException($"an element is NULL, which {typeof(T).Name} cannot be");
        if (typeof(T) == typeof(DateTime) && item is DateTimeOffset zoned) return (T)(object)zoned.UtcDateTime;
        if (typeof(T) == typeof(DateTime) && item is DateOnly date) return (T)(object)date.ToDateTime(
            TimeOnly.MinValue);
        if (typeof(T).IsPrimitive || typeof(T) == typeof(decimal))
        {
            if (item is IConvertible and not string)
                return (T)Convert.ChangeType(item, typeof(T), System.Globalization.CultureInfo.InvariantCulture);
        }
        throw new InvalidCastException($"an element of type {item.GetType().Name} cannot be read as {typeof(T).Name}");
    }
}
