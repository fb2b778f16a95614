using System.Text;
using Grizzly.Common;

namespace Grizzly.Types;

/// <summary>The text forms of nested values: <c>[1, NULL]</c>, <c>{'a': 1}</c>, <c>(1, x)</c>,
/// <c>{key=value}</c>.</summary>
/// <remarks>A plain value inside is quoted where it could be misread: quote and backslash then get a
/// backslash.</remarks>
public static class NestedText
{
    /// <summary>Appends the text of a nested value.</summary>
    public static void Format(ReadOnlySpan<byte> bytes, LogicalType type, ByteWriter text)
    {
        var reader = new NestedReader(bytes);
        Format(ref reader, type, text);
    }

    /// <summary>Appends a string as SQL's nested texts quote it.</summary>
    public static void Quote(ReadOnlySpan<byte> value, ByteWriter text)
    {
        text.Byte((byte)'\'');
        foreach (byte b in value)
        {
            if (b is (byte)'\'' or (byte)'\\') text.Byte((byte)'\\');
            text.Byte(b);
        }
        text.Byte((byte)'\'');
    }

    private static void Format(ref NestedReader reader, LogicalType type, ByteWriter text)
    {
        switch (type.Id)
        {
            case LogicalTypeId.List or LogicalTypeId.Array:
                text.Byte((byte)'[');
                for (int i = 0; reader.Next(out bool isNull); i++)
                {
                    if (i > 0) text.Raw(", "u8);
                    Item(ref reader, isNull, type.Element, text);
                }
                text.Byte((byte)']');
                break;
            case LogicalTypeId.Struct: FormatStruct(ref reader, type, text); break;
            case LogicalTypeId.Map:
                text.Byte((byte)'{');
                for (int i = 0; reader.Next(out _); i++)
                {
                    if (i > 0) text.Raw(", "u8);
                    Item(ref reader, reader.IsNull(), type.Children[0], text);
                    text.Byte((byte)'=');
                    Item(ref reader, reader.IsNull(), type.Children[1], text);
                }
                text.Byte((byte)'}');
                break;
            default:
                LogicalType member = reader.Member(type, out _);
                if (reader.IsNull()) text.Raw("NULL"u8);
                else if (member.IsNested) Format(ref reader, member, text);
                else text.Raw(ValueText.FormatUtf8(reader.Read(member)));
                break;
        }
    }

    private static void FormatStruct(ref NestedReader reader, LogicalType type, ByteWriter text)
    {
        bool isRow = type.IsRow;
        text.Byte(isRow ? (byte)'(' : (byte)'{');
        for (int i = 0; i < type.Children.Count; i++)
        {
            if (i > 0) text.Raw(", "u8);
            if (!isRow)
            {
                Quote(Encoding.UTF8.GetBytes(type.Names[i]), text);
                text.Raw(": "u8);
            }
            Item(ref reader, reader.IsNull(), type.Children[i], text);
        }
        text.Byte(isRow ? (byte)')' : (byte)'}');
    }

    private static void Item(ref NestedReader reader, bool isNull, LogicalType type, ByteWriter text)
    {
        if (isNull) text.Raw("NULL"u8);
        else if (type.IsNested && !type.IsUnion) Format(ref reader, type, text);
        else
        {
            byte[] plain = ValueText.FormatUtf8(reader.Read(type));
            if (NeedsQuotes(plain)) Quote(plain, text);
            else text.Raw(plain);
        }
    }

    private static bool NeedsQuotes(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || IsSpace(text[0]) || IsSpace(text[^1])) return true;
        if (text.Length == 4 && Ascii.EqualsIgnoreCase(text, "null"u8)) return true;
        return text.IndexOfAny("\"'(),:=[]{}"u8) >= 0;
    }

    internal static bool IsSpace(byte b) => b is (byte)' ' or (>= 9 and <= 13);
}
