using System.Reflection;
using Grizzly.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary>Methods of <see cref="Math"/> and <see cref="MathF"/>. Halves are rounded away from zero.</summary>
internal sealed class GrizzlyMathTranslator(ISqlExpressionFactory sql) : IMethodCallTranslator
{
    private static readonly Dictionary<string, string> Names = new()
    {
        [nameof(Math.Abs)] = "abs", [nameof(Math.Ceiling)] = "ceil", [nameof(Math.Floor)] = "floor",
        [nameof(Math.Truncate)] = "trunc", [nameof(Math.Pow)] = "pow", [nameof(Math.Sqrt)] = "sqrt",
        [nameof(Math.Cbrt)] = "cbrt", [nameof(Math.Exp)] = "exp", [nameof(Math.Log10)] = "log10",
        [nameof(Math.Log2)] = "log2", [nameof(Math.Sin)] = "sin", [nameof(Math.Cos)] = "cos",
        [nameof(Math.Tan)] = "tan", [nameof(Math.Asin)] = "asin", [nameof(Math.Acos)] = "acos",
        [nameof(Math.Atan)] = "atan", [nameof(Math.Atan2)] = "atan2", [nameof(Math.Sinh)] = "sinh",
        [nameof(Math.Cosh)] = "cosh", [nameof(Math.Tanh)] = "tanh", [nameof(Math.Asinh)] = "asinh",
        [nameof(Math.Acosh)] = "acosh", [nameof(Math.Atanh)] = "atanh", [nameof(Math.Sign)] = "sign",
        [nameof(Math.Max)] = "greatest", [nameof(Math.Min)] = "least",
        [nameof(double.DegreesToRadians)] = "radians", [nameof(double.RadiansToDegrees)] = "degrees",
    };

    public SqlExpression? Translate(
        SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        Type? type = method.DeclaringType;
        bool isMath = type == typeof(Math) || type == typeof(MathF) || (type is { IsPrimitive: true }
            && method.Name is nameof(double.DegreesToRadians) or nameof(double.RadiansToDegrees));
        if (!isMath) return null;
        RelationalTypeMapping? mapping = ExpressionExtensions.InferTypeMapping([.. arguments]);
        switch (method.Name, arguments.Count)
        {
            case (nameof(Math.Log), 1): return sql.Call("ln", method.ReturnType, arguments[0]);
            case (nameof(Math.Log), 2):
                return sql.Divide(
                    sql.Call("ln", method.ReturnType, arguments[0]), sql.Call("ln", method.ReturnType, arguments[1]));
            case (nameof(Math.Round), 1): return Call("round", method.ReturnType, mapping, arguments);
            case (nameof(Math.Round), 2) when arguments[1].Type == typeof(int):
                return sql.CallAs(
                    "round", method.ReturnType, arguments[0].TypeMapping, arguments[0],
                    sql.ApplyDefaultTypeMapping(arguments[1]));
        }
        if (!Names.TryGetValue(method.Name, out string? name)) return null;
        if (name is "acosh" or "atanh")
        {
            // Outside of their domain they are NaN in C# and an error in SQL.
            SqlExpression argument = mapping is null ? sql.ApplyDefaultTypeMapping(arguments[0]) : arguments[0];
            object one = Convert.ChangeType(1, argument.Type), none = Convert.ChangeType(double.NaN, argument.Type);
            SqlExpression bound = sql.Constant(one, argument.TypeMapping);
            SqlExpression isInside = name == "acosh"
                ? sql.GreaterThanOrEqual(argument, bound)
                : sql.LessThanOrEqual(sql.CallAs("abs", argument.Type, argument.TypeMapping, argument), bound);
            return sql.Case(
                [new CaseWhenClause(isInside, Call(name, method.ReturnType, mapping, arguments))],
                sql.Constant(none, argument.TypeMapping));
        }
        return method.Name == nameof(Math.Sign)
            ? sql.Call(name, typeof(int), arguments[0])
            : Call(name, method.ReturnType, mapping, arguments);
    }

    private SqlExpression Call(
        string name, Type type, RelationalTypeMapping? mapping, IReadOnlyList<SqlExpression> arguments) =>
        sql.CallAs(
            name, type, mapping, [.. arguments.Select(argument => mapping is null
                ? sql.ApplyDefaultTypeMapping(argument)
                : sql.ApplyTypeMapping(argument, mapping))]);
}
