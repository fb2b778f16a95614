namespace Grizzly.Storage;

/// <summary>The catalog as storage sees it: opaque bytes, and the tables they speak of.</summary>
public interface ICatalogStore
{
    /// <summary>
    /// The committed catalog as bytes, and the tables in it. Called while nothing commits: every change committed up to
    /// <paramref name="timestamp"/> is in, no other.
    /// </summary>
    (byte[] Catalog, IReadOnlyList<DataTable> Tables) Capture(ulong timestamp);

    /// <summary>
    /// Opening: what <see cref="Capture"/> gave to the last checkpoint, with the tables read back, by id. Bytes are
    /// input: check them.
    /// </summary>
    void Load(ReadOnlySpan<byte> catalog, IReadOnlyDictionary<long, DataTable> tables);

    /// <summary>
    /// Opening: a catalog record of a committed transaction (<see cref="Transactions.LogRecordKind.Catalog"/>).
    /// </summary>
    void Replay(ReadOnlySpan<byte> payload);

    /// <summary>Opening: the table with that id, which records now refer to; null if it does not exist.</summary>
    DataTable? FindTable(long id);
}
