using System.Reflection;
using Grizzly.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary>New GUIDs, and GUIDs from text.</summary>
internal sealed class GrizzlyGuidTranslator(ISqlExpressionFactory sql) : IMethodCallTranslator
{
    public SqlExpression? Translate(
        SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        if (method.DeclaringType != typeof(Guid)) return null;
        return (method.Name, arguments.Count) switch
        {
            (nameof(Guid.NewGuid), 0) => sql.Call("uuid", typeof(Guid)),
            (nameof(Guid.CreateVersion7), 0) => sql.Call("uuidv7", typeof(Guid)),
            (nameof(Guid.Parse), 1) => sql.Convert(arguments[0], typeof(Guid)),
            _ => null,
        };
    }
}
