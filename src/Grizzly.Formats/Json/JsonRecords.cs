using System.Text.Json;
using Grizzly.Common;

namespace Grizzly.Formats;

/// <summary>How a file's JSON values follow each other.</summary>
internal enum JsonLayout : byte
{
    /// <summary>Found out: the elements of an array if the file is one array, else as they come.</summary>
    Auto,

    /// <summary>One value a line.</summary>
    Lines,

    /// <summary>The elements of one array.</summary>
    Array,

    /// <summary>One after the other, with white space between.</summary>
    Unstructured,
}

/// <summary>Cuts a file into its values, reading it piece by piece. Not thread-safe.</summary>
internal sealed class JsonRecords : IDisposable
{
    private const int PieceBytes = 1 << 20;
    private const int MaxRecordBytes = 1 << 30;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1000, AllowMultipleValues = true };

    private readonly IFile _file;
    private readonly string _path;
    private readonly long _total;
    private JsonLayout _layout;
    private byte[] _bytes = new byte[PieceBytes];
    private int _position, _length;
    private long _fileOffset;
    private bool _isStarted, _isEnded;

    public JsonRecords(IFile file, string path, JsonLayout layout)
    {
        (_file, _path, _layout) = (file, path, layout);
        _total = file.Length;
    }

    /// <summary>Number of the value read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>How much of the file has been read, from 0 to 1. May be asked from other threads, and after the
    /// end.</summary>
    public double ShareRead => _total == 0 ? 1 : (double)Volatile.Read(ref _fileOffset) / _total;

    /// <summary>The next value's bytes, valid until the next call; false at the end.</summary>
    /// <exception cref="GrizzlyException">22P04 for bytes that are no JSON in this layout.</exception>
    public bool TryNext(out ReadOnlySpan<byte> record)
    {
        record = default;
        if (!_isStarted) Start();
        if (_isEnded) return false;
        if (!SkipSpaces())
        {
            _isEnded = true;
            if (_layout == JsonLayout.Array) throw Malformed("the array has no end");
            return false;
        }
        if (_layout == JsonLayout.Array && !BeginElement()) return false;
        Number++;
        record = _layout == JsonLayout.Lines ? Line() : Value();
        return true;
    }

    public void Dispose() => _file.Dispose();

    private void Start()
    {
        _isStarted = true;
        bool isArray = SkipSpaces() && _bytes[_position] == '[';
        if (_layout == JsonLayout.Auto)
            _layout = isArray && IsWholeArray() ? JsonLayout.Array : JsonLayout.Unstructured;
        if (_layout != JsonLayout.Array) return;
        if (_position == _length)
        {
            _isEnded = true;
            return;
        }
        if (!isArray) throw Malformed("an array is expected");
        _position++;
    }

    /// <summary>Whether nothing follows the array at the beginning, as far as the first piece tells.</summary>
    private bool IsWholeArray()
    {
        var reader = new Utf8JsonReader(_bytes.AsSpan(_position, _length - _position), _fileOffset == _file.Length,
            new JsonReaderState(Options));
        try
        {
            if (!reader.Read() || !reader.TrySkip()) return true;
            return !reader.Read();
        }
        catch (JsonException)
        {
            return true;
        }
    }

    /// <summary>Passes the comma before an element; false behind the array's end.</summary>
    private bool BeginElement()
    {
        if (_bytes[_position] == ']')
        {
            _position++;
            _isEnded = true;
            return SkipSpaces() ? throw Malformed("something follows the array") : false;
        }
        if (Number == 0) return true;
        if (_bytes[_position] != ',') throw Malformed("a comma is expected between elements");
        _position++;
        if (!SkipSpaces() || _bytes[_position] == ']') throw Malformed("an element is expected after a comma");
        return true;
    }

    private ReadOnlySpan<byte> Line()
    {
        int searched = _position, end;
        while ((end = _bytes.AsSpan(searched, _length - searched).IndexOf((byte)'\n')) < 0)
        {
            int seen = _length - _position;
            if (!TryGrow())
            {
                end = _length - searched;
                break;
            }
            searched = _position + seen;
        }
        ReadOnlySpan<byte> line = _bytes.AsSpan(_position, searched + end - _position).TrimEnd(" \t\r\n"u8);
        _position = Math.Min(_length, searched + end + 1);
        return IsOneValue(line) ? line : throw Malformed("a line is not one JSON value");
    }

    private static bool IsOneValue(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, Options with { AllowMultipleValues = false });
        try
        {
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private ReadOnlySpan<byte> Value()
    {
        while (true)
        {
            bool isFinal = _fileOffset == _file.Length;
            ReadOnlySpan<byte> rest = _bytes.AsSpan(_position, _length - _position);
            var reader = new Utf8JsonReader(rest, isFinal, new JsonReaderState(Options));
            bool isComplete;
            try
            {
                isComplete = reader.Read() && (isFinal ? Skip(ref reader) : reader.TrySkip());
                // A number at the end of a piece may go on in the next one.
                isComplete &= isFinal || reader.BytesConsumed < rest.Length;
            }
            catch (JsonException error)
            {
                throw Malformed(error.Message);
            }
            if (isComplete)
            {
                int end = (int)reader.BytesConsumed;
                _position += end;
                return rest[..end];
            }
            if (!TryGrow()) throw Malformed("the last value has no end");
        }
    }

    private static bool Skip(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return true;
    }

    private bool SkipSpaces()
    {
        while (true)
        {
            while (_position < _length && _bytes[_position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                _position++;
            if (_position < _length) return true;
            if (!TryGrow()) return false;
        }
    }

    /// <summary>Reads on; what lies before the position is given up.</summary>
    private bool TryGrow()
    {
        if (_fileOffset == _file.Length) return false;
        int kept = _length - _position;
        if (kept > MaxRecordBytes) throw Malformed("a value is larger than 1 GiB");
        byte[] target = kept * 2L > _bytes.Length ? new byte[Math.Min(Array.MaxLength, _bytes.Length * 2L)] : _bytes;
        _bytes.AsSpan(_position, kept).CopyTo(target);
        _bytes = target;
        int count = (int)Math.Min(_bytes.Length - kept, _file.Length - _fileOffset);
        if (_file.Read(_fileOffset, _bytes.AsSpan(kept, count)) != count) throw Errors.CsvFileShrank(_path);
        if (_fileOffset == 0 && _bytes.AsSpan(0, count).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            _bytes.AsSpan(0, 3).Fill((byte)' ');
        _fileOffset += count;
        (_position, _length) = (0, kept + count);
        return true;
    }

    /// <summary>The error of the value that was read last.</summary>
    public GrizzlyException Malformed(string fact) => new(
        SqlStates.BadCopyFileFormat, $"malformed JSON in \"{_path}\", value {Math.Max(1, Number)}: {fact}");
}
