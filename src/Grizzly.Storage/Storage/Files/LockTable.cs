using System.Globalization;
using Grizzly.Common;

namespace Grizzly.Storage;

/// <summary>The locks that Linux knows of: <c>/proc/locks</c> names processes, and their open files are listed beside
/// it. See proc_locks(5) and proc_pid_fd(5).</summary>
internal static class LockTable
{
    /// <summary>True where the system can be asked: making a file only to say who we are is not needed.</summary>
    public static bool IsKnown(IFileSystem files) => files is LocalFileSystem && OperatingSystem.IsLinux();

    /// <summary>A process that has the file open and a lock on some file; null where none may be looked at: it belongs
    /// to another user, or to another container.</summary>
    public static (int Id, string Name)? HolderOf(string path)
    {
        try
        {
            string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            foreach (string line in File.ReadLines("/proc/locks"))
            {
                // 1: FLOCK  ADVISORY  WRITE 1234 fd:01:98765 0 EOF
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                bool isLock = words.Length > 4 && words[1] == "FLOCK";
                if (isLock && int.TryParse(words[4], NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                    && HasOpen(id, target)) return (id, NameOf(id));
            }
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool HasOpen(int process, string path)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{process}/fd")
                .Any(file => new FileInfo(file).LinkTarget == path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The program's name; for one that the .NET host runs, its assembly's.</summary>
    private static string NameOf(int process)
    {
        string[] arguments = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
        string? program = arguments.FirstOrDefault(a => a.EndsWith(".dll", StringComparison.OrdinalIgnoreCase));
        return program is null ? Path.GetFileName(arguments[0]) : Path.GetFileNameWithoutExtension(program);
    }
}
