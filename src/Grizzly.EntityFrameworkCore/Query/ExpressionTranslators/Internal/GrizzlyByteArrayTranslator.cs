using System.Reflection;
using Grizzly.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary>Single bytes of a <c>byte[]</c>.</summary>
internal sealed class GrizzlyByteArrayTranslator(ISqlExpressionFactory sql, IRelationalTypeMappingSource types)
    : IMethodCallTranslator
{
    public SqlExpression? Translate(
        SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        bool isKnown = method.DeclaringType == typeof(Enumerable) && arguments is [{ TypeMapping: not null }, ..]
            && arguments[0].Type == typeof(byte[]);
        if (!isKnown) return null;
        SqlExpression bytes = arguments[0];
        RelationalTypeMapping single = types.FindMapping(typeof(byte))!;
        return (method.Name, arguments.Count) switch
        {
            (nameof(Enumerable.Contains), 2) => sql.Call(
                "contains", typeof(bool), bytes, sql.Convert(
                    sql.ApplyTypeMapping(arguments[1], single), typeof(byte), single)),
            (nameof(Enumerable.First), 1) => At(sql.Constant(0)),
            (nameof(Enumerable.ElementAt), 2) => At(sql.ApplyDefaultTypeMapping(arguments[1])),
            _ => null,
        };

        SqlExpression At(SqlExpression place) => sql.Convert(
            sql.CallAs("get_byte", typeof(int), types.FindMapping(typeof(int)), bytes, place), typeof(byte), single);
    }
}
