using System.Text;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>SQL values as JSON text.</summary>
internal static class JsonWriting
{
    /// <summary>Appends a value, <c>null</c> for NULL.</summary>
    public static void Append(in Value value, ByteWriter text)
    {
        LogicalType type = value.Type;
        if (value.IsNull) text.Raw("null"u8);
        else if (type.IsNested)
        {
            var reader = new NestedReader(value.Bytes);
            Append(ref reader, type, text);
        }
        else if (type.IsJson) text.Raw(value.Bytes);
        else if (IsPlain(value)) text.Raw(ValueText.FormatUtf8(value));
        else String(ValueText.FormatUtf8(value), text);
    }

    /// <summary>Appends a text in double quotes.</summary>
    public static void String(ReadOnlySpan<byte> value, ByteWriter text)
    {
        text.Byte((byte)'"');
        foreach (byte b in value)
        {
            switch (b)
            {
                case (byte)'"': text.Raw("\\\""u8); break;
                case (byte)'\\': text.Raw("\\\\"u8); break;
                case (byte)'\n': text.Raw("\\n"u8); break;
                case (byte)'\r': text.Raw("\\r"u8); break;
                case (byte)'\t': text.Raw("\\t"u8); break;
                case 8: text.Raw("\\b"u8); break;
                case 12: text.Raw("\\f"u8); break;
                case < 32:
                    text.Raw("\\u00"u8);
                    text.Byte((byte)(b >> 4 == 0 ? '0' : '1'));
                    text.Byte((byte)((b & 15) < 10 ? '0' + (b & 15) : 'a' + (b & 15) - 10));
                    break;
                default: text.Byte(b); break;
            }
        }
        text.Byte((byte)'"');
    }

    private static bool IsPlain(in Value value) => value.Type.Id == LogicalTypeId.Boolean
        || (value.Type.IsNumeric && (!value.Type.IsFloating || double.IsFinite(value.Floating)));

    private static void Append(ref NestedReader reader, LogicalType type, ByteWriter text)
    {
        switch (type.Id)
        {
            case LogicalTypeId.List or LogicalTypeId.Array:
                text.Byte((byte)'[');
                for (int i = 0; reader.Next(out bool isNull); i++)
                {
                    if (i > 0) text.Byte((byte)',');
                    Item(ref reader, isNull, type.Element, text);
                }
                text.Byte((byte)']');
                break;
            case LogicalTypeId.Struct when type.IsRow:
                text.Byte((byte)'[');
                for (int i = 0; i < type.Children.Count; i++)
                {
                    if (i > 0) text.Byte((byte)',');
                    Item(ref reader, reader.IsNull(), type.Children[i], text);
                }
                text.Byte((byte)']');
                break;
            case LogicalTypeId.Struct:
                text.Byte((byte)'{');
                for (int i = 0; i < type.Children.Count; i++)
                {
                    if (i > 0) text.Byte((byte)',');
                    String(Encoding.UTF8.GetBytes(type.Names[i]), text);
                    text.Byte((byte)':');
                    Item(ref reader, reader.IsNull(), type.Children[i], text);
                }
                text.Byte((byte)'}');
                break;
            case LogicalTypeId.Map:
                text.Byte((byte)'{');
                for (int i = 0; reader.Next(out _); i++)
                {
                    if (i > 0) text.Byte((byte)',');
                    Value key = reader.ReadField(type.Children[0]);
                    String(key.IsNull ? "null"u8 : ValueText.FormatUtf8(key), text);
                    text.Byte((byte)':');
                    Item(ref reader, reader.IsNull(), type.Children[1], text);
                }
                text.Byte((byte)'}');
                break;
            default:
                LogicalType member = reader.Member(type, out _);
                Item(ref reader, reader.IsNull(), member, text);
                break;
        }
    }

    private static void Item(ref NestedReader reader, bool isNull, LogicalType type, ByteWriter text)
    {
        if (isNull) text.Raw("null"u8);
        else if (type.IsNested) Append(ref reader, type, text);
        else Append(reader.Read(type), text);
    }
}
