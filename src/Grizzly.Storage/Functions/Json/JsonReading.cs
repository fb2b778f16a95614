using System.Text;
using System.Text.Json;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>JSON texts as values of other SQL types.</summary>
internal static class JsonReading
{
    /// <summary>Reads a JSON value as a type; false where it does not convert (or the text is no JSON).</summary>
    /// <param name="isLenient">Parts that do not convert are NULL.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, LogicalType type, out Value value, bool isLenient = false)
    {
        value = Value.Null(type);
        var reader = new Utf8JsonReader(json, JsonText.Options);
        try
        {
            if (!reader.Read()) return false;
            return TryRead(ref reader, json, type, out value, isLenient) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The text of a JSON string without quotes and escapes, of anything else as it stands.</summary>
    public static byte[] Unquoted(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
        {
            if (!reader.ValueIsEscaped) return reader.ValueSpan.ToArray();
            try
            {
                return Encoding.UTF8.GetBytes(reader.GetString()!);
            }
            catch (InvalidOperationException)
            {
                return reader.ValueSpan.ToArray(); // half of a surrogate pair
            }
        }
        return Slice(ref reader, json).ToArray();
    }

    /// <summary>The whole value that the reader stands on; leaves it on its last token.</summary>
    public static ReadOnlySpan<byte> Slice(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    private static bool TryRead(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> json, LogicalType type, out Value value, bool isLenient)
    {
        value = Value.Null(type);
        if (type.IsNull)
        {
            reader.Skip();
            return true;
        }
        if (type.IsJson)
        {
            var minified = new Common.ByteWriter();
            JsonLoops.Minify(Slice(ref reader, json), minified);
            value = Value.Of(type, minified.ToArray());
            return true;
        }
        if (reader.TokenType == JsonTokenType.Null) return true;
        if (type.IsNested && !type.IsUnion)
        {
            var writer = new NestedWriter();
            if (!TryNested(ref reader, json, type, writer, isLenient)) return Missed(ref reader, isLenient);
            value = Value.Of(type, writer.ToArray());
            return true;
        }
        if (type.IsString)
        {
            value = Value.Of(type, Unquoted(ref reader, json));
            return true;
        }
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject) return Missed(ref reader,
            isLenient);
        ReadOnlySpan<byte> text = reader.TokenType switch
        {
            JsonTokenType.True when type.IsNumeric => "1"u8,
            JsonTokenType.False when type.IsNumeric => "0"u8,
            _ => Unquoted(ref reader, json),
        };
        if (ValueText.TryParse(text, type, out value) == ParseResult.Ok) return true;
        value = Value.Null(type);
        return isLenient;
    }

    /// <summary>Passes a value that does not convert.</summary>
    private static bool Missed(ref Utf8JsonReader reader, bool isLenient)
    {
        if (isLenient) reader.Skip();
        return isLenient;
    }

    private static bool TryNested(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> json, LogicalType type, NestedWriter writer, bool isLenient)
    {
        switch (type.Id)
        {
            case LogicalTypeId.List or LogicalTypeId.Array:
                if (reader.TokenType != JsonTokenType.StartArray) return false;
                int count = 0;
                for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
                {
                    if (!TryItem(ref reader, json, type.Element, writer, isLenient)) return false;
                }
                writer.End();
                return type.Length == 0 || type.Length == count;
            case LogicalTypeId.Map:
                if (reader.TokenType != JsonTokenType.StartObject) return false;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    if (ValueText.TryParse(Unquoted(ref reader, json), type.Children[0], out Value key)
                        != ParseResult.Ok)
                    {
                        if (!isLenient) return false;
                        reader.Read();
                        reader.Skip();
                        continue;
                    }
                    writer.Mark();
                    writer.Element(key);
                    reader.Read();
                    if (!TryItem(ref reader, json, type.Children[1], writer, isLenient)) return false;
                }
                writer.End();
                return true;
            default: return TryStruct(ref reader, json, type, writer, isLenient);
        }
    }

    private static bool TryStruct(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> json, LogicalType type, NestedWriter writer, bool isLenient)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        var fields = new Value[type.Children.Count];
        for (int i = 0; i < fields.Length; i++) fields[i] = Value.Null(type.Children[i]);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            int field = type.IndexOf(Encoding.UTF8.GetString(Unquoted(ref reader, json)));
            reader.Read();
            if (field < 0) reader.Skip();
            else if (!TryRead(ref reader, json, type.Children[field], out fields[field], isLenient)) return false;
        }
        foreach (Value field in fields) writer.Element(field);
        return true;
    }

    private static bool TryItem(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, LogicalType type,
        NestedWriter writer, bool isLenient)
    {
        if (reader.TokenType == JsonTokenType.Null && !type.IsJson)
        {
            writer.Null();
            return true;
        }
        if (type.IsNested && !type.IsUnion)
        {
            int start = writer.Length;
            writer.Mark();
            if (TryNested(ref reader, json, type, writer, isLenient)) return true;
            writer.Truncate(start);
            writer.Null();
            return Missed(ref reader, isLenient);
        }
        if (!TryRead(ref reader, json, type, out Value value, isLenient)) return false;
        writer.Element(value);
        return true;
    }
}
