using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Formats;

/// <summary>Converts the picked rows of a block column by column. Not thread-safe.</summary>
/// <remarks>Without quotes, NULL text and carriage returns the converters read the tokenizer's positions as they are;
/// otherwise a pass over the column first takes quotes and escapes off (in place, in the buffer) and marks NULLs by
/// texts that end before they start.</remarks>
internal sealed unsafe class BlockConverter : IDisposable
{
    private readonly CsvSource _source;
    private readonly CsvScan _scan;
    private readonly RangeBuffer _buffer;
    private readonly FieldConverter?[] _converters;

    /// <summary>For each output column the output column that reads the same file column first, often itself.</summary>
    private readonly int[] _original;
    private readonly bool[] _isBad;
    private uint* _starts;
    private uint* _ends;
    private bool _hasQuotes;
    private bool _hasReturns;

    public BlockConverter(CsvSource source, RangeBuffer buffer, int blockRows)
    {
        _source = source;
        _scan = source.Scan;
        _buffer = buffer;
        IReadOnlyList<int> columns = source.Columns;
        _converters = new FieldConverter?[columns.Count];
        _original = new int[columns.Count];
        for (int i = 0; i < columns.Count; i++)
        {
            _original[i] = i;
            for (int j = i - 1; j >= 0; j--)
            {
                if (columns[j] == columns[i]) _original[i] = j;
            }
            _converters[i] = _original[i] == i
                ? FieldConverters.For(_scan.ColumnTypes[columns[i]], _scan.Options) : null;
        }
        _isBad = new bool[blockRows];
        _starts = (uint*)NativeMemory.Alloc((nuint)blockRows * 2, sizeof(uint));
        _ends = _starts + blockRows;
    }

    ~BlockConverter() => NativeMemory.Free(_starts);

    public void Start(CsvOpenFile file)
    {
        _hasQuotes = (_buffer.Classes & ByteClasses.Quote) != 0;
        _hasReturns = (_buffer.Classes & ByteClasses.CarriageReturn) != 0 && file.Dialect.Terminator == '\n';
    }

    /// <summary>Appends the rows to the output at row <paramref name="offset"/>; returns how many were not
    /// rejected.</summary>
    public int Convert(in PickedRows rows, CsvOpenFile file, DataChunk output, int offset)
    {
        bool anyBad = false;
        for (int i = 0; i < _converters.Length; i++)
        {
            if (_converters[i] is not { } converter) continue;
            int column = _source.Columns[i];
            FieldBlock block = BlockOf(rows, column, file);
            for (int next = 0; next < block.Count; next++)
            {
                next = converter.Convert(block, next, output.Columns[i], offset, out ParseResult result);
                if (next == block.Count) break;
                Report(rows, next, block.Text(next), column, result, file);
                anyBad = true;
            }
        }
        return anyBad ? DropBadRows(rows.Count, output, offset) : rows.Count;
    }

    /// <summary>Lets output columns that repeat a file column show the first one's rows.</summary>
    public void Share(DataChunk output)
    {
        for (int i = 0; i < _original.Length; i++)
        {
            if (_original[i] != i) output.Columns[i].Reference(output.Columns[_original[i]]);
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_starts);
        _starts = null;
        GC.SuppressFinalize(this);
    }

    private FieldBlock BlockOf(in PickedRows rows, int column, CsvOpenFile file)
    {
        bool stripsReturn = _hasReturns && column == _scan.ColumnNames.Count - 1 && !file.HasTrailingDelimiter;
        bool isPlain = !_hasQuotes && !stripsReturn && _scan.Options.OnlyEmptyIsNull
            && !_scan.ForceNotNull[column];
        var block = new FieldBlock
        {
            Buffer = _buffer.Bytes,
            Count = rows.Count,
            Starts = rows.Positions + column,
            Ends = rows.Positions + column + 1,
            Stride = rows.Stride,
            StartShift = 1,
            EmptyIsNull = true,
        };
        if (isPlain) return block;
        Prepare(rows, column, stripsReturn, file.Dialect);
        block.Starts = _starts;
        block.Ends = _ends;
        block.Stride = 1;
        block.StartShift = 0;
        block.EmptyIsNull = false;
        return block;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Prepare(in PickedRows rows, int column, bool stripsReturn, in CsvDialect dialect)
    {
        byte* buffer = _buffer.Bytes;
        uint* positions = rows.Positions + column;
        int stride = rows.Stride, count = rows.Count;
        byte[][] nullTexts = _scan.Options.NullTexts;
        bool forceNull = _scan.ForceNull[column], forceNotNull = _scan.ForceNotNull[column], hasQuotes = _hasQuotes;
        byte quote = dialect.Quote;
        for (int row = 0; row < count; row++, positions += stride)
        {
            uint start = positions[0] + 1, end = positions[1];
            if (stripsReturn && end > start && buffer[end - 1] == '\r') end--;
            bool isQuoted = hasQuotes && end - start >= 2 && buffer[start] == quote;
            if (isQuoted)
            {
                start++;
                end = start + (uint)QuotedText.Unescape(buffer + start, (int)(end - 1 - start), dialect);
            }
            bool mayBeNull = isQuoted ? forceNull : !forceNotNull;
            if (mayBeNull && IsNull(new ReadOnlySpan<byte>(buffer + start, (int)(end - start)), nullTexts))
                end = start - 1;
            _starts[row] = start;
            _ends[row] = end;
        }
    }

    private static bool IsNull(ReadOnlySpan<byte> text, byte[][] nullTexts)
    {
        foreach (byte[] nullText in nullTexts)
        {
            if (text.SequenceEqual(nullText)) return true;
        }
        return false;
    }

    private void Report(
        in PickedRows rows, int row, ReadOnlySpan<byte> text, int column, ParseResult result, CsvOpenFile file)
    {
        LogicalType type = _scan.ColumnTypes[column];
        string shown = AsciiText.ForMessage(text), name = _scan.ColumnNames[column];
        string fact = CsvErrors.ConversionFact(result, type, shown);
        long offset = _buffer.OffsetOf(rows.StartOf(row));
        if (!_scan.Options.IgnoreErrors)
        {
            throw Errors.CsvRow(
                CsvErrors.ConversionState(result, type), file.File.Path, RowPicker.LineAt(file, offset), name, fact,
                _scan.ErrorHint);
        }
        if (_isBad[row]) return;
        _isBad[row] = true;
        _source.Reject(
            new CsvReject(file.Index, file.File.Path, file.Dialect.Terminator, offset, column + 1, name, shown, fact));
    }

    private int DropBadRows(int count, DataChunk output, int offset)
    {
        int kept = 0;
        for (int i = 0; i < _converters.Length; i++)
        {
            if (_converters[i] is not null) kept = DropBadRows(count, output.Columns[i], offset);
        }
        _isBad.AsSpan(0, count).Clear();
        return kept;
    }

    private int DropBadRows(int count, ColumnVector vector, int offset)
    {
        int size = vector.Type.SizeInBytes, kept = 0;
        ulong* validity = vector.Validity;
        for (int row = 0; row < count; row++)
        {
            if (_isBad[row]) continue;
            int from = offset + row, to = offset + kept++;
            if (from == to) continue;
            Buffer.MemoryCopy(vector.Data + (long)from * size, vector.Data + (long)to * size, size, size);
            if (validity is not null) SetValid(validity, to, (validity[from >> 6] >> (from & 63) & 1) != 0);
        }
        for (int row = kept; row < count && validity is not null; row++) SetValid(validity, offset + row, true);
        return kept;
    }

    private static void SetValid(ulong* validity, int row, bool isValid)
    {
        ulong bit = 1UL << (row & 63);
        if (isValid) validity[row >> 6] |= bit;
        else validity[row >> 6] &= ~bit;
    }
}
