using Grizzly.Common;

namespace Grizzly.Tests.Formats;

/// <summary>Files in memory, as much of a file system as file formats need. Thread-safe for reading.</summary>
internal sealed class MemoryFiles : IFileSystem
{
    private readonly Dictionary<string, MemoryFile> _files = [];

    public IReadOnlyCollection<string> Paths => _files.Keys;

    public byte[] this[string path]
    {
        get => _files[path].ToArray();
        set => _files[path] = new MemoryFile(path, value);
    }

    public IFile Open(string path, FileOpening opening)
    {
        if (opening == FileOpening.CreateOrReplace) _files[path] = new MemoryFile(path, []);
        return _files.TryGetValue(path, out MemoryFile? file) ? file : throw Errors.FileNotFound(path);
    }

    public bool Exists(string path) => _files.ContainsKey(path);

    public void Delete(string path) => _files.Remove(path);

    public void Rename(string from, string to)
    {
        this[to] = this[from];
        _files.Remove(from);
    }

    public void FlushDirectory(string path) { }

    public IReadOnlyList<string> List(string directory, string prefix) =>
        [.. _files.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal))];

    public void CreateDirectory(string directory) { }

    public string FullPath(string path) => path;

    private sealed class MemoryFile(string path, byte[] bytes) : IFile
    {
        private byte[] _bytes = bytes;

        public string Path => path;

        public long Length => _bytes.Length;

        public byte[] ToArray() => [.. _bytes];

        public int Read(long offset, Span<byte> destination)
        {
            if (offset >= _bytes.Length) return 0;
            ReadOnlySpan<byte> source = _bytes.AsSpan((int)offset);
            int count = Math.Min(source.Length, destination.Length);
            source[..count].CopyTo(destination);
            return count;
        }

        public void Write(long offset, ReadOnlySpan<byte> source)
        {
            if (offset + source.Length > _bytes.Length) Array.Resize(ref _bytes, (int)offset + source.Length);
            source.CopyTo(_bytes.AsSpan((int)offset));
        }

        public void Flush() { }

        public void SetLength(long length) => Array.Resize(ref _bytes, (int)length);

        public void Dispose() { }
    }
}
