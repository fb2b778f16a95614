using System.Globalization;

namespace Grizzly.Tests.Differential;

/// <summary>What an engine made of a query: rows of null, bool, decimal, double and string, or an error.</summary>
internal sealed record QueryOutcome(List<object?[]> Rows, string? SqlState, string? Error)
{
    public static QueryOutcome Failed(string sqlState, string message) => new([], sqlState, message);

    public static QueryOutcome Of(List<object?[]> rows) => new(rows, null, null);

    /// <summary>What is different, or null. Numbers agree to 1e-9 of their size where either is a double.</summary>
    public static string? Difference(QueryOutcome expected, QueryOutcome actual, bool isOrdered)
    {
        if (expected.Rows.Count != actual.Rows.Count)
            return $"{actual.Rows.Count} rows instead of {expected.Rows.Count}";
        List<object?[]> left = isOrdered ? expected.Rows : Sorted(expected.Rows);
        List<object?[]> right = isOrdered ? actual.Rows : Sorted(actual.Rows);
        int at = 0;
        while (at < left.Count && SameRow(left[at], right[at])) at++;
        if (at == left.Count) return null;
        if (!isOrdered && HasSameRows(left, right)) return null;
        return $"row {at + 1} is [{Text(right[at])}] instead of [{Text(left[at])}]";
    }

    public static string Text(object?[] row) => string.Join(", ", row.Select(value => value switch
    {
        null => "NULL",
        string text => $"'{text}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    }));

    private static List<object?[]> Sorted(List<object?[]> rows) => [.. rows.OrderBy(Key, StringComparer.Ordinal)];

    private static string Key(object?[] row) => string.Join('\u0001', row.Select(value => value switch
    {
        decimal number => ((double)number + 0.0).ToString("E6", CultureInfo.InvariantCulture),
        double number => (number == 0 ? 0.0 : number).ToString("E6", CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "\u0000",
    }));

    /// <summary>Rows whose doubles differ in the last places may sort differently; this looks for partners.</summary>
    private static bool HasSameRows(List<object?[]> left, List<object?[]> right)
    {
        if (left.Count > 3000) return false;
        var open = new List<object?[]>(right);
        foreach (object?[] row in left)
        {
            int partner = open.FindIndex(other => SameRow(row, other));
            if (partner < 0) return false;
            open.RemoveAt(partner);
        }
        return true;
    }

    private static bool SameRow(object?[] left, object?[] right)
    {
        if (left.Length != right.Length) return false;
        for (int i = 0; i < left.Length; i++)
        {
            if (!SameValue(left[i], right[i])) return false;
        }
        return true;
    }

    private static bool SameValue(object? left, object? right)
    {
        if (left is null || right is null) return left is null && right is null;
        if (left is decimal one && right is decimal other) return one == other;
        if (left is decimal or double && right is decimal or double)
        {
            double a = Convert.ToDouble(left, CultureInfo.InvariantCulture);
            double b = Convert.ToDouble(right, CultureInfo.InvariantCulture);
            if (double.IsNaN(a) || double.IsNaN(b)) return double.IsNaN(a) && double.IsNaN(b);
            return a == b || Math.Abs(a - b) <= Math.Max(1e-9 * Math.Max(Math.Abs(a), Math.Abs(b)), 1e-12);
        }
        return left.Equals(right);
    }
}
