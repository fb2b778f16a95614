using System.Reflection;
using Grizzly.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary><c>EF.Functions.ILike</c> and <c>EF.Functions.Random</c>.</summary>
internal sealed class GrizzlyDbFunctionsTranslator(ISqlExpressionFactory sql) : IMethodCallTranslator
{
    public SqlExpression? Translate(
        SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        if (method.DeclaringType == typeof(DbFunctionsExtensions)
            && method.Name == nameof(DbFunctionsExtensions.Random))
            return sql.Call("random", typeof(double));
        if (method.DeclaringType != typeof(GrizzlyDbFunctionsExtensions)) return null;
        return sql.Like(Lower(arguments[1]), Lower(arguments[2]));
    }

    private SqlExpression Lower(SqlExpression text) => sql.Call("lower", typeof(string), text);
}
