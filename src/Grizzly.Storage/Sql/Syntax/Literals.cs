using Grizzly.Common;

namespace Grizzly.Sql;

public sealed record NullLiteral(SourceSpan Span) : Expression(Span);

public sealed record BooleanLiteral(bool Value, SourceSpan Span) : Expression(Span);

public enum NumberKind : byte
{
    /// <summary>Decimal digits only, of any length.</summary>
    Integer,

    /// <summary>Digits with one point.</summary>
    Decimal,

    /// <summary>With an exponent.</summary>
    Float,
}

/// <summary>An unsigned number kept exactly as text: decimal digits without underscores (hex, octal and binary are
/// already converted).</summary>
public sealed record NumberLiteral(string Text, NumberKind Kind, SourceSpan Span) : Expression(Span);

/// <summary>A character string with quotes and escapes removed.</summary>
public sealed record StringLiteral(string Value, SourceSpan Span) : Expression(Span);

/// <summary><c>x'0AFF'</c>: an even number of upper-case hexadecimal digits.</summary>
public sealed record BlobLiteral(string Hex, SourceSpan Span) : Expression(Span)
{
    public byte[] ToBytes() => Convert.FromHexString(Hex);
}

/// <summary><c>b'0101'</c>: the digits zero and one.</summary>
public sealed record BitLiteral(string Bits, SourceSpan Span) : Expression(Span);

/// <summary><c>DATE '2024-01-31'</c>: a type and the text of its value.</summary>
public sealed record TypedLiteral(TypeName Type, string Value, SourceSpan Span) : Expression(Span);

public enum IntervalUnit : byte
{
    None, Year, Month, Day, Hour, Minute, Second, Millisecond, Microsecond, Week, Quarter, Decade, Century, Millennium,
    YearToMonth, DayToHour, DayToMinute, DayToSecond, HourToMinute, HourToSecond, MinuteToSecond,
}

/// <summary>
/// <c>INTERVAL '1 day 2 hours'</c> (unit <see cref="IntervalUnit.None"/>), <c>INTERVAL '1' DAY</c>, <c>INTERVAL 1
/// DAY</c> or <c>INTERVAL (x) DAY</c>.
/// </summary>
public sealed record IntervalExpression(Expression Value, IntervalUnit Unit, SourceSpan Span) : Expression(Span);
