using System.Runtime.CompilerServices;

namespace Grizzly.Formats;

/// <summary>The tokenizer without vectors: slow, simple, and what the others are tested against.</summary>
internal sealed unsafe class ScalarTokenizer : CsvTokenizer
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override ByteClasses Classify(byte* bytes, long count, in CsvDialect dialect)
    {
        var classes = ByteClasses.None;
        for (long i = 0; i < count; i++)
        {
            byte c = bytes[i];
            if (c == dialect.Quote && dialect.HasQuote) classes |= ByteClasses.Quote;
            if (c == '\r') classes |= ByteClasses.CarriageReturn;
            if (c == 0) classes |= ByteClasses.Nul;
            if (c > 127) classes |= ByteClasses.NonAscii;
        }
        return classes;
    }

    public override void Tokenize(
        byte* buffer, uint from, uint end, in CsvDialect dialect, bool hasQuotes, int maxRows, CsvFieldTable table)
    {
        table.Malformed.Clear();
        table.Positions[0] = from - 1;
        int rows = 0, used = 1;
        bool isRegular = true;
        while (rows < maxRows)
        {
            uint next = CsvRecordParser.Next(
                buffer, from, end, dialect, table.Positions + used, table.Capacity - used, out int fields,
                out uint malformedAt);
            if (next == 0 || used + fields > table.Capacity) break;
            if (malformedAt != 0) table.Malformed.Add((rows, malformedAt));
            used += fields;
            isRegular &= fields == table.ExpectedFields && malformedAt == 0;
            table.RowEnds[rows++] = used - 1;
            from = next;
        }
        table.RowCount = rows;
        table.IsRegular = isRegular;
        table.Next = from;
    }

    public override uint FindRowStart(
        byte* buffer, uint from, uint end, uint limit, in CsvDialect dialect, out uint lastStart)
    {
        lastStart = from;
        while (from < limit)
        {
            lastStart = from;
            from = CsvRecordParser.Next(buffer, from, end, dialect, null, 0, out _, out _);
            if (from == 0) return 0;
        }
        return from;
    }
}
