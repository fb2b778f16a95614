using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Grizzly.Common;

/// <summary>
/// The operating system's files, by positional reads and writes. Locks are the system's own (flock, share modes).
/// </summary>
public sealed partial class LocalFileSystem : IFileSystem
{
    public static readonly LocalFileSystem Instance = new();

    private LocalFileSystem() { }

    public IFile Open(string path, FileOpening opening) => Guard(path, () =>
    {
        var (mode, access, share) = opening switch
        {
            FileOpening.Read => (FileMode.Open, FileAccess.Read, FileShare.Read),
            FileOpening.Write => (FileMode.Open, FileAccess.ReadWrite, FileShare.None),
            FileOpening.OpenOrCreate => (FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None),
            // Emptied only once the lock is held: FileMode.Create would empty a file another process is using.
            _ => (FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None),
        };
        if (Directory.Exists(path)) throw Errors.IoFailed(path, "it is a directory");
        SafeFileHandle handle = File.OpenHandle(path, mode, access, share, FileOptions.RandomAccess);
        var file = new LocalFile(path, handle);
        // Some file systems write a file out at once when it was cut to nothing before, however empty it was.
        if (opening == FileOpening.CreateOrReplace && file.Length > 0) file.SetLength(0);
        return file;
    });

    public bool Exists(string path) => File.Exists(path);

    public void Delete(string path) => Guard(path, () => { File.Delete(path); return 0; });

    public void Rename(string from, string to) =>
        Guard(from, () => { File.Move(from, to, overwrite: true); return 0; });

    public void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        string directory = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        int descriptor = OpenDirectory(directory, 0);
        if (descriptor < 0) throw Errors.IoFailed(directory, "the directory cannot be opened");
        int result = FlushDescriptor(descriptor);
        _ = CloseDescriptor(descriptor);
        if (result != 0) throw Errors.IoFailed(directory, "the directory cannot be flushed");
    }

    public IReadOnlyList<string> List(string directory, string prefix) => Guard(directory, () =>
        Directory.Exists(directory)
            ? Directory.GetFiles(directory).Where(p => Path.GetFileName(p).StartsWith(prefix,
                StringComparison.Ordinal)).ToArray()
            : []);

    public void CreateDirectory(string directory) => Guard(directory, () => Directory.CreateDirectory(directory));

    public DateTime? LastModified(string path) => Guard<DateTime?>(path, () => File.GetLastWriteTimeUtc(path));

    public string FullPath(string path) => Guard(path, () => Path.GetFullPath(path));

    /// <summary>Runs one operation and turns the runtime's exceptions into the engine's.</summary>
    internal static T Guard<T>(string path, Func<T> operation)
    {
        try { return operation(); }
        catch (Exception error) when (
            error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Translate(path, error);
        }
    }

    internal static GrizzlyException Translate(string path, Exception error)
    {
        const int DiskFullWindows = unchecked((int)0x80070070), SharingViolation = unchecked((int)0x80070020);
        const int NoSpaceUnix = 28, WouldBlockLinux = 11, WouldBlockMac = 35;
        if (error is FileNotFoundException or DirectoryNotFoundException) return Errors.FileNotFound(path);
        if (error is IOException && error.HResult is DiskFullWindows or NoSpaceUnix) return Errors.DiskFull(path);
        bool locked = error is IOException && (error.HResult is SharingViolation or WouldBlockLinux or WouldBlockMac
            || error.Message.Contains("used by another process", StringComparison.Ordinal));
        return locked ? Errors.FileInUse(path) : Errors.IoFailed(path, error.Message, error);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDirectory(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int FlushDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);
}

/// <summary>One operating system file.</summary>
internal sealed partial class LocalFile(string path, SafeFileHandle handle) : IFile
{
    private const int Interrupted = 4;

    public string Path => path;

    public long Length => LocalFileSystem.Guard(path, () => RandomAccess.GetLength(handle));

    public int Read(long offset, Span<byte> destination)
    {
        try
        {
            int total = 0;
            while (total < destination.Length)
            {
                int read = RandomAccess.Read(handle, destination[total..], offset + total);
                if (read == 0) break;
                total += read;
            }
            return total;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw LocalFileSystem.Translate(path, error);
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        try { RandomAccess.Write(handle, source, offset); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw LocalFileSystem.Translate(path, error);
        }
    }

    /// <summary>fdatasync where there is one: it flushes the length too, but not the modification time.</summary>
    public void Flush()
    {
        if (!OperatingSystem.IsLinux())
        {
            LocalFileSystem.Guard(path, () => { RandomAccess.FlushToDisk(handle); return 0; });
            return;
        }
        int descriptor = (int)handle.DangerousGetHandle();
        while (FlushData(descriptor) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == Interrupted) continue;
            throw Errors.IoFailed(path, Marshal.GetPInvokeErrorMessage(error));
        }
    }

    public void SetLength(long length) =>
        LocalFileSystem.Guard(path, () => { RandomAccess.SetLength(handle, length); return 0; });

    public void Dispose() => handle.Dispose();

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FlushData(int descriptor);
}
