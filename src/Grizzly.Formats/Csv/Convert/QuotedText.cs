using System.Runtime.CompilerServices;

namespace Grizzly.Formats;

/// <summary>Takes escapes out of the inside of a quoted field.</summary>
internal static unsafe class QuotedText
{
    /// <summary>Works in place and returns the new length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Unescape(byte* text, int length, in CsvDialect dialect)
    {
        int read = new ReadOnlySpan<byte>(text, length).IndexOf(dialect.Escape);
        if (read < 0) return length;
        int write = read;
        while (read < length)
        {
            if (text[read] == dialect.Escape && read + 1 < length
                && CsvRecordParser.IsEscapable(text[read + 1], dialect)) read++;
            text[write++] = text[read++];
        }
        return write;
    }
}
