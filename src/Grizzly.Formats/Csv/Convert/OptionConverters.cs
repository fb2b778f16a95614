using System.Buffers;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Formats;

/// <summary>Converts fields one by one, for types and options without loops of their own.</summary>
internal abstract unsafe class TextwiseConverter : FieldConverter
{
    public override int Convert(in FieldBlock block, int from, ColumnVector target, int offset, out ParseResult result)
    {
        result = ParseResult.Ok;
        for (int i = from; i < block.Count; i++)
        {
            uint start = block.Starts[(long)i * block.Stride] + block.StartShift;
            int length = (int)(block.Ends[(long)i * block.Stride] - start);
            if (length < 0 || (length == 0 && block.EmptyIsNull))
            {
                target.SetNull(offset + i);
                continue;
            }
            result = Parse(new ReadOnlySpan<byte>(block.Buffer + start, length), target.Type, out Value value);
            if (result != ParseResult.Ok) return i;
            target.SetValue(offset + i, value);
        }
        return block.Count;
    }

    protected abstract ParseResult Parse(ReadOnlySpan<byte> text, LogicalType type, out Value value);
}

/// <summary>Any type by its text form: lists, structs, maps, JSON, ENUM, BIT and so on.</summary>
internal sealed class ValueConverter : TextwiseConverter
{
    public static readonly ValueConverter Instance = new();

    protected override ParseResult Parse(ReadOnlySpan<byte> text, LogicalType type, out Value value) =>
        ValueText.TryParse(text, type, out value);
}

/// <summary>Numbers whose decimals come after another character than a point; a point is an error then.</summary>
internal sealed class DecimalMarkConverter(byte mark) : TextwiseConverter
{
    protected override ParseResult Parse(ReadOnlySpan<byte> text, LogicalType type, out Value value)
    {
        value = Value.Null(type);
        if (text.Contains((byte)'.')) return ParseResult.Invalid;
        byte[] plain = ArrayPool<byte>.Shared.Rent(text.Length);
        text.CopyTo(plain);
        plain.AsSpan(0, text.Length).Replace(mark, (byte)'.');
        ParseResult result = ValueText.TryParse(plain.AsSpan(0, text.Length), type, out value);
        ArrayPool<byte>.Shared.Return(plain);
        return result;
    }
}

/// <summary>Dates and timestamps in a format of % specifiers.</summary>
internal sealed class FormattedMomentConverter(string format) : TextwiseConverter
{
    protected override ParseResult Parse(ReadOnlySpan<byte> text, LogicalType type, out Value value)
    {
        value = Value.Null(type);
        if (!DateFormatReader.TryParse(text, format, out long days, out long nanoseconds)) return ParseResult.Invalid;
        if (type.Id == LogicalTypeId.Date)
        {
            value = Value.Of(type, (Int128)days);
            return ParseResult.Ok;
        }
        Int128 unit = (Int128)Math.Pow(10, type.SecondDigits);
        Int128 moment = days * 86_400 * unit + nanoseconds / (1_000_000_000 / unit);
        if (moment <= -long.MaxValue || moment >= long.MaxValue) return ParseResult.OutOfRange;
        value = Value.Of(type, moment);
        return ParseResult.Ok;
    }
}
