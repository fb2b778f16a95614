using System.Buffers;
using System.Text;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Formats;

/// <summary>COPY … TO a CSV file, settled.</summary>
internal sealed class CsvWriter(IFileSystem files, string path, CsvWriteOptions options) : BoundCopyWriter
{
    public override string Path => path;

    public override ICopySink Open(IReadOnlyList<string> columnNames, IReadOnlyList<LogicalType> columnTypes) =>
        new CsvSink(files, path, options, columnNames, columnTypes);
}

/// <summary>Writes rows into a file beside the target, which takes its name once complete.</summary>
/// <remarks>Each column of a block is formatted in one pass; rows are then put together from the texts. Values are
/// quoted only where they must be, so that reading gives the same values, NULLs and empty texts back.</remarks>
internal sealed unsafe class CsvSink : ICopySink
{
    private const int BufferBytes = 256 * 1024;

    private readonly PendingFile _file;
    private readonly CsvWriteOptions _options;
    private readonly FieldFormatter[] _formatters;
    private readonly bool[] _forcesQuote;
    private readonly bool[] _mayNeedQuote;
    private readonly SearchValues<byte> _special;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _used;

    public CsvSink(
        IFileSystem files, string path, CsvWriteOptions options, IReadOnlyList<string> columnNames,
        IReadOnlyList<LogicalType> columnTypes)
    {
        _options = options;
        CsvDialect dialect = options.Dialect;
        _special =
            SearchValues.Create(
            [dialect.Delimiter, (byte)'\n', (byte)'\r',
            .. dialect.HasQuote ? [dialect.Quote] : ReadOnlySpan<byte>.Empty]);
        _forcesQuote = options.ForceQuote.Resolve(columnNames);
        _formatters = [.. columnTypes.Select(FieldFormatters.For)];
        bool anyText = options.NullText.Length > 0 || IsOfValues(dialect.Delimiter)
            || (dialect.HasQuote && IsOfValues(dialect.Quote));
        _mayNeedQuote = [.. _formatters.Select(formatter => anyText || formatter.IsFreeText)];
        _file = new PendingFile(files, path, options.IsPacked);
        if (options.HasHeader) WriteHeader(columnNames);
    }

    public void Write(DataChunk chunk)
    {
        for (int from = 0; from < chunk.Count; from += FieldFormatter.BlockRows)
        {
            int count = Math.Min(FieldFormatter.BlockRows, chunk.Count - from);
            for (int i = 0; i < _formatters.Length; i++) _formatters[i].Format(chunk.Columns[i], from, count);
            for (int row = 0; row < count; row++) WriteRow(row);
        }
    }

    public void Complete()
    {
        Flush();
        _file.Complete();
    }

    public void Dispose()
    {
        foreach (FieldFormatter formatter in _formatters) formatter.Dispose();
        _file.Dispose();
    }

    private void WriteHeader(IReadOnlyList<string> names)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (i > 0) Append(_options.Dialect.Delimiter);
            WriteText(Encoding.UTF8.GetBytes(names[i]), mayNeedQuote: true, _forcesQuote[i]);
        }
        Append(_options.LineEnd);
    }

    private void WriteRow(int row)
    {
        for (int i = 0; i < _formatters.Length; i++)
        {
            if (i > 0) Append(_options.Dialect.Delimiter);
            FieldFormatter formatter = _formatters[i];
            int length = formatter.Lengths[row];
            if (length < 0) Append(_options.NullText);
            else WriteText(new ReadOnlySpan<byte>(formatter.Texts[row], length), _mayNeedQuote[i], _forcesQuote[i]);
        }
        Append(_options.LineEnd);
    }

    private void WriteText(ReadOnlySpan<byte> text, bool mayNeedQuote, bool forcesQuote)
    {
        bool quotes = forcesQuote || (mayNeedQuote && NeedsQuote(text));
        // Without a quote character texts are written as they are, as asked for.
        if (!quotes || !_options.Dialect.HasQuote) Append(text);
        else WriteQuoted(text);
    }

    /// <summary>Texts with structure in them, those that would read as NULL, and those that would read as a byte order
    /// mark.</summary>
    private bool NeedsQuote(ReadOnlySpan<byte> text) =>
        text.IndexOfAny(_special) >= 0 || text.SequenceEqual(_options.NullText)
            || text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]);

    private void WriteQuoted(ReadOnlySpan<byte> text)
    {
        byte quote = _options.Dialect.Quote, escape = _options.Dialect.Escape;
        Append(quote);
        while (text.IndexOfAny(quote, escape) is >= 0 and var at)
        {
            Append(text[..at]);
            Append(escape);
            Append(text[at]);
            text = text[(at + 1)..];
        }
        Append(text);
        Append(quote);
    }

    private void Append(byte c)
    {
        if (_used == _buffer.Length) Flush();
        _buffer[_used++] = c;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _used)
        {
            Flush();
            if (bytes.Length > _buffer.Length)
            {
                _file.Write(bytes);
                return;
            }
        }
        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    private void Flush()
    {
        if (_used == 0) return;
        _file.Write(_buffer.AsSpan(0, _used));
        _used = 0;
    }

    /// <summary>Whether numbers, dates, times, intervals, truth values or UUIDs may contain the character.</summary>
    private static bool IsOfValues(byte c) => char.IsAsciiLetterOrDigit((char)c) || "+-.: ()"u8.Contains(c);
}
