using Grizzly.Common;

namespace Grizzly.Storage;

/// <summary>
/// Makes the files operators spill to: in one directory, deleted when closed and, after a crash, at the next start.
/// Thread-safe.
/// </summary>
public sealed class TemporaryFiles : IDisposable
{
    private const string Suffix = ".spill.";
    private readonly IFileSystem _files;
    private readonly string _directory;
    private readonly string _prefix;
    private readonly HashSet<TemporaryFile> _open = [];
    private bool _isReady, _ownsLeftovers;
    private long _next;
    private long _bytes;

    /// <param name="files">Where the files go.</param>
    /// <param name="directory">Created when first needed.</param>
    /// <param name="name">Starts the file names, so that databases can share a directory.</param>
    public TemporaryFiles(IFileSystem files, string directory, string name)
    {
        _files = files;
        _directory = directory;
        _prefix = name + Suffix;
    }

    /// <summary>Bytes in all temporary files now.</summary>
    public long BytesInUse => Volatile.Read(ref _bytes);

    /// <summary>What a crashed process left is to be deleted: now, or, as looking for it is not free, before the first
    /// file is made. Only for the owner of the database's lock.</summary>
    public void ClaimLeftovers(bool now)
    {
        lock (_open)
        {
            _ownsLeftovers = true;
            if (now) DeleteLeftovers();
        }
    }

    /// <summary>A new, empty file; the caller disposes it.</summary>
    public TemporaryFile Create()
    {
        lock (_open)
        {
            if (!_isReady) _files.CreateDirectory(_directory);
            DeleteLeftovers();
            _isReady = true;
            string path = Path.Combine(_directory, $"{_prefix}{Environment.ProcessId}.{_next++}");
            var file = new TemporaryFile(this, _files.Open(path, FileOpening.CreateOrReplace));
            _open.Add(file);
            return file;
        }
    }

    public void Dispose()
    {
        TemporaryFile[] open;
        lock (_open) open = [.. _open];
        foreach (TemporaryFile file in open) file.Dispose();
    }

    private void DeleteLeftovers()
    {
        if (!_ownsLeftovers) return;
        foreach (string path in _files.List(_directory, _prefix)) _files.Delete(path);
        _ownsLeftovers = false;
    }

    internal void Grew(long bytes) => Interlocked.Add(ref _bytes, bytes);

    internal void Closed(TemporaryFile file, IFile handle)
    {
        lock (_open)
        {
            if (!_open.Remove(file)) return;
        }
        Interlocked.Add(ref _bytes, -file.Length);
        string path = handle.Path;
        handle.Dispose();
        _files.Delete(path);
    }
}

/// <summary>
/// One spill file: byte runs appended by any thread, read back by offset. Never flushed: it does not outlive the
/// process.
/// </summary>
public sealed class TemporaryFile : IDisposable
{
    private readonly TemporaryFiles _owner;
    private readonly IFile _file;
    private long _length;

    internal TemporaryFile(TemporaryFiles owner, IFile file)
    {
        _owner = owner;
        _file = file;
    }

    /// <summary>Bytes written so far.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>Appends bytes and returns the offset to read them from. Raises 53100, 58030.</summary>
    public long Append(ReadOnlySpan<byte> bytes)
    {
        long offset = Interlocked.Add(ref _length, bytes.Length) - bytes.Length;
        _owner.Grew(bytes.Length);
        _file.Write(offset, bytes);
        return offset;
    }

    /// <summary>Writes bytes at a place of the caller's choice; the file grows as needed. Raises 53100,
    /// 58030.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        long end = offset + bytes.Length, length = Length;
        while (end > length)
        {
            long seen = Interlocked.CompareExchange(ref _length, end, length);
            if (seen == length)
            {
                _owner.Grew(end - length);
                break;
            }
            length = seen;
        }
        _file.Write(offset, bytes);
    }

    /// <summary>Reads exactly <c>target.Length</c> bytes written before.</summary>
    public void Read(long offset, Span<byte> target)
    {
        if (_file.Read(offset, target) != target.Length)
            throw Errors.IoFailed(_file.Path, "a spill file is shorter than what was written");
    }

    public void Dispose() => _owner.Closed(this, _file);
}
