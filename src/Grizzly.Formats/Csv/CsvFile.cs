using Grizzly.Common;

namespace Grizzly.Formats;

/// <summary>One opened CSV file: reads bytes and counts lines for messages. Thread-safe.</summary>
internal sealed class CsvFile : IDisposable
{
    private const int CountingBytes = 1 << 20;
    private readonly IFile _file;

    private CsvFile(IFile file, string path)
    {
        _file = file;
        Path = path;
        Length = file.Length;
    }

    /// <summary>As the user wrote it.</summary>
    public string Path { get; }

    /// <summary>Bytes when the file was opened; what is appended later is not read.</summary>
    public long Length { get; }

    public static CsvFile Open(IFileSystem files, string path, FileCompression compression) =>
        new(PackedFiles.OpenRead(files, path, compression), path);

    /// <summary>Fills the whole destination, which lies within <see cref="Length"/>.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        if (_file.Read(offset, destination) != destination.Length) throw Errors.CsvFileShrank(Path);
    }

    /// <summary>Line ends in [from, to).</summary>
    public long CountLines(long from, long to, byte terminator)
    {
        byte[] bytes = new byte[(int)Math.Min(CountingBytes, Math.Max(0, to - from))];
        long count = 0;
        while (from < to)
        {
            Span<byte> part = bytes.AsSpan(0, (int)Math.Min(bytes.Length, to - from));
            Read(from, part);
            count += part.Count(terminator);
            from += part.Length;
        }
        return count;
    }

    public void Dispose() => _file.Dispose();
}
