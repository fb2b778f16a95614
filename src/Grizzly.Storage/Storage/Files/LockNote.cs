using System.Diagnostics;
using System.Globalization;
using System.Text;
using Grizzly.Common;

namespace Grizzly.Storage;

/// <summary>
/// Who holds a database file, for error messages: what the system says (Linux), or else a side file, <c>FILE.lock</c>,
/// with process id and name.
/// </summary>
/// <remarks>
/// Best effort: the lock itself is the operating system's, on the database file; the note is left where a process was
/// killed, is overwritten by the next holder, and nothing depends on it. Of several readers one leaves a note.
/// </remarks>
internal sealed class LockNote : IDisposable
{
    private const int MostBytes = 256;
    private readonly IFileSystem _files;
    private readonly string _path;
    private bool _isOurs;

    private LockNote(IFileSystem files, string path)
    {
        _files = files;
        _path = path;
    }

    /// <summary>Leaves a note while the lock is held; dispose it before the lock goes.</summary>
    public static LockNote Leave(IFileSystem files, string databasePath, bool isReader)
    {
        var note = new LockNote(files, PathFor(databasePath));
        if (LockTable.IsKnown(files)) return note;
        try
        {
            bool isTaken = isReader && Read(files, note._path) is var (holder, _) && IsAlive(holder);
            if (isTaken) return note;
            using IFile file = files.Open(note._path, FileOpening.CreateOrReplace);
            file.Write(0, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"{Environment.ProcessId} {AppDomain.CurrentDomain.FriendlyName}\n")));
            note._isOurs = true;
        }
        catch (GrizzlyException)
        {
            // A folder that cannot be written: the holder stays unnamed.
        }
        return note;
    }

    /// <summary>The process that holds a database file, in words; null where nobody left a note.</summary>
    public static string? Holder(IFileSystem files, string databasePath)
    {
        try
        {
            (int, string)? holder = LockTable.IsKnown(files)
                ? LockTable.HolderOf(databasePath) : Read(files, PathFor(databasePath));
            if (holder is not var (id, name)) return null;
            return id == Environment.ProcessId ? "this process" : $"process {id} ({name})";
        }
        catch (GrizzlyException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (!_isOurs) return;
        _isOurs = false;
        try
        {
            _files.Delete(_path);
        }
        catch (GrizzlyException)
        {
            // It stays, as after a kill.
        }
    }

    private static string PathFor(string databasePath) => databasePath + ".lock";

    private static (int Id, string Name)? Read(IFileSystem files, string path)
    {
        if (!files.Exists(path)) return null;
        byte[] bytes = new byte[MostBytes];
        using IFile file = files.Open(path, FileOpening.Read);
        string[] words = Encoding.UTF8.GetString(bytes, 0, file.Read(0, bytes)).TrimEnd('\n').Split(' ', 2);
        bool isNote = words.Length == 2 && !words[1].Any(char.IsControl)
            && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return isNote ? (int.Parse(words[0], CultureInfo.InvariantCulture), words[1]) : null;
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
