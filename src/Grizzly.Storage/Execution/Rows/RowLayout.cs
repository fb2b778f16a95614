using Grizzly.Types;

namespace Grizzly.Execution;

/// <summary>
/// Where the parts of a materialized row lie: header (link, hash), validity bits, values, then room for states. All
/// values have fixed width; strings
/// are views whose bytes the owning <see cref="RowCollection"/> keeps.
/// </summary>
/// <remarks>Offsets: 0 link (pointer to another row, 8 bytes), 8 hash (8 bytes), 16 validity (one bit per column, whole
/// 8-byte words), then the
/// columns ordered by falling width so that each is aligned, then states (8-byte aligned). Immutable and
/// thread-safe.</remarks>
internal sealed class RowLayout
{
    public const int LinkOffset = 0;
    public const int HashOffset = 8;
    public const int ValidityOffset = 16;

    public RowLayout(IReadOnlyList<LogicalType> types, int stateBytes = 0)
    {
        Types = [.. types];
        Offsets = new int[types.Count];
        ValidityWords = (types.Count + 63) / 64;
        int offset = ValidityOffset + ValidityWords * 8;
        foreach (int size in (ReadOnlySpan<int>)[16, 8, 4, 2, 1])
        {
            for (int i = 0; i < types.Count; i++)
            {
                if (types[i].SizeInBytes != size) continue;
                Offsets[i] = offset;
                offset += size;
                HasStrings |= types[i].Physical == PhysicalType.String;
            }
        }
        StateOffset = (offset + 7) & ~7;
        RowBytes = StateOffset + ((stateBytes + 7) & ~7);
    }

    public LogicalType[] Types { get; }

    /// <summary>Byte offset of each column's value.</summary>
    public int[] Offsets { get; }

    public int ValidityWords { get; }

    /// <summary>Where the states begin.</summary>
    public int StateOffset { get; }

    /// <summary>Bytes per row, a multiple of 8.</summary>
    public int RowBytes { get; }

    public bool HasStrings { get; }
}
