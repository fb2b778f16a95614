namespace Grizzly.Types;

/// <summary>A TIMETZ: a local time and its offset from UTC.</summary>
/// <param name="Ticks">Local time in 100 ns since midnight, up to 24:00:00.</param>
/// <param name="OffsetSeconds">East of UTC, at most 15:59:59 either way.</param>
/// <remarks>Stored as one int64 whose order is the type's: bits 18 and up hold the time in UTC, moved to be positive,
/// bits 0 to 17 how far the offset is below the greatest. So equal values are equal in both parts.</remarks>
public readonly record struct ZonedTime(long Ticks, int OffsetSeconds)
{
    public const int MaxOffsetSeconds = 16 * 3600 - 1;

    private const int OffsetBits = 18;

    public long Encode() =>
        (Ticks + (MaxOffsetSeconds - OffsetSeconds) * TimeSpan.TicksPerSecond) << OffsetBits
            | (long)(MaxOffsetSeconds - OffsetSeconds);

    public static ZonedTime Decode(long value)
    {
        int offset = MaxOffsetSeconds - (int)(value & ((1L << OffsetBits) - 1));
        return new ZonedTime((value >> OffsetBits) - (MaxOffsetSeconds - offset) * TimeSpan.TicksPerSecond, offset);
    }
}
