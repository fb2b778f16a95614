using System.Reflection;
using Grizzly.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary>Methods of <see cref="Convert"/>, and ToString where SQL's text is C#'s.</summary>
internal sealed class GrizzlyConvertTranslator(ISqlExpressionFactory sql) : IMethodCallTranslator
{
    private static readonly HashSet<string> Names =
    [
        nameof(Convert.ToBoolean), nameof(Convert.ToByte), nameof(Convert.ToSByte), nameof(Convert.ToInt16),
        nameof(Convert.ToUInt16), nameof(Convert.ToInt32), nameof(Convert.ToUInt32), nameof(Convert.ToInt64),
        nameof(Convert.ToUInt64), nameof(Convert.ToSingle), nameof(Convert.ToDouble), nameof(Convert.ToDecimal),
        nameof(Convert.ToString),
    ];

    private static readonly HashSet<Type> Numbers =
    [
        typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long),
        typeof(ulong),
    ];

    private static readonly HashSet<Type> Fractions = [typeof(float), typeof(double), typeof(decimal)];

    public SqlExpression? Translate(
        SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        if (instance is not null && method.Name == nameof(ToString) && arguments.Count == 0) return AsText(instance);
        if (method.DeclaringType != typeof(Convert) || arguments.Count != 1 || !Names.Contains(method.Name))
            return null;
        SqlExpression value = arguments[0];
        if (method.ReturnType == typeof(string)) return AsText(value);
        bool rounds = Fractions.Contains(value.Type) && Numbers.Contains(method.ReturnType);
        if (rounds) value = sql.CallAs("round", value.Type, value.TypeMapping, value);
        return Numbers.Contains(value.Type) || Fractions.Contains(value.Type) || value.Type == typeof(string)
            || value.Type == typeof(bool) ? sql.Convert(value, method.ReturnType) : null;
    }

    private SqlExpression? AsText(SqlExpression value)
    {
        Type type = Nullable.GetUnderlyingType(value.Type) ?? value.Type;
        if (type == typeof(string)) return value;
        if (type == typeof(bool))
        {
            return sql.Case(
                [
                    new CaseWhenClause(sql.Equal(value, sql.Constant(true)), sql.Constant("True")),
                    new CaseWhenClause(sql.Equal(value, sql.Constant(false)), sql.Constant("False")),
                ],
                null);
        }
        bool hasSameText = value.TypeMapping?.Converter is null
            && (Numbers.Contains(type) || type == typeof(Guid) || type == typeof(char));
        return hasSameText ? sql.Convert(value, typeof(string)) : null;
    }
}
