using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>A place in a JSON value: <c>$.a."b c"[0][#-1].*</c>, a pointer <c>/a/0</c>, or one key or index.
/// Immutable.</summary>
internal sealed partial class JsonPath
{
    private enum StepKind : byte { Key, Index, FromEnd, AnyKey, AnyIndex }

    private readonly record struct Step(StepKind Kind, string Key, long Index);

    private readonly Step[] _steps;

    private JsonPath(Step[] steps) => _steps = steps;

    /// <summary>True where the path names several places.</summary>
    public bool IsMany => Array.Exists(_steps, step => step.Kind is StepKind.AnyKey or StepKind.AnyIndex);

    /// <summary>An array's element, from the end if negative.</summary>
    public static JsonPath OfIndex(long index) =>
        new([index < 0 ? new Step(StepKind.FromEnd, "", -index) : new Step(StepKind.Index, "", index)]);

    /// <exception cref="GrizzlyException">22023 for a text that is no path.</exception>
    public static JsonPath Parse(string text)
    {
        if (text.StartsWith('/'))
            return new JsonPath([.. text[1..].Split('/').Select(part => new Step(
                StepKind.Key, part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~",
                    StringComparison.Ordinal),
                long.TryParse(part, out long index) ? index : -1))]);
        if (!text.StartsWith('$')) return new JsonPath([new Step(StepKind.Key, text, -1)]);
        var steps = new List<Step>();
        int at = 1;
        GrizzlyException Bad() => Errors.Invalid($"\"{Errors.Shorten(text)}\" is no JSON path");
        while (at < text.Length)
        {
            if (text[at] == '.')
            {
                at++;
                if (at >= text.Length) throw Bad();
                if (text[at] == '*')
                {
                    steps.Add(new Step(StepKind.AnyKey, "", 0));
                    at++;
                }
                else if (text[at] == '"')
                {
                    int end = at + 1;
                    var key = new StringBuilder();
                    for (; end < text.Length && text[end] != '"'; end++)
                    {
                        if (text[end] == '\\' && end + 1 < text.Length) end++;
                        key.Append(text[end]);
                    }
                    if (end >= text.Length) throw Bad();
                    steps.Add(new Step(StepKind.Key, key.ToString(), -1));
                    at = end + 1;
                }
                else
                {
                    int end = text.AsSpan(at).IndexOfAny('.', '[') is >= 0 and var found ? at + found : text.Length;
                    if (end == at) throw Bad();
                    steps.Add(new Step(StepKind.Key, text[at..end], -1));
                    at = end;
                }
            }
            else if (text[at] == '[')
            {
                int end = text.IndexOf(']', at);
                if (end < 0) throw Bad();
                string inside = text[(at + 1)..end];
                bool fromEnd = inside.StartsWith("#-", StringComparison.Ordinal);
                if (inside == "*") steps.Add(new Step(StepKind.AnyIndex, "", 0));
                else if (inside == "#") steps.Add(new Step(StepKind.FromEnd, "", 0));
                else if (fromEnd && long.TryParse(inside[2..], out long back)) steps.Add(new Step(StepKind.FromEnd, "",
                    back));
                else if (long.TryParse(inside, out long index))
                    steps.Add(index < 0 ? new Step(StepKind.FromEnd, "", -index) : new Step(StepKind.Index, "", index));
                else throw Bad();
                at = end + 1;
            }
            else throw Bad();
        }
        return new JsonPath([.. steps]);
    }

    /// <summary>Calls back with each value the path names, as text.</summary>
    public void Find(byte[] json, Action<int, int> found) => Find(json, 0, json.Length, 0, found);

    /// <summary>The first value the path names; false where there is none.</summary>
    public bool TryFind(byte[] json, out Range place)
    {
        (int From, int To)? first = null;
        Find(json, (from, to) => first ??= (from, to));
        place = first is { } range ? range.From..range.To : default;
        return first is not null;
    }

    private void Find(byte[] json, int from, int to, int step, Action<int, int> found)
    {
        if (step == _steps.Length)
        {
            found(from, to);
            return;
        }
        Step wanted = _steps[step];
        var reader = new Utf8JsonReader(json.AsSpan(from, to - from), JsonText.Options);
        if (!reader.Read()) return;
        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        if (!isObject && reader.TokenType != JsonTokenType.StartArray) return;
        bool takesKey = wanted.Kind is StepKind.Key or StepKind.AnyKey;
        if (isObject != takesKey && !(wanted is { Kind: StepKind.Key, Index: >= 0 } && !isObject)) return;
        long target = wanted.Index;
        if (wanted.Kind == StepKind.FromEnd)
        {
            target = CountItems(json.AsSpan(from, to - from)) - wanted.Index;
            if (target < 0) return;
        }
        for (long i = 0; reader.Read() && reader.TokenType is not (
            JsonTokenType.EndArray or JsonTokenType.EndObject); i++)
        {
            bool isMatch = wanted.Kind is StepKind.AnyKey or StepKind.AnyIndex;
            if (isObject)
            {
                isMatch |= wanted.Kind == StepKind.Key && reader.ValueTextEquals(wanted.Key);
                reader.Read();
            }
            else isMatch |= i == target;
            int start = from + (int)reader.TokenStartIndex;
            reader.Skip();
            if (!isMatch) continue;
            Find(json, start, from + (int)reader.BytesConsumed, step + 1, found);
            if (wanted.Kind is not (StepKind.AnyKey or StepKind.AnyIndex)) return;
        }
    }

    private static long CountItems(ReadOnlySpan<byte> array)
    {
        var reader = new Utf8JsonReader(array, JsonText.Options);
        reader.Read();
        long count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++) reader.Skip();
        return count;
    }
}
