using System.Data.Common;
using System.Globalization;
using System.Numerics;

namespace Grizzly.Benchmarks.Engines;

/// <summary>The rows of a query in the order they came, with values all engines share: null, bool, double,
/// <see cref="DateOnly"/> and string.</summary>
internal sealed record Answer(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows)
{
    public static Answer Read(DbDataReader reader)
    {
        string[] columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        List<object?[]> rows = [];
        while (reader.Read())
        {
            var row = new object?[columns.Length];
            for (int i = 0; i < row.Length; i++) row[i] = reader.IsDBNull(i) ? null : Normalize(reader.GetValue(i));
            rows.Add(row);
        }
        return new Answer(columns, rows);
    }

    private static object Normalize(object value) => value switch
    {
        bool or DateOnly => value,
        BigInteger big => (double)big,
        Int128 huge => (double)huge,
        DateTime time => DateOnly.FromDateTime(time),
        sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal
            => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
