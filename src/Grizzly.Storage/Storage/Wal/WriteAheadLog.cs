using System.Security.Cryptography;
using Grizzly.Common;
using Grizzly.Transactions;

namespace Grizzly.Storage;

/// <summary>When a commit may be acknowledged.</summary>
public enum SynchronousMode
{
    /// <summary>After its log records are on stable storage: survives power loss.</summary>
    Full,

    /// <summary>
    /// After they are with the operating system: survives a crash of the process; checkpoints still flush.
    /// </summary>
    Normal,

    /// <summary>As Normal, and nothing but checkpoints ever flushes the log.</summary>
    Off,
}

/// <summary>Appends transactions to the log and makes them durable, one flush for all that wait. Thread-safe.</summary>
/// <remarks>
/// A failed write leaves the log as it was: the next append overwrites the torn frames. A failed flush is final,
/// because what the disk kept is unknown: <see cref="Failure"/> is set and every later append raises 58030 until the
/// database is reopened.
/// </remarks>
public sealed class WriteAheadLog : IDisposable
{
    private const int GrowthBytes = 1 << 20;
    private readonly IFileSystem _files;
    private readonly Guid _databaseId;
    private readonly Lock _writeGate = new();
    private readonly object _flushGate = new();

    /// <summary>Where the log is found: files take their final name only once they are whole.</summary>
    private readonly string _path;

    /// <summary>Null until the first transaction of a new log.</summary>
    private IFile? _file;
    private ulong _checksum;
    private long _written;
    private long _reserved;
    private long _durable;
    private bool _isFlushing;

    private WriteAheadLog(IFileSystem files, IFile? file, string path, Guid databaseId, ulong checkpointId)
    {
        _files = files;
        _path = path;
        _file = file;
        _databaseId = databaseId;
        CheckpointId = checkpointId;
    }

    /// <summary>The log that belongs to a database file.</summary>
    public static string PathFor(string databasePath) => databasePath + ".wal";

    /// <summary>What a log is called until it is whole.</summary>
    private static string UnfinishedPathFor(string path) => path + ".new";

    /// <summary>Deletes the log that a writer was making when it was killed.</summary>
    internal static void DeleteUnfinished(IFileSystem files, string path)
    {
        if (files.Exists(UnfinishedPathFor(path))) files.Delete(UnfinishedPathFor(path));
    }

    /// <summary>The checkpoint this log follows.</summary>
    public ulong CheckpointId { get; private set; }

    public SynchronousMode Synchronous { get; set; }

    /// <summary>Why the log accepts no more writes, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Accepts no more writes from now on.</summary>
    internal void Fail(string reason)
    {
        lock (_flushGate) Failure ??= reason;
    }

    /// <summary>End of the last whole transaction, in bytes from the start of the file.</summary>
    public long Position
    {
        get { lock (_writeGate) return _written; }
    }

    /// <summary>
    /// A new, empty log following <paramref name="checkpointId"/>. Its file is made with the first transaction, so that
    /// opening a database to read it writes nothing.
    /// </summary>
    public static WriteAheadLog Create(IFileSystem files, string path, Guid databaseId, ulong checkpointId) =>
        new(files, null, path, databaseId, checkpointId)
        {
            _written = LogFormat.HeaderBytes, _durable = LogFormat.HeaderBytes, _reserved = LogFormat.HeaderBytes,
        };

    /// <summary>Goes on with a log that was read: what follows the last whole transaction is cut off.</summary>
    internal static WriteAheadLog Continue(IFileSystem files, IFile file, WalReader reader)
    {
        var log = new WriteAheadLog(files, file, file.Path, reader.DatabaseId, reader.CheckpointId)
        {
            _written = reader.ValidLength,
            _durable = reader.ValidLength,
            _reserved = reader.ValidLength,
            _checksum = reader.LastChecksum,
        };
        file.SetLength(reader.ValidLength);
        file.Flush();
        return log;
    }

    /// <summary>Makes the file where there is none yet: before a header is written, so that one cut short can be told
    /// from one that was damaged later by the log that follows the header before.</summary>
    internal void RequireFile()
    {
        lock (_writeGate)
        {
            if (_file is null) MakeFile();
        }
    }

    /// <summary>Writes the transaction's frames; returns the position to pass to <see cref="WaitDurable"/>.</summary>
    /// <remarks>The caller's order of calls is the order of commits.</remarks>
    public long Append(LogBuffer transaction)
    {
        lock (_writeGate)
        {
            if (Failure is not null) throw Errors.WritesDisabled(Failure);
            if (_file is null) MakeFile();
            ulong checksum = transaction.Seal(_checksum);
            long position = _written;
            Reserve(position + transaction.Length);
            for (int i = 0; i < transaction.ChunkCount; i++)
            {
                ReadOnlySpan<byte> bytes = transaction.Chunk(i);
                _file!.Write(position, bytes);
                position += bytes.Length;
            }
            _written = position;
            _checksum = checksum;
            return position;
        }
    }

    /// <summary>
    /// Returns when everything before <paramref name="position"/> is as durable as <see cref="Synchronous"/> asks.
    /// </summary>
    public void WaitDurable(long position)
    {
        if (Synchronous == SynchronousMode.Full) Flush(position);
    }

    /// <summary>Flushes up to <paramref name="position"/>; one of the waiting threads flushes for all.</summary>
    public void Flush(long position)
    {
        lock (_flushGate)
        {
            while (true)
            {
                if (_durable >= position) return;
                if (Failure is not null) throw Errors.WritesDisabled(Failure);
                if (!_isFlushing) break;
                Monitor.Wait(_flushGate);
            }
            _isFlushing = true;
        }
        long target = Position;
        GrizzlyException? error = null;
        try { _file!.Flush(); }
        catch (GrizzlyException caught) { error = caught; }
        lock (_flushGate)
        {
            _isFlushing = false;
            if (error is null) _durable = Math.Max(_durable, target);
            else Failure = $"flushing the log failed ({error.Detail})";
            Monitor.PulseAll(_flushGate);
        }
        if (error is not null) throw error;
    }

    /// <summary>
    /// After checkpoint <paramref name="checkpointId"/> is durable: keeps only the frames from <paramref
    /// name="keepFrom"/> on. The caller makes sure that nobody appends meanwhile.
    /// </summary>
    internal void StartOver(ulong checkpointId, long keepFrom)
    {
        lock (_flushGate)
        {
            while (_isFlushing) Monitor.Wait(_flushGate);
            _isFlushing = true;
        }
        try
        {
            Rewrite(checkpointId, keepFrom);
        }
        catch (GrizzlyException error)
        {
            // The old log no longer follows the newest checkpoint, or is half gone.
            Fail($"starting the log over failed ({error.Detail})");
            throw;
        }
        finally
        {
            lock (_flushGate)
            {
                _isFlushing = false;
                Monitor.PulseAll(_flushGate);
            }
        }
    }

    private void Rewrite(ulong checkpointId, long keepFrom)
    {
        lock (_writeGate)
        {
            if (_file is null)
            {
                CheckpointId = checkpointId;
                return;
            }
            string temporary = UnfinishedPathFor(_path);
            IFile target = _files.Open(temporary, FileOpening.CreateOrReplace);
            try
            {
                var fresh = new WriteAheadLog(_files, target, _path, _databaseId, checkpointId);
                fresh.WriteHeader();
                fresh.CopyFrames(_file, keepFrom, _written);
                target.Flush();
                _files.Rename(temporary, _path);
                _files.FlushDirectory(_path);
                IFile old = _file;
                _file = target;
                old.Dispose();
                (_checksum, _written, _reserved, CheckpointId) =
                    (fresh._checksum, fresh._written, fresh._written, checkpointId);
                lock (_flushGate) _durable = _written;
            }
            catch
            {
                target.Dispose();
                throw;
            }
        }
    }

    /// <summary>Closes the log; <paramref name="deleteFile"/> when a checkpoint holds everything.</summary>
    public void Close(bool deleteFile)
    {
        bool isThere = _file is not null || _files.Exists(_path);
        if (!deleteFile && Failure is null) _file?.SetLength(_written);
        _file?.Dispose();
        if (deleteFile && isThere) _files.Delete(_path);
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>Under another name until it is whole: a log whose header cannot be read is then always a damaged
    /// one.</summary>
    private void MakeFile()
    {
        string temporary = UnfinishedPathFor(_path);
        _file = _files.Open(temporary, FileOpening.CreateOrReplace);
        try
        {
            WriteHeader();
            _files.Rename(temporary, _path);
            _files.FlushDirectory(_path);
        }
        catch
        {
            _file.Dispose();
            _file = null;
            throw;
        }
    }

    private void WriteHeader()
    {
        ulong salt = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
        _file!.SetLength(0);
        _file.Write(0, LogFormat.Header(_databaseId, CheckpointId, salt));
        _file.Flush();
        _checksum = salt;
        _written = _reserved = LogFormat.HeaderBytes;
        lock (_flushGate) _durable = _written;
    }

    private void CopyFrames(IFile source, long from, long to)
    {
        byte[] head = new byte[LogFormat.FrameHeaderBytes];
        var frame = new ByteWriter();
        for (long at = from; at < to;)
        {
            source.Read(at, head);
            int length = LogFormat.FrameHeaderBytes + LogFormat.PayloadLength(head);
            frame.Clear();
            Span<byte> bytes = frame.Claim(length);
            source.Read(at, bytes);
            _checksum = LogFormat.Checksum(bytes, _checksum);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], _checksum);
            _file!.Write(_written, bytes);
            _written += length;
            at += length;
        }
        _reserved = _written;
    }

    /// <summary>
    /// Grows the file ahead in steps of 1 MiB, so that a commit's flush need not also write a new file length.
    /// </summary>
    private void Reserve(long end)
    {
        if (end <= _reserved) return;
        long target = end + GrowthBytes;
        _file!.SetLength(target);
        _reserved = target;
    }
}
