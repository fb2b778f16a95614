using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>Functions of the database are not run on the client, even where they need nothing of a row.</summary>
internal sealed class GrizzlyEvaluatableExpressionFilterPlugin : IEvaluatableExpressionFilterPlugin
{
    public bool IsEvaluatableExpression(Expression expression) => expression is not MethodCallExpression call
        || (call.Method.DeclaringType != typeof(GrizzlyWindow)
            && call.Method.DeclaringType != typeof(GrizzlyWindowFunctionsExtensions)
            && call.Method.DeclaringType != typeof(GrizzlyDbFunctionsExtensions));
}
