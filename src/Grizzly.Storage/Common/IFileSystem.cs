namespace Grizzly.Common;

/// <summary>
/// How <see cref="IFileSystem.Open"/> treats a missing or existing file, and what others may do meanwhile.
/// </summary>
public enum FileOpening
{
    /// <summary>The file must exist; read only, shared with other readers.</summary>
    Read,

    /// <summary>Read and write, exclusively locked; the file must exist.</summary>
    Write,

    /// <summary>Read and write, exclusively locked; created when missing.</summary>
    OpenOrCreate,

    /// <summary>Read and write, exclusively locked; an existing file is emptied.</summary>
    CreateOrReplace,
}

/// <summary>
/// All the files the engine touches go through here, so that tests can lose, tear and reorder writes.
/// </summary>
/// <remarks>
/// Every failure is a <see cref="GrizzlyException"/>: 58P01 (missing file), 55006 (in use), 53100 (disk full), 58030
/// (anything else). Implementations are thread-safe.
/// </remarks>
public interface IFileSystem
{
    /// <summary>Opens a file; the caller owns the result.</summary>
    IFile Open(string path, FileOpening opening);

    bool Exists(string path);

    /// <summary>Deletes a file; a missing one is no error.</summary>
    void Delete(string path);

    /// <summary>
    /// Renames a file, replacing the target; durable after <see cref="FlushDirectory"/> of its directory.
    /// </summary>
    void Rename(string from, string to);

    /// <summary>
    /// Makes creations, deletions and renames in the directory that holds <paramref name="path"/> durable.
    /// </summary>
    void FlushDirectory(string path);

    /// <summary>
    /// Full paths of the files in <paramref name="directory"/> whose names begin with <paramref name="prefix"/>.
    /// </summary>
    IReadOnlyList<string> List(string directory, string prefix);

    /// <summary>Creates the directory and its parents where missing.</summary>
    void CreateDirectory(string directory);

    /// <summary>When a file was last changed, in UTC; null where nobody knows.</summary>
    DateTime? LastModified(string path) => null;

    /// <summary>The absolute form of a path.</summary>
    string FullPath(string path);
}

/// <summary>
/// An open file. Reads and writes at different offsets may run concurrently; disposing releases the lock.
/// </summary>
public interface IFile : IDisposable
{
    string Path { get; }

    /// <summary>Length in bytes.</summary>
    long Length { get; }

    /// <summary>
    /// Reads up to <c>destination.Length</c> bytes at <paramref name="offset"/>; fewer only at the end of the file.
    /// </summary>
    int Read(long offset, Span<byte> destination);

    /// <summary>
    /// Writes all bytes at <paramref name="offset"/>, growing the file as needed; durable only after <see
    /// cref="Flush"/>.
    /// </summary>
    void Write(long offset, ReadOnlySpan<byte> source);

    /// <summary>Returns once everything written before the call is on stable storage.</summary>
    void Flush();

    /// <summary>Cuts or extends (with zeros) the file; durable only after <see cref="Flush"/>.</summary>
    void SetLength(long length);
}
