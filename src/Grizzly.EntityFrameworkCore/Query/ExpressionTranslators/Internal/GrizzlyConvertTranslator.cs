using System.Linq.Expressions;
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

    /// <summary>What else has a text; that of dates and numbers is SQL's, which no culture changes.</summary>
    private static readonly HashSet<Type> Texts =
    [
        typeof(Guid), typeof(decimal), typeof(float), typeof(double), typeof(DateTime), typeof(DateOnly),
        typeof(TimeOnly), typeof(DateTimeOffset), typeof(TimeSpan),
    ];

    private static readonly HashSet<Type> Fractions = [typeof(float), typeof(double), typeof(decimal)];

    public SqlExpression? Translate(
        SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        if (instance is not null && method.Name == nameof(ToString) && arguments.Count == 0)
            return AsTextOrEmpty(instance);
        if (method.DeclaringType != typeof(Convert) || arguments.Count != 1 || !Names.Contains(method.Name))
            return null;
        SqlExpression value = arguments[0] is SqlUnaryExpression
        {
            OperatorType: ExpressionType.Convert, Type: var boxed, Operand: var bare,
        } && boxed == typeof(object) ? bare : arguments[0];
        if (method.ReturnType == typeof(string)) return AsText(value);
        bool rounds = Fractions.Contains(value.Type) && Numbers.Contains(method.ReturnType);
        if (rounds) value = sql.CallAs("round", value.Type, value.TypeMapping, value);
        return Numbers.Contains(value.Type) || Fractions.Contains(value.Type) || value.Type == typeof(string)
            || value.Type == typeof(bool) ? sql.Convert(value, method.ReturnType) : null;
    }

    /// <summary>ToString of a Nullable without a value is an empty text.</summary>
    private SqlExpression? AsTextOrEmpty(SqlExpression value)
    {
        SqlExpression? text = AsText(value);
        bool isNeverNull = value is ColumnExpression { IsNullable: false } or SqlConstantExpression;
        return text is null || isNeverNull || value.Type == typeof(string)
            ? text
            : sql.Coalesce(text, sql.Constant("", text.TypeMapping));
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
        if (type == typeof(char)) return sql.Convert(value, typeof(string));
        bool hasText = value.TypeMapping?.Converter is null && (Numbers.Contains(type) || Texts.Contains(type));
        return hasText ? sql.Convert(value, typeof(string)) : null;
    }
}
