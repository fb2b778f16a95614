using System.Buffers.Binary;

namespace Grizzly.EntityFrameworkCore.Storage.Internal;

/// <summary>The bytes of a row version's counter.</summary>
internal static class GrizzlyRowVersion
{
    public static byte[] ToBytes(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
