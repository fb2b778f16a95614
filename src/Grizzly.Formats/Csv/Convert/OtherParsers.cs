using System.Runtime.CompilerServices;
using Grizzly.Types;

namespace Grizzly.Formats;

internal readonly unsafe struct BooleanParser : IFieldParser<byte>
{
    private const uint True = 0x6575_7274, Fals = 0x736C_6166;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFast(byte* text, int length, out byte value)
    {
        uint word = *(uint*)text;
        bool isTrue = length == 4 && word == True;
        value = isTrue ? (byte)1 : (byte)0;
        return isTrue || (length == 5 && word == Fals && text[4] == 'e');
    }

    public ParseResult Parse(ReadOnlySpan<byte> text, out byte value)
    {
        ParseResult result = BinaryText.ParseBool(text, out bool flag);
        value = flag ? (byte)1 : (byte)0;
        return result;
    }
}

internal readonly unsafe struct TimeParser : IFieldParser<long>
{
    public bool TryFast(byte* text, int length, out long value)
    {
        value = 0;
        return false;
    }

    public ParseResult Parse(ReadOnlySpan<byte> text, out long value) => TemporalText.ParseTime(text, out value);
}

internal readonly unsafe struct IntervalParser : IFieldParser<IntervalValue>
{
    public bool TryFast(byte* text, int length, out IntervalValue value)
    {
        value = default;
        return false;
    }

    public ParseResult Parse(ReadOnlySpan<byte> text, out IntervalValue value) => IntervalText.Parse(text, out value);
}

internal readonly unsafe struct UuidParser : IFieldParser<UInt128>
{
    public bool TryFast(byte* text, int length, out UInt128 value)
    {
        value = 0;
        return false;
    }

    public ParseResult Parse(ReadOnlySpan<byte> text, out UInt128 value) => BinaryText.ParseUuid(text, out value);
}
