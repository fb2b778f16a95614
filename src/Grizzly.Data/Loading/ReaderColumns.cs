using System.Data.Common;

namespace Grizzly.Data;

/// <summary>Appends the columns of a data reader's rows, without boxing where its getters know the type.</summary>
internal static class ReaderColumns
{
    public static PropertyAppend<DbDataReader>[] Of(DbDataReader reader) =>
        [.. Enumerable.Range(0, reader.FieldCount).Select(i => Of(i, reader.GetFieldType(i)))];

    private static PropertyAppend<DbDataReader> Of(int i, Type type)
    {
        if (type == typeof(int)) return Typed<int>(i);
        if (type == typeof(long)) return Typed<long>(i);
        if (type == typeof(double)) return Typed<double>(i);
        if (type == typeof(float)) return Typed<float>(i);
        if (type == typeof(decimal)) return Typed<decimal>(i);
        if (type == typeof(bool)) return Typed<bool>(i);
        if (type == typeof(DateTime)) return Typed<DateTime>(i);
        if (type == typeof(DateOnly)) return Typed<DateOnly>(i);
        if (type == typeof(Guid)) return Typed<Guid>(i);
        if (type == typeof(string)) return Typed<string>(i);
        return (appender, row) => appender.Append(row.GetValue(i));
    }

    private static PropertyAppend<DbDataReader> Typed<T>(int i) => (appender, row) =>
    {
        if (row.IsDBNull(i)) appender.Append(DBNull.Value);
        else appender.Append(row.GetFieldValue<T>(i));
    };
}
