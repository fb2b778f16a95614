using Grizzly.Common;

namespace Grizzly.Formats;

/// <summary>A file being written beside the one it is to become: it takes that name once complete, and is gone
/// otherwise. Not thread-safe.</summary>
internal sealed class PendingFile : IDisposable
{
    /// <summary>Bytes written between two flushes: one flush of a whole file takes seconds, and nothing can be
    /// cancelled meanwhile.</summary>
    private const long FlushBytes = 16 << 20;

    private readonly IFileSystem _files;
    private readonly string _path;
    private readonly string _temporaryPath;
    private IFile? _file;
    private long _written;
    private long _flushed;

    /// <param name="files">Where files live.</param>
    /// <param name="path">The name to take.</param>
    /// <param name="isPacked">True to compress.</param>
    public PendingFile(IFileSystem files, string path, bool isPacked)
    {
        (_files, _path) = (files, path);
        _temporaryPath = $"{path}.{Guid.NewGuid():N}.tmp";
        _file = PackedFiles.OpenWrite(files, _temporaryPath, isPacked);
    }

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _file!.Write(_written, bytes);
        _written += bytes.Length;
        if (_written - _flushed < FlushBytes) return;
        _file.Flush();
        _flushed = _written;
    }

    /// <summary>Makes the file durable under its name, in place of one that is there.</summary>
    public void Complete()
    {
        Check.Assert(_file is not null);
        _file.Flush();
        _file.Dispose();
        _file = null;
        try
        {
            _files.Rename(_temporaryPath, _path);
        }
        catch
        {
            _files.Delete(_temporaryPath);
            throw;
        }
        _files.FlushDirectory(_path);
    }

    /// <summary>Gives up what was not completed.</summary>
    public void Dispose()
    {
        if (_file is null) return;
        _file.Dispose();
        _file = null;
        _files.Delete(_temporaryPath);
    }
}
