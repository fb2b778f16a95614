using System.Reflection;
using Grizzly.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary>Parts of dates and times. Those of a DateTimeOffset are UTC's, as the values are that come back.</summary>
internal sealed class GrizzlyDateTimeMemberTranslator(ISqlExpressionFactory sql, IRelationalTypeMappingSource types)
    : IMemberTranslator
{
    public SqlExpression? Translate(
        SqlExpression? instance, MemberInfo member, Type returnType,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        Type? type = member.DeclaringType;
        if (type != typeof(DateTime) && type != typeof(DateTimeOffset) && type != typeof(DateOnly)
            && type != typeof(TimeOnly)) return null;
        if (instance is null) return OfClass(type, member.Name);
        if (type == typeof(DateTimeOffset)) instance = InUtc(instance);
        return member.Name switch
        {
            nameof(DateTime.Year) => Part("year", instance),
            nameof(DateTime.Month) => Part("month", instance),
            nameof(DateTime.Day) => Part("day", instance),
            nameof(DateTime.DayOfYear) => Part("doy", instance),
            nameof(DateTime.DayOfWeek) => sql.CallAs(
                "date_part", returnType, types.FindMapping(returnType), sql.Constant("dow"), instance),
            nameof(DateTime.Hour) => Part("hour", instance),
            nameof(DateTime.Minute) => Part("minute", instance),
            nameof(DateTime.Second) => sql.Convert(
                sql.CallAs("trunc", typeof(double), types.FindMapping(typeof(double)), Part("second", instance)),
                typeof(int)),
            nameof(DateTime.Millisecond) => sql.Modulo(
                sql.Convert(Part("millisecond", instance), typeof(int)), sql.Constant(1000)),
            nameof(DateTime.Microsecond) => sql.Modulo(Part("microsecond", instance), sql.Constant(1000)),
            nameof(DateTime.Nanosecond) => sql.Convert(
                sql.Modulo(
                    sql.CallAs(
                        "date_part", typeof(long), types.FindMapping(typeof(long)), sql.Constant("nanosecond"),
                        instance),
                    sql.Constant(1000L)),
                typeof(int)),
            nameof(DateTimeOffset.DateTime) or nameof(DateTimeOffset.UtcDateTime) => instance,
            nameof(DateTime.Date) => Midnight(instance),
            nameof(DateTime.TimeOfDay) => new SqlBinaryExpression(
                System.Linq.Expressions.ExpressionType.Subtract, instance, Midnight(instance), typeof(TimeSpan),
                types.FindMapping(typeof(TimeSpan))),
            nameof(DateOnly.DayNumber) => new SqlBinaryExpression(
                System.Linq.Expressions.ExpressionType.Subtract, instance,
                sql.Constant(DateOnly.MinValue, instance.TypeMapping), typeof(int), types.FindMapping(typeof(int))),
            _ => null,
        };
    }

    private SqlExpression? OfClass(Type type, string name)
    {
        SqlExpression now = sql.Function("now", [], false, [], typeof(DateTimeOffset));
        return (type == typeof(DateTime), type == typeof(DateTimeOffset), name) switch
        {
            (true, _, nameof(DateTime.UtcNow)) => InUtc(now),
            (true, _, nameof(DateTime.Now)) => sql.Convert(now, typeof(DateTime)),
            (true, _, nameof(DateTime.Today)) => Midnight(sql.Convert(now, typeof(DateTime))),
            (_, true, nameof(DateTimeOffset.UtcNow) or nameof(DateTimeOffset.Now)) => now,
            _ => null,
        };
    }

    private SqlExpression Part(string part, SqlExpression of) => sql.CallAs(
        "date_part", typeof(int), types.FindMapping(typeof(int)), sql.Constant(part), of);

    private SqlExpression InUtc(SqlExpression instant) => sql.CallAs(
        "timezone", typeof(DateTime), types.FindMapping(typeof(DateTime)), sql.Constant("UTC"),
        sql.ApplyDefaultTypeMapping(instant));

    private SqlExpression Midnight(SqlExpression instant)
    {
        RelationalTypeMapping timestamp = types.FindMapping(typeof(DateTime))!;
        instant = sql.ApplyDefaultTypeMapping(instant);
        return sql.Convert(
            sql.CallAs("date_trunc", typeof(DateTime), timestamp, sql.Constant("day"), instant), typeof(DateTime),
            timestamp);
    }
}
