using System.Runtime.CompilerServices;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Formats;

/// <summary>Reads one kind of value from the text of fields.</summary>
internal unsafe interface IFieldParser<T> where T : unmanaged
{
    /// <summary>
    /// Reads the common forms without NULL, white space or error; false sends the text to <see cref="Parse"/>. May read
    /// up to 16 bytes at
    /// <paramref name="text"/> whatever the length, which may be 0 or negative.
    /// </summary>
    bool TryFast(byte* text, int length, out T value);

    ParseResult Parse(ReadOnlySpan<byte> text, out T value);
}

/// <summary>Fills a vector with the values of one column's fields. Thread-safe.</summary>
internal abstract class FieldConverter
{
    /// <summary>
    /// Converts the texts from number <paramref name="from"/> on into rows <paramref name="offset"/> + number. Returns
    /// the number of the first text that is no value, with the reason, or the block's count.
    /// </summary>
    public abstract int Convert(in FieldBlock block, int from, ColumnVector target, int offset, out ParseResult result);
}

/// <summary>Converts fields to fixed-size values, one pass per column.</summary>
internal sealed unsafe class FieldConverter<T, TParser>(TParser parser) : FieldConverter
    where T : unmanaged where TParser : struct, IFieldParser<T>
{
    public override int Convert(in FieldBlock block, int from, ColumnVector target, int offset, out ParseResult result)
    {
        T* values = target.Values<T>() + offset;
        result = ParseResult.Ok;
        for (int i = from; i < block.Count; i++)
        {
            long first = (long)i * block.Stride;
            i += ConvertFast(
                parser, block.Buffer, block.Starts + first, block.Ends + first, block.Stride, block.StartShift,
                block.Count - i, values + i);
            if (i == block.Count) break;
            first = (long)i * block.Stride;
            uint start = block.Starts[first] + block.StartShift;
            result = ConvertSlowly(
                block.Buffer + start, (int)(block.Ends[first] - start), block.EmptyIsNull, target, offset + i);
            if (result != ParseResult.Ok) return i;
        }
        return block.Count;
    }

    /// <summary>Converts until a text is not of the common form and returns how many were. Apart from the rest so that
    /// the loop keeps its state in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int ConvertFast(
        TParser parser, byte* buffer, uint* starts, uint* ends, nint stride, uint shift, int count, T* values)
    {
        for (int i = 0; i < count; i++)
        {
            uint start = *starts + shift;
            if (!parser.TryFast(buffer + start, (int)(*ends - start), out T value)) return i;
            values[i] = value;
            starts += stride;
            ends += stride;
        }
        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ParseResult ConvertSlowly(byte* text, int length, bool emptyIsNull, ColumnVector target, int row)
    {
        if (length < 0 || (length == 0 && emptyIsNull))
        {
            target.Values<T>()[row] = default;
            target.SetNull(row);
            return ParseResult.Ok;
        }
        ParseResult result = parser.Parse(new ReadOnlySpan<byte>(text, length), out T value);
        target.Values<T>()[row] = value;
        return result;
    }
}

/// <summary>Strings become views of the buffer's bytes, which stay where they are until the next read.</summary>
internal sealed unsafe class TextConverter : FieldConverter
{
    /// <summary>From offset 12 - n on: sixteen bytes of which the first four and n more are all ones.</summary>
    private static ReadOnlySpan<byte> Masks =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <remarks>The view is put together without a branch on the length, which is hard to predict: the sixteen bytes
    /// from four before the text hold the inline form but for the length; where the text is longer than that the upper
    /// half gives way to the pointer.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int Convert(in FieldBlock block, int from, ColumnVector target, int offset, out ParseResult result)
    {
        ulong* views = (ulong*)(target.Values<StringView>() + offset);
        byte* buffer = block.Buffer;
        uint* starts = block.Starts, ends = block.Ends;
        uint shift = block.StartShift;
        nint stride = block.Stride;
        int count = block.Count, shortestText = block.EmptyIsNull ? 1 : 0;
        fixed (byte* masks = Masks)
        {
            for (int i = from; i < count; i++)
            {
                uint start = starts[i * stride] + shift;
                int length = (int)(ends[i * stride] - start);
                if (length < shortestText)
                {
                    target.SetNull(offset + i);
                    continue;
                }
                byte* text = buffer + start;
                byte* mask = masks + (12 - Math.Min(length, StringView.InlineLength));
                ulong low = *(ulong*)(text - 4) & *(ulong*)mask, high = *(ulong*)(text + 4) & *(ulong*)(mask + 8);
                views[2 * i] = (low & 0xFFFF_FFFF_0000_0000) | (uint)length;
                views[2 * i + 1] = length > StringView.InlineLength ? (ulong)text : high;
            }
        }
        result = ParseResult.Ok;
        return count;
    }
}

/// <summary>BLOB: text with <c>\xHH</c> escapes, decoded into the vector's arena.</summary>
internal sealed unsafe class BlobConverter : FieldConverter
{
    public override int Convert(in FieldBlock block, int from, ColumnVector target, int offset, out ParseResult result)
    {
        StringView* views = target.Values<StringView>() + offset;
        for (int i = from; i < block.Count; i++)
        {
            uint start = block.Starts[(long)i * block.Stride] + block.StartShift;
            int length = (int)(block.Ends[(long)i * block.Stride] - start);
            views[i] = default;
            if (length < 0 || (length == 0 && block.EmptyIsNull))
            {
                target.SetNull(offset + i);
                continue;
            }
            byte* bytes = target.Arena.Allocate(length);
            result = BinaryText.ParseBlob(
                new ReadOnlySpan<byte>(block.Buffer + start, length), new Span<byte>(bytes, length), out int decoded);
            if (result != ParseResult.Ok)
            {
                target.Arena.Shrink(length);
                return i;
            }
            target.Arena.Shrink(length - decoded);
            views[i] = new StringView(bytes, decoded);
        }
        result = ParseResult.Ok;
        return block.Count;
    }
}
