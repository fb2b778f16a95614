using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>Calls of SQL functions.</summary>
internal static class GrizzlyFunctions
{
    /// <summary>A function that is NULL where any of its arguments is.</summary>
    public static SqlExpression Call(
        this ISqlExpressionFactory factory, string name, Type type, params SqlExpression[] arguments) =>
        factory.Function(name, arguments, true, [.. arguments.Select(_ => true)], type);

    /// <summary>A function that is NULL where any of its arguments is, with the mapping of its result.</summary>
    public static SqlExpression CallAs(
        this ISqlExpressionFactory factory, string name, Type type, RelationalTypeMapping? mapping,
        params SqlExpression[] arguments) =>
        factory.Function(name, arguments, true, [.. arguments.Select(_ => true)], type, mapping);

    /// <summary>A function that is never NULL and depends on nothing.</summary>
    public static SqlExpression Call(this ISqlExpressionFactory factory, string name, Type type) =>
        factory.Function(name, [], false, [], type);
}
