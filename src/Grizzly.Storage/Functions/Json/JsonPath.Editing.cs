using System.Text.Json;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>What a change does where the place is there, and where it is not.</summary>
internal enum JsonChange : byte
{
    /// <summary>Overwrites or makes.</summary>
    Set,

    /// <summary>Only makes.</summary>
    Insert,

    /// <summary>Only overwrites.</summary>
    Replace,
}

/// <summary>Changing a value at a place. The rest of the text stays as it is, byte by byte.</summary>
internal sealed partial class JsonPath
{
    /// <summary>The path of keys and indexes in turn, as PostgreSQL has it: whole numbers also count elements.
    /// </summary>
    /// <exception cref="GrizzlyException">0A000 for an index from the end.</exception>
    public static JsonPath OfParts(IEnumerable<string> parts) => new([.. parts.Select(part =>
        long.TryParse(part, out long index)
            ? index >= 0 ? new Step(StepKind.Key, part, index)
                : throw Errors.NotSupported("a JSON path with an index from the end")
            : new Step(StepKind.Key, part, -1))]);

    /// <summary>The text with another value at the place; unchanged where the change has no place to go.</summary>
    /// <param name="makesParents">Whether objects and arrays on the way are made, as SQLite does.</param>
    /// <param name="appends">Whether an index beyond an array's end means its end, as in PostgreSQL.</param>
    /// <exception cref="GrizzlyException">22023 for a path that names several places.</exception>
    public byte[] Change(
        byte[] json, ReadOnlySpan<byte> value, JsonChange change, bool makesParents = true, bool appends = false)
    {
        RequireOne();
        if (TryFind(json, out Range place))
            return change == JsonChange.Insert ? json : Splice(json, place, value);
        if (change == JsonChange.Replace) return json;
        for (int depth = _steps.Length - 1; depth >= 0; depth--)
        {
            if (!new JsonPath(_steps[..depth]).TryFind(json, out Range parent)) continue;
            bool isDirect = depth == _steps.Length - 1;
            if (!isDirect && !makesParents) return json;
            return Make(json, parent, _steps[depth], _steps.AsSpan(depth + 1), value, appends);
        }
        return json;
    }

    /// <summary>The text without the value at the place; null where that is the whole text.</summary>
    /// <inheritdoc cref="Change" path="/exception"/>
    public byte[]? Remove(byte[] json)
    {
        RequireOne();
        if (!TryFind(json, out Range place)) return json;
        if (_steps.Length == 0) return null;
        new JsonPath(_steps[..^1]).TryFind(json, out Range parent);
        (int from, int to) = Extent(json, parent, place.Start.Value);
        return Splice(json, from..to, []);
    }

    private void RequireOne()
    {
        if (IsMany) throw Errors.Invalid("a JSON path with wildcards names no single place");
    }

    /// <summary>A member or element at the end of an object or array.</summary>
    private static byte[] Make(
        byte[] json, Range parent, in Step step, ReadOnlySpan<Step> below, ReadOnlySpan<byte> value, bool appends)
    {
        ReadOnlySpan<byte> container = json.AsSpan(parent);
        bool isObject = container[0] == (byte)'{', isArray = container[0] == (byte)'[';
        if (!isObject && !isArray) return json;
        var text = new ByteWriter();
        int last = parent.End.Value - 1;
        if (!IsEmpty(container)) text.Byte((byte)',');
        if (isObject)
        {
            if (step.Kind != StepKind.Key) return json;
            AppendKey(step.Key, text);
        }
        else
        {
            long count = CountItems(container);
            bool isNext = step is { Kind: StepKind.FromEnd, Index: 0 } || step.Index == count
                || (appends && step.Index > count);
            if (step.Kind == StepKind.AnyIndex || !isNext || (step.Kind == StepKind.FromEnd && step.Index != 0))
                return json;
        }
        return TryNest(below, value, text) ? Splice(json, last..last, text.Written) : json;
    }

    /// <summary>The value inside of new objects and arrays; false where a step cannot be the first of one.</summary>
    private static bool TryNest(ReadOnlySpan<Step> steps, ReadOnlySpan<byte> value, ByteWriter text)
    {
        foreach (Step step in steps)
        {
            bool isFirst = step is { Kind: StepKind.Index, Index: 0 } or { Kind: StepKind.FromEnd, Index: 0 };
            if (step.Kind != StepKind.Key && !isFirst) return false;
        }
        foreach (Step step in steps)
        {
            text.Byte(step.Kind == StepKind.Key ? (byte)'{' : (byte)'[');
            if (step.Kind == StepKind.Key) AppendKey(step.Key, text);
        }
        text.Raw(value);
        for (int i = steps.Length - 1; i >= 0; i--) text.Byte(steps[i].Kind == StepKind.Key ? (byte)'}' : (byte)']');
        return true;
    }

    private static void AppendKey(string key, ByteWriter text)
    {
        JsonWriting.String(System.Text.Encoding.UTF8.GetBytes(key), text);
        text.Byte((byte)':');
    }

    private static bool IsEmpty(ReadOnlySpan<byte> container)
    {
        var reader = new Utf8JsonReader(container, JsonText.Options);
        reader.Read();
        reader.Read();
        return reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject;
    }

    /// <summary>What goes when the item whose value starts at a position goes: with its key and one comma.</summary>
    private static (int From, int To) Extent(byte[] json, Range parent, int valueStart)
    {
        int offset = parent.Start.Value;
        var reader = new Utf8JsonReader(json.AsSpan(parent), JsonText.Options);
        reader.Read();
        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        int previousEnd = -1;
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
        {
            int start = offset + (int)reader.TokenStartIndex;
            if (isObject) reader.Read();
            bool isIt = offset + (int)reader.TokenStartIndex == valueStart;
            reader.Skip();
            int end = offset + (int)reader.BytesConsumed;
            if (!isIt)
            {
                previousEnd = end;
                continue;
            }
            if (previousEnd >= 0) return (previousEnd, end);
            reader.Read();
            bool isLast = reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject;
            return (start, isLast ? end : offset + (int)reader.TokenStartIndex);
        }
        throw Errors.Internal("a JSON value that was found is not there");
    }

    private static byte[] Splice(byte[] json, Range place, ReadOnlySpan<byte> value)
    {
        (int from, int length) = place.GetOffsetAndLength(json.Length);
        var result = new byte[json.Length - length + value.Length];
        json.AsSpan(0, from).CopyTo(result);
        value.CopyTo(result.AsSpan(from));
        json.AsSpan(from + length).CopyTo(result.AsSpan(from + value.Length));
        return result;
    }
}
