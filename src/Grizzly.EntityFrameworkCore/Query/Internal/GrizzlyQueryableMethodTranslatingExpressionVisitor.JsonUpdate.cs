using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Text;
using Grizzly.EntityFrameworkCore.Storage.Internal;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>ExecuteUpdate of a part of a JSON document: <c>json_set(document, path, value)</c>.</summary>
public sealed partial class GrizzlyQueryableMethodTranslatingExpressionVisitor
{
    /// <summary>More than one part of a document is set by calls inside of each other.</summary>
    protected override SqlExpression? GenerateJsonPartialUpdateSetter(
        Expression target, SqlExpression value, ref SqlExpression? existingSetterValue)
    {
        (ColumnExpression column, IReadOnlyList<PathSegment> path) = target switch
        {
            JsonScalarExpression scalar => ((ColumnExpression)scalar.Json, scalar.Path),
            JsonQueryExpression query => (query.JsonColumn, query.Path),
            _ => throw new InvalidOperationException($"{target.GetType()} is no part of a JSON document"),
        };

        // A value that is NULL becomes the null of the document.
        SqlExpression changed = _sql.Function(
            "json_set", [existingSetterValue ?? column, Path(path), value], nullable: true,
            argumentsPropagateNullability: [true, true, false], typeof(string), column.TypeMapping);
        if (existingSetterValue is null) return changed;
        existingSetterValue = changed;
        return null;
    }

    /// <summary>Numbers, texts and truth values become JSON by themselves, lists of them too; EF writes the other types
    /// as text, and so do their columns here.</summary>
    protected override bool TrySerializeScalarToJson(
        JsonScalarExpression target, SqlExpression value, [NotNullWhen(true)] out SqlExpression? jsonValue)
    {
        RelationalTypeMapping mapping = value.TypeMapping!;
        if (mapping.ElementTypeMapping is RelationalTypeMapping element)
        {
            jsonValue = value is JsonScalarExpression part ? AsJson(part) : IsJsonByItself(element) ? value : null;
            return jsonValue is not null;
        }
        if (base.TrySerializeScalarToJson(target, value, out jsonValue)) return true;
        jsonValue = TextOf(value, mapping);
        return jsonValue is not null;
    }

    private static bool IsJsonByItself(RelationalTypeMapping mapping)
    {
        Type type = mapping.Converter?.ProviderClrType ?? mapping.ClrType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type == typeof(string) || type == typeof(decimal) || type == typeof(Guid)
            || type == typeof(DateOnly) || type == typeof(TimeOnly);
    }

    private static JsonScalarExpression AsJson(JsonScalarExpression part) => new(
        part.Json, part.Path, typeof(string), GrizzlyTypeMappingSource.JsonText, part.IsNullable);

    /// <summary>The text that documents have for a value of a column.</summary>
    private SqlExpression? TextOf(SqlExpression value, RelationalTypeMapping mapping)
    {
        RelationalTypeMapping text = _types.FindMapping(typeof(string))!;
        return mapping.StoreTypeNameBase switch
        {
            "UUID" or "DATE" or "TIME" => _sql.Convert(value, typeof(string), text),
            "TIMESTAMP" => _sql.CallAs(
                "strftime", typeof(string), text, value, _sql.Constant("%Y-%m-%dT%H:%M:%S.%f")),
            "TIMESTAMPTZ" => _sql.CallAs(
                "strftime", typeof(string), text,
                _sql.CallAs("timezone", typeof(DateTime), null, _sql.Constant("UTC"), value),
                _sql.Constant("%Y-%m-%dT%H:%M:%S.%f+00:00")),
            "BLOB" => _sql.CallAs("to_base64", typeof(string), text, value),
            _ => null,
        };
    }

    /// <summary>A path as text; indexes that are no constants are joined to it.</summary>
    private SqlExpression Path(IReadOnlyList<PathSegment> path)
    {
        SqlExpression? result = null;
        var text = new StringBuilder("$");
        foreach (PathSegment step in path)
        {
            if (step.PropertyName is { } name)
            {
                text.Append('.').Append(GrizzlySqlGenerationHelper.QuotePathElement(name));
            }
            else if (step.ArrayIndex is SqlConstantExpression { Value: { } index })
            {
                text.Append('[').Append(index).Append(']');
            }
            else
            {
                text.Append('[');
                result = Joined(result, text);
                result = _sql.Add(result, _sql.Convert(step.ArrayIndex!, typeof(string)));
                text.Clear().Append(']');
            }
        }
        return Joined(result, text);
    }

    private SqlExpression Joined(SqlExpression? path, StringBuilder text)
    {
        SqlExpression rest = _sql.ApplyDefaultTypeMapping(_sql.Constant(text.ToString()));
        return path is null ? rest : _sql.Add(path, rest);
    }
}
