using System.Reflection;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary><see cref="string.Join(string, IEnumerable{string})"/> and <see cref="string.Concat(IEnumerable{string})"/>
/// over a group.</summary>
internal sealed class GrizzlyStringAggregateTranslator(ISqlExpressionFactory sql) : IAggregateMethodCallTranslator
{
    public SqlExpression? Translate(
        MethodInfo method, EnumerableExpression source, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        bool isJoin = method.Name == nameof(string.Join);
        bool isKnown = method.DeclaringType == typeof(string) && (isJoin || method.Name == nameof(string.Concat));
        if (!isKnown || source.Selector is not SqlExpression text || source.Orderings.Count > 0) return null;

        // C# takes null for an empty text, where SQL would leave it out.
        text = sql.Coalesce(sql.ApplyDefaultTypeMapping(text), sql.Constant(""));
        if (source.Predicate is { } predicate)
            text = sql.Case([new CaseWhenClause(predicate, text)], elseResult: null);
        if (source.IsDistinct) text = new DistinctExpression(text);
        SqlExpression separator = isJoin ? sql.ApplyDefaultTypeMapping(arguments[0]) : sql.Constant("");
        return sql.Coalesce(
            sql.Function("string_agg", [text, separator], true, [false, false], typeof(string)), sql.Constant(""));
    }
}
