using System.Text;
using Grizzly.Common;

namespace Grizzly.Types;

/// <summary>Reads the text forms of nested values: <c>[1, 2]</c>, PostgreSQL's <c>{1,2}</c>, <c>{'a': 1}</c>,
/// <c>(1, x)</c>, <c>{k=v}</c>.</summary>
/// <remarks>Fields of a STRUCT may come in any order and be left out. Recursion is bounded by the type's
/// depth.</remarks>
internal ref struct NestedTextParser(ReadOnlySpan<byte> text, NestedWriter writer)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;
    private ParseResult _failure = ParseResult.Ok;

    /// <summary>The whole text as one value, appended to the writer without a marker.</summary>
    public ParseResult Parse(LogicalType type)
    {
        SkipSpaces();
        if (!Value(type)) return _failure == ParseResult.Ok ? ParseResult.Invalid : _failure;
        SkipSpaces();
        return _at == _text.Length ? ParseResult.Ok : ParseResult.Invalid;
    }

    private bool Value(LogicalType type) => type.Id switch
    {
        LogicalTypeId.List or LogicalTypeId.Array => List(type),
        LogicalTypeId.Struct => Struct(type),
        LogicalTypeId.Map => Map(type),
        _ => false,
    };

    private bool List(LogicalType type)
    {
        byte close;
        if (Accept((byte)'[')) close = (byte)']';
        else if (Accept((byte)'{')) close = (byte)'}';
        else return false;
        int count = 0;
        while (!Accept(close))
        {
            if (count > 0 && !Accept((byte)',')) return false;
            if (count > 0 && Accept(close)) break;
            if (!Item(type.Element)) return false;
            count++;
        }
        writer.End();
        return type.Id == LogicalTypeId.List || count == type.Length;
    }

    private bool Struct(LogicalType type)
    {
        bool isRow = Accept((byte)'(');
        if (!isRow && !Accept((byte)'{')) return false;
        byte close = isRow ? (byte)')' : (byte)'}';
        var fields = new byte[]?[type.Children.Count];
        var seen = new bool[fields.Length];
        int count = 0, start = writer.Length;
        while (!Accept(close))
        {
            if (count > 0 && !Accept((byte)',')) return false;
            if (count > 0 && Accept(close)) break;
            int field = count;
            if (!isRow)
            {
                if (!Token(":="u8, out ReadOnlySpan<byte> token, out bool isQuoted)) return false;
                field = type.IndexOf(Encoding.UTF8.GetString(Unquote(token, isQuoted)));
                if (!Accept((byte)':') && !Accept((byte)'=')) return false;
            }
            if ((uint)field >= (uint)fields.Length || seen[field]) return false;
            seen[field] = true;
            if (!Item(type.Children[field])) return false;
            fields[field] = writer.Written[start..].ToArray();
            writer.Truncate(start);
            count++;
        }
        if (isRow && count != fields.Length) return false;
        foreach (byte[]? field in fields)
        {
            if (field is null) writer.Null();
            else writer.Raw(field);
        }
        return true;
    }

    private bool Map(LogicalType type)
    {
        if (!Accept((byte)'{')) return false;
        int count = 0;
        var keys = new HashSet<string>();
        while (!Accept((byte)'}'))
        {
            if (count > 0 && !Accept((byte)',')) return false;
            if (count > 0 && Accept((byte)'}')) break;
            writer.Mark();
            int start = writer.Length;
            if (!Item(type.Children[0])) return false;
            ReadOnlySpan<byte> key = writer.Written[start..];
            if (key[0] == NestedWriter.NullMarker || !keys.Add(Convert.ToHexString(key))) return false;
            if (!Accept((byte)'=') && !Accept((byte)':')) return false;
            if (!Item(type.Children[1])) return false;
            count++;
        }
        writer.End();
        return true;
    }

    /// <summary>An element or field with its marker.</summary>
    private bool Item(LogicalType type)
    {
        SkipSpaces();
        int start = _at;
        if (type.IsNested && !type.IsUnion && _at < _text.Length && _text[_at] is (byte)'[' or (byte)'{' or (byte)'(')
        {
            writer.Mark();
            return Value(type);
        }
        if (!Token([], out ReadOnlySpan<byte> token, out bool isQuoted) || (token.IsEmpty && !isQuoted)) return false;
        if (!isQuoted && Ascii.EqualsIgnoreCase(token, "null"u8))
        {
            writer.Null();
            return true;
        }
        ParseResult result = ValueText.TryParse(Unquote(token, isQuoted), type, out Value value);
        if (result != ParseResult.Ok)
        {
            _failure = result;
            _at = start;
            return false;
        }
        writer.Element(value);
        return true;
    }

    /// <summary>A word up to a separator or closing bracket, brackets inside balanced; or a quoted string.</summary>
    private bool Token(ReadOnlySpan<byte> stops, out ReadOnlySpan<byte> token, out bool isQuoted)
    {
        SkipSpaces();
        token = default;
        isQuoted = false;
        int start = _at, depth = 0;
        if (_at < _text.Length && _text[_at] is (byte)'\'' or (byte)'"')
        {
            byte quote = _text[_at++];
            while (_at < _text.Length && _text[_at] != quote)
            {
                if (_text[_at] == '\\') _at++;
                _at++;
            }
            if (_at >= _text.Length) return false;
            token = _text[(start + 1).._at];
            _at++;
            isQuoted = true;
            SkipSpaces();
            return true;
        }
        for (; _at < _text.Length; _at++)
        {
            byte b = _text[_at];
            if (b == '\\' && _at + 1 < _text.Length) _at++;
            else if (b is (byte)'[' or (byte)'{' or (byte)'(') depth++;
            else if (b is (byte)']' or (byte)'}' or (byte)')')
            {
                if (depth-- == 0) break;
            }
            else if (depth == 0 && (b is (byte)',' or (byte)'=' || stops.Contains(b))) break;
        }
        int end = _at;
        while (end > start && NestedText.IsSpace(_text[end - 1])) end--;
        token = _text[start..end];
        return true;
    }

    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> token, bool isQuoted)
    {
        if (token.IndexOf((byte)'\\') < 0) return token;
        var plain = new byte[token.Length];
        int length = 0;
        for (int i = 0; i < token.Length; i++)
        {
            if (token[i] == '\\' && i + 1 < token.Length) i++;
            plain[length++] = token[i];
        }
        return plain.AsSpan(0, length);
    }

    private bool Accept(byte expected)
    {
        SkipSpaces();
        if (_at >= _text.Length || _text[_at] != expected) return false;
        _at++;
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && NestedText.IsSpace(_text[_at])) _at++;
    }
}
