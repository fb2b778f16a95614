using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;
using Utf8 = System.Text.Unicode.Utf8;

namespace Grizzly.Formats;

/// <summary>Reads ranges on one thread: loads one, finds where its rows end, then tokenizes and converts vector by
/// vector.</summary>
/// <remarks>String views point into the range's buffer, which is filled anew only by a later Read. See <see
/// cref="CsvSource"/> for how ranges fit together.</remarks>
internal sealed unsafe class CsvRangeReader : ITableFunctionReader
{
    private const int CellsPerBlock = 64 * 1024;

    private readonly CsvSource _source;
    private readonly CsvScan _scan;
    private readonly CsvTokenizer _tokenizer;
    private readonly RangeBuffer _buffer = new();
    private readonly CsvFieldTable _table;
    private readonly RowPicker _picker;
    private readonly BlockConverter _converter;
    private readonly int _blockRows;
    private CsvRange? _range;
    private uint _next;
    private uint _end;
    private long _sequence;

    public CsvRangeReader(CsvSource source)
    {
        _source = source;
        _scan = source.Scan;
        _tokenizer = CsvTokenizer.For(_scan.Settings.Mode);
        int columns = _scan.ColumnNames.Count;
        _blockRows =
            Math.Clamp(CellsPerBlock / (columns + 1), 1, Math.Min(_scan.Settings.BlockRows, ColumnVector.MaxCapacity));
        _table = new CsvFieldTable(_blockRows, columns + 1);
        _picker = new RowPicker(source, _buffer, _table);
        _converter = new BlockConverter(source, _buffer, _blockRows);
    }

    /// <inheritdoc/>
    public bool Read(DataChunk output, int maxRows, out long sequence, CancellationToken cancellation)
    {
        Check.Assert(maxRows is > 0 and <= ColumnVector.MaxCapacity && output.ColumnCount == _source.Columns.Count);
        int count = 0;
        while (count == 0)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_next >= _end && !TryLoadRange(cancellation)) break;
            if (_next < _end) count = Fill(output, maxRows, cancellation);
        }
        output.SetCount(count);
        sequence = _sequence;
        return count > 0;
    }

    public void Dispose()
    {
        ReleaseRange();
        _buffer.Dispose();
        _table.Dispose();
        _picker.Dispose();
        _converter.Dispose();
    }

    private int Fill(DataChunk output, int maxRows, CancellationToken cancellation)
    {
        foreach (ColumnVector column in output.Columns) column.SetFlat();
        CsvOpenFile file = _range!.File;
        bool hasQuotes = (_buffer.Classes & ByteClasses.Quote) != 0;
        int count = 0;
        while (count < maxRows && _next < _end)
        {
            cancellation.ThrowIfCancellationRequested();
            int wanted = Math.Min(_blockRows, maxRows - count);
            _tokenizer.Tokenize(_buffer.Bytes, _next, _end, file.Dialect, hasQuotes, wanted, _table);
            if (_table.RowCount == 0)
            {
                _next = _picker.PassOver(_next, _end);
                continue;
            }
            _next = _table.Next;
            PickedRows rows = _picker.Pick();
            if (rows.Count > 0) count += _converter.Convert(rows, file, output, count);
        }
        _converter.Share(output);
        return count;
    }

    private bool TryLoadRange(CancellationToken cancellation)
    {
        ReleaseRange();
        try
        {
            _range = _source.Claim();
            if (_range is null) return false;
            Load(_range, cancellation);
            return true;
        }
        catch (Exception error)
        {
            _source.Fail(error);
            _next = _end = 0;
            throw;
        }
    }

    private void Load(CsvRange range, CancellationToken cancellation)
    {
        CsvOpenFile file = range.File;
        _buffer.Start(range.From);
        _buffer.ReadTo(
            file.File, Math.Min(file.File.Length, range.To + _scan.Settings.ReadAheadBytes), _tokenizer, file.Dialect,
            cancellation);
        long start = _source.Await(range, cancellation);
        long end = start < range.To ? FindEnd(range, start, cancellation) : start;
        _source.Pass(range, end);
        _sequence = range.Sequence;
        _next = _end = 0;
        if (start >= end) return;
        _next = _buffer.PositionOf(start);
        _end = end == file.File.Length ? _buffer.Terminate(file.Dialect.Terminator) : _buffer.PositionOf(end);
        var rows = new ReadOnlySpan<byte>(_buffer.Bytes + _next, (int)(_end - _next));
        bool isText = (_buffer.Classes & ByteClasses.Nul) == 0
            && ((_buffer.Classes & ByteClasses.NonAscii) == 0 || Utf8.IsValid(rows));
        _picker.Start(range, checksRows: !isText || _scan.Options.MaxLineBytes < rows.Length);
        _converter.Start(file);
    }

    /// <summary>Where the last row that begins in the range ends, reading on as far as that takes.</summary>
    private long FindEnd(CsvRange range, long start, CancellationToken cancellation)
    {
        CsvOpenFile file = range.File;
        long length = file.File.Length;
        if (range.IsLast) return length;
        uint limit = _buffer.PositionOf(range.To), rowStart = _buffer.PositionOf(start);
        while (true)
        {
            uint found = (_buffer.Classes & ByteClasses.Quote) == 0
                ? FindLine(limit, file.Dialect.Terminator, ref rowStart)
                : _tokenizer.FindRowStart(_buffer.Bytes, rowStart, _buffer.End, limit, file.Dialect, out rowStart);
            if (found != 0) return _buffer.OffsetOf(found);
            if (_buffer.FileEnd == length) return length;
            long pending = _buffer.End - rowStart;
            if (pending > _scan.Options.MaxLineBytes) throw _picker.LineTooLong(range.File, _buffer.OffsetOf(rowStart));
            long more =
                Math.Max(_scan.Settings.ReadAheadBytes, Math.Min(pending, _scan.Options.MaxLineBytes - pending + 1));
            _buffer.ReadTo(file.File, Math.Min(length, _buffer.FileEnd + more), _tokenizer, file.Dialect, cancellation);
        }
    }

    /// <summary>The first row start at or behind the limit where there are no quotes; 0 where it is not read
    /// yet.</summary>
    private uint FindLine(uint limit, byte terminator, ref uint rowStart)
    {
        uint from = Math.Max(rowStart, limit - 1);
        int found = new ReadOnlySpan<byte>(_buffer.Bytes + from, (int)(_buffer.End - from)).IndexOf(terminator);
        if (found >= 0) return from + (uint)found + 1;
        if (from > rowStart)
        {
            int last = new ReadOnlySpan<byte>(_buffer.Bytes + rowStart, (int)(from - rowStart)).LastIndexOf(terminator);
            if (last >= 0) rowStart += (uint)last + 1;
        }
        return 0;
    }

    private void ReleaseRange()
    {
        if (_range is null) return;
        _source.Release(_range);
        _range = null;
    }
}
