using Grizzly.Common;

namespace Grizzly.Storage;

/// <summary>
/// What is known about the values of one segment: counts and bounds as <see cref="OrderedKey"/>s. Immutable.
/// </summary>
/// <param name="RowCount">Rows, NULLs included.</param>
/// <param name="NullCount">NULLs.</param>
/// <param name="Min">Smallest key of the values that are not NULL; unspecified if there are none.</param>
/// <param name="Max">Largest key; unspecified if all are NULL.</param>
public sealed record ZoneMap(int RowCount, int NullCount, Int128 Min, Int128 Max)
{
    /// <summary>True if some row is not NULL.</summary>
    public bool HasValues => NullCount < RowCount;

    internal void Write(ByteWriter writer)
    {
        writer.VarInt((ulong)RowCount);
        writer.VarInt((ulong)NullCount);
        writer.Int128(Min);
        writer.Int128(Max);
    }

    internal static ZoneMap Read(ref ByteReader reader)
    {
        int rows = reader.Bounded(RowGroupLayout.MaxRows);
        return new ZoneMap(rows, reader.Bounded(rows), reader.Int128(), reader.Int128());
    }
}
