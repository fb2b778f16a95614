using Grizzly.Common;
using Grizzly.Transactions;

namespace Grizzly.Storage;

/// <summary>Something that remembers row ids of a table between transactions, as storage sees it: it goes into
/// checkpoints with its table, follows when rows move, and is checked with it.</summary>
public interface ITableIndex
{
    /// <summary>Unique in the database, also in its log and checkpoints.</summary>
    long Id { get; }

    /// <summary>False while the rows its table had when it was created are still being entered: a checkpoint leaves
    /// it out.</summary>
    bool IsComplete { get; }

    /// <summary>Until <see cref="EndCheckpoint"/> nothing that is in the file is given up.</summary>
    void BeginCheckpoint();

    /// <summary>
    /// Writes what has changed, without entries of rows that <paramref name="isInCheckpoint"/> denies, and its own
    /// metadata.
    /// </summary>
    void WriteCheckpoint(Func<long, bool> isInCheckpoint, CheckpointOutput output);

    void EndCheckpoint();

    /// <summary>Rows are going to move: old row id to new one, in the same order; -1 for rows that are gone. Nobody
    /// else uses the database. After an error nothing has changed.</summary>
    void PrepareRowIds(Func<long, long> map);

    /// <summary>Rows have moved, or have not: takes over what was prepared, or forgets it. Does not fail.</summary>
    void FinishRowIds(bool adopt);

    /// <summary>Takes out the entries of rows that nobody can see any more, if <paramref name="goneRows"/> (rows of the
    /// table that have gone since it was opened) promises that there are enough of them; then gives back
    /// pages.</summary>
    void SweepWhereWorthwhile(long goneRows);

    /// <summary>Gives up memory and blocks; nobody will ask again.</summary>
    void Release();

    /// <summary>Adds what is wrong with the structure or differs from the table's rows, and calls <paramref
    /// name="block"/> for each reference to a block.</summary>
    void CheckIntegrity(List<string> problems, Action<long> block);
}

/// <summary>What everybody's snapshot put together knows about a row.</summary>
public enum RowState : byte
{
    /// <summary>Deleted by a committed transaction or by the one that asks, or never committed.</summary>
    Gone,

    /// <summary>Inserted by a committed transaction, whenever, or by the one that asks.</summary>
    Live,

    /// <summary>Inserted by another transaction that has not ended.</summary>
    InsertedByOther,

    /// <summary>There, but deleted by another transaction that has not ended.</summary>
    DeletedByOther,
}

/// <summary>A piece of something paged that a checkpoint writes.</summary>
internal interface IStoredPart
{
    /// <summary>Where it is in the file so far, or null.</summary>
    BlockRun? Run { get; }

    /// <summary>From now on it can be loaded from there.</summary>
    void Place(BlockRun run);
}
