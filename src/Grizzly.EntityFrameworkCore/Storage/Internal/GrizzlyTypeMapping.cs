using System.Data;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.Json;

namespace Grizzly.EntityFrameworkCore.Storage.Internal;

/// <summary>A SQL type and the CLR type it is read and written as, with the form of its literals.</summary>
public sealed class GrizzlyTypeMapping : RelationalTypeMapping
{
    private static readonly MethodInfo GetInt16 =
        typeof(DbDataReader).GetRuntimeMethod(nameof(DbDataReader.GetInt16), [typeof(int)])!;

    private static readonly MethodInfo GetString =
        typeof(DbDataReader).GetRuntimeMethod(nameof(DbDataReader.GetString), [typeof(int)])!;

    private static readonly MethodInfo CharMethod = typeof(GrizzlyTypeMapping).GetMethod(nameof(ToChar))!;

    private readonly Func<object, string> _literal;

    /// <param name="literal">A value of <paramref name="clrType"/> as SQL.</param>
    public GrizzlyTypeMapping(
        string storeType, Type clrType, DbType? dbType, JsonValueReaderWriter? json, Func<object, string> literal,
        StoreTypePostfix postfix = StoreTypePostfix.None)
        : this(
            new RelationalTypeMappingParameters(
                new CoreTypeMappingParameters(clrType, jsonValueReaderWriter: json), storeType, postfix, dbType),
            literal)
    {
    }

    private GrizzlyTypeMapping(RelationalTypeMappingParameters parameters, Func<object, string> literal)
        : base(parameters) => _literal = literal;

    /// <summary>What compiled models and precompiled queries make their mappings from.</summary>
    public static GrizzlyTypeMapping Default { get; } = new(
        "VARCHAR", typeof(string), System.Data.DbType.String, JsonStringReaderWriter.Instance, GrizzlyLiterals.Text);

    private bool IsByte => (Converter?.ProviderClrType ?? ClrType) == typeof(byte);

    private bool IsChar => (Converter?.ProviderClrType ?? ClrType) == typeof(char);

    /// <summary>Bytes may come out of expressions as wider numbers, which the reader does not give as bytes; characters
    /// as texts that are empty.</summary>
    public override MethodInfo GetDataReaderMethod() =>
        IsByte ? GetInt16 : IsChar ? GetString : base.GetDataReaderMethod();

    public override Expression CustomizeDataReaderExpression(Expression expression) => IsByte
        ? Expression.ConvertChecked(expression, typeof(byte))
        : IsChar ? Expression.Call(CharMethod, expression) : base.CustomizeDataReaderExpression(expression);

    /// <summary>A text's first character, of an empty one the default; public for precompiled queries, which call it.
    /// </summary>
    public static char ToChar(string text) => text.Length == 0 ? default : text[0];

    /// <summary>Copies of <see cref="Default"/> may be of any type.</summary>
    protected override RelationalTypeMapping Clone(RelationalTypeMappingParameters parameters) =>
        new GrizzlyTypeMapping(parameters, ReferenceEquals(this, Default)
            ? GrizzlyTypeMappingSource.LiteralOf(
                parameters.StoreType, parameters.CoreParameters.Converter?.ProviderClrType
                    ?? parameters.CoreParameters.ClrType)
            : _literal);

    protected override void ConfigureParameter(DbParameter parameter)
    {
        base.ConfigureParameter(parameter);
        if (ClrType == typeof(char) && Converter is null && parameter.Value is int number)
            parameter.Value = (char)number;
    }

    protected override string GenerateNonNullSqlLiteral(object value) => _literal(value);
}
