using System.Runtime.CompilerServices;

namespace Grizzly.Extensions.Tpch;

/// <summary>Turns raw draws into strings; all strings of a column go into one buffer, back to back.</summary>
/// <remarks>Strings are copied in moves of 32 bytes that may run past their end; the next string or the slack of the
/// buffer (<see cref="TpchColumnData.SlackBytes"/>) takes the excess.</remarks>
internal static unsafe class Texts
{
    /// <summary>The draws an address sets aside: its length, and one per five characters.</summary>
    public const int DrawsPerAddress = 9;

    public const int DrawsPerPhone = 3;
    public const int DrawsPerComment = 2;

    /// <summary>Lengths vary from 0.4 to 1.6 times the average (TPC-H 4.2.2.14); addresses average 25.</summary>
    private const double LowestLength = 0.4;
    private const double HighestLength = 1.6;
    private const int AddressAverage = 25;
    private const int NumberDigits = 9;
    private const int PhoneBytes = 15;

    private static ReadOnlySpan<byte> AddressCharacters =>
        "0123456789abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ,"u8;

    /// <summary>One word per draw.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Words(ReadOnlySpan<uint> draws, WordList words, TpchColumnData column)
    {
        column.PrepareText(draws.Length, words.MaxLength, out Span<int> offsets, out Span<byte> bytes);
        fixed (byte* start = bytes)
        {
            byte* output = start;
            for (int row = 0; row < draws.Length; row++)
            {
                output = words.Append(output, words.IndexOf(draws[row]));
                offsets[row + 1] = (int)(output - start);
            }
        }
    }

    /// <summary>Stretches of the text pool: two draws each, for the place and the length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Comments(ReadOnlySpan<uint> draws, int averageLength, byte[] textPool, TpchColumnData column)
    {
        int low = (int)(averageLength * LowestLength);
        int high = (int)(averageLength * HighestLength);
        double placeRange = TextPool.SizeBytes - high + 1;
        double lengthRange = high - low + 1;
        int count = draws.Length / DrawsPerComment;
        column.PrepareText(count, high, out Span<int> offsets, out Span<byte> bytes);
        fixed (byte* start = bytes, pool = textPool)
        {
            byte* output = start;
            for (int row = 0; row < count; row++)
            {
                byte* source = pool + RandomStream.Scale(draws[2 * row], placeRange);
                int length = low + RandomStream.Scale(draws[2 * row + 1], lengthRange);
                for (int i = 0; i < length; i += 32) Unsafe.CopyBlockUnaligned(output + i, source + i, 32);
                output += length;
                offsets[row + 1] = (int)(output - start);
            }
        }
    }

    /// <summary>Random characters: one draw for the length, then one per five characters of six bits each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Addresses(ReadOnlySpan<uint> draws, TpchColumnData column)
    {
        const int Low = (int)(AddressAverage * LowestLength), High = (int)(AddressAverage * HighestLength);
        const double LengthRange = High - Low + 1;

        // The reference computes 2^31 - 1 - 0 + 1 in 32 bits: the range, and with it every draw, is negative.
        const double BitsRange = int.MinValue;
        int count = draws.Length / DrawsPerAddress;
        column.PrepareText(count, High, out Span<int> offsets, out Span<byte> bytes);
        int next = 0;
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<uint> rowDraws = draws.Slice(row * DrawsPerAddress, DrawsPerAddress);
            int length = Low + RandomStream.Scale(rowDraws[0], LengthRange);
            int bits = 0;
            for (int i = 0; i < length; i++)
            {
                if (i % 5 == 0) bits = RandomStream.Scale(rowDraws[1 + i / 5], BitsRange);
                bytes[next++] = AddressCharacters[bits & 0x3f];
                bits >>= 6;
            }
            offsets[row + 1] = next;
        }
    }

    /// <summary>Phone numbers "cc-ddd-ddd-dddd": the country is the nation's key plus 10, then three draws.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Phones(ReadOnlySpan<uint> draws, ReadOnlySpan<int> nationKeys, TpchColumnData column)
    {
        column.PrepareText(nationKeys.Length, PhoneBytes, out Span<int> offsets, out Span<byte> bytes);
        for (int row = 0; row < nationKeys.Length; row++)
        {
            Span<byte> phone = bytes.Slice(row * PhoneBytes, PhoneBytes);
            WriteDigits(phone[..2], 10 + nationKeys[row]);
            WriteDigits(phone.Slice(3, 3), 100 + RandomStream.Scale(draws[3 * row], 900));
            WriteDigits(phone.Slice(7, 3), 100 + RandomStream.Scale(draws[3 * row + 1], 900));
            WriteDigits(phone.Slice(11, 4), 1000 + RandomStream.Scale(draws[3 * row + 2], 9000));
            phone[2] = phone[6] = phone[10] = (byte)'-';
            offsets[row + 1] = (row + 1) * PhoneBytes;
        }
    }

    /// <summary>A prefix and a number of nine digits or, where it has more, all of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Numbered(ReadOnlySpan<byte> prefix, ReadOnlySpan<long> numbers, TpchColumnData column)
    {
        column.PrepareText(numbers.Length, prefix.Length + 19, out Span<int> offsets, out Span<byte> bytes);
        int next = 0;
        for (int row = 0; row < numbers.Length; row++)
        {
            prefix.CopyTo(bytes[next..]);
            next += prefix.Length;
            int digits = NumberDigits;
            for (long rest = numbers[row] / 1_000_000_000; rest > 0; rest /= 10) digits++;
            WriteDigits(bytes.Slice(next, digits), numbers[row]);
            next += digits;
            offsets[row + 1] = next;
        }
    }

    /// <summary>A prefix and a number of fixed width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tagged(ReadOnlySpan<byte> prefix, ReadOnlySpan<int> numbers, int digits, TpchColumnData column)
    {
        int width = prefix.Length + digits;
        column.PrepareText(numbers.Length, width, out Span<int> offsets, out Span<byte> bytes);
        for (int row = 0; row < numbers.Length; row++)
        {
            Span<byte> text = bytes.Slice(row * width, width);
            prefix.CopyTo(text);
            WriteDigits(text[prefix.Length..], numbers[row]);
            offsets[row + 1] = (row + 1) * width;
        }
    }

    /// <summary>Fills the span with the number's decimal digits and leading zeros.</summary>
    private static void WriteDigits(Span<byte> target, long number)
    {
        for (int i = target.Length - 1; i >= 0; i--)
        {
            target[i] = (byte)('0' + number % 10);
            number /= 10;
        }
    }
}
