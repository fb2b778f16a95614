using System.Runtime.CompilerServices;

namespace Grizzly.Formats;

/// <summary>Finds the fields of one record byte by byte: the oracle of the SIMD tokenizers, and the parser of headers
/// and samples.</summary>
internal static unsafe class CsvRecordParser
{
    /// <summary>
    /// Writes where the record at <paramref name="from"/> has delimiters and its terminator, as far as
    /// <paramref name="capacity"/> goes; <paramref name="fields"/> counts on. Returns where the next record begins, or
    /// 0 where the bytes before
    /// <paramref name="end"/> do not complete this one. <paramref name="malformedAt"/> is the byte after a closing
    /// quote that should not be there, in an incomplete record the quote that is never closed, or 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Next(
        byte* buffer, uint from, uint end, in CsvDialect dialect, uint* positions, int capacity, out int fields,
        out uint malformedAt)
    {
        bool inQuotes = false;
        uint fieldStart = from;
        fields = 0;
        malformedAt = 0;
        for (uint at = from; at < end; at++)
        {
            byte c = buffer[at];
            if (inQuotes)
            {
                if (c == dialect.Escape && at + 1 < end && IsEscapable(buffer[at + 1], dialect))
                {
                    at++;
                }
                else if (c == dialect.Quote)
                {
                    inQuotes = false;
                    if (malformedAt == 0 && at + 1 < end && !EndsField(buffer + at + 1, dialect)) malformedAt = at + 1;
                }
            }
            else if (dialect.HasQuote && c == dialect.Quote && at == fieldStart)
            {
                inQuotes = true;
            }
            else if (c == dialect.Delimiter || c == dialect.Terminator)
            {
                if (fields < capacity) positions[fields] = at;
                fields++;
                fieldStart = at + 1;
                if (c == dialect.Terminator) return at + 1;
            }
        }
        if (inQuotes) malformedAt = fieldStart;
        return 0;
    }

    /// <summary>Whether what follows a closing quote ends the field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EndsField(byte* next, in CsvDialect dialect) =>
        *next == dialect.Delimiter || *next == dialect.Terminator
        || (*next == '\r' && dialect.Terminator == '\n' && next[1] == '\n');

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsEscapable(byte c, in CsvDialect dialect) => c == dialect.Quote || c == dialect.Escape;
}
