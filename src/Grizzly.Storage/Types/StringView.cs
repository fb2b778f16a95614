using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Grizzly.Types;

/// <summary>A 16-byte view of a string in flight (the "German string" of Umbra: Neumann and Freitag, CIDR
/// 2020).</summary>
/// <remarks>
/// Layout: length (int32) at 0; up to 12 inline bytes at 4; longer strings keep their first 4 bytes at 4 and a pointer
/// at 8. Unused inline bytes
/// are zero, so two views of at most 12 bytes are equal exactly if their 16 bytes are. The pointer is borrowed: whoever
/// hands out the view owns the bytes (a segment, a vector's arena, a row collection's heap). VARCHAR holds UTF-8, BLOB
/// any bytes;
/// order is that of unsigned bytes.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public readonly unsafe struct StringView
{
    public const int InlineLength = 12;

    [FieldOffset(0)]
    private readonly int _length;

    [FieldOffset(4)]
    private readonly uint _prefix;

    [FieldOffset(8)]
    private readonly byte* _pointer;

    [FieldOffset(0)]
    private readonly ulong _low;

    [FieldOffset(8)]
    private readonly ulong _high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public StringView(byte* bytes, int length)
    {
        this = default;
        _length = length;
        if (length > InlineLength)
        {
            _prefix = *(uint*)bytes;
            _pointer = bytes;
        }
        else
        {
            fixed (uint* target = &_prefix) CopyShort((byte*)target, bytes, length);
        }
    }

    public int Length
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _length;
    }

    public bool IsInline
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _length <= InlineLength;
    }

    /// <summary>Length and first four bytes: unequal words mean unequal strings.</summary>
    public ulong LowWord => _low;

    /// <summary>The other eight inline bytes, or the pointer.</summary>
    public ulong HighWord => _high;

    /// <summary>The pointer of a string that is not inline.</summary>
    public byte* Pointer => _pointer;

    /// <summary>Where the bytes are; for an inline view inside the view itself, so the view must not move
    /// meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* BytesOf(StringView* view) => view->_length <= InlineLength ? (byte*)view + 4 : view->_pointer;

    /// <summary>The bytes of a view that stays where it is while the span is in use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> SpanOf(StringView* view) => new(BytesOf(view), view->_length);

    public static bool Equals(in StringView left, in StringView right)
    {
        if (left._low != right._low) return false;
        if (left._length <= InlineLength || left._high == right._high) return left._high == right._high;
        return new ReadOnlySpan<byte>(left._pointer, left._length)
            .SequenceEqual(new ReadOnlySpan<byte>(right._pointer, right._length));
    }

    /// <summary>Order of unsigned bytes; negative, zero or positive.</summary>
    public static int Compare(in StringView left, in StringView right)
    {
        uint leftPrefix = BigEndian(left._prefix), rightPrefix = BigEndian(right._prefix);
        if (leftPrefix != rightPrefix) return leftPrefix < rightPrefix ? -1 : 1;
        fixed (StringView* l = &left, r = &right) return SpanOf(l).SequenceCompareTo(SpanOf(r));
    }

    /// <summary>The text as a managed string, for results and messages: never in a data path.</summary>
    public override string ToString()
    {
        fixed (StringView* self = &this) return Encoding.UTF8.GetString(SpanOf(self));
    }

    public byte[] ToArray()
    {
        fixed (StringView* self = &this) return SpanOf(self).ToArray();
    }

    private static uint BigEndian(uint prefix) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(prefix);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyShort(byte* target, byte* source, int length)
    {
        // The target is zeroed; reads stay inside the source's length.
        if (length >= 8)
        {
            ulong first = *(ulong*)source;
            uint last = *(uint*)(source + length - 4);
            *(uint*)(target + length - 4) = last;
            *(ulong*)target = first;
        }
        else if (length >= 4)
        {
            uint first = *(uint*)source;
            uint last = *(uint*)(source + length - 4);
            *(uint*)(target + length - 4) = last;
            *(uint*)target = first;
        }
        else
        {
            for (int i = 0; i < length; i++) target[i] = source[i];
        }
    }
}
