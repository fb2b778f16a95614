using Grizzly.Common;
using Grizzly.Transactions;

namespace Grizzly.Storage;

/// <summary>Receives the records of committed transactions, in commit order, while a database is opened.</summary>
public interface ILogHandler
{
    /// <summary>One record; the payload is only valid during the call and is input: check everything.</summary>
    void Replay(LogRecordKind kind, ReadOnlySpan<byte> payload);

    /// <summary>All records of a transaction were replayed.</summary>
    void ReplayCommit(ulong commitTimestamp);
}

/// <summary>Reads a log to its first bad frame. Bad bytes never raise: they end the log and are reported.</summary>
internal sealed class WalReader
{
    private readonly IFile _file;

    private WalReader(IFile file) => _file = file;

    public Guid DatabaseId { get; private set; }

    public ulong CheckpointId { get; private set; }

    /// <summary>End of the last whole transaction.</summary>
    public long ValidLength { get; private set; }

    /// <summary>Chain value to go on from.</summary>
    public ulong LastChecksum { get; private set; }

    public long TransactionCount { get; private set; }

    /// <summary>What was cut off and why, or null when the log ended cleanly.</summary>
    public string? CutReport { get; private set; }

    /// <summary>A reader, or null where the file has no valid header; XX001 for a newer version's log.</summary>
    public static WalReader? TryOpen(IFile file)
    {
        byte[] header = new byte[LogFormat.HeaderBytes];
        if (file.Read(0, header) < header.Length) return null;
        if (!LogFormat.TryParseHeader(
            header, out Guid databaseId, out ulong checkpointId, out ulong salt, out uint version)) return null;
        if (version > LogFormat.Version) throw Errors.NewerVersion(file.Path, version, LogFormat.Version);
        return new WalReader(file)
        {
            DatabaseId = databaseId,
            CheckpointId = checkpointId,
            LastChecksum = salt,
            ValidLength = LogFormat.HeaderBytes,
        };
    }

    /// <summary>
    /// Replays whole transactions that start at or after <paramref name="start"/>; earlier ones are only checked.
    /// </summary>
    public void Replay(long start, ILogHandler handler)
    {
        long fileLength = _file.Length;
        long at = ValidLength;
        ulong checksum = LastChecksum;
        var frames = new List<byte[]>();
        byte[] head = new byte[LogFormat.FrameHeaderBytes];
        while (true)
        {
            byte[]? frame = ReadFrame(at, fileLength, head, checksum);
            if (frame is null) break;
            checksum = LogFormat.StoredChecksum(frame);
            at += frame.Length;
            frames.Add(frame);
            if (LogFormat.Kind(frame) != LogRecordKind.Commit) continue;
            if (at - frames.Sum(f => (long)f.Length) >= start) Apply(frames, handler);
            frames.Clear();
            ValidLength = at;
            LastChecksum = checksum;
            TransactionCount++;
        }
        ReportTail(fileLength, frames.Count);
    }

    private static void Apply(List<byte[]> frames, ILogHandler handler)
    {
        foreach (byte[] frame in frames)
        {
            ReadOnlySpan<byte> payload = frame.AsSpan(LogFormat.FrameHeaderBytes);
            LogRecordKind kind = LogFormat.Kind(frame);
            if (kind == LogRecordKind.Commit) handler.ReplayCommit(new ByteReader(payload).UInt64());
            else handler.Replay(kind, payload);
        }
    }

    private byte[]? ReadFrame(long at, long fileLength, byte[] head, ulong previous)
    {
        if (at + LogFormat.FrameHeaderBytes > fileLength || _file.Read(at, head) < head.Length) return null;
        long length = LogFormat.PayloadLength(head);
        if (length < 0 || head[4] == 0 || at + LogFormat.FrameHeaderBytes + length > fileLength) return null;
        byte[] frame = new byte[LogFormat.FrameHeaderBytes + length];
        if (_file.Read(at, frame) < frame.Length) return null;
        return LogFormat.Checksum(frame, previous) == LogFormat.StoredChecksum(frame) ? frame : null;
    }

    /// <summary>
    /// Space reserved ahead is zeros; anything else after the last whole transaction was lost in a crash.
    /// </summary>
    private void ReportTail(long fileLength, int unfinishedFrames)
    {
        byte[] buffer = new byte[64 * 1024];
        for (long at = ValidLength; at < fileLength;)
        {
            int read = _file.Read(at, buffer);
            if (read == 0) return;
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                CutReport = $"the log \"{_file.Path}\" was cut at byte {ValidLength}: the "
                    + $"{fileLength - ValidLength} bytes after it hold no whole transaction "
                    + $"({unfinishedFrames} whole records)";
                return;
            }
            at += read;
        }
    }
}
