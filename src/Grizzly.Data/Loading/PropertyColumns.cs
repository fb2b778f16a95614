using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Grizzly.Engine;

namespace Grizzly.Data;

/// <summary>Writes a property of an object as the appender's next value.</summary>
internal delegate void PropertyAppend<in T>(GrizzlyAppender appender, T item);

/// <summary>Which properties of a class or record go to which columns, by name without regard to case.</summary>
internal static class PropertyColumns
{
    private const DynamicallyAccessedMemberTypes Properties = DynamicallyAccessedMemberTypes.PublicProperties;

    /// <summary>One writer for each column of the target. Columns without property are left out, unless they were
    /// named: then it is an error, as is a property without column.</summary>
    public static PropertyAppend<T>[] Map<[DynamicallyAccessedMembers(Properties)] T>(
        LoadTarget target, bool areColumnsNamed)
    {
        PropertyInfo[] properties =
        [
            .. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanRead && property.GetIndexParameters().Length == 0),
        ];
        IReadOnlyList<ResultColumn> columns = target.Columns;
        var writers = new List<PropertyAppend<T>>();
        var found = new List<int>();
        for (int i = 0; i < columns.Count; i++)
        {
            string name = columns[i].Name;
            PropertyInfo? property = Array.Find(properties, candidate => IsSame(candidate.Name, name));
            if (property is null)
            {
                if (areColumnsNamed) throw DataErrors.NoMemberFor(typeof(T), name);
                continue;
            }
            writers.Add(WriterOf<T>(property));
            found.Add(i);
        }
        if (!areColumnsNamed)
        {
            PropertyInfo? lost = Array.Find(
                properties, property => !columns.Any(column => IsSame(property.Name, column.Name)));
            if (lost is not null) throw DataErrors.NoColumnFor(typeof(T), lost.Name);
        }
        target.Narrow(found);
        return [.. writers];
    }

    private static bool IsSame(string property, string column) =>
        string.Equals(property, column, StringComparison.OrdinalIgnoreCase)
        || string.Equals(property, column.Replace("_", ""), StringComparison.OrdinalIgnoreCase);

    /// <summary>The types most columns have are read without boxing.</summary>
    private static PropertyAppend<T> WriterOf<T>(PropertyInfo property)
    {
        Type type = property.PropertyType;
        if (typeof(T).IsValueType) return Boxed<T>(property);
        if (type == typeof(int)) return Typed<T, int>(property);
        if (type == typeof(long)) return Typed<T, long>(property);
        if (type == typeof(double)) return Typed<T, double>(property);
        if (type == typeof(decimal)) return Typed<T, decimal>(property);
        if (type == typeof(bool)) return Typed<T, bool>(property);
        if (type == typeof(DateTime)) return Typed<T, DateTime>(property);
        if (type == typeof(DateOnly)) return Typed<T, DateOnly>(property);
        if (type == typeof(Guid)) return Typed<T, Guid>(property);
        if (type == typeof(string)) return Typed<T, string>(property);
        return Boxed<T>(property);
    }

    private static PropertyAppend<T> Typed<T, TValue>(PropertyInfo property)
    {
        Func<T, TValue> get = property.GetMethod!.CreateDelegate<Func<T, TValue>>();
        return (appender, item) => appender.Append(get(item));
    }

    private static PropertyAppend<T> Boxed<T>(PropertyInfo property) =>
        (appender, item) => appender.Append(property.GetValue(item));
}
