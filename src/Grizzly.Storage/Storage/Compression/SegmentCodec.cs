using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>
/// Hot segments to disk bytes and back. Every form checks what it reads: damaged bytes raise XX001 and nothing worse.
/// </summary>
/// <remarks>
/// Layout: form, physical type, count of rows, validity (0 none, or 1 and <see cref="ByteCodec"/> bytes), then by form:
/// constant: value (16 bytes or text); narrow: smallest key, code size, codes; plain: bytes; decimal: <see
/// cref="DecimalCodec"/>; dictionary: count of entries, lengths, bytes, code size, codes; strings: lengths, bytes.
/// </remarks>
internal static unsafe partial class SegmentCodec
{
    private const byte AllNull = 0, Constant = 1, Narrow = 2, Plain = 3, Decimals = 4, Dictionary = 5, Strings = 6;

    public static void Encode(HotSegment segment, ByteWriter writer, MemoryAllocator allocator)
    {
        int formAt = writer.Length;
        writer.Byte(AllNull);
        writer.Byte((byte)segment.Type);
        writer.VarInt((ulong)segment.Count);
        writer.Bool(segment.Validity is not null);
        if (segment.Validity is not null) ByteCodec.Encode((byte*)segment.Validity, (segment.Count + 7) / 8, writer);
        byte form = segment switch
        {
            ConstantSegment constant => EncodeConstant(constant, writer),
            NarrowSegment narrow => EncodeNarrow(narrow, writer, allocator),
            PlainSegment plain => EncodePlain(plain, writer, allocator),
            DictionarySegment dictionary => EncodeDictionary(dictionary, writer, allocator),
            _ => EncodeStrings((StringSegment)segment, writer, allocator),
        };
        writer.WrittenSpan[formAt] = form;
    }

    /// <summary>
    /// Bytes must be readable 64 bytes past <paramref name="length"/>; type and count must be those stored.
    /// </summary>
    public static HotSegment Decode(byte* bytes, int length, PhysicalType type, int count, MemoryAllocator allocator)
    {
        var reader = new ByteReader(new ReadOnlySpan<byte>(bytes, length));
        byte form = ReadHead(ref reader, type, count);
        using var owned = new BufferSet();
        NativeBuffer? nulls = reader.Bool() ? owned.Add(ReadValidity(ref reader, count, allocator)) : null;
        HotSegment segment = form switch
        {
            AllNull => new ConstantSegment(type, count, isNull: true, owned.Add(Zeroed(allocator))),
            Constant => DecodeConstant(ref reader, type, count, allocator),
            Narrow => DecodeNarrow(ref reader, bytes, type, count, nulls, owned, allocator),
            Plain => DecodePlain(ref reader, type, count, nulls, owned, allocator),
            Decimals => DecodeDecimals(ref reader, bytes, type, count, nulls, owned, allocator),
            Dictionary => DecodeDictionary(ref reader, bytes, type, count, nulls, owned, allocator),
            Strings => DecodeStrings(ref reader, bytes, type, count, nulls, owned, allocator),
            _ => throw Errors.Corrupted("a segment has an unknown form"),
        };
        owned.Keep();
        return segment;
    }

    private static byte ReadHead(ref ByteReader reader, PhysicalType type, int count)
    {
        byte form = reader.Byte();
        if (reader.Byte() != (byte)type || reader.VarInt() != (ulong)count)
            throw Errors.Corrupted("a segment is not the one its table expects");
        return form;
    }

    private static byte EncodeConstant(ConstantSegment segment, ByteWriter writer)
    {
        if (segment.IsNull) return AllNull;
        if (segment.Type == PhysicalType.String) writer.Blob(StringView.SpanOf((StringView*)segment.Value));
        else writer.Raw(new ReadOnlySpan<byte>(segment.Value, 16));
        return Constant;
    }

    private static HotSegment DecodeConstant(
        ref ByteReader reader, PhysicalType type, int count, MemoryAllocator allocator)
    {
        if (type == PhysicalType.String) return StringSegmentBuilder.Constant(count, reader.Blob(), allocator);
        ReadOnlySpan<byte> value = reader.Raw(16);
        NativeBuffer buffer = allocator.Allocate(16);
        value.CopyTo(buffer.Span);
        return new ConstantSegment(type, count, isNull: false, buffer);
    }

    private static byte EncodeNarrow(NarrowSegment segment, ByteWriter writer, MemoryAllocator allocator)
    {
        writer.Int128(segment.Low);
        writer.Byte((byte)segment.CodeSize);
        IntegerCodec.Encode(segment.Codes, segment.CodeSize, segment.Count, writer, allocator);
        return Narrow;
    }

    private static NarrowSegment DecodeNarrow(
        ref ByteReader reader, byte* origin, PhysicalType type, int count, NativeBuffer? nulls, BufferSet owned,
            MemoryAllocator allocator)
    {
        (Int128 low, int codeSize) = ReadNarrowParameters(ref reader, type);
        NativeBuffer codes = owned.Add(ReadCodes(ref reader, origin, codeSize, count, allocator));
        return new NarrowSegment(type, count, Bits(nulls), low, codeSize, codes, nulls);
    }

    private static (Int128 Low, int CodeSize) ReadNarrowParameters(ref ByteReader reader, PhysicalType type)
    {
        Int128 low = reader.Int128();
        int codeSize = reader.Byte();
        if (codeSize is not (1 or 2 or 4 or 8) || codeSize > type.SizeOf()
            || type is PhysicalType.Float or PhysicalType.Double
            || type is PhysicalType.String or PhysicalType.Interval) throw Errors.Corrupted(
                "a segment's codes do not fit its type");
        return (low, codeSize);
    }

    private static byte EncodePlain(PlainSegment segment, ByteWriter writer, MemoryAllocator allocator)
    {
        bool isFloating = segment.Type is PhysicalType.Float or PhysicalType.Double;
        if (isFloating && DecimalCodec.TryEncode(segment.Type, segment.Values, segment.Count, writer, allocator))
            return Decimals;
        ByteCodec.Encode(segment.Values, (long)segment.Count * segment.Type.SizeOf(), writer);
        return Plain;
    }

    private static PlainSegment DecodePlain(
        ref ByteReader reader, PhysicalType type, int count, NativeBuffer? nulls, BufferSet owned,
            MemoryAllocator allocator)
    {
        NativeBuffer values = owned.Add(ByteCodec.Decode(ref reader, allocator));
        if (type == PhysicalType.String || values.Length != (long)count * type.SizeOf())
            throw Errors.Corrupted("a segment's values do not fill its rows");
        return new PlainSegment(type, count, Bits(nulls), values, nulls);
    }

    private static PlainSegment DecodeDecimals(
        ref ByteReader reader, byte* origin, PhysicalType type, int count, NativeBuffer? nulls, BufferSet owned,
            MemoryAllocator allocator)
    {
        RequireFloating(type);
        NativeBuffer values = owned.Add(allocator.Allocate((long)count * type.SizeOf()));
        DecimalCodec.Decode(ref reader, origin, type, values.Pointer, count, allocator);
        return new PlainSegment(type, count, Bits(nulls), values, nulls);
    }

    private static void RequireFloating(PhysicalType type)
    {
        if (type is not (PhysicalType.Float or PhysicalType.Double))
            throw Errors.Corrupted("a segment's form does not fit its type");
    }

    private static byte EncodeDictionary(DictionarySegment segment, ByteWriter writer, MemoryAllocator allocator)
    {
        int entries = segment.Dictionary.Count;
        writer.VarInt((ulong)entries);
        EncodeStrings((uint*)segment.Entries.Offsets.Pointer, segment.Entries.Bytes.Pointer, entries, writer,
            allocator);
        writer.Byte((byte)segment.CodeSize);
        IntegerCodec.Encode(segment.Codes, segment.CodeSize, segment.Count, writer, allocator);
        return Dictionary;
    }

    private static DictionarySegment DecodeDictionary(
        ref ByteReader reader, byte* origin, PhysicalType type, int count, NativeBuffer? nulls, BufferSet owned,
            MemoryAllocator allocator)
    {
        int entries = reader.Bounded(count);
        if (type != PhysicalType.String || entries == 0)
            throw Errors.Corrupted("a segment's form does not fit its type");
        (NativeBuffer offsets, NativeBuffer bytes) = ReadStrings(ref reader, origin, entries, owned, allocator);
        int codeSize = reader.Byte();
        if (codeSize is not (1 or 2 or 4)) throw Errors.Corrupted("a segment's codes do not fit its type");
        NativeBuffer codes = owned.Add(ReadCodes(ref reader, origin, codeSize, count, allocator));
        ulong largest = codeSize switch
        {
            1 => Kernels.MinMax.Of(codes.Pointer, count).Max,
            2 => Kernels.MinMax.Of((ushort*)codes.Pointer, count).Max,
            _ => Kernels.MinMax.Of((uint*)codes.Pointer, count).Max,
        };
        if (largest >= (ulong)entries) throw Errors.Corrupted("a segment's code lies outside its dictionary");
        StringPool pool = StringSegmentBuilder.Pool(offsets, bytes, entries, allocator);
        var dictionary = new VectorDictionary(type, pool.Views.Pointer, entries);
        return new DictionarySegment(type, count, Bits(nulls), codeSize, codes, dictionary, pool, nulls);
    }

    private static byte EncodeStrings(StringSegment segment, ByteWriter writer, MemoryAllocator allocator)
    {
        EncodeStrings(segment.Offsets, segment.Characters, segment.Count, writer, allocator);
        return Strings;
    }

    private static void EncodeStrings(
        uint* offsets, byte* bytes, int count, ByteWriter writer, MemoryAllocator allocator)
    {
        using NativeBuffer lengths = allocator.Rent(count * 4L + 64);
        uint* length = (uint*)lengths.Pointer;
        for (int i = 0; i < count; i++) length[i] = offsets[i + 1] - offsets[i];
        IntegerCodec.Encode((byte*)length, 4, count, writer, allocator);
        TextCodec.Encode(bytes, offsets, count, writer);
    }

    private static StringSegment DecodeStrings(
        ref ByteReader reader, byte* origin, PhysicalType type, int count, NativeBuffer? nulls, BufferSet owned,
            MemoryAllocator allocator)
    {
        if (type != PhysicalType.String) throw Errors.Corrupted("a segment's form does not fit its type");
        (NativeBuffer offsets, NativeBuffer bytes) = ReadStrings(ref reader, origin, count, owned, allocator);
        return new StringSegment(type, count, Bits(nulls), offsets, bytes, nulls);
    }

    private static (NativeBuffer Offsets, NativeBuffer Bytes) ReadStrings(
        ref ByteReader reader, byte* origin, int count, BufferSet owned, MemoryAllocator allocator)
    {
        NativeBuffer offsets = owned.Add(allocator.Allocate((count + 1L) * 4 + 64));
        uint* at = (uint*)offsets.Pointer;
        // Lengths are decoded one place further on, then summed where they are.
        IntegerCodec.Decode(ref reader, origin, (byte*)(at + 1), 4, count, allocator);
        at[0] = 0;
        ulong total = 0;
        for (int i = 1; i <= count; i++)
        {
            total += at[i];
            at[i] = (uint)total;
        }
        NativeBuffer bytes = owned.Add(TextCodec.Decode(ref reader, allocator));
        if (total != (ulong)bytes.Length) throw Errors.Corrupted("a segment's strings do not add up to its bytes");
        return (offsets, bytes);
    }

    private static NativeBuffer ReadCodes(
        ref ByteReader reader, byte* origin, int codeSize, int count, MemoryAllocator allocator)
    {
        NativeBuffer codes = allocator.Allocate((long)count * codeSize + 64);
        try
        {
            IntegerCodec.Decode(ref reader, origin, codes.Pointer, codeSize, count, allocator);
            return codes;
        }
        catch
        {
            codes.Dispose();
            throw;
        }
    }

    private static NativeBuffer ReadValidity(ref ByteReader reader, int count, MemoryAllocator allocator)
    {
        using NativeBuffer stored = ByteCodec.Decode(ref reader, allocator);
        if (stored.Length != (count + 7) / 8) throw Errors.Corrupted("a segment's NULL bitmap does not fit its rows");
        NativeBuffer nulls = allocator.Allocate(SegmentBuilder.ValidityBytes(count));
        nulls.Clear();
        stored.Span.CopyTo(nulls.Span);
        if ((count & 63) != 0) ((ulong*)nulls.Pointer)[count >> 6] &= (1UL << (count & 63)) - 1;
        return nulls;
    }

    private static NativeBuffer Zeroed(MemoryAllocator allocator)
    {
        NativeBuffer buffer = allocator.Allocate(16);
        buffer.Clear();
        return buffer;
    }

    private static ulong* Bits(NativeBuffer? nulls) => nulls is null ? null : (ulong*)nulls.Pointer;

    /// <summary>Buffers to free should decoding fail half-way.</summary>
    private sealed class BufferSet : IDisposable
    {
        private readonly List<NativeBuffer> _buffers = [];

        public NativeBuffer Add(NativeBuffer buffer)
        {
            _buffers.Add(buffer);
            return buffer;
        }

        public void Keep() => _buffers.Clear();

        public void Dispose()
        {
            foreach (NativeBuffer buffer in _buffers) buffer.Dispose();
        }
    }
}
