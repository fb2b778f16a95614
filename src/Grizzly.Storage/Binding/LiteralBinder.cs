using System.Globalization;
using System.Text;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Literals to constants.</summary>
internal static class LiteralBinder
{
    /// <summary>
    /// Integers are INTEGER, else BIGINT, else HUGEINT, else DOUBLE; numbers with a point are DECIMAL of as many digits
    /// as written (beyond 38 DOUBLE); with an exponent DOUBLE.
    /// </summary>
    public static BoundConstant Number(NumberLiteral literal, bool isNegative, SourceSpan span)
    {
        Value value = literal.Kind switch
        {
            NumberKind.Integer => Integer(literal.Text, isNegative),
            NumberKind.Decimal => Decimal(literal.Text, isNegative),
            _ => Floating(literal.Text, isNegative),
        };
        return new BoundConstant(value) { Span = span };
    }

    /// <summary>Reads a text as a value of a type; the error points at the literal.</summary>
    public static BoundConstant Parse(string text, LogicalType type, SourceSpan span)
    {
        try
        {
            return new BoundConstant(ValueText.Parse(text, type)) { Span = span };
        }
        catch (GrizzlyException error)
        {
            throw error.WithSpan(span);
        }
    }

    /// <summary>
    /// <c>INTERVAL '3' MONTH</c>, <c>INTERVAL '1-2' YEAR TO MONTH</c>, <c>INTERVAL '1 day 2 hours'</c>: a constant text
    /// with a unit.
    /// </summary>
    public static BoundConstant Interval(string text, Sql.IntervalUnit unit, SourceSpan span)
    {
        string trimmed = text.Trim();
        switch (unit)
        {
            case Sql.IntervalUnit.YearToMonth: return YearToMonth(trimmed, span);
            case Sql.IntervalUnit.None or Sql.IntervalUnit.DayToHour or Sql.IntervalUnit.DayToMinute
                or Sql.IntervalUnit.DayToSecond or Sql.IntervalUnit.HourToMinute or Sql.IntervalUnit.HourToSecond:
                return Parse(trimmed, LogicalType.Interval, span);
            case Sql.IntervalUnit.MinuteToSecond: return Parse("00:" + trimmed, LogicalType.Interval, span);
        }
        // Only seconds and what is below have decimals, as DuckDB cuts INTERVAL '1.5' MINUTE to a minute.
        bool isWhole = unit is not (Sql.IntervalUnit.Second or Sql.IntervalUnit.Millisecond);
        if (isWhole && trimmed.IndexOf('.') is > 0 and var point && trimmed[(point + 1)..].All(char.IsAsciiDigit)
            && trimmed[..point].TrimStart('-', '+').All(char.IsAsciiDigit)) trimmed = trimmed[..point];
        bool isNumber = trimmed.Length > 0 && trimmed.All(c => char.IsAsciiDigit(c) || c is '.' or '-' or '+');
        return Parse(isNumber ? $"{trimmed} {unit.ToString().ToLowerInvariant()}"
            : trimmed, LogicalType.Interval, span);
    }

    private static BoundConstant YearToMonth(string text, SourceSpan span)
    {
        bool isNegative = text.StartsWith('-');
        string[] parts = text.TrimStart('-', '+').Split('-');
        int months = 0;
        if (parts.Length is 1 or 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int years)
                && years < 100_000_000
            && (parts.Length == 1
                || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out months)) && months < 12)
        {
            int total = years * 12 + months;
            return new BoundConstant(
                Value.OfInterval(new IntervalValue(isNegative ? -total : total, 0, 0))) { Span = span };
        }
        throw Errors.InvalidDatetime("INTERVAL", text).WithSpan(span);
    }

    private static Value Integer(string text, bool isNegative)
    {
        string signed = isNegative ? "-" + text : text;
        if (!Int128.TryParse(signed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 value))
        {
            if (UInt128.TryParse(signed, NumberStyles.None, CultureInfo.InvariantCulture, out UInt128 unsigned))
                return Value.Of(LogicalType.UHugeInt, unsigned);
            return Value.OfDouble(double.Parse(signed, CultureInfo.InvariantCulture));
        }
        if (value >= int.MinValue && value <= int.MaxValue) return Value.OfInteger((int)value);
        if (value >= long.MinValue && value <= long.MaxValue) return Value.OfBigInt((long)value);
        return Value.Of(LogicalType.HugeInt, value);
    }

    private static Value Decimal(string text, bool isNegative)
    {
        int point = text.IndexOf('.');
        int digits = text.Length - 1, scale = text.Length - 1 - point;
        string signed = isNegative ? "-" + text : text;
        if (digits is < 1 or > LogicalType.MaxDecimalPrecision)
            return Value.OfDouble(double.Parse(signed, CultureInfo.InvariantCulture));
        Int128 unscaled = Int128.Parse(text.Remove(point, 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return Value.Of(LogicalType.Decimal(digits, scale), isNegative ? -unscaled : unscaled);
    }

    private static Value Floating(string text, bool isNegative)
    {
        // Beyond the range of DOUBLE it is infinity.
        double value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return Value.OfDouble(isNegative ? -value : value);
    }

    public static BoundConstant Text(string text, SourceSpan span) =>
        new(Value.Of(LogicalType.Varchar, Encoding.UTF8.GetBytes(text))) { Span = span };
}
