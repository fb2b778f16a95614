namespace Grizzly.Engine;

/// <summary>A database as a session names it. Disposing lets go of it.</summary>
/// <param name="release">Closes the database or ends a share in it; null for the session's own.</param>
internal sealed class AttachedDatabase(string name, Database database, bool isReadOnly, Action? release) : IDisposable
{
    private Action? _release = release;

    public string Name { get; set; } = name;

    public Database Database { get; } = database;

    public bool IsReadOnly { get; } = isReadOnly;

    /// <summary>Whether it holds the session's temporary objects.</summary>
    public bool IsTemporary { get; init; }

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}

/// <summary>How ATTACH gets at databases: shares those that are open already.</summary>
/// <returns>The database, and what lets go of it.</returns>
public delegate (Database Database, Action Release) DatabaseOpener(DatabaseOptions options);
