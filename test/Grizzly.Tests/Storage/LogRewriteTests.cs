using Grizzly.Storage;
using Grizzly.Transactions;

namespace Grizzly.Tests.Storage;

public sealed class LogRewriteTests
{
    [Test]
    public void A_log_started_over_twice_with_frames_to_keep_is_found_under_its_name()
    {
        var files = new SimulatedFileSystem();
        var database = Guid.NewGuid();
        WriteAheadLog log = WriteAheadLog.Create(files, "/a.wal", database, 1);
        for (ulong checkpoint = 2; checkpoint < 5; checkpoint++)
        {
            log.Append(Records(checkpoint));
            long keepFrom = log.Position;
            log.Flush(log.Append(Records(checkpoint * 10)));
            log.StartOver(checkpoint, keepFrom);
        }
        log.Flush(log.Append(Records(99)));
        Assert.That(files.List("/", "a.wal"), Has.Count.EqualTo(1));
        log.Dispose();
        using Common.IFile file = files.Open("/a.wal", Common.FileOpening.Read);
        WalReader reader = WalReader.TryOpen(file)!;
        var seen = new Seen();
        reader.Replay(0, seen);
        Assert.That(reader.CheckpointId, Is.EqualTo(4));
        Assert.That(seen.Commits, Is.EqualTo(new ulong[] { 40, 99 }));
    }

    private static LogBuffer Records(ulong timestamp)
    {
        var records = new LogBuffer();
        records.Begin(LogRecordKind.Commit).UInt64(timestamp);
        records.End();
        return records;
    }

    private sealed class Seen : ILogHandler
    {
        public List<ulong> Commits { get; } = [];

        public void Replay(LogRecordKind kind, ReadOnlySpan<byte> payload)
        {
        }

        public void ReplayCommit(ulong commitTimestamp) => Commits.Add(commitTimestamp);
    }
}
