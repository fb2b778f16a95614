using System.Buffers.Text;

namespace Grizzly.Extensions.Tpch;

/// <summary>Writes rows as the reference generator's .tbl files have them: each field ends with '|', each row with a
/// line feed. Reusable; one thread at a time.</summary>
public sealed class TblWriter
{
    /// <summary>The most bytes a number or date takes.</summary>
    private const int MaxNumberBytes = 24;

    private byte[] _buffer = new byte[64 * 1024];
    private int _length;

    /// <summary>Writes all files of a scale, "region.tbl" and so on, into an existing directory.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void WriteFiles(TpchGenerator generator, string directory)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var writer = new TblWriter();
        foreach (TpchTable table in generator.Tables)
        {
            using FileStream file = File.Create(Path.Combine(directory, table.Name + ".tbl"));
            writer.WriteTable(table, file);
        }
    }

    /// <summary>Writes the whole table to a stream, which stays open.</summary>
    public void WriteTable(TpchTable table, Stream target)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(target);
        var batch = new TpchBatch();
        for (long first = 0; first < table.UnitCount; first += batch.Capacity)
        {
            table.Generate(first, (int)Math.Min(batch.Capacity, table.UnitCount - first), batch);
            target.Write(Format(table, batch));
        }
    }

    /// <summary>The batch's rows as text, valid until the next call.</summary>
    public ReadOnlySpan<byte> Format(TpchTable table, TpchBatch batch)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(batch);
        _length = 0;
        for (int row = 0; row < batch.RowCount; row++)
        {
            for (int column = 0; column < table.Columns.Count; column++)
            {
                AppendField(table.Columns[column], batch.Columns[column], row);
                _buffer[_length++] = (byte)'|';
            }
            _buffer[_length++] = (byte)'\n';
        }
        return _buffer.AsSpan(0, _length);
    }

    private void AppendField(in TpchColumn column, TpchColumnData data, int row)
    {
        ReadOnlySpan<byte> text = column.Kind == TpchColumnKind.Varchar ? data.Text(row) : default;
        int needed = _length + text.Length + MaxNumberBytes;
        if (_buffer.Length < needed) Array.Resize(ref _buffer, Math.Max(needed, 2 * _buffer.Length));
        switch (column.Kind)
        {
            case TpchColumnKind.Varchar:
                text.CopyTo(_buffer.AsSpan(_length));
                _length += text.Length;
                break;
            case TpchColumnKind.Integer:
                AppendNumber(data.Integers[row]);
                break;
            case TpchColumnKind.BigInt:
                AppendNumber(data.Longs[row]);
                break;
            case TpchColumnKind.Date:
                AppendDate(data.Integers[row]);
                break;
            default:
                AppendDecimal(data.Longs[row], column.IsWholeInTbl);
                break;
        }
    }

    private void AppendNumber(long value)
    {
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_length), out int written);
        _length += written;
    }

    private void AppendDecimal(long hundredths, bool isWhole)
    {
        if (hundredths < 0) _buffer[_length++] = (byte)'-';
        hundredths = Math.Abs(hundredths);
        AppendNumber(hundredths / 100);
        if (isWhole) return;
        _buffer[_length++] = (byte)'.';
        AppendTwoDigits((int)(hundredths % 100));
    }

    private void AppendDate(int days)
    {
        DateOnly date = DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + days);
        AppendNumber(date.Year);
        _buffer[_length++] = (byte)'-';
        AppendTwoDigits(date.Month);
        _buffer[_length++] = (byte)'-';
        AppendTwoDigits(date.Day);
    }

    private void AppendTwoDigits(int value)
    {
        _buffer[_length++] = (byte)('0' + value / 10);
        _buffer[_length++] = (byte)('0' + value % 10);
    }
}
