using System.Linq.Expressions;
using System.Reflection;
using Grizzly.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary>Adding to <see cref="DateTime"/> and <see cref="DateTimeOffset"/>.</summary>
internal sealed class GrizzlyDateTimeMethodTranslator(ISqlExpressionFactory sql, IRelationalTypeMappingSource types)
    : IMethodCallTranslator
{
    public SqlExpression? Translate(
        SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        Type? type = method.DeclaringType;
        if (instance is null || (type != typeof(DateTime) && type != typeof(DateTimeOffset))) return null;
        instance = sql.ApplyDefaultTypeMapping(instance);
        SqlExpression? interval = method.Name switch
        {
            nameof(DateTime.AddYears) => Interval("to_years", arguments[0]),
            nameof(DateTime.AddMonths) => Interval("to_months", arguments[0]),
            nameof(DateTime.AddDays) => Seconds(arguments[0], 86_400),
            nameof(DateTime.AddHours) => Seconds(arguments[0], 3_600),
            nameof(DateTime.AddMinutes) => Seconds(arguments[0], 60),
            nameof(DateTime.AddSeconds) => Seconds(arguments[0], 1),
            nameof(DateTime.AddMilliseconds) => Seconds(arguments[0], 0.001),
            nameof(DateTime.Add) or nameof(DateTime.Subtract) when arguments[0].Type == typeof(TimeSpan) =>
                sql.ApplyDefaultTypeMapping(arguments[0]),
            _ => null,
        };
        if (interval is not null)
        {
            ExpressionType operation = method.Name == nameof(DateTime.Subtract)
                ? ExpressionType.Subtract
                : ExpressionType.Add;
            return new SqlBinaryExpression(operation, instance, interval, type!, instance.TypeMapping);
        }
        return method.Name switch
        {
            nameof(DateTimeOffset.ToUnixTimeSeconds) => Epoch(instance, 1),
            nameof(DateTimeOffset.ToUnixTimeMilliseconds) => Epoch(instance, 1000),
            _ => null,
        };
    }

    private SqlExpression Interval(string function, SqlExpression count) => sql.CallAs(
        function, typeof(TimeSpan), types.FindMapping(typeof(TimeSpan)), sql.ApplyDefaultTypeMapping(count));

    private SqlExpression Seconds(SqlExpression count, double factor)
    {
        RelationalTypeMapping number = types.FindMapping(typeof(double))!;
        SqlExpression seconds = count is SqlConstantExpression { Value: double constant }
            ? sql.Constant(constant * factor, number)
            : sql.Multiply(sql.ApplyTypeMapping(count, number), sql.Constant(factor, number));
        return Interval("to_seconds", seconds);
    }

    private SqlExpression Epoch(SqlExpression instant, double factor) => sql.Convert(
        sql.CallAs("floor", typeof(double), types.FindMapping(typeof(double)), sql.Multiply(
            sql.CallAs("date_part", typeof(double), types.FindMapping(typeof(double)), sql.Constant("epoch"), instant),
            sql.Constant(factor))), typeof(long));
}
