using Grizzly.Common;
using Grizzly.Transactions;

namespace Grizzly.Catalog;

/// <summary>
/// Where a sequence stands. Values are handed out outside of transactions and never come back. Thread-safe.
/// </summary>
/// <remarks>
/// The log speaks of blocks: before the first value of a block is handed out, the log says that the whole block is
/// used up, and that record is durable. A crash therefore leaves a gap, never a repetition. A checkpoint writes the
/// exact value and ends the block. While the creating transaction is open only it sees the sequence, and the blocks go
/// to its own log records. Lock order: commit lock, then this object's lock.
/// </remarks>
public sealed class SequenceState(long id, long last, bool isCalled)
{
    private const int LeastBlock = 32;
    private const int LargestBlock = 4096;

    private readonly Lock _lock = new();
    private long _last = last;
    private bool _isCalled = isCalled;
    private long _reserved;
    private long _reservedIncrement;
    private int _block = LeastBlock;
    private long _waitFor = -1;

    /// <summary>Unique in the database among sequences and tables.</summary>
    public long Id { get; } = id;

    /// <summary>The transaction that creates the sequence, until it commits.</summary>
    internal Transaction? Creator { get; set; }

    /// <summary>The last value handed out, or the first to come where <c>IsCalled</c> is false.</summary>
    public (long Last, bool IsCalled) Current
    {
        get { lock (_lock) return (_last, _isCalled); }
    }

    /// <summary>Hands out as many values as <paramref name="values"/> holds; 2200H where the sequence ends.</summary>
    public void Take(SequenceEntry sequence, Span<long> values, Transaction transaction)
    {
        for (int done = 0; done < values.Length;)
        {
            long waitFor;
            lock (_lock)
            {
                if (_reservedIncrement != sequence.Options.Increment) _reserved = 0;
                while (done < values.Length && _reserved > 0)
                {
                    _last = Following(sequence, _last, _isCalled);
                    _isCalled = true;
                    _reserved--;
                    values[done++] = _last;
                }
                waitFor = _waitFor;
            }
            if (waitFor >= 0) WaitDurable(waitFor, transaction.Manager);
            if (done < values.Length) Reserve(sequence, values.Length - done, transaction);
        }
    }

    /// <summary>setval: the sequence goes on after the value, or with it.</summary>
    public void Set(SequenceEntry sequence, long value, bool isCalled, Transaction transaction)
    {
        if (value < sequence.Options.MinValue || value > sequence.Options.MaxValue)
            throw Errors.SequenceValueOutOfBounds(sequence.Name, value, sequence.Options.MinValue,
                sequence.Options.MaxValue);
        transaction.Manager.WithCommitsStopped(timestamp =>
        {
            lock (_lock)
            {
                Log(transaction, timestamp, value, isCalled);
                (_last, _isCalled, _reserved) = (value, isCalled, 0);
            }
            return 0;
        });
        if (_waitFor >= 0) WaitDurable(_waitFor, transaction.Manager);
    }

    /// <summary>The exact state for a checkpoint; the next value is logged anew. Under the commit lock.</summary>
    internal (long Last, bool IsCalled) Settle()
    {
        lock (_lock)
        {
            _reserved = 0;
            return (_last, _isCalled);
        }
    }

    /// <summary>What the log says, while it is read.</summary>
    internal void Restore(long last, bool isCalled) => (_last, _isCalled) = (last, isCalled);

    private void Reserve(SequenceEntry sequence, long wanted, Transaction transaction) =>
        transaction.Manager.WithCommitsStopped(timestamp =>
        {
            lock (_lock)
            {
                long end = _last, count = 0;
                bool isCalled = _isCalled;
                // A savepoint may cut the creator's log records: there every value is logged when it is taken.
                long most = Creator is not null
                    ? wanted
                    : Math.Max(Math.Max(wanted, sequence.Options.Cache), _block);
                while (count < most && (count == 0 || HasFollowing(sequence, end, isCalled)))
                {
                    end = Following(sequence, end, isCalled);
                    isCalled = true;
                    count++;
                }
                Log(transaction, timestamp, end, true);
                (_reserved, _reservedIncrement) = (count, sequence.Options.Increment);
                _block = Math.Min(LargestBlock, _block * 2);
            }
            return 0;
        });

    private void Log(Transaction transaction, ulong timestamp, long last, bool isCalled)
    {
        if (!transaction.IsLogged) return;
        if (Creator is { } creator)
        {
            CatalogCodec.SequenceValue(creator.Log.Begin(LogRecordKind.Catalog), Id, last, isCalled);
            creator.Log.End();
            return;
        }
        var records = new LogBuffer();
        CatalogCodec.SequenceValue(records.Begin(LogRecordKind.Catalog), Id, last, isCalled);
        records.End();
        records.Begin(LogRecordKind.Commit).UInt64(timestamp);
        records.End();
        _waitFor = transaction.Manager.Log!.Append(records);
    }

    private void WaitDurable(long position, TransactionManager manager)
    {
        manager.Log!.WaitDurable(position);
        lock (_lock)
        {
            if (_waitFor == position) _waitFor = -1;
        }
    }

    private static bool HasFollowing(SequenceEntry sequence, long last, bool isCalled)
    {
        SequenceOptions options = sequence.Options;
        if (!isCalled) return true;
        Int128 next = (Int128)last + options.Increment;
        return next >= options.MinValue && next <= options.MaxValue;
    }

    private static long Following(SequenceEntry sequence, long last, bool isCalled)
    {
        SequenceOptions options = sequence.Options;
        if (!isCalled) return last;
        if (HasFollowing(sequence, last, true)) return last + options.Increment;
        bool isUp = options.Increment > 0;
        if (options.IsCycling) return isUp ? options.MinValue : options.MaxValue;
        throw Errors.SequenceExhausted(sequence.Name, isUp, isUp ? options.MaxValue : options.MinValue);
    }
}

/// <summary>
/// A sequence in the catalog. Immutable but for its <see cref="State"/>, which all its versions share.
/// </summary>
/// <param name="OwnerTable">The table, in the same schema, it goes with (OWNED BY, SERIAL, IDENTITY), or null.</param>
public sealed record SequenceEntry(
    string Schema, string Name, SequenceOptions Options, SequenceState State, string? OwnerTable = null,
    string? OwnerColumn = null)
{
    /// <summary>COMMENT ON SEQUENCE, or null.</summary>
    public string? Comment { get; init; }

    /// <summary>The table that OWNED BY names without a column, or null. Sequence and table then stand and fall
    /// together, as in DuckDB.</summary>
    public string? OwnsWhole => OwnerColumn is null ? OwnerTable : null;
}
