using System.Text;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Changing parts of JSON documents: the functions of SQLite and MySQL, and PostgreSQL's jsonb_set.</summary>
internal static class JsonEditing
{
    private static readonly LogicalType Json = LogicalType.Json, Varchar = LogicalType.Varchar;

    public static IEnumerable<ScalarFunction> All =>
    [
        Changing("json_set", "The JSON with values at paths, whether they were there or not.", JsonChange.Set),
        Changing("json_insert", "The JSON with values at paths where nothing was before.", JsonChange.Insert),
        Changing("json_replace", "The JSON with other values at paths where there were some.", JsonChange.Replace),
        Define.Custom("json_remove", "The JSON without the values at the paths.", "json_remove('{\"a\": 1}', '$.a')",
            (types, constants) =>
            {
                if (types.Count < 2 || !JsonLoops.IsJson(types[0])) return null;
                if (!types.Skip(1).All(type => type.IsText || type.IsNull)) return null;
                return ListLoops.Bound("json_remove", [Json, .. types.Skip(1).Select(_ => Varchar)], Json, Remove,
                    () => new Paths(), canFail: true);
            }, "json_remove(JSON, VARCHAR, ...) -> JSON"),
        Define.Custom("jsonb_set", "The JSON with another value at a path of keys and indexes.",
            "jsonb_set('{\"a\": [1]}', ['a', '0'], '2')", (types, _) =>
            {
                if (types.Count is not (3 or 4) || !JsonLoops.IsJson(types[0]) || !JsonLoops.IsJson(types[2]))
                    return null;
                if (!types[1].IsList || !types[1].Element.IsText) return null;
                if (types.Count == 4 && types[3].Id != LogicalTypeId.Boolean) return null;
                LogicalType path = LogicalType.List(Varchar);
                return ListLoops.Bound("jsonb_set",
                    types.Count == 3 ? [Json, path, Json] : [Json, path, Json, LogicalType.Boolean], Json, SetByParts,
                    canFail: true);
            }, "jsonb_set(JSON, VARCHAR[], JSON [, BOOLEAN]) -> JSON"),
    ];

    /// <summary>A function of a document, and paths and values in turn. A NULL path makes the result NULL, a NULL value
    /// is JSON's null.</summary>
    private static ScalarFunction Changing(string name, string description, JsonChange change) =>
        Define.Custom(name, description, name + "('{\"a\": 1}', '$.a', 2)", (types, _) =>
        {
            if (types.Count < 3 || types.Count % 2 == 0 || !JsonLoops.IsJson(types[0])) return null;
            var arguments = new LogicalType[types.Count];
            arguments[0] = Json;
            for (int i = 1; i < arguments.Length; i += 2)
            {
                if (!types[i].IsText && !types[i].IsNull) return null;
                (arguments[i], arguments[i + 1]) = (Varchar, types[i + 1]);
            }
            return ListLoops.Bound(name, arguments, Json, (in ScalarCall call, ColumnVector result) =>
                Change(call, result, change), () => new Paths(), NullHandling.Custom, canFail: true);
        }, name + "(JSON, VARCHAR, any, ...) -> JSON");

    private static void Change(in ScalarCall call, ColumnVector result, JsonChange change)
    {
        var paths = (Paths)call.State!;
        ByteWriter text = paths.Text;
        for (int row = 0; row < call.Count; row++)
        {
            if (HasNull(call, row, step: 2))
            {
                result.SetNull(row);
                continue;
            }
            byte[] json = NestedVectors.BytesOf(call.Arguments[0], row).ToArray();
            for (int i = 1; i < call.Arguments.Length; i += 2)
            {
                text.Clear();
                JsonWriting.Append(call.Arguments[i + 1].GetValue(row), text);
                json = paths.Of(call.Arguments[i], row, i).Change(json, text.Written, change);
            }
            Store(json, text, result, row);
        }
    }

    private static void Remove(in ScalarCall call, ColumnVector result)
    {
        var paths = (Paths)call.State!;
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            byte[]? json = NestedVectors.BytesOf(call.Arguments[0], row).ToArray();
            for (int i = 1; i < call.Arguments.Length && json is not null; i++)
                json = paths.Of(call.Arguments[i], row, i).Remove(json);
            if (json is null) result.SetNull(row);
            else Store(json, paths.Text, result, row);
        }
    }

    private static void SetByParts(in ScalarCall call, ColumnVector result)
    {
        var text = new ByteWriter();
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            var parts = new List<string>();
            var reader = new NestedReader(NestedVectors.BytesOf(call.Arguments[1], row));
            while (reader.Next(out bool isNull))
            {
                if (isNull) throw Errors.Invalid("a part of a JSON path must not be NULL");
                parts.Add(reader.Read(Varchar).Text);
            }
            bool makes = call.Arguments.Length < 4 || call.Arguments[3].GetValue(row).Bool;
            byte[] json = NestedVectors.BytesOf(call.Arguments[0], row).ToArray();
            ReadOnlySpan<byte> value = NestedVectors.BytesOf(call.Arguments[2], row);
            JsonChange change = makes ? JsonChange.Set : JsonChange.Replace;
            byte[] changed = parts.Count == 0
                ? json : JsonPath.OfParts(parts).Change(json, value, change, makesParents: false, appends: true);
            Store(changed, text, result, row);
        }
    }

    private static bool HasNull(in ScalarCall call, int row, int step)
    {
        if (call.Arguments[0].IsNullAt(row)) return true;
        for (int i = 1; i < call.Arguments.Length; i += step)
            if (call.Arguments[i].IsNullAt(row)) return true;
        return false;
    }

    private static void Store(byte[] json, ByteWriter text, ColumnVector result, int row)
    {
        text.Clear();
        text.Raw(json);
        JsonLoops.Store(text, result, row);
    }

    /// <summary>The paths of a call, which are mostly the same in each row.</summary>
    private sealed class Paths
    {
        private readonly List<(string Text, JsonPath Path)?> _paths = [];

        public ByteWriter Text { get; } = new();

        public JsonPath Of(ColumnVector argument, int row, int index)
        {
            while (_paths.Count <= index) _paths.Add(null);
            string text = Encoding.UTF8.GetString(NestedVectors.BytesOf(argument, row));
            if (_paths[index] is { } known && known.Text == text) return known.Path;
            JsonPath path = JsonPath.Parse(text);
            _paths[index] = (text, path);
            return path;
        }
    }
}
