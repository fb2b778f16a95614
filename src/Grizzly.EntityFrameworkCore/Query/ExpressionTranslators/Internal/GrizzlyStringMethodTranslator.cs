using System.Reflection;
using Grizzly.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;

/// <summary>Methods of <see cref="string"/>. Those that take a culture or a comparison have no translation.</summary>
internal sealed class GrizzlyStringMethodTranslator(ISqlExpressionFactory sql, IRelationalTypeMappingSource types)
    : IMethodCallTranslator
{
    public SqlExpression? Translate(
        SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        if (method.DeclaringType == typeof(Enumerable) && arguments is [var text, ..] && text.Type == typeof(string))
            return OfCharacters(method.Name, arguments);
        if (method.DeclaringType != typeof(string)) return null;
        if (instance is null) return OfClass(method, arguments);
        bool areTexts = method.GetParameters().All(parameter =>
            parameter.ParameterType == typeof(string) || parameter.ParameterType == typeof(char)
            || parameter.ParameterType == typeof(int) || parameter.ParameterType == typeof(char[]));
        if (!areTexts) return null;
        RelationalTypeMapping? mapping = ExpressionExtensions.InferTypeMapping([instance, .. arguments.Where(
            argument => argument.Type == typeof(string))]);
        instance = sql.ApplyTypeMapping(instance, mapping ?? types.FindMapping(typeof(string)));
        SqlExpression[] all = [instance, .. arguments.Select(argument => argument.Type == typeof(string)
            ? sql.ApplyTypeMapping(argument, instance.TypeMapping)
            : sql.ApplyDefaultTypeMapping(argument))];
        return (method.Name, arguments.Count) switch
        {
            (nameof(string.ToUpper) or nameof(string.ToUpperInvariant), 0) => Text("upper", all),
            (nameof(string.ToLower) or nameof(string.ToLowerInvariant), 0) => Text("lower", all),
            (nameof(string.Trim), _) => Trimmed("trim", all),
            (nameof(string.TrimStart), _) => Trimmed("ltrim", all),
            (nameof(string.TrimEnd), _) => Trimmed("rtrim", all),
            (nameof(string.Contains), 1) => Test("contains", all),
            (nameof(string.StartsWith), 1) => Test("starts_with", all),
            (nameof(string.EndsWith), 1) => Test("ends_with", all),
            (nameof(string.Replace), 2) => Text("replace", all),
            (nameof(string.PadLeft), 1) => Padded("lpad", all[0], all[1], sql.Constant(" ")),
            (nameof(string.PadLeft), 2) => Padded("lpad", all[0], all[1], all[2]),
            (nameof(string.PadRight), 1) => Padded("rpad", all[0], all[1], sql.Constant(" ")),
            (nameof(string.PadRight), 2) => Padded("rpad", all[0], all[1], all[2]),
            (nameof(string.Substring), 1) => Text("substring", all[0], Next(all[1])),
            (nameof(string.Substring), 2) => Text("substring", all[0], Next(all[1]), all[2]),
            ("get_Chars", 1) => sql.CallAs(
                "substring", typeof(char), types.FindMapping(typeof(char)), all[0], Next(all[1]), sql.Constant(1)),
            (nameof(string.IndexOf), 1) => Before(sql.Call("strpos", typeof(int), all)),
            (nameof(string.IndexOf), 2) when arguments[1].Type == typeof(int) => IndexFrom(all[0], all[1], all[2]),
            _ => null,
        };
    }

    /// <summary>False, never NULL: what is selected is a bool.</summary>
    private SqlExpression Test(string name, SqlExpression[] all) =>
        sql.Coalesce(sql.Call(name, typeof(bool), all), sql.Constant(false));

    private SqlExpression? OfClass(MethodInfo method, IReadOnlyList<SqlExpression> arguments) => method.Name switch
    {
        nameof(string.IsNullOrEmpty) => sql.OrElse(
            sql.IsNull(arguments[0]), sql.Equal(arguments[0], sql.Constant(""))),
        nameof(string.IsNullOrWhiteSpace) => sql.OrElse(
            sql.IsNull(arguments[0]), sql.Equal(Text("trim", arguments[0]), sql.Constant(""))),
        _ => null,
    };

    private SqlExpression? OfCharacters(string name, IReadOnlyList<SqlExpression> arguments) =>
        (name, arguments.Count) switch
        {
            (nameof(Enumerable.FirstOrDefault), 1) => sql.CallAs(
                "left", typeof(char), types.FindMapping(typeof(char)), arguments[0], sql.Constant(1)),
            (nameof(Enumerable.LastOrDefault), 1) => sql.CallAs(
                "right", typeof(char), types.FindMapping(typeof(char)), arguments[0], sql.Constant(1)),
            _ => null,
        };

    private SqlExpression Text(string name, params SqlExpression[] arguments) =>
        sql.CallAs(name, typeof(string), arguments[0].TypeMapping, arguments);

    private SqlExpression? Trimmed(string name, SqlExpression[] arguments) => arguments switch
    {
        [var text] => Text(name, text),
        [var text, { Type: var type } characters] when type == typeof(char) || type == typeof(string) =>
            Text(name, text, characters),
        [var text, SqlConstantExpression { Value: char[] characters }] => characters.Length == 0
            ? Text(name, text)
            : Text(name, text, sql.Constant(new string(characters), text.TypeMapping)),
        _ => null,
    };

    /// <summary>SQL's padding also cuts; C#'s never does.</summary>
    private SqlExpression Padded(string name, SqlExpression text, SqlExpression width, SqlExpression filler) =>
        Text(name, text, sql.Function(
            "greatest", [sql.Call("length", typeof(int), text), width], true, [true, true], typeof(int)), filler);

    private SqlExpression IndexFrom(SqlExpression text, SqlExpression sought, SqlExpression start)
    {
        SqlExpression place = sql.Call("strpos", typeof(int), Text("substring", text, Next(start)), sought);
        return sql.Case(
            [new CaseWhenClause(sql.GreaterThan(place, sql.Constant(0)), sql.Add(Before(place), start))],
            sql.Case([new CaseWhenClause(sql.Equal(place, sql.Constant(0)), sql.Constant(-1))], null));
    }

    private SqlExpression Next(SqlExpression index) => index is SqlConstantExpression { Value: int number }
        ? sql.Constant(number + 1)
        : sql.Add(index, sql.Constant(1));

    private SqlExpression Before(SqlExpression place) => sql.Subtract(place, sql.Constant(1));
}
