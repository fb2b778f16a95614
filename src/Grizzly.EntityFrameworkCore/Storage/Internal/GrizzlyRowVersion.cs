using System.Buffers.Binary;

namespace Grizzly.EntityFrameworkCore.Storage.Internal;

/// <summary>The bytes of a row version's counter, the highest first; public for compiled models, which call
/// it.</summary>
public static class GrizzlyRowVersion
{
    /// <summary>The number in eight bytes.</summary>
    public static long ToNumber(byte[] bytes) => BinaryPrimitives.ReadInt64BigEndian(bytes);

    /// <summary>The eight bytes of a number.</summary>
    public static byte[] ToBytes(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
