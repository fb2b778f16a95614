using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using Grizzly.Data;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Storage.Internal;

/// <summary>A JSON column that holds entities or complex values.</summary>
public sealed class GrizzlyJsonTypeMapping : JsonTypeMapping
{
    private static readonly MethodInfo GetString =
        typeof(DbDataReader).GetRuntimeMethod(nameof(DbDataReader.GetString), [typeof(int)])!;

    private static readonly MethodInfo OpenMethod =
        typeof(GrizzlyJsonTypeMapping).GetMethod(nameof(Open))!;

    public GrizzlyJsonTypeMapping(string storeType)
        : base(storeType, typeof(JsonTypePlaceholder), null)
    {
    }

    private GrizzlyJsonTypeMapping(RelationalTypeMappingParameters parameters)
        : base(parameters)
    {
    }

    /// <summary>What compiled models and precompiled queries make their mappings from.</summary>
    public static GrizzlyJsonTypeMapping Default { get; } = new("JSON");

    public override MethodInfo GetDataReaderMethod() => GetString;

    /// <summary>EF reads documents from streams.</summary>
    public override Expression CustomizeDataReaderExpression(Expression expression) =>
        Expression.Call(OpenMethod, expression);

    /// <summary>A document as the stream that EF reads it from; public for precompiled queries, which call it.
    /// </summary>
    public static MemoryStream Open(string json) => new(Encoding.UTF8.GetBytes(json));

    protected override RelationalTypeMapping Clone(RelationalTypeMappingParameters parameters) =>
        new GrizzlyJsonTypeMapping(parameters);

    protected override void ConfigureParameter(DbParameter parameter)
    {
        base.ConfigureParameter(parameter);
        if (parameter is GrizzlyParameter own) own.GrizzlyType = GrizzlyType.Json;
    }

    protected override string GenerateNonNullSqlLiteral(object value) => GrizzlyLiterals.Json(value);
}
