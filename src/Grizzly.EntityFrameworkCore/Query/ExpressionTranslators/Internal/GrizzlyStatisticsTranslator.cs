using System.Reflection;
using Grizzly.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary><see cref="GrizzlyAggregateFunctionsExtensions"/>.</summary>
internal sealed class GrizzlyStatisticsTranslator(ISqlExpressionFactory sql) : IAggregateMethodCallTranslator
{
    public SqlExpression? Translate(
        MethodInfo method, EnumerableExpression source, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        if (method.DeclaringType != typeof(GrizzlyAggregateFunctionsExtensions)
            || source.Selector is not SqlExpression value || source.Orderings.Count > 0) return null;
        value = sql.ApplyDefaultTypeMapping(value);
        bool givesValue = method.ReturnType == method.GetGenericArguments()[0];
        string name = method.Name switch
        {
            nameof(GrizzlyAggregateFunctionsExtensions.Median) => "median",
            nameof(GrizzlyAggregateFunctionsExtensions.PercentileCont) => "quantile_cont",
            nameof(GrizzlyAggregateFunctionsExtensions.PercentileDisc) => "quantile_disc",
            nameof(GrizzlyAggregateFunctionsExtensions.Mode) => "mode",
            nameof(GrizzlyAggregateFunctionsExtensions.StandardDeviationSample) => "stddev_samp",
            nameof(GrizzlyAggregateFunctionsExtensions.StandardDeviationPopulation) => "stddev_pop",
            nameof(GrizzlyAggregateFunctionsExtensions.VarianceSample) => "var_samp",
            nameof(GrizzlyAggregateFunctionsExtensions.VariancePopulation) => "var_pop",
            _ => "approx_count_distinct",
        };
        // Percentiles of DECIMALs would be rounded to their scale.
        if (method.ReturnType == typeof(double?) && Bare(value.Type) != typeof(double))
            value = sql.Convert(value, typeof(double));
        if (source.Predicate is { } predicate)
            value = sql.Case([new CaseWhenClause(predicate, value)], elseResult: null);
        if (source.IsDistinct) value = new DistinctExpression(value);
        SqlExpression[] all = name.StartsWith("quantile", StringComparison.Ordinal)
            ? [value, sql.ApplyDefaultTypeMapping(arguments[^1])] : [value];
        return sql.Function(
            name, all, nullable: name != "approx_count_distinct", all.Select(_ => false), method.ReturnType,
            givesValue ? value.TypeMapping : null);
    }

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
