using System.Buffers;
using System.IO.Hashing;
using Grizzly.Common;

namespace Grizzly.Storage;

/// <summary>Changes block payloads on their way to and from disk; the identity unless encryption is on.</summary>
/// <remarks>Works in place on the whole payload and keeps its length. Thread-safe.</remarks>
public interface IBlockTransform
{
    void Encode(long block, ulong checkpointId, Span<byte> payload);

    void Decode(long block, ulong checkpointId, Span<byte> payload);
}

/// <summary>
/// The database file as numbered, checksummed, reference-counted blocks under two alternating headers.
/// </summary>
/// <remarks>
/// Copy on write: blocks that the durable header reaches are never overwritten. <see cref="Release"/> therefore only
/// parks a block whose last reference goes; parked blocks become free when the next header is durable. Which blocks are
/// in use is not stored: opening counts the references in the metadata, so a free list can never disagree with it.
/// Thread-safe.
/// </remarks>
public sealed class BlockFile : IDisposable
{
    private readonly IFile _file;
    private readonly IBlockTransform? _transform;
    private readonly Lock _gate = new();
    private readonly SortedSet<long> _free = [];
    private readonly List<long> _parked = [];
    private readonly List<long> _freeAfterCheckpoint = [];
    private readonly List<int> _references = [];
    private DatabaseHeader _header;

    private BlockFile(IFile file, DatabaseHeader header, IBlockTransform? transform, bool isReadOnly)
    {
        _file = file;
        _header = header;
        _transform = transform;
        IsReadOnly = isReadOnly;
    }

    public string Path => _file.Path;

    public bool IsReadOnly { get; }

    internal DatabaseHeader Header => _header;

    /// <summary>True where the other header is neither whole nor empty: torn in a crash, or damaged.</summary>
    internal bool HasDamagedHeader { get; private set; }

    /// <summary>The checkpoint whose blocks are being written now.</summary>
    public ulong NextCheckpointId => _header.CheckpointId + 1;

    /// <summary>Blocks the file has room for.</summary>
    public long BlockCount
    {
        get { lock (_gate) return _references.Count; }
    }

    /// <summary>Blocks nobody refers to.</summary>
    public long FreeBlockCount
    {
        get { lock (_gate) return _free.Count + _parked.Count + _freeAfterCheckpoint.Count; }
    }

    /// <summary>Opens a database file, or creates it when missing and <paramref name="isReadOnly"/> is false.</summary>
    public static BlockFile Open(IFileSystem files, string path, bool isReadOnly, IBlockTransform? transform = null)
    {
        bool isNew = !isReadOnly && !files.Exists(path);
        IFile file = files.Open(path, isReadOnly ? FileOpening.Read : FileOpening.OpenOrCreate);
        try
        {
            bool isOtherDamaged = false;
            DatabaseHeader? header = isNew ? null : ReadHeader(file, out isOtherDamaged);
            if (header is null)
            {
                if (isReadOnly) throw Errors.NotADatabase(path);
                header = WriteFirstHeader(file);
                files.FlushDirectory(path);
            }
            var blocks = new BlockFile(file, header, transform, isReadOnly) { HasDamagedHeader = isOtherDamaged };
            blocks.AdoptLength(file.Length);
            return blocks;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A block with one reference, free until now; its content is undefined until written.</summary>
    public long Allocate()
    {
        if (IsReadOnly) throw Errors.ReadOnlyDatabase();
        lock (_gate)
        {
            long block;
            if (_free.Count > 0)
            {
                block = _free.Min;
                _free.Remove(block);
            }
            else
            {
                block = _references.Count;
                _references.Add(0);
            }
            Check.Assert(_references[(int)block] == 0);
            _references[(int)block] = 1;
            return block;
        }
    }

    /// <summary>
    /// Counts one more reference; used while metadata and log are read, so the number is not to be trusted.
    /// </summary>
    public void AddReference(long block)
    {
        lock (_gate)
        {
            if (block < 0 || block >= _references.Count)
                throw Errors.Corrupted($"block {block} lies outside \"{Path}\" ({_references.Count} blocks)",
                    BlockLayout.RestoreHint);
            if (_references[(int)block]++ == 0 && !_free.Remove(block)) _parked.Remove(block);
        }
    }

    /// <summary>Drops a reference; a block without any becomes free once the next checkpoint is durable, or at once
    /// when
    /// <paramref name="wasNeverPublished"/>: neither header nor log may reach it.</summary>
    public void Release(long block, bool wasNeverPublished = false)
    {
        lock (_gate)
        {
            Check.Assert(_references[(int)block] > 0);
            if (--_references[(int)block] > 0) return;
            if (wasNeverPublished) _free.Add(block);
            else _parked.Add(block);
        }
    }

    /// <summary>
    /// Where the file could end if blocks behind moved into free ones before; <see cref="long.MaxValue"/> where that
    /// would save little.
    /// </summary>
    internal long WorthwhileEnd
    {
        get
        {
            lock (_gate)
            {
                int free = _free.Count, total = _references.Count;
                return free >= 2 && free >= total / 8 ? total - free : long.MaxValue;
            }
        }
    }

    /// <summary>References to a block, for integrity checks.</summary>
    public int ReferencesTo(long block)
    {
        lock (_gate) return _references[(int)block];
    }

    /// <summary>
    /// Writes a whole block; the caller filled the payload, the 32 bytes before it are filled in here.
    /// </summary>
    /// <param name="buffer">256 KiB; scrambled by a transform if there is one.</param>
    public void Write(long block, Span<byte> buffer)
    {
        ulong checkpointId = NextCheckpointId;
        _transform?.Encode(block, checkpointId, buffer[BlockLayout.BlockHeaderBytes..]);
        BlockLayout.Seal(buffer, block, checkpointId);
        _file.Write(BlockLayout.OffsetOf(block), buffer);
    }

    /// <summary>Reads and verifies a whole block into <paramref name="buffer"/> (256 KiB).</summary>
    public void Read(long block, Span<byte> buffer)
    {
        int read = _file.Read(BlockLayout.OffsetOf(block), buffer);
        if (read != BlockLayout.BlockBytes)
            throw Errors.Corrupted($"file \"{Path}\" ends before block {block}", BlockLayout.RestoreHint);
        ulong checkpointId = BlockLayout.Verify(buffer, block, Path);
        _transform?.Decode(block, checkpointId, buffer[BlockLayout.BlockHeaderBytes..]);
    }

    /// <summary>Reads and verifies all bytes of a run, and no others: <paramref name="target"/> has its
    /// length.</summary>
    public void ReadRun(BlockRun run, Span<byte> target)
    {
        Check.Assert(target.Length == run.Length);
        if (run.Offset + (long)run.Length > (long)run.Blocks.Length * BlockLayout.PayloadBytes)
            throw Errors.Corrupted("a stored part reaches past its blocks", BlockLayout.RestoreHint);
        int within = run.Offset;
        Span<byte> rest = target;
        foreach (long block in run.Blocks)
        {
            int count = Math.Min(rest.Length, BlockLayout.PayloadBytes - within);
            ReadPayload(block, within, rest[..count]);
            rest = rest[count..];
            within = 0;
        }
        if (_transform is null && XxHash3.HashToUInt64(target) != run.Checksum)
            throw Errors.Corrupted(
                $"what block {run.Blocks[0]} of \"{Path}\" holds fails its checksum", BlockLayout.RestoreHint);
    }

    /// <summary>Bytes of a block's payload: not verified by themselves, unless the file is transformed block by
    /// block.</summary>
    internal void ReadPayload(long block, int offset, Span<byte> target)
    {
        if (_transform is null)
        {
            int read = _file.Read(BlockLayout.OffsetOf(block) + BlockLayout.BlockHeaderBytes + offset, target);
            if (read != target.Length)
                throw Errors.Corrupted($"file \"{Path}\" ends before block {block}", BlockLayout.RestoreHint);
            return;
        }
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BlockLayout.BlockBytes);
        try
        {
            Read(block, buffer.AsSpan(0, BlockLayout.BlockBytes));
            buffer.AsSpan(BlockLayout.BlockHeaderBytes + offset, target.Length).CopyTo(target);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Makes all blocks written so far durable.</summary>
    public void Flush() => _file.Flush();

    /// <summary>
    /// Before a checkpoint captures its state: what is unreferenced now is free once its header is durable; what is
    /// released meanwhile may be part of it and waits for the one after.
    /// </summary>
    internal void BeginCheckpoint()
    {
        lock (_gate)
        {
            _freeAfterCheckpoint.AddRange(_parked);
            _parked.Clear();
        }
    }

    /// <summary>
    /// Makes a checkpoint current: its blocks are made durable, then its header; then blocks of the one before are
    /// free.
    /// <paramref name="obsolete"/>: blocks to release that the new checkpoint does not reach.
    /// </summary>
    internal void CommitCheckpoint(
        long metadataRoot, ReadOnlySpan<byte> metadata, long logStart, IEnumerable<long> obsolete)
    {
        _file.Flush();
        DatabaseHeader next = _header with
        {
            CheckpointId = NextCheckpointId,
            MetadataRoot = metadataRoot,
            MetadataLength = metadata.Length,
            MetadataChecksum = XxHash3.HashToUInt64(metadata),
            BlockCount = BlockCount,
            LogStart = logStart,
        };
        _file.Write((long)(next.CheckpointId % 2) * BlockLayout.HeaderSlotBytes, next.ToBytes());
        _file.Flush();
        _header = next;
        HasDamagedHeader = false;
        lock (_gate)
        {
            foreach (long block in _freeAfterCheckpoint) _free.Add(block);
            _freeAfterCheckpoint.Clear();
        }
        foreach (long block in obsolete) Release(block, wasNeverPublished: true);
        TruncateTail();
    }

    /// <summary>
    /// After metadata and log were read: every block without a reference is free, except those that the log gave up,
    /// which the header still reaches.
    /// </summary>
    internal void FinishOpening()
    {
        lock (_gate)
        {
            HashSet<long> parked = [.. _parked];
            for (int block = 0; block < _references.Count; block++)
            {
                if (_references[block] == 0 && !parked.Contains(block)) _free.Add(block);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private void TruncateTail()
    {
        lock (_gate)
        {
            int count = _references.Count;
            while (count > 0 && _free.Contains(count - 1)) count--;
            if (count == _references.Count) return;
            try
            {
                _file.SetLength(BlockLayout.OffsetOf(count));
            }
            catch (GrizzlyException)
            {
                // The checkpoint stands; a later one will cut the file.
                return;
            }
            for (int block = _references.Count - 1; block >= count; block--) _free.Remove(block);
            _references.RemoveRange(count, _references.Count - count);
        }
    }

    private void AdoptLength(long length)
    {
        long whole = Math.Max(0, (length - BlockLayout.BlocksStart) / BlockLayout.BlockBytes);
        if (whole > int.MaxValue / 2) throw Errors.Corrupted($"file \"{Path}\" is larger than a database can be");
        for (long i = 0; i < whole; i++) _references.Add(0);
    }

    /// <summary>
    /// The newer of the two headers; null for a file whose making was cut short.
    /// </summary>
    private static DatabaseHeader? ReadHeader(IFile file, out bool isOtherDamaged)
    {
        byte[] slots = new byte[BlockLayout.BlocksStart];
        int read = file.Read(0, slots);
        Span<byte> left = slots.AsSpan(0, BlockLayout.HeaderSlotBytes), right = slots.AsSpan(left.Length);
        DatabaseHeader? first = read < left.Length ? null : DatabaseHeader.Parse(left, file.Path);
        DatabaseHeader? second = read < slots.Length ? null : DatabaseHeader.Parse(right, file.Path);
        isOtherDamaged = (first is null && left.ContainsAnyExcept((byte)0))
            || (second is null && (read < slots.Length || right.ContainsAnyExcept((byte)0)));
        DatabaseHeader? newest = second is null || first?.CheckpointId > second.CheckpointId ? first ?? second : second;
        if (newest is not null) return newest;

        // The first header ever goes into the second slot: a crash meanwhile leaves nothing else in the file.
        bool isUnborn = file.Length <= slots.Length && !left.ContainsAnyExcept((byte)0)
            && (DatabaseHeader.IsCutShort(right) || DatabaseHeader.HasMagic(right));
        if (isUnborn) return null;
        if (DatabaseHeader.HasMagic(left) || DatabaseHeader.HasMagic(right))
            throw Errors.Corrupted($"both headers of \"{file.Path}\" are damaged", BlockLayout.RestoreHint);
        throw Errors.NotADatabase(file.Path);
    }

    /// <summary>
    /// Raises XX001 where blocks of a later checkpoint show that the header of that one is the damaged one. Not to be
    /// asked where a log follows this checkpoint: then the later one was never completed.
    /// </summary>
    internal void RequireNewestHeader()
    {
        byte[] buffer = new byte[BlockLayout.BlockBytes];
        for (long block = 0; block < BlockCount; block++)
        {
            if (_file.Read(BlockLayout.OffsetOf(block), buffer) < buffer.Length) return;
            if (BlockLayout.IsWhole(buffer, block, out ulong writtenBy) && writtenBy > _header.CheckpointId)
            {
                throw Errors.Corrupted($"the newer header of \"{Path}\" is damaged", BlockLayout.RestoreHint);
            }
        }
    }

    private static DatabaseHeader WriteFirstHeader(IFile file)
    {
        var header = new DatabaseHeader { DatabaseId = Guid.NewGuid(), CheckpointId = 1 };
        file.SetLength(BlockLayout.BlocksStart);
        file.Write(BlockLayout.HeaderSlotBytes, header.ToBytes());
        file.Flush();
        return header;
    }
}
