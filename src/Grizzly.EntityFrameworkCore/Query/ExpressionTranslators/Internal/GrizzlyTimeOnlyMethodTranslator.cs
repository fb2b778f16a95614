using System.Linq.Expressions;
using System.Reflection;
using Grizzly.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary>Methods of <see cref="TimeOnly"/>; a sum wraps around midnight in C# as in SQL.</summary>
internal sealed class GrizzlyTimeOnlyMethodTranslator(ISqlExpressionFactory sql, IRelationalTypeMappingSource types)
    : IMethodCallTranslator
{
    public SqlExpression? Translate(
        SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        if (method.DeclaringType != typeof(TimeOnly)) return null;
        RelationalTypeMapping time = types.FindMapping(typeof(TimeOnly))!;
        RelationalTypeMapping interval = types.FindMapping(typeof(TimeSpan))!;
        RelationalTypeMapping number = types.FindMapping(typeof(double))!;
        SqlExpression? added = instance is null ? null : (method.Name, arguments.Count) switch
        {
            (nameof(TimeOnly.AddHours), 1) => Seconds(3600),
            (nameof(TimeOnly.AddMinutes), 1) => Seconds(60),
            (nameof(TimeOnly.Add), 1) => sql.ApplyTypeMapping(arguments[0], interval),
            _ => null,
        };
        if (added is not null)
        {
            return new SqlBinaryExpression(
                ExpressionType.Add, sql.ApplyTypeMapping(instance!, time), added, typeof(TimeOnly), time);
        }
        return (method.Name, arguments.Count) switch
        {
            (nameof(TimeOnly.FromDateTime), 1) => sql.Convert(
                sql.ApplyDefaultTypeMapping(arguments[0]), typeof(TimeOnly), time),
            (nameof(TimeOnly.FromTimeSpan), 1) => sql.Convert(
                sql.ApplyTypeMapping(arguments[0], interval), typeof(TimeOnly), time),
            (nameof(TimeOnly.ToTimeSpan), 0) => sql.Convert(
                sql.ApplyTypeMapping(instance!, time), typeof(TimeSpan), interval),
            (nameof(TimeOnly.IsBetween), 2) => sql.AndAlso(
                sql.GreaterThanOrEqual(instance!, arguments[0]), sql.LessThan(instance!, arguments[1])),
            _ => null,
        };

        SqlExpression Seconds(double factor) => sql.CallAs(
            "to_seconds", typeof(TimeSpan), interval,
            sql.Multiply(sql.ApplyTypeMapping(arguments[0], number), sql.Constant(factor, number)));
    }
}
