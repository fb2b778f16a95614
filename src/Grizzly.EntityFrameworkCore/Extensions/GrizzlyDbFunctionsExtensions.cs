using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Grizzly.EntityFrameworkCore;

/// <summary>SQL functions for use in queries only.</summary>
public static class GrizzlyDbFunctionsExtensions
{
    /// <summary>LIKE without regard to upper and lower case.</summary>
    /// <exception cref="InvalidOperationException">Always, outside of queries.</exception>
    public static bool ILike(this DbFunctions _, string? matchExpression, string? pattern) =>
        throw new InvalidOperationException(CoreStrings.FunctionOnClient(nameof(ILike)));
}
