using Grizzly.Engine;

namespace Grizzly.Data;

/// <summary>The databases open in this process: one engine instance per file, shared by all connections.
/// Thread-safe.</summary>
internal static class DatabaseRegistry
{
    private static readonly Dictionary<string, Entry> Entries = new(
        OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    /// <summary>Opens the database or shares the instance that is open already.</summary>
    /// <exception cref="Common.GrizzlyException">Those of <see cref="Database.Open"/>; 55006 where the open instance
    /// has other options.</exception>
    public static DatabaseLease Lease(GrizzlyConnectionStringBuilder options)
    {
        string source = options.DataSource;
        if (source.Length == 0 || source.Equals(DatabaseOptions.InMemory, StringComparison.OrdinalIgnoreCase))
        {
            Database own = Open(options, DatabaseOptions.InMemory);
            return new DatabaseLease(own, own.Dispose);
        }
        bool isMemory = source.StartsWith(DatabaseOptions.InMemory, StringComparison.OrdinalIgnoreCase);
        string key = isMemory ? source : Path.GetFullPath(source);
        Entry entry = Enter(key);
        lock (entry)
        {
            try
            {
                if (entry.Database is null) entry.Database = Open(options, isMemory ? DatabaseOptions.InMemory : key);
                else RequireSame(entry.Database.Options, options);
                return new DatabaseLease(entry.Database, () => Leave(key, entry));
            }
            catch
            {
                Leave(key, entry);
                throw;
            }
        }
    }

    /// <summary>What ATTACH opens: shares the instance that is open already, also where that can be written to and the
    /// session is not to.</summary>
    /// <exception cref="Common.GrizzlyException">Those of <see cref="Database.Open"/>; 55006 where the open instance is
    /// read-only.</exception>
    public static (Database Database, Action Release) Share(DatabaseOptions options)
    {
        if (options.IsInMemory)
        {
            Database own = Open(options);
            return (own, own.Dispose);
        }
        string key = Path.GetFullPath(options.Path);
        Entry entry = Enter(key);
        lock (entry)
        {
            try
            {
                entry.Database ??= Open(options);
                if (entry.Database.Options.ReadOnly && !options.ReadOnly)
                    throw DataErrors.OpenedOtherwise(options.Path, "Read Only");
                return (entry.Database, () => Leave(key, entry));
            }
            catch
            {
                Leave(key, entry);
                throw;
            }
        }
    }

    private static Entry Enter(string key)
    {
        lock (Entries)
        {
            if (!Entries.TryGetValue(key, out Entry? entry)) Entries.Add(key, entry = new Entry());
            entry.Count++;
            return entry;
        }
    }

    /// <summary>Closing happens outside the registry's lock but inside the entry's: who opens the same file waits for
    /// it.</summary>
    private static void Leave(string key, Entry entry)
    {
        lock (entry)
        {
            lock (Entries)
            {
                if (entry.Count > 1)
                {
                    entry.Count--;
                    return;
                }
            }
            Database? last = entry.Database;
            entry.Database = null;
            try
            {
                last?.Dispose();
            }
            finally
            {
                lock (Entries)
                {
                    // Another connection may have entered while the database was closing; it opens it anew.
                    if (--entry.Count == 0) Entries.Remove(key);
                }
            }
        }
    }

    private static Database Open(GrizzlyConnectionStringBuilder options, string path) => Open(options.ToOptions(path));

    private static Database Open(DatabaseOptions options)
    {
        Database database = Database.Open(options);
        database.Extensions.Opener = Share;
        BuiltIns.Register(database.Extensions);
        return database;
    }

    /// <summary>What is the database's cannot differ between its connections; a read-only connection may share a
    /// writable instance.
    /// </summary>
    private static void RequireSame(DatabaseOptions open, GrizzlyConnectionStringBuilder wanted)
    {
        DatabaseOptions asked = wanted.ToOptions(open.Path);
        if (open.ReadOnly && !asked.ReadOnly) throw DataErrors.OpenedOtherwise(wanted.DataSource, "Read Only");
        if (wanted.HasMemoryLimit && open.MemoryLimitBytes != asked.MemoryLimitBytes)
            throw DataErrors.OpenedOtherwise(wanted.DataSource, "Memory Limit");
        if (wanted.HasSynchronous && open.Synchronous != asked.Synchronous)
            throw DataErrors.OpenedOtherwise(wanted.DataSource, "Synchronous");
        if (wanted.HasTempDirectory && open.TemporaryDirectory != asked.TemporaryDirectory)
            throw DataErrors.OpenedOtherwise(wanted.DataSource, "Temp Directory");
    }

    /// <summary>One database; its own lock covers opening and closing, the registry's the count.</summary>
    private sealed class Entry
    {
        public int Count { get; set; }

        public Database? Database { get; set; }
    }
}
