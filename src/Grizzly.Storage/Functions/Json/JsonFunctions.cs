using System.Text;
using System.Text.Json;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Looking into JSON.</summary>
internal static unsafe class JsonFunctions
{
    private static readonly LogicalType Json = LogicalType.Json, Varchar = LogicalType.Varchar;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("json_valid", "Whether the text is JSON.", "json_valid('[1]')",
            new Overload([Varchar], LogicalType.Boolean, Valid)),
        Define.Custom("json", "The JSON value without needless spaces.", "json('[1, 2]')", (types, _) =>
            types.Count == 1 && JsonLoops.IsJson(types[0]) ? ListLoops.Bound("json", [Json], Json, Minify) : null,
            "json(VARCHAR) -> JSON") with { Aliases = ["json_minify"] },
        Define.Custom("json_extract", "The value at a path, a key or an index.", "json_extract('{\"a\": 1}', '$.a')",
            JsonLoops.AtPath("json_extract", Json, Text, needsPath: true), "json_extract(JSON, VARCHAR) -> JSON")
            with { Aliases = ["json_extract_path", "->"] },
        Define.Custom("json_extract_string", "The value at a path as text; strings without quotes.",
            "json_extract_string('{\"a\": \"x\"}', '$.a')",
            JsonLoops.AtPath("json_extract_string", Varchar, Plain, needsPath: true),
            "json_extract_string(JSON, VARCHAR) -> VARCHAR") with { Aliases = ["json_extract_path_text", "->>"] },
        Define.Custom("json_value", "The value at a path as text, NULL for arrays and objects.",
            "json_value('{\"a\": 1}', '$.a')", JsonLoops.AtPath("json_value", Varchar, static (json, text, result,
                row) =>
                json[0] is not ((byte)'[' or (byte)'{') && Plain(json, text, result, row), needsPath: true),
            "json_value(JSON, VARCHAR) -> VARCHAR"),
        Define.Custom("json_exists", "Whether there is a value at the path.", "json_exists('{\"a\": 1}', '$.a')",
            BindExists,
            "json_exists(JSON, VARCHAR) -> BOOLEAN"),
        Define.Custom("json_type",
            "The type of a JSON value: ARRAY, OBJECT, VARCHAR, UBIGINT, BIGINT, DOUBLE, BOOLEAN, NULL.",
            "json_type('[1]')", JsonLoops.AtPath("json_type", Varchar, static (json, text, result, row) =>
            {
                text.Raw(Encoding.UTF8.GetBytes(JsonLoops.TypeOf(json)));
                JsonLoops.Store(text, result, row);
                return true;
            }, needsPath: false), "json_type(JSON [, VARCHAR]) -> VARCHAR"),
        Define.Custom("json_array_length", "Elements of a JSON array, 0 for any other value.",
            "json_array_length('[1, 2]')", JsonLoops.AtPath("json_array_length", LogicalType.UBigInt, Length, false),
            "json_array_length(JSON [, VARCHAR]) -> UBIGINT") with { Aliases = ["jsonb_array_length"] },
        Define.Custom("json_keys", "The keys of a JSON object.", "json_keys('{\"a\": 1}')",
            JsonLoops.AtPath("json_keys", LogicalType.List(Varchar), Keys, false),
                "json_keys(JSON [, VARCHAR]) -> VARCHAR[]"),
        Define.Custom("json_structure", "The structure of a JSON value, as JSON.", "json_structure('{\"a\": [1]}')",
            JsonLoops.AtPath("json_structure", Json, Structure, false), "json_structure(JSON) -> JSON"),
        Define.Custom("json_pretty", "The JSON value with line ends and indentation.", "json_pretty('[1]')",
            (types, _) =>
            types.Count == 1 && JsonLoops.IsJson(types[0])
                ? JsonLoops.AtPath("json_pretty", Varchar, Pretty, false)(types, [null]) : null,
                    "json_pretty(JSON) -> VARCHAR") with { Aliases = ["jsonb_pretty"] },
        Define.Custom("json_contains", "Whether the first value contains the second.", "json_contains('[1, 2]', '1')",
            BindContains, "json_contains(JSON, JSON) -> BOOLEAN"),
    ];

    private static void Valid(in ScalarCall call, ColumnVector result)
    {
        for (int row = 0; row < call.Count; row++)
        {
            if (!result.IsNullAt(row))
                result.Data[row] = JsonText.IsValid(NestedVectors.BytesOf(call.Arguments[0], row)) ? (byte)1 : (byte)0;
        }
    }

    private static void Minify(in ScalarCall call, ColumnVector result)
    {
        var text = new ByteWriter();
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            JsonLoops.Minify(NestedVectors.BytesOf(call.Arguments[0], row), text);
            JsonLoops.Store(text, result, row);
        }
    }

    private static bool Text(ReadOnlySpan<byte> json, ByteWriter text, ColumnVector result, int row)
    {
        JsonLoops.Minify(json, text);
        JsonLoops.Store(text, result, row);
        return true;
    }

    private static bool Plain(ReadOnlySpan<byte> json, ByteWriter text, ColumnVector result, int row)
    {
        if (!JsonLoops.AsText(json, text)) return false;
        JsonLoops.Store(text, result, row);
        return true;
    }

    private static BoundScalar? BindExists(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2 || !JsonLoops.IsJson(types[0])) return null;
        LogicalType boolean = LogicalType.Boolean;
        JsonLoops.JsonResult found = static (json, text, result, row) =>
        {
            result.Data[row] = 1;
            return true;
        };
        if (JsonLoops.AtPath("json_exists", boolean, found, true)(types, constants) is not { } bound) return null;
        ScalarKernel inner = bound.Kernel;
        bool isList = bound.ReturnType.IsList;
        bool perPath = types[1].IsList;
        if (isList && !perPath)
            return bound with
            {
                ReturnType = boolean,
                Kernel = (in ScalarCall call, ColumnVector result) =>
                {
                    using var lists = new ColumnVector(LogicalType.List(boolean));
                    lists.SetFlat();
                    if (result.Validity is not null) lists.UseValidity(result.Validity);
                    inner(call, lists);
                    for (int row = 0; row < call.Count; row++)
                    {
                        if (!result.IsNullAt(row))
                            result.Data[row] = NestedVectors.BytesOf(lists, row).Length > 1 ? (byte)1 : (byte)0;
                    }
                },
            };
        return bound with
        {
            Kernel = (in ScalarCall call, ColumnVector result) =>
            {
                ulong* before = stackalloc ulong[ColumnVector.MaskWords];
                int words = (call.Count + 63) >> 6;
                for (int i = 0; i < words; i++) before[i] = result.Validity is null ? ulong.MaxValue
                    : result.Validity[i];
                inner(call, result);
                if (perPath)
                {
                    NoNulls(result, call.Count);
                    return;
                }
                // What is not there is false; only NULL arguments give NULL.
                for (int row = 0; row < call.Count; row++)
                {
                    if (!result.IsNullAt(row)) continue;
                    if ((before[row >> 6] >> (row & 63) & 1) == 0) continue;
                    result.Validity[row >> 6] |= 1UL << (row & 63);
                    result.Data[row] = 0;
                }
            },
        };
    }

    /// <summary>Turns the NULLs in lists of flags into false.</summary>
    private static void NoNulls(ColumnVector lists, int count)
    {
        var writer = new NestedWriter();
        for (int row = 0; row < count; row++)
        {
            if (lists.IsNullAt(row)) continue;
            var reader = new NestedReader(NestedVectors.BytesOf(lists, row));
            while (reader.Next(out bool isNull))
            {
                byte flag = isNull ? (byte)0 : reader.Byte();
                writer.Mark();
                writer.Byte(flag);
            }
            writer.End();
            NestedVectors.Store(writer, lists, row);
        }
    }

    private static bool Length(ReadOnlySpan<byte> json, ByteWriter text, ColumnVector result, int row)
    {
        var reader = new Utf8JsonReader(json, JsonText.Options);
        reader.Read();
        ulong count = 0;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++) reader.Skip();
        }
        ((ulong*)result.Data)[row] = count;
        return true;
    }

    private static bool Keys(ReadOnlySpan<byte> json, ByteWriter text, ColumnVector result, int row)
    {
        var reader = new Utf8JsonReader(json, JsonText.Options);
        var writer = new NestedWriter();
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                writer.Element(Value.Of(Varchar, JsonReading.Unquoted(ref reader, json)));
                reader.Read();
                reader.Skip();
            }
        }
        writer.End();
        NestedVectors.Store(writer, result, row);
        return true;
    }

    private static bool Structure(ReadOnlySpan<byte> json, ByteWriter text, ColumnVector result, int row)
    {
        JsonStructure.Of(json).Append(text);
        JsonLoops.Store(text, result, row);
        return true;
    }

    private static bool Pretty(ReadOnlySpan<byte> json, ByteWriter text, ColumnVector result, int row)
    {
        int depth = 0;
        bool inString = false;
        void Line()
        {
            text.Byte((byte)'\n');
            for (int i = 0; i < depth; i++) text.Raw("    "u8);
        }
        for (int i = 0; i < json.Length; i++)
        {
            byte b = json[i];
            if (inString)
            {
                text.Byte(b);
                if (b == '\\' && i + 1 < json.Length) text.Byte(json[++i]);
                else if (b == '"') inString = false;
                continue;
            }
            switch (b)
            {
                case (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t': break;
                case (byte)'{' or (byte)'[':
                    text.Byte(b);
                    int next = i + 1;
                    while (next < json.Length && json[next] is (byte)' ' or (byte)'\n' or (byte)'\r' or (
                        byte)'\t') next++;
                    if (json[next] is (byte)'}' or (byte)']')
                    {
                        text.Byte(json[next]);
                        i = next;
                        break;
                    }
                    depth++;
                    Line();
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    Line();
                    text.Byte(b);
                    break;
                case (byte)',':
                    text.Byte(b);
                    Line();
                    break;
                case (byte)':': text.Raw(": "u8); break;
                default:
                    text.Byte(b);
                    inString = b == '"';
                    break;
            }
        }
        JsonLoops.Store(text, result, row);
        return true;
    }

    private static BoundScalar? BindContains(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2 || !types.All(JsonLoops.IsJson)) return null;
        return ListLoops.Bound("json_contains", [Json, Json], LogicalType.Boolean, (in ScalarCall call,
            ColumnVector result) =>
        {
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                using JsonDocument whole = JsonDocument.Parse(NestedVectors.BytesOf(call.Arguments[0], row).ToArray(),
                    new JsonDocumentOptions { MaxDepth = JsonText.MaxDepth });
                using JsonDocument part = JsonDocument.Parse(NestedVectors.BytesOf(call.Arguments[1], row).ToArray(),
                    new JsonDocumentOptions { MaxDepth = JsonText.MaxDepth });
                result.Data[row] = Contains(whole.RootElement, part.RootElement) ? (byte)1 : (byte)0;
            }
        });
    }

    /// <summary>A value contains what it equals, what an element or member contains, and for objects fewer
    /// members.</summary>
    private static bool Contains(JsonElement whole, JsonElement part)
    {
        if (JsonElement.DeepEquals(whole, part)) return true;
        if (whole.ValueKind == JsonValueKind.Array)
        {
            if (part.ValueKind == JsonValueKind.Array)
                return part.EnumerateArray().All(item => whole.EnumerateArray().Any(other => Contains(other, item)));
            return whole.EnumerateArray().Any(item => Contains(item, part));
        }
        if (whole.ValueKind != JsonValueKind.Object) return false;
        if (part.ValueKind == JsonValueKind.Object && part.EnumerateObject().All(member =>
            whole.TryGetProperty(member.Name, out JsonElement own) && Contains(own, member.Value))) return true;
        return whole.EnumerateObject().Any(member => Contains(member.Value, part));
    }
}
