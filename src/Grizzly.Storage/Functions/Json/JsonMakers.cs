using System.Text;
using System.Text.Json;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Making JSON of values, and merging it.</summary>
internal static unsafe class JsonMakers
{
    private static readonly LogicalType Json = LogicalType.Json;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("to_json", "The value as JSON.", "to_json([1, 2])", (types, _) => types.Count != 1 ? null
            : ListLoops.Bound("to_json", [types[0]], Json, (in ScalarCall call, ColumnVector result) =>
                Make(call, result, static (in ScalarCall inner, int row, ByteWriter text) =>
                    JsonWriting.Append(inner.Arguments[0].GetValue(row), text))),
            "to_json(any) -> JSON") with { Aliases = ["to_jsonb", "json_quote", "array_to_json", "row_to_json"] },
        Define.Custom("json_array", "A JSON array of the arguments.", "json_array(1, 'a')", (types, _) =>
            ListLoops.Bound("json_array", [.. types], Json, (in ScalarCall call, ColumnVector result) =>
                Make(call, result, Array), nulls: NullHandling.Custom), "json_array(any, ...) -> JSON")
            with { Aliases = ["json_build_array", "jsonb_build_array"] },
        Define.Custom("json_object", "A JSON object of keys and values in turn.", "json_object('a', 1)", (types, _) =>
            types.Count % 2 != 0 ? null : ListLoops.Bound("json_object",
                [.. types.Select((type, i) => i % 2 == 0 ? LogicalType.Varchar : type)], Json,
                (in ScalarCall call, ColumnVector result) => Make(call, result, Object), nulls: NullHandling.Custom,
                canFail: true), "json_object(VARCHAR, any, ...) -> JSON")
            with { Aliases = ["json_build_object", "jsonb_build_object"] },
        Define.Custom("json_merge_patch", "The values merged as RFC 7396 says.",
            "json_merge_patch('{\"a\": 1}', '{\"b\": 2}')", (types, _) =>
                types.Count < 2 || !types.All(JsonLoops.IsJson) ? null : ListLoops.Bound("json_merge_patch",
                    [.. types.Select(_ => Json)], Json, Merge, nulls: NullHandling.Custom),
            "json_merge_patch(JSON, JSON, ...) -> JSON"),
    ];

    private delegate void Maker(in ScalarCall call, int row, ByteWriter text);

    private static void Make(in ScalarCall call, ColumnVector result, Maker make)
    {
        var text = new ByteWriter();
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            make(call, row, text);
            JsonLoops.Store(text, result, row);
        }
    }

    private static void Array(in ScalarCall call, int row, ByteWriter text)
    {
        text.Byte((byte)'[');
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            if (i > 0) text.Byte((byte)',');
            JsonWriting.Append(call.Arguments[i].GetValue(row), text);
        }
        text.Byte((byte)']');
    }

    private static void Object(in ScalarCall call, int row, ByteWriter text)
    {
        text.Byte((byte)'{');
        for (int i = 0; i < call.Arguments.Length; i += 2)
        {
            if (i > 0) text.Byte((byte)',');
            if (call.Arguments[i].IsNullAt(row)) throw Errors.Invalid("the keys of a JSON object must not be NULL");
            JsonWriting.String(NestedVectors.BytesOf(call.Arguments[i], row), text);
            text.Byte((byte)':');
            JsonWriting.Append(call.Arguments[i + 1].GetValue(row), text);
        }
        text.Byte((byte)'}');
    }

    private static void Merge(in ScalarCall call, ColumnVector result)
    {
        var text = new ByteWriter();
        for (int row = 0; row < call.Count; row++)
        {
            byte[]? merged = call.Arguments[0].IsNullAt(row) ? null : NestedVectors.BytesOf(call.Arguments[0],
                row).ToArray();
            for (int i = 1; i < call.Arguments.Length; i++)
            {
                if (call.Arguments[i].IsNullAt(row))
                {
                    merged = null;
                    continue;
                }
                byte[] patch = NestedVectors.BytesOf(call.Arguments[i], row).ToArray();
                var options = new JsonDocumentOptions { MaxDepth = JsonText.MaxDepth };
                using JsonDocument with = JsonDocument.Parse(patch, options);
                using JsonDocument target = JsonDocument.Parse(merged ?? "null"u8.ToArray(), options);
                text.Clear();
                Patch(target.RootElement, with.RootElement, text);
                merged = text.ToArray();
            }
            text.Clear();
            if (merged is null)
            {
                result.SetNull(row);
                continue;
            }
            JsonLoops.Minify(merged, text);
            JsonLoops.Store(text, result, row);
        }
    }

    private static void Patch(JsonElement target, JsonElement patch, ByteWriter text)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            text.Raw(Encoding.UTF8.GetBytes(patch.GetRawText()));
            return;
        }
        bool isObject = target.ValueKind == JsonValueKind.Object;
        bool isFirst = true;
        void Key(string name)
        {
            if (!isFirst) text.Byte((byte)',');
            isFirst = false;
            JsonWriting.String(Encoding.UTF8.GetBytes(name), text);
            text.Byte((byte)':');
        }
        text.Byte((byte)'{');
        if (isObject)
        {
            foreach (JsonProperty member in target.EnumerateObject())
            {
                if (!patch.TryGetProperty(member.Name, out _))
                {
                    Key(member.Name);
                    text.Raw(Encoding.UTF8.GetBytes(member.Value.GetRawText()));
                }
            }
        }
        foreach (JsonProperty member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null) continue;
            Key(member.Name);
            Patch(isObject && target.TryGetProperty(member.Name, out JsonElement own) ? own : default, member.Value,
                text);
        }
        text.Byte((byte)'}');
    }
}
