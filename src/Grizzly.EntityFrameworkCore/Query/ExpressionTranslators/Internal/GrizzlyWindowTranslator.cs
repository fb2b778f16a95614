using System.Reflection;
using Grizzly.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary><see cref="GrizzlyWindow"/> and the functions over it, as <see cref="GrizzlyWindowCalls"/> writes them.
/// </summary>
internal sealed class GrizzlyWindowTranslator(ISqlExpressionFactory sql, IRelationalTypeMappingSource types)
    : IMethodCallTranslator
{
    private static readonly Dictionary<string, string> Functions = new()
    {
        [nameof(GrizzlyWindowFunctionsExtensions.RowNumber)] = "row_number",
        [nameof(GrizzlyWindowFunctionsExtensions.Rank)] = "rank",
        [nameof(GrizzlyWindowFunctionsExtensions.DenseRank)] = "dense_rank",
        [nameof(GrizzlyWindowFunctionsExtensions.PercentRank)] = "percent_rank",
        [nameof(GrizzlyWindowFunctionsExtensions.CumeDist)] = "cume_dist",
        [nameof(GrizzlyWindowFunctionsExtensions.NTile)] = "ntile",
        [nameof(GrizzlyWindowFunctionsExtensions.Lag)] = "lag",
        [nameof(GrizzlyWindowFunctionsExtensions.Lead)] = "lead",
        [nameof(GrizzlyWindowFunctionsExtensions.FirstValue)] = "first_value",
        [nameof(GrizzlyWindowFunctionsExtensions.LastValue)] = "last_value",
        [nameof(GrizzlyWindowFunctionsExtensions.NthValue)] = "nth_value",
        [nameof(GrizzlyWindowFunctionsExtensions.Sum)] = "sum",
        [nameof(GrizzlyWindowFunctionsExtensions.Average)] = "avg",
        [nameof(GrizzlyWindowFunctionsExtensions.Min)] = "min",
        [nameof(GrizzlyWindowFunctionsExtensions.Max)] = "max",
        [nameof(GrizzlyWindowFunctionsExtensions.Count)] = "count",
    };

    public SqlExpression? Translate(
        SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        if (method.DeclaringType == typeof(GrizzlyWindow)) return Part(instance!, method, arguments);
        if (method.DeclaringType != typeof(GrizzlyWindowFunctionsExtensions)) return null;
        return method.Name == nameof(GrizzlyWindowFunctionsExtensions.Window)
            ? Window(GrizzlyWindowCalls.Window, []) : Call(method, [.. arguments.Skip(1)]);
    }

    private SqlExpression Part(SqlExpression window, MethodInfo method, IReadOnlyList<SqlExpression> arguments)
    {
        string name = method.Name switch
        {
            nameof(GrizzlyWindow.PartitionBy) => GrizzlyWindowCalls.Partition,
            nameof(GrizzlyWindow.OrderBy) or nameof(GrizzlyWindow.ThenBy) => GrizzlyWindowCalls.Ascending,
            nameof(GrizzlyWindow.Rows) => GrizzlyWindowCalls.Rows,
            nameof(GrizzlyWindow.Groups) => GrizzlyWindowCalls.Groups,
            _ => GrizzlyWindowCalls.Descending,
        };
        return Window(name, [window, .. arguments.Select(argument => sql.ApplyDefaultTypeMapping(argument))]);
    }

    /// <summary>A window is no value, but every node of a tree must have a type that the store knows.</summary>
    private SqlExpression Window(string name, SqlExpression[] arguments) => sql.Function(
        name, arguments, nullable: false, arguments.Select(_ => false), typeof(GrizzlyWindow),
        types.FindMapping(typeof(bool)));

    private SqlExpression Call(MethodInfo method, SqlExpression[] arguments)
    {
        string name = Functions[method.Name];
        SqlExpression window = arguments[^1];
        SqlExpression[] values = arguments[..^1];
        Type type = method.ReturnType;
        RelationalTypeMapping? mapping = null;
        bool givesValue = method.IsGenericMethod && method.ReturnType == method.GetGenericArguments()[0];
        if (values.Length > 0) values[0] = sql.ApplyDefaultTypeMapping(values[0]);
        if (givesValue || name == "avg") mapping = values[0].TypeMapping;
        for (int i = 1; i < values.Length; i++)
        {
            // The offset is a number, what follows it a value.
            values[i] = i == 2 ? sql.ApplyTypeMapping(values[i], mapping) : sql.ApplyDefaultTypeMapping(values[i]);
        }
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        if (name == "avg" && bare == typeof(decimal)) name = "decimal_avg";
        bool canBeNull = givesValue || name.EndsWith("avg", StringComparison.Ordinal);
        SqlExpression call = sql.Function(
            GrizzlyWindowCalls.NameOf(name), [.. values, window], canBeNull, arguments.Select(_ => false), type,
            mapping);

        // Sums are wider than what they add up; a sum that does not fit is an error.
        bool isWhole = bare.IsPrimitive && bare != typeof(double) && bare != typeof(float);
        return name == "sum" && (isWhole || bare == typeof(decimal))
            ? new SqlUnaryExpression(System.Linq.Expressions.ExpressionType.Convert, call, type, mapping) : call;
    }
}
