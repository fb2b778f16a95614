using System.Reflection;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary>Averages of decimals, which <c>avg</c> gives as a DOUBLE.</summary>
internal sealed class GrizzlyDecimalAverageTranslator(ISqlExpressionFactory sql) : IAggregateMethodCallTranslator
{
    public SqlExpression? Translate(
        MethodInfo method, EnumerableExpression source, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        bool isKnown = method.DeclaringType == typeof(Queryable) && method.Name == nameof(Queryable.Average);
        if (!isKnown || source.Selector is not SqlExpression number || Bare(number.Type) != typeof(decimal))
            return null;
        number = sql.ApplyDefaultTypeMapping(number);
        if (source.Predicate is { } predicate)
            number = sql.Case([new CaseWhenClause(predicate, number)], elseResult: null);
        if (source.IsDistinct) number = new DistinctExpression(number);
        return sql.Function(
            "decimal_avg", [number], nullable: true, [false], number.Type, number.TypeMapping);
    }

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
