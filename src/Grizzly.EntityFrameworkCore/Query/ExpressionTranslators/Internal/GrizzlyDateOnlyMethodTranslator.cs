using System.Linq.Expressions;
using System.Reflection;
using Grizzly.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary>Methods of <see cref="DateOnly"/>.</summary>
internal sealed class GrizzlyDateOnlyMethodTranslator(ISqlExpressionFactory sql, IRelationalTypeMappingSource types)
    : IMethodCallTranslator
{
    public SqlExpression? Translate(
        SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        if (method.DeclaringType != typeof(DateOnly)) return null;
        RelationalTypeMapping date = types.FindMapping(typeof(DateOnly))!;
        if (instance is null)
        {
            return method.Name == nameof(DateOnly.FromDateTime)
                ? sql.Convert(sql.ApplyDefaultTypeMapping(arguments[0]), typeof(DateOnly), date)
                : null;
        }
        instance = sql.ApplyTypeMapping(instance, date);
        switch (method.Name, arguments.Count)
        {
            case (nameof(DateOnly.AddDays), 1):
                return Sum(instance, sql.ApplyDefaultTypeMapping(arguments[0]), typeof(DateOnly));
            case (nameof(DateOnly.AddMonths), 1): return Add(instance, "to_months", arguments[0]);
            case (nameof(DateOnly.AddYears), 1): return Add(instance, "to_years", arguments[0]);
            case (nameof(DateOnly.ToDateTime), 1):
                return Sum(
                    instance, sql.ApplyTypeMapping(arguments[0], types.FindMapping(typeof(TimeOnly))),
                    typeof(DateTime));
            default: return null;
        }
    }

    private SqlBinaryExpression Sum(SqlExpression left, SqlExpression right, Type type) =>
        new(ExpressionType.Add, left, right, type, types.FindMapping(type));

    /// <summary>A date and an interval make a timestamp.</summary>
    private SqlExpression Add(SqlExpression date, string function, SqlExpression count) => sql.Convert(
        Sum(date, sql.CallAs(
            function, typeof(TimeSpan), types.FindMapping(typeof(TimeSpan)), sql.ApplyDefaultTypeMapping(count)),
            typeof(DateTime)),
        typeof(DateOnly), date.TypeMapping);
}
