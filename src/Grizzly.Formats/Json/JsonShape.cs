using System.Text;
using System.Text.Json;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>What the values seen so far at one place of JSON texts are like, and the SQL type that holds them
/// all.</summary>
internal sealed class JsonShape
{
    [Flags]
    private enum Kinds : byte
    {
        None = 0,
        Boolean = 1,
        BigInt = 2,
        HugeInt = 4,
        Double = 8,
        Text = 16,
        List = 32,
        Object = 64,
    }

    private Kinds _kinds;
    private bool _isDate = true, _isTimestamp = true, _isUuid = true, _isTime = true;
    private JsonShape? _element;
    private long _objects, _lastObject;
    private List<(string Name, JsonShape Shape)>? _members;
    private Dictionary<string, int>? _index;

    /// <summary>Fields of the objects seen, in the order of their first occurrence.</summary>
    public IReadOnlyList<(string Name, JsonShape Shape)> Members => _members ?? [];

    /// <summary>Whether only objects have been seen, and one at least.</summary>
    public bool IsObject => _kinds == Kinds.Object;

    /// <summary>Adds the value that the reader stands on; leaves it on its last token.</summary>
    /// <exception cref="JsonException">An object has a key twice.</exception>
    public void Add(ref Utf8JsonReader reader, JsonInference options, int depth)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: break;
            case JsonTokenType.True or JsonTokenType.False: _kinds |= Kinds.Boolean; break;
            case JsonTokenType.Number: AddNumber(reader.ValueSpan); break;
            case JsonTokenType.String: AddText(ref reader, options); break;
            case JsonTokenType.StartArray:
                _kinds |= Kinds.List;
                _element ??= new JsonShape();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    _element.Add(ref reader, options, depth + 1);
                break;
            default:
                _kinds |= Kinds.Object;
                _objects++;
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    string name = Name(ref reader);
                    JsonShape member = Member(name);
                    if (member._lastObject == _objects)
                        throw new JsonException($"key \"{name}\" is twice in an object");
                    member._lastObject = _objects;
                    reader.Read();
                    member.Add(ref reader, options, depth + 1);
                }
                break;
        }
    }

    /// <summary>The type: JSON where values of different kinds meet, where nothing but null was seen, or too
    /// deep.</summary>
    public LogicalType TypeOf(JsonInference options, int depth = 0)
    {
        if (options.MaxDepth >= 0 && depth >= options.MaxDepth) return LogicalType.Json;
        switch (_kinds)
        {
            case Kinds.None: return LogicalType.Json;
            case Kinds.Boolean: return LogicalType.Boolean;
            case Kinds.BigInt: return LogicalType.BigInt;
            case Kinds.HugeInt or Kinds.HugeInt | Kinds.BigInt: return LogicalType.HugeInt;
            case Kinds.Text:
                return _isDate ? LogicalType.Date : _isTimestamp ? LogicalType.Timestamp
                    : _isTime ? LogicalType.Time : _isUuid ? LogicalType.Uuid : LogicalType.Varchar;
            case Kinds.List: return LogicalType.List(_element!.TypeOf(options, depth + 1));
            case Kinds.Object: return ObjectType(options, depth);
        }
        return (_kinds & ~(Kinds.BigInt | Kinds.HugeInt | Kinds.Double)) == 0 ? LogicalType.Double : LogicalType.Json;
    }

    private LogicalType ObjectType(JsonInference options, int depth)
    {
        if (_members is null) return LogicalType.Map(LogicalType.Varchar, LogicalType.Json);
        LogicalType[] types = [.. _members.Select(member => member.Shape.TypeOf(options, depth + 1))];
        bool isMap = options.MapThreshold >= 0 && _members.Count > options.MapThreshold && depth > 0;
        if (!isMap)
        {
            bool areDistinct = _members.Select(member => member.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count()
                == _members.Count;
            return areDistinct && _members.TrueForAll(member => member.Name.Length > 0)
                ? LogicalType.Struct([.. _members.Select(member => member.Name)], types)
                : LogicalType.Map(LogicalType.Varchar, LogicalType.Json);
        }
        bool isUniform = Array.TrueForAll(types, type => type == types[0]);
        return LogicalType.Map(LogicalType.Varchar, isUniform ? types[0] : LogicalType.Json);
    }

    private JsonShape Member(string name)
    {
        _members ??= [];
        _index ??= new Dictionary<string, int>(StringComparer.Ordinal);
        if (_index.TryGetValue(name, out int at)) return _members[at].Shape;
        _index.Add(name, _members.Count);
        _members.Add((name, new JsonShape()));
        return _members[^1].Shape;
    }

    private static string Name(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan); // half of a surrogate pair
        }
    }

    private void AddNumber(ReadOnlySpan<byte> digits)
    {
        if (digits.IndexOfAny(".eE"u8) >= 0) _kinds |= Kinds.Double;
        else if (NumberText.ParseInteger(digits, long.MinValue, long.MaxValue, out _) == ParseResult.Ok)
            _kinds |= Kinds.BigInt;
        else if (NumberText.ParseInteger(digits, Int128.MinValue, Int128.MaxValue, out _) == ParseResult.Ok)
            _kinds |= Kinds.HugeInt;
        else _kinds |= Kinds.Double;
    }

    private void AddText(ref Utf8JsonReader reader, JsonInference options)
    {
        _kinds |= Kinds.Text;
        if (!(_isDate || _isTimestamp || _isUuid || _isTime)) return;
        ReadOnlySpan<byte> text = reader.ValueSpan;
        bool isPlain = !reader.ValueIsEscaped && text.Length >= 8 && options.DetectsTypes;
        _isDate &= isPlain && text.Length == 10 && char.IsAsciiDigit((char)text[0]) && text[4] == '-'
            && TemporalText.ParseDate(text, out _) == ParseResult.Ok;
        _isTimestamp &= isPlain && text.Length >= 10 && char.IsAsciiDigit((char)text[0]) && text[4] == '-'
            && TemporalText.ParseTimestamp(text, out _) == ParseResult.Ok;
        _isTime &= isPlain && text[2] == ':' && TemporalText.ParseTime(text, out _) == ParseResult.Ok;
        _isUuid &= isPlain && text.Length == BinaryText.UuidLength
            && BinaryText.ParseUuid(text, out _) == ParseResult.Ok;
    }
}

/// <summary>How types are found out.</summary>
/// <param name="MaxDepth">Deeper values are JSON; -1 for no limit.</param>
/// <param name="MapThreshold">Objects inside values with more different fields are MAPs; -1 for never.</param>
/// <param name="DetectsTypes">Whether texts may be dates, timestamps, times and UUIDs.</param>
internal sealed record JsonInference(int MaxDepth = -1, int MapThreshold = 200, bool DetectsTypes = true);
