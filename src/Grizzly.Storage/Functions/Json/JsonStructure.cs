using System.Text;
using System.Text.Json;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>The type of a JSON value as json_structure tells it: a name, an array of one structure, or an object of
/// structures.</summary>
internal sealed class JsonStructure
{
    private string _name = "NULL";
    private JsonStructure? _element;
    private List<(string Key, JsonStructure Value)>? _members;

    public static JsonStructure Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonText.Options);
        reader.Read();
        return Of(ref reader, json);
    }

    /// <summary>Appends it as JSON.</summary>
    public void Append(ByteWriter text)
    {
        if (_members is not null)
        {
            text.Byte((byte)'{');
            for (int i = 0; i < _members.Count; i++)
            {
                if (i > 0) text.Byte((byte)',');
                JsonWriting.String(Encoding.UTF8.GetBytes(_members[i].Key), text);
                text.Byte((byte)':');
                _members[i].Value.Append(text);
            }
            text.Byte((byte)'}');
        }
        else if (_element is not null)
        {
            text.Byte((byte)'[');
            _element.Append(text);
            text.Byte((byte)']');
        }
        else JsonWriting.String(Encoding.UTF8.GetBytes(_name), text);
    }

    /// <summary>What fits both values; JSON where nothing else does.</summary>
    public static JsonStructure Merge(JsonStructure left, JsonStructure right)
    {
        if (left.IsNull) return right;
        if (right.IsNull) return left;
        if (left._members is not null && right._members is not null)
        {
            var members = new List<(string Key, JsonStructure Value)>(left._members);
            foreach ((string key, JsonStructure value) in right._members)
            {
                int known = members.FindIndex(member => member.Key == key);
                if (known < 0) members.Add((key, value));
                else members[known] = (key, Merge(members[known].Value, value));
            }
            return new JsonStructure { _members = members };
        }
        if (left._element is not null && right._element is not null)
            return new JsonStructure { _element = Merge(left._element, right._element) };
        if (left._element is not null || right._element is not null || left._members is not null
            || right._members is not null)
            return new JsonStructure { _name = "JSON" };
        if (left._name == right._name) return left;
        bool areNumbers = IsNumber(left._name) && IsNumber(right._name);
        bool hasDouble = left._name == "DOUBLE" || right._name == "DOUBLE";
        return new JsonStructure { _name = !areNumbers ? "JSON" : hasDouble ? "DOUBLE" : "BIGINT" };
    }

    private bool IsNull => _element is null && _members is null && _name == "NULL";

    private static bool IsNumber(string name) => name is "BIGINT" or "UBIGINT" or "DOUBLE";

    private static JsonStructure Of(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                var element = new JsonStructure();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    element = Merge(element, Of(ref reader, json));
                return new JsonStructure { _element = element };
            case JsonTokenType.StartObject:
                var members = new List<(string Key, JsonStructure Value)>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    string key = Encoding.UTF8.GetString(JsonReading.Unquoted(ref reader, json));
                    reader.Read();
                    JsonStructure value = Of(ref reader, json);
                    int known = members.FindIndex(member => member.Key == key);
                    if (known >= 0) members[known] = (key, Merge(members[known].Value, value));
                    else members.Add((key, value));
                }
                return members.Count == 0 ? new JsonStructure { _name = "JSON" } : new JsonStructure { _members =
                    members };
            case JsonTokenType.Number: return new JsonStructure { _name = JsonLoops.NumberType(reader.ValueSpan) };
            case JsonTokenType.String: return new JsonStructure { _name = "VARCHAR" };
            case JsonTokenType.Null: return new JsonStructure();
            default: return new JsonStructure { _name = "BOOLEAN" };
        }
    }
}
