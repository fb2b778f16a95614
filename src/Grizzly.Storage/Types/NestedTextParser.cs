using System.Text;

namespace Grizzly.Types;

/// <summary>Reads the text forms of nested values: <c>[1, 2]</c>, PostgreSQL's <c>{1,2}</c>, <c>{'a': 1}</c>,
/// <c>(1, x)</c>, <c>{k=v}</c>.</summary>
/// <remarks>
/// An item ends at a comma or the closing bracket, brackets inside balanced. Quotes may begin and end anywhere in it
/// and are dropped; inside of them a backslash stands for the character after it, outside only before a quote. What
/// lies in inner brackets is taken as it is and read again as the inner type. Keys end at a colon (MAP: at an equals
/// sign) and may contain anything else. Fields of a STRUCT may come in any order and be left out. Recursion is bounded
/// by the type's depth.
/// </remarks>
/// <param name="isLenient">Items that are no value of their type become NULL instead of failing the whole.</param>
internal ref struct NestedTextParser(ReadOnlySpan<byte> text, NestedWriter writer, bool isLenient = false)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;
    private ParseResult _failure = ParseResult.Ok;

    /// <summary>The whole text as one value, appended to the writer without a marker.</summary>
    public ParseResult Parse(LogicalType type)
    {
        SkipSpaces();
        bool isRead = type.Id switch
        {
            LogicalTypeId.List or LogicalTypeId.Array => List(type),
            LogicalTypeId.Struct => Struct(type),
            LogicalTypeId.Map => Map(type),
            _ => false,
        };
        if (!isRead) return _failure == ParseResult.Ok ? ParseResult.Invalid : _failure;
        SkipSpaces();
        return _at == _text.Length ? ParseResult.Ok : ParseResult.Invalid;
    }

    private bool List(LogicalType type)
    {
        byte close;
        if (Accept((byte)'[')) close = (byte)']';
        else if (Accept((byte)'{')) close = (byte)'}';
        else return false;
        int count = 0;
        if (!Accept(close))
        {
            do
            {
                if (!Item(type.Element, close)) return false;
                count++;
            }
            while (Accept((byte)','));
            if (!Accept(close)) return false;
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
        int count = 0, start = writer.Length;
        if (!Accept(close))
        {
            do
            {
                int field = count++;
                if (!isRow)
                {
                    if (!Token((byte)':', isKey: true, out ReadOnlySpan<byte> name, out _)
                        || !Accept((byte)':')) return false;
                    field = type.IndexOf(Encoding.UTF8.GetString(name));
                }
                if ((uint)field >= (uint)fields.Length || fields[field] is not null) return false;
                if (!Item(type.Children[field], close)) return false;
                fields[field] = writer.Written[start..].ToArray();
                writer.Truncate(start);
            }
            while (Accept((byte)','));
            if (!Accept(close) || (isRow && count != fields.Length)) return false;
        }
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
        if (!Accept((byte)'}'))
        {
            var keys = new HashSet<string>();
            do
            {
                writer.Mark();
                int start = writer.Length;
                if (!Token((byte)'=', isKey: true, out ReadOnlySpan<byte> token, out bool isQuoted)
                    || !Accept((byte)'=') || !Store(type.Children[0], token, isQuoted)) return false;
                ReadOnlySpan<byte> key = writer.Written[start..];
                if (key[0] == NestedWriter.NullMarker || !keys.Add(Convert.ToHexString(key))) return false;
                if (!Item(type.Children[1], (byte)'}')) return false;
            }
            while (Accept((byte)','));
            if (!Accept((byte)'}')) return false;
        }
        writer.End();
        return true;
    }

    /// <summary>An element or field with its marker.</summary>
    private bool Item(LogicalType type, byte close) =>
        Token(close, isKey: false, out ReadOnlySpan<byte> token, out bool isQuoted) && Store(type, token, isQuoted);

    private bool Store(LogicalType type, ReadOnlySpan<byte> token, bool isQuoted)
    {
        if (!isQuoted && Ascii.EqualsIgnoreCase(token, "null"u8))
        {
            writer.Null();
            return true;
        }
        int start = writer.Length;
        ParseResult result;
        if (type.IsNested && !type.IsUnion)
        {
            writer.Mark();
            result = new NestedTextParser(token, writer, isLenient).Parse(type);
        }
        else
        {
            result = ValueText.TryParse(token, type, out Value value);
            if (result == ParseResult.Ok) writer.Element(value);
        }
        if (result == ParseResult.Ok) return true;
        _failure = result;
        writer.Truncate(start);
        if (isLenient) writer.Null();
        return isLenient;
    }

    /// <summary>The text up to a separator, which is not taken, without quotes and spaces around it.</summary>
    private bool Token(byte close, bool isKey, out ReadOnlySpan<byte> token, out bool isQuoted)
    {
        SkipSpaces();
        isQuoted = false;
        token = default;
        var plain = new byte[_text.Length - _at];
        int length = 0, kept = 0;
        for (; _at < _text.Length; _at++)
        {
            byte b = _text[_at];
            if (b == close || (b == ',' && !isKey)) break;
            if (b is (byte)'\'' or (byte)'"')
            {
                isQuoted = true;
                if (!Quoted(b, plain, ref length)) return false;
                kept = length;
            }
            else if (b == '\\' && _at + 1 < _text.Length && _text[_at + 1] is ((byte)'\'' or (byte)'"' or (byte)'\\'))
            {
                if (_text[_at + 1] == '\\') plain[length++] = b;
                plain[length++] = _text[++_at];
            }
            else if (!isKey && b is ((byte)'[' or (byte)'{' or (byte)'('))
            {
                if (!Brackets(plain, ref length)) return false;
            }
            else if (!isKey && b is ((byte)']' or (byte)'}' or (byte)')'))
            {
                return false;
            }
            else
            {
                plain[length++] = b;
            }
        }
        if (_at == _text.Length) return false;
        while (length > kept && NestedText.IsSpace(plain[length - 1])) length--;
        token = plain.AsSpan(0, length);
        return true;
    }

    /// <summary>Takes what is in quotes; ends at the closing quote.</summary>
    private bool Quoted(byte quote, byte[] plain, ref int length)
    {
        for (_at++; _at < _text.Length && _text[_at] != quote; _at++)
        {
            if (_text[_at] == '\\' && ++_at == _text.Length) return false;
            plain[length++] = _text[_at];
        }
        return _at < _text.Length;
    }

    /// <summary>Takes what is in brackets, with them and unchanged; ends at the closing one.</summary>
    private bool Brackets(byte[] plain, ref int length)
    {
        int depth = 0;
        byte quote = 0;
        for (; _at < _text.Length; _at++)
        {
            byte b = _text[_at];
            plain[length++] = b;
            if (b == '\\' && _at + 1 < _text.Length) plain[length++] = _text[++_at];
            else if (quote != 0) quote = b == quote ? (byte)0 : quote;
            else if (b is (byte)'\'' or (byte)'"') quote = b;
            else if (b is (byte)'[' or (byte)'{' or (byte)'(') depth++;
            else if (b is ((byte)']' or (byte)'}' or (byte)')') && --depth == 0) return true;
        }
        return false;
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
