using System.Reflection;
using System.Text.RegularExpressions;
using Grizzly.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary><see cref="Regex.IsMatch(string, string)"/>, also ignoring case.</summary>
internal sealed class GrizzlyRegexTranslator(ISqlExpressionFactory sql) : IMethodCallTranslator
{
    public SqlExpression? Translate(
        SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        if (method.DeclaringType != typeof(Regex) || method.Name != nameof(Regex.IsMatch) || instance is not null)
            return null;
        return arguments switch
        {
            [{ Type: var type } text, var pattern] when type == typeof(string) =>
                sql.Call("regexp_matches", typeof(bool), text, pattern),
            [var text, var pattern, SqlConstantExpression { Value: RegexOptions.None }] =>
                sql.Call("regexp_matches", typeof(bool), text, pattern),
            [var text, var pattern, SqlConstantExpression { Value: RegexOptions.IgnoreCase }] =>
                sql.Call("regexp_matches", typeof(bool), text, pattern, sql.Constant("i")),
            _ => null,
        };
    }
}
