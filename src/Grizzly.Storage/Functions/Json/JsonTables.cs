using System.Globalization;
using System.Text;
using System.Text.Json;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>json_each and json_tree: the members of a JSON value as rows.</summary>
internal static unsafe class JsonTables
{
    public static IEnumerable<TableFunction> All =>
    [
        new("json_each", "A row for each member of a JSON array or object.", "SELECT * FROM json_each('[1, 2]')",
            (arguments, _) => Bind("json_each", arguments, false)) { Signatures = ["json_each(JSON [, path])"] },
        new("json_tree", "A row for each value inside a JSON value, itself included.",
            "SELECT * FROM json_tree('{\"a\": [1]}')", (arguments, _) => Bind("json_tree", arguments, true))
            { Signatures = ["json_tree(JSON [, path])"] },
    ];

    private static Members Bind(string name, IReadOnlyList<Value> arguments, bool isTree)
    {
        if (arguments.Count is not (1 or 2) || !JsonLoops.IsJson(arguments[0].Type)
            || (arguments.Count == 2 && !JsonLoops.IsJson(arguments[1].Type)))
            throw Errors.NoMatchingFunction(
                $"{name}({string.Join(", ", arguments.Select(a => a.Type.Name))})", [$"{name}(JSON [, path])"],
                    default);
        return new Members(name, arguments, isTree);
    }

    private sealed class Members(string name, IReadOnlyList<Value> arguments, bool isTree) : BoundTableFunction
    {
        public override string Name => name;

        public override IReadOnlyList<string> ColumnNames { get; } =
            ["key", "value", "type", "atom", "id", "parent", "fullkey", "path"];

        public override IReadOnlyList<LogicalType> ColumnTypes { get; } =
        [
            LogicalType.Varchar, LogicalType.Json, LogicalType.Varchar, LogicalType.Json, LogicalType.UBigInt,
            LogicalType.UBigInt, LogicalType.Varchar, LogicalType.Varchar,
        ];

        public override ITableFunctionSource Open(IReadOnlyList<int> columns, StatementContext context)
        {
            var rows = new List<Value[]>();
            if (!arguments.Any(argument => argument.IsNull)) Fill(rows);
            return new Rows(rows, columns);
        }

        private void Fill(List<Value[]> rows)
        {
            byte[] json = arguments[0].ByteArray;
            if (!JsonText.IsValid(json)) throw Errors.InvalidText(ParseResult.Invalid, LogicalType.Json, json);
            string path = "$";
            if (arguments.Count == 2)
            {
                path = arguments[1].Text;
                if (!JsonPath.Parse(path).TryFind(json, out Range place)) return;
                json = json[place];
            }
            var reader = new Utf8JsonReader(json, JsonText.Options);
            reader.Read();
            ulong id = 0;
            if (isTree) Walk(ref reader, json, null, null, path, path, ref id, rows, int.MaxValue);
            else if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                Inside(ref reader, json, null, path, ref id, rows, 0);
            else Walk(ref reader, json, null, null, path, path, ref id, rows, 0);
        }

        private static void Walk(
            ref Utf8JsonReader reader, byte[] json, string? key, ulong? parent, string path, string full, ref ulong id,
            List<Value[]> rows, int depth)
        {
            ulong own = id++;
            bool isAtom = reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject);
            Utf8JsonReader inside = reader;
            var text = new ByteWriter();
            JsonLoops.Minify(JsonReading.Slice(ref reader, json), text);
            Value value = Value.Of(LogicalType.Json, text.ToArray());
            rows.Add(
            [
                key is null ? Value.Null(LogicalType.Varchar) : Value.OfVarchar(key), value,
                Value.OfVarchar(JsonLoops.TypeOf(value.Bytes)), isAtom ? value : Value.Null(LogicalType.Json),
                Value.Of(LogicalType.UBigInt, (Int128)own),
                parent is { } above ? Value.Of(LogicalType.UBigInt, (Int128)above) : Value.Null(LogicalType.UBigInt),
                Value.OfVarchar(full), Value.OfVarchar(path),
            ]);
            if (depth > 0 && !isAtom) Inside(ref inside, json, own, full, ref id, rows, depth - 1);
        }

        private static void Inside(
            ref Utf8JsonReader reader, byte[] json, ulong? parent, string path, ref ulong id, List<Value[]> rows,
                int depth)
        {
            bool isObject = reader.TokenType == JsonTokenType.StartObject;
            for (int i = 0; reader.Read()
                && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject); i++)
            {
                string key = isObject ? Encoding.UTF8.GetString(JsonReading.Unquoted(ref reader, json))
                    : i.ToString(CultureInfo.InvariantCulture);
                if (isObject) reader.Read();
                string full = isObject ? $"{path}.{LogicalType.QuoteName(key)}" : $"{path}[{key}]";
                Walk(ref reader, json, key, parent, path, full, ref id, rows, depth);
            }
        }
    }

    private sealed class Rows(List<Value[]> rows, IReadOnlyList<int> columns) : ITableFunctionSource,
        ITableFunctionReader
    {
        private int _next;

        public int MaxThreads => 1;

        public ITableFunctionReader OpenReader() => this;

        public bool Read(DataChunk output, int maxRows, out long sequence, CancellationToken cancellation)
        {
            sequence = 0;
            int count = Math.Min(maxRows, rows.Count - _next);
            for (int i = 0; i < columns.Count; i++)
            {
                output.Columns[i].SetFlat();
                for (int row = 0; row < count; row++) output.Columns[i].SetValue(row, rows[_next + row][columns[i]]);
            }
            _next += count;
            output.SetCount(count);
            return count > 0;
        }

        public void Dispose()
        {
        }
    }
}
