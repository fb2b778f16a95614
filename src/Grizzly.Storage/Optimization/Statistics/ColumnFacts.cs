using Grizzly.Types;

namespace Grizzly.Optimization;

/// <summary>What is estimated of a column in a plan.</summary>
/// <param name="Distinct">Different values in the relation it comes from, before filters.</param>
/// <param name="SourceRows">Rows of that relation, before filters.</param>
/// <param name="Min">Smallest value as a number, NaN where not known.</param>
internal readonly record struct ColumnFacts(
    double Distinct, double SourceRows, double Min, double Max, double NullFraction)
{
    public static ColumnFacts Unknown(double rows) =>
        new(Math.Max(1, rows), Math.Max(1, rows), double.NaN, double.NaN, 0);

    /// <summary>A value on the number line of its type; NaN for text.</summary>
    public static double Number(Value value)
    {
        if (value.IsNull) return double.NaN;
        LogicalType type = value.Type;
        if (type.IsFloating) return value.Floating;
        if (type.IsDecimal) return (double)value.Integer / Math.Pow(10, type.Scale);
        if (type.Id == LogicalTypeId.Timestamp
            || type.Id == LogicalTypeId.TimestampTz) return (double)value.Integer / 864_000_000_000d;
        return type.IsInteger || type.IsTemporal || type == LogicalType.Boolean ? (double)value.Integer : double.NaN;
    }
}
