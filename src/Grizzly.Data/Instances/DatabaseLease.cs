using Grizzly.Engine;

namespace Grizzly.Data;

/// <summary>The right to use an open database. Disposing the last lease closes the database, with a
/// checkpoint.</summary>
internal sealed class DatabaseLease(Database database, Action release) : IDisposable
{
    private Action? _release = release;

    public Database Database { get; } = database;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
