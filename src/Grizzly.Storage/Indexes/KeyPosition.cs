using System.Runtime.CompilerServices;

namespace Grizzly.Indexes;

/// <summary>A place between entries: before or behind everything that starts with some bytes.</summary>
/// <remarks>
/// No bytes: before or behind all entries. 8 bytes past the end may be read. Ranges are two positions, so every bound
/// (inclusive, exclusive, on leading columns, on the first characters of a string) is the same kind of thing.
/// </remarks>
internal readonly unsafe struct KeyPosition(byte* bytes, int length, bool isBehind)
{
    public static KeyPosition Start => new(null, 0, false);

    public static KeyPosition End => new(null, 0, true);

    public static KeyPosition Before(KeyBuffer key) => new(key.Bytes, key.Length, false);

    public static KeyPosition Behind(KeyBuffer key) => new(key.Bytes, key.Length, true);

    /// <summary>Whether an entry lies before this position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsAfter(byte* entry, int entryLength)
    {
        int order = KeyEncoding.Compare(entry, Math.Min(entryLength, length), bytes, length);
        return order < 0 || (order == 0 && isBehind);
    }

    /// <summary>
    /// Whether nothing from this position on lies before a separator, so that reading may start behind it: a separator
    /// equal to the position counts, other than for <see cref="IsAfter"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsAtOrAfter(byte* separator, int separatorLength)
    {
        int order = KeyEncoding.Compare(separator, Math.Min(separatorLength, length), bytes, length);
        return order < 0 || (order == 0 && (isBehind || separatorLength == length));
    }
}
