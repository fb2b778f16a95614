using System.Text;
using Grizzly.Common;

namespace Grizzly.Types;

/// <summary>The text form of single values: what a cast to VARCHAR gives, and back. For literals, messages and results,
/// not for loops over rows.</summary>
public static class ValueText
{
    /// <summary>The text of a value; <c>NULL</c> for NULL.</summary>
    public static string Format(in Value value)
    {
        if (value.IsNull) return "NULL";
        if (value.Type.IsText) return value.Text;
        return Encoding.UTF8.GetString(FormatUtf8(value));
    }

    /// <summary>The text of a value that is not NULL, as UTF-8.</summary>
    public static byte[] FormatUtf8(in Value value)
    {
        switch (value.Type.Id)
        {
            case LogicalTypeId.Varchar or LogicalTypeId.Json: return value.ByteArray;
            case LogicalTypeId.Bit: return BitText.Format(value.Bytes);
            case LogicalTypeId.Enum:
                return Encoding.UTF8.GetBytes(LabelOf(value.Type, (long)value.Integer));
            case >= LogicalTypeId.List and <= LogicalTypeId.Union:
                var writer = new ByteWriter();
                NestedText.Format(value.Bytes, value.Type, writer);
                return writer.ToArray();
            case LogicalTypeId.Blob:
                var text = new byte[BinaryText.BlobTextLength(value.Bytes)];
                BinaryText.FormatBlob(value.Bytes, text);
                return text;
        }
        Span<byte> buffer = stackalloc byte[IntervalText.MaxLength];
        int length = value.Type.Id switch
        {
            LogicalTypeId.Boolean => BinaryText.Format(value.Bool, buffer),
            LogicalTypeId.UHugeInt => NumberText.Format(value.Unsigned, buffer),
            LogicalTypeId.Float => NumberText.Format((float)value.Floating, buffer),
            LogicalTypeId.Double => NumberText.Format(value.Floating, buffer),
            LogicalTypeId.Decimal => NumberText.FormatDecimal(value.Integer, value.Type.Scale, buffer),
            LogicalTypeId.Uuid => BinaryText.FormatUuid(value.Unsigned, buffer),
            LogicalTypeId.Date => TemporalText.FormatDate((int)value.Integer, buffer),
            LogicalTypeId.Time => TemporalText.FormatTime((long)value.Integer, buffer),
            LogicalTypeId.TimeNs => TemporalText.FormatTimeNs((long)value.Integer, buffer),
            LogicalTypeId.TimeTz => TemporalText.FormatTimeTz((long)value.Integer, buffer),
            _ when value.Type.IsTimestamp =>
                TemporalText.FormatMoment((long)value.Integer, value.Type.SecondDigits, buffer),
            LogicalTypeId.TimestampTz => TemporalText.FormatTimestampTz((long)value.Integer, buffer),
            LogicalTypeId.Interval => IntervalText.Format(value.Interval, buffer),
            _ => NumberText.Format(value.Integer, buffer),
        };
        return buffer[..length].ToArray();
    }

    /// <summary>Reads a text as a value of <paramref name="type"/>; 22P02, 22007 or 22003 where it is none.</summary>
    public static Value Parse(string text, LogicalType type) => Parse(Encoding.UTF8.GetBytes(text), type);

    /// <summary>Reads a UTF-8 text as a value of <paramref name="type"/>; 22P02, 22007 or 22003 where it is
    /// none.</summary>
    public static Value Parse(ReadOnlySpan<byte> text, LogicalType type)
    {
        ParseResult result = TryParse(text, type, out Value value);
        return result == ParseResult.Ok ? value : throw Errors.InvalidText(result, type, text);
    }

    public static ParseResult TryParse(ReadOnlySpan<byte> text, LogicalType type, out Value value)
    {
        value = Value.Null(type);
        ParseResult result;
        switch (type.Id)
        {
            case LogicalTypeId.Null: return ParseResult.Ok;
            case LogicalTypeId.Varchar:
                value = Value.Of(type, text.ToArray());
                return ParseResult.Ok;
            case LogicalTypeId.Blob:
                var bytes = new byte[text.Length];
                result = BinaryText.ParseBlob(text, bytes, out int length);
                if (result == ParseResult.Ok) value = Value.Of(type, bytes[..length]);
                return result;
            case LogicalTypeId.Json:
                value = Value.Of(type, text.ToArray());
                return JsonText.IsValid(text) ? ParseResult.Ok : ParseResult.Invalid;
            case LogicalTypeId.Bit:
                result = BitText.Parse(text, out byte[] bits);
                if (result == ParseResult.Ok) value = Value.Of(type, bits);
                return result;
            case LogicalTypeId.Enum:
                int label = type.IndexOf(Encoding.UTF8.GetString(text));
                if (label >= 0) value = Value.Of(type, (Int128)label);
                return label >= 0 ? ParseResult.Ok : ParseResult.Invalid;
            case LogicalTypeId.Union:
                return TryParseMember(text, type, out value);
            case >= LogicalTypeId.List and < LogicalTypeId.Union:
                var writer = new NestedWriter();
                result = new NestedTextParser(text, writer).Parse(type);
                if (result == ParseResult.Ok) value = Value.Of(type, writer.ToArray());
                return result;
            case LogicalTypeId.Boolean:
                result = BinaryText.ParseBool(text, out bool flag);
                if (result == ParseResult.Ok) value = Value.OfBool(flag);
                return result;
            case LogicalTypeId.Double:
                result = NumberText.ParseDouble(text, out double number);
                if (result == ParseResult.Ok) value = Value.OfDouble(number);
                return result;
            case LogicalTypeId.Float:
                result = NumberText.ParseFloat(text, out float single);
                if (result == ParseResult.Ok) value = Value.OfFloat(single);
                return result;
            case LogicalTypeId.Interval:
                result = IntervalText.Parse(text, out IntervalValue interval);
                if (result == ParseResult.Ok) value = Value.OfInterval(interval);
                return result;
            case LogicalTypeId.Uuid:
                result = BinaryText.ParseUuid(text, out UInt128 uuid);
                if (result == ParseResult.Ok) value = Value.Of(type, uuid);
                return result;
            case LogicalTypeId.UHugeInt:
                result = NumberText.ParseUInt128(text, out UInt128 unsigned);
                if (result == ParseResult.Ok) value = Value.Of(type, unsigned);
                return result;
        }
        result = ParseInteger(text, type, out Int128 integer);
        if (result == ParseResult.Ok) value = Value.Of(type, integer);
        return result;
    }

    /// <summary>The label of an ENUM's value; XX001 for a number that has none.</summary>
    public static string LabelOf(LogicalType type, long number) => (ulong)number < (ulong)type.Names.Count
        ? type.Names[(int)number]
        : throw Errors.Corrupted("an ENUM has no such label");

    /// <summary>A text as the first member of a UNION that reads it, VARCHAR before the others.</summary>
    private static ParseResult TryParseMember(ReadOnlySpan<byte> text, LogicalType union, out Value value)
    {
        value = Value.Null(union);
        int varchar = -1;
        for (int i = 0; i < union.Children.Count; i++)
        {
            if (union.Children[i].IsString) varchar = i;
        }
        for (int i = Math.Max(varchar, 0); i < union.Children.Count; i++)
        {
            if (TryParse(text, union.Children[i], out Value member) != ParseResult.Ok) continue;
            var writer = new NestedWriter();
            writer.Byte((byte)i);
            writer.Element(member);
            value = Value.Of(union, writer.ToArray());
            return ParseResult.Ok;
        }
        return ParseResult.Invalid;
    }

    private static ParseResult ParseInteger(ReadOnlySpan<byte> text, LogicalType type, out Int128 integer)
    {
        ParseResult result;
        long ticks;
        switch (type.Id)
        {
            case LogicalTypeId.Decimal: return NumberText.ParseDecimal(text, type.Precision, type.Scale, out integer);
            case LogicalTypeId.Date:
                result = TemporalText.ParseDate(text, out int days);
                integer = days;
                return result;
            case LogicalTypeId.Time:
                result = TemporalText.ParseTime(text, out ticks);
                integer = ticks;
                return result;
            case LogicalTypeId.TimeNs:
                result = TemporalText.ParseTime(text, 9, out ticks);
                integer = ticks;
                return result;
            case LogicalTypeId.TimeTz:
                result = TemporalText.ParseTimeTz(text, out ticks);
                integer = ticks;
                return result;
            case LogicalTypeId.Timestamp or LogicalTypeId.TimestampTz or >= LogicalTypeId.TimestampS:
                result = TemporalText.ParseMoment(text, type.SecondDigits, out ticks);
                integer = ticks;
                return result;
            default:
                (Int128 minimum, Int128 maximum) = IntegerRange.Of(type.Physical);
                return NumberText.ParseInteger(text, minimum, maximum, out integer);
        }
    }
}
