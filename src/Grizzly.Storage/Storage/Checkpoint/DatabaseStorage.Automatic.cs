using Grizzly.Common;

namespace Grizzly.Storage;

/// <summary>Checkpoints that nobody asked for: they keep the log from growing without bound.</summary>
/// <remarks>
/// A commit that finds the log longer than the threshold has a checkpoint written in the background, while readers and
/// writers go on; one that finds it four times as long writes it itself, so that writers cannot outrun it. A failure
/// (no space, a damaged disk) fails no commit, for what was committed is in the log: it is kept in
/// <see cref="CheckpointFailure"/>, and the next attempt comes after as many bytes again.
/// </remarks>
public sealed partial class DatabaseStorage
{
    private const int MostThresholds = 4;
    private long _checkpointThreshold;
    private long _checkpointAt = long.MaxValue;
    private int _isCheckpointing;

    /// <summary>Bytes of log after which a checkpoint is written by itself; 0: never.</summary>
    public long CheckpointThreshold
    {
        get => _checkpointThreshold;
        set
        {
            _checkpointThreshold = value;
            Volatile.Write(ref _checkpointAt, value <= 0 ? long.MaxValue : value);
        }
    }

    /// <summary>Why the last automatic checkpoint failed, or null.</summary>
    public string? CheckpointFailure { get; private set; }

    /// <summary>Called by a commit whose records end at <paramref name="position"/>, holding no locks.</summary>
    private void BoundLog(long position)
    {
        if (CheckpointFailure is null && position >= MostThresholds * _checkpointThreshold)
            WriteAutomaticCheckpoint();
        else if (Interlocked.Exchange(ref _isCheckpointing, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(storage => storage.WriteAutomaticCheckpoint(), this, false);
    }

    private void WriteAutomaticCheckpoint()
    {
        try
        {
            lock (_checkpointGate)
            {
                if (!_isClosed && LogBytes >= _checkpointThreshold) CheckpointLocked();
            }
        }
        catch (Exception error)
        {
            // On a thread of the pool there is nobody to tell: whoever asks for a checkpoint meets the cause itself.
            CheckpointFailure = error is GrizzlyException known ? known.Detail : error.Message;
        }
        finally
        {
            // After a failure the log must grow by another threshold before the next attempt.
            long next = CheckpointFailure is null ? 0 : LogBytes;
            if (_checkpointThreshold > 0) Volatile.Write(ref _checkpointAt, next + _checkpointThreshold);
            Volatile.Write(ref _isCheckpointing, 0);
        }
    }
}
