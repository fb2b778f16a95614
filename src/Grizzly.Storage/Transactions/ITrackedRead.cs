namespace Grizzly.Transactions;

/// <summary>Something that serializable transactions read and others change. Thread-safe.</summary>
public interface ITrackedRead
{
    /// <summary>Whether a transaction that committed after <paramref name="timestamp"/> has changed it.</summary>
    bool HasChangedSince(ulong timestamp);
}
