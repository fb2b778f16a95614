using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>Dates: yyyy-mm-dd of 1900 to 2099 in a few word operations, everything else by <see
/// cref="TemporalText"/>.</summary>
internal readonly unsafe struct DateParser() : IFieldParser<int>
{
    private readonly int* _monthStarts = IsoDate.MonthStarts;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFast(byte* text, int length, out int value)
    {
        value = 0;
        return length == 10 && IsoDate.TryRead(text, _monthStarts, out value);
    }

    /// <remarks>A date with a time of day is an error here, where a cast would drop the time.</remarks>
    public ParseResult Parse(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        return text.Contains((byte)':') ? ParseResult.Invalid : TemporalText.ParseDate(text, out value);
    }
}

/// <summary>TIMESTAMP and TIMESTAMPTZ.</summary>
internal readonly unsafe struct TimestampParser() : IFieldParser<long>
{
    private readonly int* _monthStarts = IsoDate.MonthStarts;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFast(byte* text, int length, out long value)
    {
        value = 0;
        return length == 19 && (text[10] == ' ' || text[10] == 'T') && TryRead(text, out value);
    }

    public ParseResult Parse(ReadOnlySpan<byte> text, out long value) => TemporalText.ParseTimestamp(text, out value);

    private bool TryRead(byte* text, out long value)
    {
        value = 0;
        if (!IsoDate.TryRead(text, _monthStarts, out int days) || text[13] != ':' || text[16] != ':') return false;
        // hhmmss behind two zeros.
        ulong digits = ((*(ulong*)(text + 11) & 0xFFFF) << 16) | ((*(ulong*)(text + 14) & 0xFFFF) << 32)
            | ((*(ulong*)(text + 17) & 0xFFFF) << 48)
            | 0x3030;
        digits ^= DigitWords.Zeros;
        if (!DigitWords.AreDigits(digits)) return false;
        uint time = DigitWords.Combine(digits);
        uint hour = time / 10_000, minute = time / 100 % 100, second = time % 100;
        if (hour > 23 || minute > 59 || second > 59) return false;
        value = days * CivilDate.TicksPerDay + (hour * 3600 + minute * 60 + second) * TimeSpan.TicksPerSecond;
        return true;
    }
}

internal static unsafe class IsoDate
{
    private const int FirstYear = 1900, Years = 200;

    private static readonly int[] Starts = MakeMonthStarts();

    /// <summary>Days since 1970-01-01 of the first of each month, and of the month after the last. Parsers hold it
    /// themselves: a static field would be looked up for every value.</summary>
    public static int* MonthStarts => (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(Starts));

    /// <summary>Ten bytes yyyy-mm-dd; false for any other text, a day that does not exist and years outside the
    /// table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(byte* text, int* monthStarts, out int days)
    {
        ulong head = *(ulong*)text;
        ulong tail = *(ushort*)(text + 8);
        ulong digits = ((head & 0xFFFF_FFFF) | ((head >> 8) & 0x0000_FFFF_0000_0000) | (tail << 48)) ^ DigitWords.Zeros;
        bool isShaped = (head & 0xFF00_00FF_0000_0000) == 0x2D00_002D_0000_0000 && DigitWords.AreDigits(digits);
        digits = digits * 10 + (digits >> 8);
        uint year = (uint)(digits & 0xFF) * 100 + (uint)((digits >> 16) & 0xFF);
        uint month = (uint)((digits >> 32) & 0xFF) - 1, day = (uint)((digits >> 48) & 0xFF) - 1;
        uint index = (year - FirstYear) * 12 + month;
        days = 0;
        if (!isShaped || year - FirstYear >= Years || month >= 12) return false;
        int start = monthStarts[index];
        days = start + (int)day;
        return day < (uint)(monthStarts[index + 1] - start);
    }

    private static int[] MakeMonthStarts()
    {
        int[] starts = GC.AllocateUninitializedArray<int>(Years * 12 + 1, pinned: true);
        for (int i = 0; i < starts.Length; i++) starts[i] = (int)CivilDate.ToDays(FirstYear + i / 12, i % 12 + 1, 1);
        return starts;
    }
}
