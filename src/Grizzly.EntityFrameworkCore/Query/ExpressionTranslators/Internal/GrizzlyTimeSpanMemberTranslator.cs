using System.Reflection;
using Grizzly.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary>Parts of a <see cref="TimeSpan"/>, computed from all its seconds: an interval of 36 hours has one day.
/// </summary>
internal sealed class GrizzlyTimeSpanMemberTranslator(ISqlExpressionFactory sql, IRelationalTypeMappingSource types)
    : IMemberTranslator
{
    public SqlExpression? Translate(
        SqlExpression? instance, MemberInfo member, Type returnType,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        if (instance is null || member.DeclaringType != typeof(TimeSpan)) return null;
        RelationalTypeMapping number = types.FindMapping(typeof(double))!;
        SqlExpression seconds = sql.CallAs(
            "date_part", typeof(double), number, sql.Constant("epoch"), sql.ApplyDefaultTypeMapping(instance));
        return member.Name switch
        {
            nameof(TimeSpan.TotalDays) => Divided(86_400),
            nameof(TimeSpan.TotalHours) => Divided(3_600),
            nameof(TimeSpan.TotalMinutes) => Divided(60),
            nameof(TimeSpan.TotalSeconds) => seconds,
            nameof(TimeSpan.TotalMilliseconds) => sql.Multiply(seconds, sql.Constant(1000.0, number)),
            nameof(TimeSpan.Days) => sql.Convert(Divided(86_400), typeof(int)),
            nameof(TimeSpan.Hours) => Whole(3_600, 24),
            nameof(TimeSpan.Minutes) => Whole(60, 60),
            nameof(TimeSpan.Seconds) => Whole(1, 60),
            nameof(TimeSpan.Microseconds) => Part("microsecond"),
            nameof(TimeSpan.Nanoseconds) => Part("nanosecond"),
            nameof(TimeSpan.Milliseconds) => sql.Convert(
                sql.Modulo(
                    sql.Convert(sql.Multiply(seconds, sql.Constant(1000.0, number)), typeof(long)),
                    sql.Constant(1000L)),
                typeof(int)),
            _ => null,
        };

        SqlExpression Part(string part) => sql.Convert(
            sql.Modulo(
                sql.CallAs(
                    "date_part", typeof(long), types.FindMapping(typeof(long)), sql.Constant(part),
                    sql.ApplyDefaultTypeMapping(instance)),
                sql.Constant(1000L)),
            typeof(int));

        SqlExpression Divided(double unit) => sql.Divide(seconds, sql.Constant(unit, number));

        SqlExpression Whole(double unit, long modulus) => sql.Convert(
            sql.Modulo(sql.Convert(Divided(unit), typeof(long)), sql.Constant(modulus)), typeof(int));
    }
}
