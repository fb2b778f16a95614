using Grizzly.Common;

namespace Grizzly.Storage;

/// <summary>The bytes of many strings, end to end.</summary>
internal static unsafe class TextCodec
{
    public static void Encode(byte* bytes, uint* offsets, int count, ByteWriter writer) =>
        ByteCodec.Encode(bytes + offsets[0], offsets[count] - (long)offsets[0], writer);

    public static NativeBuffer Decode(ref ByteReader reader, MemoryAllocator allocator) =>
        ByteCodec.Decode(ref reader, allocator);
}
