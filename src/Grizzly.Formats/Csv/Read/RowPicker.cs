using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Grizzly.Common;
using Grizzly.Types;
using Utf8 = System.Text.Unicode.Utf8;

namespace Grizzly.Formats;

/// <summary>Rows to convert: field c of row r lies between Positions[r * Stride + c] and the position after
/// it.</summary>
internal readonly unsafe struct PickedRows(uint* positions, int stride, int count)
{
    public readonly uint* Positions = positions;
    public readonly int Stride = stride;
    public readonly int Count = count;

    /// <summary>Where a row begins in the buffer.</summary>
    public uint StartOf(int row) => Positions[(long)row * Stride] + 1;
}

/// <summary>Takes the good rows of a tokenized block and reports or rejects the others. Not thread-safe.</summary>
internal sealed unsafe class RowPicker : IDisposable
{
    private readonly CsvSource _source;
    private readonly RangeBuffer _buffer;
    private readonly CsvFieldTable _table;
    private readonly int _columns;
    private uint* _picked;
    private CsvRange _range = null!;
    private bool _checksRows;

    public RowPicker(CsvSource source, RangeBuffer buffer, CsvFieldTable table)
    {
        _source = source;
        _buffer = buffer;
        _table = table;
        _columns = source.Scan.ColumnNames.Count;
        _picked = (uint*)NativeMemory.Alloc((nuint)table.MaxRows * (nuint)(_columns + 1), sizeof(uint));
    }

    ~RowPicker() => NativeMemory.Free(_picked);

    private bool HasTrailing => _range.File.HasTrailingDelimiter;

    /// <summary>Begins a range. <paramref name="checksRows"/> where some row may be no text or too long.</summary>
    public void Start(CsvRange range, bool checksRows)
    {
        _range = range;
        _checksRows = checksRows;
        _table.ExpectedFields = _columns + (HasTrailing ? 1 : 0);
    }

    /// <summary>The good rows of the table, which are its own positions where all are.</summary>
    public PickedRows Pick()
    {
        if (_table.IsRegular && !_checksRows && (!HasTrailing || AreTrailingEmpty()))
            return new PickedRows(_table.Positions, _table.ExpectedFields, _table.RowCount);
        int picked = 0, malformed = 0, stride = _columns + 1;
        for (int row = 0; row < _table.RowCount; row++)
        {
            int first = row == 0 ? 0 : _table.RowEnds[row - 1];
            int fields = _table.RowEnds[row] - first;
            uint* positions = _table.Positions + first;
            uint malformedAt = 0;
            if (malformed < _table.Malformed.Count && _table.Malformed[malformed].Row == row)
                malformedAt = _table.Malformed[malformed++].At;
            int kept = Math.Min(fields, _columns);
            if (!IsGood(positions, fields, malformedAt)) continue;
            if (kept < _columns)
            {
                Pad(positions, fields, _picked + (long)picked++ * stride);
                continue;
            }
            new ReadOnlySpan<uint>(positions, stride).CopyTo(new Span<uint>(_picked + (long)picked * stride, stride));
            picked++;
        }
        return new PickedRows(_picked, stride, picked);
    }

    /// <summary>Reports or rejects the row at <paramref name="from"/>, which has far too many fields or no end; returns
    /// where to go on.</summary>
    public uint PassOver(uint from, uint end)
    {
        CsvDialect dialect = _range.File.Dialect;
        uint next =
            CsvRecordParser.Next(_buffer.Bytes, from, end, dialect, null, 0, out int fields, out uint malformedAt);
        const string Open = "quoted field is never closed", State = SqlStates.BadCopyFileFormat;
        if (next == 0) Report(State, from, malformedAt, Open, Shown(malformedAt, end));
        else Report(State, from, from, FieldCountFact(fields), Shown(from, next - 1));
        return next == 0 ? end : next;
    }

    public GrizzlyException LineTooLong(CsvOpenFile file, long offset) => Errors.CsvRow(
        SqlStates.BadCopyFileFormat, file.File.Path, LineAt(file, offset), null, TooLongFact(),
        "raise max_line_size or check the quotes before");

    /// <summary>The number of the line on which a byte of the file lies.</summary>
    public static long LineAt(CsvOpenFile file, long offset) =>
        1 + file.File.CountLines(0, offset, file.Dialect.Terminator);

    public void Dispose()
    {
        NativeMemory.Free(_picked);
        _picked = null;
        GC.SuppressFinalize(this);
    }

    private bool AreTrailingEmpty()
    {
        uint* last = _table.Positions + _columns;
        int stride = _columns + 1;
        uint excess = 0;
        for (int row = 0; row < _table.RowCount; row++, last += stride) excess |= last[1] - last[0] - 1;
        return excess == 0;
    }

    private bool IsGood(uint* positions, int fields, uint malformedAt)
    {
        uint start = positions[0] + 1, end = positions[fields];
        if (_range.File.Dialect.Terminator == '\n' && end > start && _buffer.Bytes[end - 1] == '\r') end--;
        if (fields == 1 && start == end && _columns > 1) return false;
        if (end - start > _source.Scan.Options.MaxLineBytes)
            return Report(SqlStates.BadCopyFileFormat, start, start, TooLongFact(), Shown(start, end));
        if (_checksRows && !IsText(start, end)) return false;
        if (malformedAt != 0)
        {
            return Report(SqlStates.BadCopyFileFormat, start, malformedAt,
                "a closing quote is followed by something other than a delimiter or a line end", Shown(start, end));
        }
        bool hasCount = HasTrailing
            ? fields == _columns + 1 && positions[_columns] + 1 == end
            : fields == _columns || (fields < _columns && _source.Scan.Options.PadsRows);
        return hasCount || Report(SqlStates.BadCopyFileFormat, start, start, FieldCountFact(fields), Shown(start, end));
    }

    /// <summary>A row with empty fields at its end, so that it has all columns.</summary>
    private void Pad(uint* positions, int fields, uint* target)
    {
        new ReadOnlySpan<uint>(positions, fields + 1).CopyTo(new Span<uint>(target, fields + 1));
        uint end = positions[fields];
        // The carriage return is taken off the last column only.
        if (_range.File.Dialect.Terminator == '\n' && end > positions[fields - 1] + 1 && _buffer.Bytes[end - 1] == '\r')
            target[fields] = --end;
        for (int column = fields + 1; column <= _columns; column++) target[column] = ++end;
    }

    private bool IsText(uint start, uint end)
    {
        var row = new ReadOnlySpan<byte>(_buffer.Bytes + start, (int)(end - start));
        int nul = row.IndexOf((byte)0);
        if (nul >= 0)
            return Report(SqlStates.CharacterNotInRepertoire, start, start + (uint)nul, "a NUL byte is no text", "");
        if (Utf8.IsValid(row)) return true;
        return Report(
            SqlStates.CharacterNotInRepertoire, start, start + (uint)FirstInvalid(row), "the bytes are not valid UTF-8",
            "");
    }

    private static int FirstInvalid(ReadOnlySpan<byte> row)
    {
        int at = 0;
        while (at < row.Length && Rune.DecodeFromUtf8(row[at..], out _, out int consumed) == OperationStatus.Done)
            at += consumed;
        return at;
    }

    private string FieldCountFact(int fields)
    {
        string expected = HasTrailing ? $"{_columns} and an empty one" : $"{_columns}";
        return $"row has {fields} {(fields == 1 ? "field" : "fields")}, expected {expected}";
    }

    private string TooLongFact() => $"line is longer than {_source.Scan.Options.MaxLineBytes} bytes";

    private string Shown(uint start, uint end) =>
        AsciiText.ForMessage(new ReadOnlySpan<byte>(_buffer.Bytes + start, (int)Math.Min(400, end - start)));

    /// <summary>Raises the error or, where errors are to be ignored, rejects the row and returns false.</summary>
    private bool Report(string state, uint rowStart, uint at, string fact, string text)
    {
        CsvOpenFile file = _range.File;
        if (!_source.Scan.Options.IgnoreErrors)
        {
            string shown = text.Length == 0 ? fact : $"{fact}: \"{text}\"";
            throw Errors.CsvRow(state, file.File.Path, LineAt(file, _buffer.OffsetOf(at)), null, shown, null);
        }
        _source.Reject(new CsvReject(
            file.Index, file.File.Path, file.Dialect.Terminator, _buffer.OffsetOf(rowStart), 0, null, text, fact));
        return false;
    }
}
