using System.Text.Json;
using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>The type that a structure as json_structure gives it describes: <c>{"a": "INTEGER", "b":
/// ["VARCHAR"]}</c>.</summary>
internal static class JsonStructureType
{
    /// <exception cref="GrizzlyException">22023 for a text that describes no type.</exception>
    public static LogicalType Of(in Value structure, ICatalogView catalog)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(structure.ByteArray);
            return Of(document.RootElement, catalog);
        }
        catch (JsonException)
        {
            throw Errors.Invalid("the structure is no JSON");
        }
    }

    private static LogicalType Of(JsonElement element, ICatalogView catalog)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                string name = element.GetString()!;
                return name == "NULL" ? LogicalType.Null : TypeNames.Resolve(SqlParser.ParseTypeName(name), catalog);
            case JsonValueKind.Array when element.GetArrayLength() == 1: return LogicalType.List(Of(element[0],
                catalog));
            case JsonValueKind.Object when element.EnumerateObject().Any():
                return LogicalType.Struct(
                    [.. element.EnumerateObject().Select(member => member.Name)],
                    [.. element.EnumerateObject().Select(member => Of(member.Value, catalog))]);
            default: throw Errors.Invalid("a structure is a type, a list of one structure or an object of structures");
        }
    }
}
