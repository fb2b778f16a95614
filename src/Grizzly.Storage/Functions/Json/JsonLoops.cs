using System.Text;
using System.Text.Json;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>What JSON functions share.</summary>
internal static unsafe class JsonLoops
{
    public static readonly LogicalType Json = LogicalType.Json, Varchar = LogicalType.Varchar;

    /// <summary>JSON, or text that is cast to it.</summary>
    public static bool IsJson(LogicalType type) => type.IsText || type.IsNull;

    /// <summary>The text of a value without the spaces between tokens.</summary>
    public static void Minify(ReadOnlySpan<byte> json, ByteWriter text)
    {
        bool inString = false;
        for (int i = 0; i < json.Length; i++)
        {
            byte b = json[i];
            if (inString)
            {
                text.Byte(b);
                if (b == '\\' && i + 1 < json.Length) text.Byte(json[++i]);
                else if (b == '"') inString = false;
            }
            else if (b is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                text.Byte(b);
                inString = b == '"';
            }
        }
    }

    public static void Store(ByteWriter text, ColumnVector result, int row)
    {
        ((StringView*)result.Data)[row] = result.Arena.Add(text.Written);
        text.Clear();
    }

    /// <summary>The text of a JSON value as ->> gives it: strings without quotes; false for null.</summary>
    public static bool AsText(ReadOnlySpan<byte> json, ByteWriter text)
    {
        var reader = new Utf8JsonReader(json, JsonText.Options);
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return false;
        if (reader.TokenType == JsonTokenType.String) text.Raw(JsonReading.Unquoted(ref reader, json));
        else Minify(json, text);
        return true;
    }

    public static string TypeOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonText.Options);
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartArray => "ARRAY",
            JsonTokenType.StartObject => "OBJECT",
            JsonTokenType.String => "VARCHAR",
            JsonTokenType.True or JsonTokenType.False => "BOOLEAN",
            JsonTokenType.Null => "NULL",
            _ => NumberType(reader.ValueSpan),
        };
    }

    public static string NumberType(ReadOnlySpan<byte> number)
    {
        if (number.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0) return "DOUBLE";
        if (NumberText.ParseInteger(number, long.MinValue, ulong.MaxValue, out Int128 value) == ParseResult.Ok)
            return value < 0 ? "BIGINT" : "UBIGINT";
        return "DOUBLE";
    }

    /// <summary>A function of a JSON value and, if there is a second argument, a path in it (or a list of
    /// paths).</summary>
    /// <param name="run">Makes a result of the value found; false for NULL.</param>
    public static ScalarBinder AtPath(
        string name, LogicalType returned, JsonResult run, bool needsPath, bool missingIsNull = true) =>
        (types, constants) =>
        {
            if (types.Count is not (1 or 2) || (needsPath && types.Count == 1) || !IsJson(types[0])) return null;
            if (types.Count == 2 && types[1].IsList)
                return Many(name, returned, run, types, constants);
            LogicalType[] arguments = types.Count == 1 ? [Json]
                : [Json, types[1].IsInteger ? LogicalType.BigInt : Varchar];
            if (types.Count == 2 && !types[1].IsInteger && !types[1].IsText && !types[1].IsNull) return null;
            bool isMany = false;
            if (types.Count == 2 && constants[1] is { IsNull: false, Type.IsText: true } path)
                isMany = JsonPath.Parse(path.Text).IsMany;
            LogicalType result = isMany ? LogicalType.List(returned) : returned;
            return ListLoops.Bound(name, arguments, result, (in ScalarCall call, ColumnVector output) =>
                Run(call, output, run, isMany), () => new State(returned), canFail: true);
        };

    private static BoundScalar? Many(
        string name, LogicalType returned, JsonResult run, IReadOnlyList<LogicalType> types,
        IReadOnlyList<Value?> constants)
    {
        LogicalType paths = LogicalType.List(Varchar);
        return ListLoops.Bound(name, [Json, paths], LogicalType.List(returned), (in ScalarCall call,
            ColumnVector result) =>
        {
            var state = (State)call.State!;
            var writer = new NestedWriter();
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                byte[] json = NestedVectors.BytesOf(call.Arguments[0], row).ToArray();
                var reader = new NestedReader(NestedVectors.BytesOf(call.Arguments[1], row));
                while (reader.Next(out bool isNull))
                {
                    string? path = isNull ? null : reader.Read(Varchar).Text;
                    if (path is null || !state.PathOf(path).TryFind(json, out Range place)) writer.Null();
                    else state.Append(json.AsSpan(place), run, writer);
                }
                writer.End();
                NestedVectors.Store(writer, result, row);
            }
        }, () => new State(returned), canFail: true);
    }

    private static void Run(in ScalarCall call, ColumnVector result, JsonResult run, bool isMany)
    {
        var state = (State)call.State!;
        var writer = new NestedWriter();
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            ReadOnlySpan<byte> json = NestedVectors.BytesOf(call.Arguments[0], row);
            if (call.Arguments.Length > 1)
            {
                byte[] bytes = json.ToArray();
                JsonPath path = call.Arguments[1].Physical == PhysicalType.Int64
                    ? JsonPath.OfIndex(*(long*)call.Arguments[1].AddressOf(row))
                    : state.PathOf(Encoding.UTF8.GetString(NestedVectors.BytesOf(call.Arguments[1], row)));
                if (isMany)
                {
                    path.Find(bytes, (from, to) => state.Append(bytes.AsSpan(from, to - from), run, writer));
                    writer.End();
                    NestedVectors.Store(writer, result, row);
                    continue;
                }
                if (!path.TryFind(bytes, out Range place))
                {
                    result.SetNull(row);
                    continue;
                }
                json = bytes.AsSpan(place);
            }
            if (!run(json, state.Text, result, row)) result.SetNull(row);
        }
    }

    /// <summary>Makes a result of a value for one row, using the writer for text; false for NULL.</summary>
    public delegate bool JsonResult(ReadOnlySpan<byte> json, ByteWriter text, ColumnVector result, int row);

    private sealed class State(LogicalType returned)
    {
        private readonly ColumnVector _one = new(returned);
        private string? _text;
        private JsonPath? _path;

        public ByteWriter Text { get; } = new();

        public JsonPath PathOf(string text)
        {
            if (_text != text) (_text, _path) = (text, JsonPath.Parse(text));
            return _path!;
        }

        public void Append(ReadOnlySpan<byte> json, JsonResult run, NestedWriter writer)
        {
            _one.SetFlat();
            if (!run(json, Text, _one, 0)) _one.SetNull(0);
            NestedVectors.Append(writer, _one, 0);
        }
    }
}
