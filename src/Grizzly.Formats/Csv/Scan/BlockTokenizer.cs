using System.Numerics;
using System.Runtime.CompilerServices;

namespace Grizzly.Formats;

/// <summary>The tokenizer on 64-byte blocks.</summary>
/// <remarks>
/// Each block is compared to the structural bytes, which gives a 64-bit mask per byte (the first stage of simdjson:
/// Langdale and Lemire, "Parsing gigabytes of JSON per second", VLDB Journal 2019). Blocks without quotes give their
/// positions in bulk. Blocks with quotes are walked bit by bit through the state machine of <see cref="CsvDialect"/>;
/// parity by carry-less multiplication would be faster, but a stray quote inside an unquoted field would turn the rest
/// of the file inside out.
/// </remarks>
internal sealed unsafe class BlockTokenizer<TBlock> : CsvTokenizer where TBlock : struct, IByteBlock<TBlock>
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    [MethodImpl(Hot)]
    public override ByteClasses Classify(byte* bytes, long count, in CsvDialect dialect)
    {
        TBlock quote = TBlock.Fill(dialect.HasQuote ? dialect.Quote : (byte)'\n');
        TBlock carriageReturn = TBlock.Fill((byte)'\r'), nul = TBlock.Fill(0);
        ulong quotes = 0, returns = 0, nuls = 0, highs = 0;
        byte* end = bytes + count;
        for (; end - bytes >= 64; bytes += 64)
        {
            TBlock block = TBlock.Load(bytes);
            quotes |= block.Equal(quote);
            returns |= block.Equal(carriageReturn);
            nuls |= block.Equal(nul);
            highs |= block.HighBits();
        }
        if (bytes < end)
        {
            TBlock block = TBlock.Load(bytes);
            ulong keep = FirstBits((uint)(end - bytes));
            quotes |= block.Equal(quote) & keep;
            returns |= block.Equal(carriageReturn) & keep;
            nuls |= block.Equal(nul) & keep;
            highs |= block.HighBits() & keep;
        }
        return (quotes != 0 && dialect.HasQuote ? ByteClasses.Quote : 0)
            | (returns != 0 ? ByteClasses.CarriageReturn : 0)
            | (nuls != 0 ? ByteClasses.Nul : 0) | (highs != 0 ? ByteClasses.NonAscii : 0);
    }

    public override void Tokenize(
        byte* buffer, uint from, uint end, in CsvDialect dialect, bool hasQuotes, int maxRows, CsvFieldTable table)
    {
        table.Malformed.Clear();
        table.Positions[0] = from - 1;
        if (hasQuotes) TokenizeQuoted(buffer, from, end, dialect, maxRows, table);
        else TokenizePlain(buffer, from, end, dialect, maxRows, table);
        table.Next = table.RowCount == 0 ? from : table.Positions[table.RowEnds[table.RowCount - 1]] + 1;
    }

    public override uint FindRowStart(
        byte* buffer, uint from, uint end, uint limit, in CsvDialect dialect, out uint lastStart)
    {
        lastStart = from;
        return from >= limit ? from : FindRowStartCore(buffer, from, end, limit, dialect, ref lastStart);
    }

    [MethodImpl(Hot)]
    private static void TokenizePlain(
        byte* buffer, uint from, uint end, in CsvDialect dialect, int maxRows, CsvFieldTable table)
    {
        TBlock delimiter = TBlock.Fill(dialect.Delimiter), terminator = TBlock.Fill(dialect.Terminator);
        uint* positions = table.Positions;
        int* rowEnds = table.RowEnds;
        int used = 1, rows = 0, capacity = table.Capacity, expected = table.ExpectedFields;
        int lastEnd = 0, deviation = 0;
        for (uint at = from; at < end && rows < maxRows && used < capacity; at += 64)
        {
            TBlock block = TBlock.Load(buffer + at);
            ulong ends = block.Equal(terminator);
            ulong all = ends | block.Equal(delimiter);
            block.Emit(all, delimiter, terminator, at, positions + used);
            if (end - at < 64)
            {
                ulong keep = FirstBits(end - at);
                ends &= keep;
                all &= keep;
            }
            for (; ends != 0; ends &= ends - 1)
            {
                int index = used + BitOperations.PopCount(all & (ends ^ (ends - 1))) - 1;
                deviation |= (index - lastEnd) ^ expected;
                lastEnd = index;
                rowEnds[rows++] = index;
            }
            used += BitOperations.PopCount(all);
        }
        table.RowCount = Math.Min(rows, maxRows);
        table.IsRegular = deviation == 0;
    }

    /// <summary>The state machine over the masks. Positions below <c>resume</c> belong to an escape already
    /// seen.</summary>
    [MethodImpl(Hot)]
    private static void TokenizeQuoted(
        byte* buffer, uint from, uint end, in CsvDialect dialect, int maxRows, CsvFieldTable table)
    {
        TBlock delimiter = TBlock.Fill(dialect.Delimiter), terminator = TBlock.Fill(dialect.Terminator);
        TBlock quote = TBlock.Fill(dialect.Quote), escape = TBlock.Fill(dialect.Escape);
        uint* positions = table.Positions;
        int* rowEnds = table.RowEnds;
        int used = 1, rows = 0, capacity = table.Capacity, expected = table.ExpectedFields;
        int lastEnd = 0, deviation = 0;
        uint fieldStart = from, resume = from;
        bool inQuotes = false;
        for (uint at = from; at < end && rows < maxRows && used < capacity; at += 64)
        {
            TBlock block = TBlock.Load(buffer + at);
            ulong keep = end - at < 64 ? FirstBits(end - at) : ulong.MaxValue;
            ulong ends = block.Equal(terminator) & keep, fields = ends | (block.Equal(delimiter) & keep);
            ulong quotes = block.Equal(quote) & keep;
            if (quotes == 0 && !inQuotes)
            {
                block.Emit(fields, delimiter, terminator, at, positions + used);
                for (; ends != 0; ends &= ends - 1)
                {
                    int index = used + BitOperations.PopCount(fields & (ends ^ (ends - 1))) - 1;
                    deviation |= (index - lastEnd) ^ expected;
                    lastEnd = index;
                    rowEnds[rows++] = index;
                }
                used += BitOperations.PopCount(fields);
                if (fields != 0) fieldStart = positions[used - 1] + 1;
                continue;
            }
            ulong closers = quotes | (block.Equal(escape) & keep);
            ulong rest = ulong.MaxValue;
            while (true)
            {
                ulong bits = (inQuotes ? closers : fields | quotes) & rest;
                if (bits == 0) break;
                ulong bit = bits & (0 - bits);
                rest = ~(bit | (bit - 1));
                uint position = at + (uint)BitOperations.TrailingZeroCount(bits);
                if (inQuotes)
                {
                    if (position < resume) continue;
                    byte* c = buffer + position;
                    if (*c == dialect.Escape && position + 1 < end && CsvRecordParser.IsEscapable(c[1], dialect))
                    {
                        resume = position + 2;
                    }
                    else if (*c == dialect.Quote)
                    {
                        inQuotes = false;
                        if (position + 1 < end && !CsvRecordParser.EndsField(c + 1, dialect))
                            NoteMalformed(table, rows, position + 1);
                    }
                }
                else if ((fields & bit) != 0)
                {
                    positions[used] = position;
                    fieldStart = position + 1;
                    if ((ends & bit) != 0)
                    {
                        deviation |= (used - lastEnd) ^ expected;
                        lastEnd = used;
                        rowEnds[rows++] = used;
                    }
                    used++;
                }
                else
                {
                    inQuotes = position == fieldStart;
                }
            }
        }
        table.RowCount = Math.Min(rows, maxRows);
        table.Malformed.RemoveAll(entry => entry.Row >= maxRows);
        table.IsRegular = deviation == 0 && table.Malformed.Count == 0;
    }

    [MethodImpl(Hot)]
    private static uint FindRowStartCore(
        byte* buffer, uint from, uint end, uint limit, in CsvDialect dialect, ref uint lastStart)
    {
        TBlock delimiter = TBlock.Fill(dialect.Delimiter), terminator = TBlock.Fill(dialect.Terminator);
        TBlock quote = TBlock.Fill(dialect.HasQuote ? dialect.Quote : dialect.Terminator);
        TBlock escape = TBlock.Fill(dialect.Escape);
        uint fieldStart = from, resume = from;
        bool inQuotes = false;
        for (uint at = from; at < end; at += 64)
        {
            TBlock block = TBlock.Load(buffer + at);
            ulong keep = end - at < 64 ? FirstBits(end - at) : ulong.MaxValue;
            ulong ends = block.Equal(terminator) & keep, fields = ends | (block.Equal(delimiter) & keep);
            ulong quotes = dialect.HasQuote ? block.Equal(quote) & keep : 0;
            if (quotes == 0 && !inQuotes)
            {
                for (; ends != 0; ends &= ends - 1)
                {
                    uint start = at + (uint)BitOperations.TrailingZeroCount(ends) + 1;
                    if (start >= limit) return start;
                    lastStart = start;
                }
                if (fields != 0) fieldStart = at + 64 - (uint)BitOperations.LeadingZeroCount(fields);
                continue;
            }
            ulong closers = quotes | (block.Equal(escape) & keep);
            ulong rest = ulong.MaxValue;
            while (true)
            {
                ulong bits = (inQuotes ? closers : fields | quotes) & rest;
                if (bits == 0) break;
                ulong bit = bits & (0 - bits);
                rest = ~(bit | (bit - 1));
                uint position = at + (uint)BitOperations.TrailingZeroCount(bits);
                if (inQuotes)
                {
                    if (position < resume) continue;
                    byte* c = buffer + position;
                    if (*c == dialect.Escape && position + 1 < end
                        && CsvRecordParser.IsEscapable(c[1], dialect)) resume = position + 2;
                    else inQuotes = *c != dialect.Quote;
                }
                else if ((fields & bit) == 0)
                {
                    inQuotes = position == fieldStart;
                }
                else
                {
                    fieldStart = position + 1;
                    if ((ends & bit) == 0) continue;
                    if (fieldStart >= limit) return fieldStart;
                    lastStart = fieldStart;
                }
            }
        }
        return 0;
    }

    private static void NoteMalformed(CsvFieldTable table, int row, uint at)
    {
        List<(int Row, uint At)> list = table.Malformed;
        if (list.Count == 0 || list[^1].Row != row) list.Add((row, at));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong FirstBits(uint count) => (1UL << (int)count) - 1;
}
