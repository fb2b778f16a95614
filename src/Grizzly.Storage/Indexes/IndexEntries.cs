using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Grizzly.Indexes;

/// <summary>Leaf entries: an encoded key followed by its row id (8 bytes, big-endian), so that all are
/// different.</summary>
internal static unsafe class IndexEntries
{
    public const int RowIdBytes = 8;

    public static long RowIdOf(byte* entry, int length) =>
        BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<long>(entry + length - RowIdBytes));

    public static long RowIdOf(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadInt64BigEndian(entry[^RowIdBytes..]);

    public static void SetRowId(byte* entry, int length, long rowId) =>
        Unsafe.WriteUnaligned(entry + length - RowIdBytes, BinaryPrimitives.ReverseEndianness(rowId));

    public static void AppendRowId(KeyBuffer key, long rowId) =>
        Unsafe.WriteUnaligned(key.Claim(RowIdBytes), BinaryPrimitives.ReverseEndianness(rowId));
}
