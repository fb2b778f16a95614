using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Formats;

/// <summary>COPY from and to JSON: one object a line, or with ARRAY an array of objects. Immutable and
/// thread-safe.</summary>
public sealed class JsonFormat(IFileSystem files) : CopyFormat
{
    private static readonly string[] ReadNames = ["array", "format", "compression", "ignore_errors", "auto_detect",
        "records", "maximum_object_size", "sample_size"];

    private static readonly string[] WriteNames = ["array", "compression"];

    /// <summary>JSON files of the operating system.</summary>
    public static readonly JsonFormat Instance = new(LocalFileSystem.Instance);

    public override string Name => "json";

    public override IReadOnlyList<string> Extensions { get; } = [".json", ".ndjson", ".jsonl"];

    /// <inheritdoc/>
    public override BoundTableFunction BindRead(
        string path, IReadOnlyList<string> columnNames, IReadOnlyList<LogicalType> columnTypes,
        IReadOnlyList<CopyOption> options)
    {
        JsonReadOptions parsed = JsonReadOptions.Parse("COPY", JsonLayout.Auto, true, new Dictionary<string, Value>());
        foreach (CopyOption option in options)
        {
            if (!ReadNames.Contains(option.Name) || !parsed.TryTake(option.Name, Single(option)))
                throw Errors.FileOptionUnknown("COPY FROM JSON", option.Name, ReadNames);
        }
        IReadOnlyList<string> paths = FilePaths.Expand(files, path);
        BoundTableFunction[] scans = [.. paths.Select(file => new JsonScan("copy_json", files, file,
            parsed.Compression, parsed.Layout, JsonRecordUse.Columns, columnNames, columnTypes,
            parsed.IgnoresErrors))];
        return scans.Length == 1
            ? scans[0]
            : FileUnion.Of("copy_json", paths, scans, columnNames, columnTypes, new PartColumns(), mayMiss: true);
    }

    /// <inheritdoc/>
    public override BoundCopyWriter BindWrite(string path, IReadOnlyList<CopyOption> options)
    {
        bool isArray = false;
        var compression = FileCompression.Infer;
        foreach (CopyOption option in options)
        {
            if (option.Name == "array") isArray = FileOption.Flag(option.Name, Single(option));
            else if (option.Name == "compression")
                compression = PackedFiles.Parse(FileOption.Text(option.Name, Single(option)));
            else throw Errors.FileOptionUnknown("COPY TO JSON", option.Name, WriteNames);
        }
        return new Writer(files, path, isArray, PackedFiles.IsPacked(path, compression));
    }

    private static Value Single(CopyOption option) => option.Values.Count switch
    {
        0 => Value.OfBool(true),
        1 => option.Values[0],
        _ => throw Errors.FileOptionInvalid(option.Name, "needs exactly one value"),
    };

    private sealed class Writer(IFileSystem files, string path, bool isArray, bool isPacked) : BoundCopyWriter
    {
        public override string Path => path;

        public override ICopySink Open(IReadOnlyList<string> columnNames, IReadOnlyList<LogicalType> columnTypes) =>
            new JsonSink(files, path, isArray, isPacked, columnNames);
    }
}

/// <summary>Writes rows as objects into a file beside the target, which takes its name once complete.</summary>
internal sealed class JsonSink : ICopySink
{
    private const int BufferBytes = 256 * 1024;

    private readonly PendingFile _file;
    private readonly bool _isArray;
    private readonly byte[][] _names;
    private readonly ByteWriter _text = new();
    private bool _hasRows;

    public JsonSink(IFileSystem files, string path, bool isArray, bool isPacked, IReadOnlyList<string> columnNames)
    {
        _isArray = isArray;
        _names = [.. columnNames.Select(name =>
        {
            var text = new ByteWriter();
            JsonValues.AppendText(System.Text.Encoding.UTF8.GetBytes(name), text);
            text.Byte((byte)':');
            return text.ToArray();
        })];
        _file = new PendingFile(files, path, isPacked);
        if (isArray) _text.Raw("[\n"u8);
    }

    public void Write(DataChunk chunk)
    {
        for (int row = 0; row < chunk.Count; row++)
        {
            if (_hasRows && _isArray) _text.Raw(",\n"u8);
            if (_isArray) _text.Byte((byte)'\t');
            _hasRows = true;
            for (int i = 0; i < _names.Length; i++)
            {
                _text.Byte(i == 0 ? (byte)'{' : (byte)',');
                _text.Raw(_names[i]);
                JsonValues.Append(chunk.Columns[i].GetValue(row), _text);
            }
            _text.Byte((byte)'}');
            if (!_isArray) _text.Byte((byte)'\n');
            if (_text.Length > BufferBytes) Flush();
        }
    }

    public void Complete()
    {
        if (_isArray) _text.Raw(_hasRows ? "\n]\n"u8 : "]\n"u8);
        Flush();
        _file.Complete();
    }

    public void Dispose() => _file.Dispose();

    private void Flush()
    {
        _file.Write(_text.Written);
        _text.Clear();
    }
}
