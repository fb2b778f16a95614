using System.Buffers;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>
/// One column of one closed row group: always its zone map, its hot form while pinned or while there is room.
/// Thread-safe.
/// </summary>
public sealed unsafe class ColumnSegment : BufferEntry, IStoredPart
{
    private const int MostRowsAlone = 8, MostLookupsAlone = 4;
    private readonly StorageContext _context;
    private int _lookups;
    private HotSegment? _hot;
    private BlockRun? _run;
    private TemporaryFile? _spillFile;
    private int _spillLength;

    private ColumnSegment(StorageContext context, PhysicalType type, ZoneMap zone) : base(context.Buffers)
    {
        _context = context;
        Type = type;
        Zone = zone;
    }

    public PhysicalType Type { get; }

    public ZoneMap Zone { get; }

    public int Count => Zone.RowCount;

    /// <summary>The hot form; only while pinned.</summary>
    public HotSegment Hot => _hot ?? throw Errors.Internal("a segment is read without being pinned");

    /// <summary>Where the segment is in the database file, or null while it is only in memory.</summary>
    public BlockRun? Run => Volatile.Read(ref _run);

    /// <inheritdoc/>
    public override long LoadedBytes => _hot?.Bytes ?? 0;

    /// <summary>Takes over a segment made in memory.</summary>
    public static ColumnSegment FromHot(StorageContext context, HotSegment hot, ZoneMap zone)
    {
        var segment = new ColumnSegment(context, hot.Type, zone) { _hot = hot };
        segment.AdoptLoaded();
        return segment;
    }

    /// <summary>
    /// A segment in the database file; its blocks have been counted (<see cref="BlockFile.AddReference"/>).
    /// </summary>
    public static ColumnSegment FromRun(StorageContext context, PhysicalType type, ZoneMap zone, BlockRun run) =>
        new(context, type, zone) { _run = run };

    /// <summary>
    /// Encodes and appends to the file; the place counts only once the caller, having flushed, calls <see
    /// cref="Place"/>.
    /// </summary>
    internal BlockRun Write(BlockWriter writer, ByteWriter scratch)
    {
        Pin();
        try
        {
            scratch.Clear();
            SegmentCodec.Encode(Hot, scratch, _context.Allocator);
            return writer.Append(scratch.Written);
        }
        finally
        {
            Unpin();
        }
    }

    /// <summary>From now on the segment can be loaded from there.</summary>
    public void Place(BlockRun run) => Volatile.Write(ref _run, run);

    /// <summary>
    /// Gives up the segment: its memory and, unless they were never published, after the next checkpoint its blocks.
    /// </summary>
    internal void Release(bool wasNeverPublished = false)
    {
        Drop();
        if (Interlocked.Exchange(ref _run, null) is { } run)
        {
            foreach (long block in run.Blocks) _context.Blocks!.Release(block, wasNeverPublished);
        }
        Interlocked.Exchange(ref _spillFile, null)?.Dispose();
    }

    /// <inheritdoc/>
    protected override bool CanUnload
    {
        get
        {
            if (Run is not null || _spillFile is not null) return true;
            try
            {
                var bytes = new ByteWriter(64 * 1024);
                SegmentCodec.Encode(_hot!, bytes, _context.Allocator);
                TemporaryFile file = _context.Spill.Create();
                file.Append(bytes.Written);
                _spillLength = bytes.Length;
                _spillFile = file;
                return true;
            }
            catch (GrizzlyException)
            {
                // No room to save it: it stays, and whoever wanted the memory hears about that.
                return false;
            }
        }
    }

    /// <summary>
    /// result[i] = row rows[i], out of the stored bytes: the first few lookups in a segment that is not in memory need
    /// not decode all of it. False where the segment should be pinned instead.
    /// </summary>
    internal bool TryGatherStored(uint* rows, int count, ColumnVector result)
    {
        if (count > MostRowsAlone || IsLoaded || Run is not { } run) return false;
        if (Interlocked.Increment(ref _lookups) > MostLookupsAlone) return false;
        byte[] bytes = ReadStored(run, run.Length);
        try
        {
            fixed (byte* at = bytes)
            {
                using HotSegment? some = SegmentCodec.TryDecodeRows(
                    at, run.Length, Type, Count, new ReadOnlySpan<uint>(rows, count), _context.Allocator);
                if (some is null) return false;
                uint* all = stackalloc uint[MostRowsAlone];
                for (uint i = 0; i < count; i++) all[i] = i;
                some.Gather(all, count, result);
                return true;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <inheritdoc/>
    protected override void Load()
    {
        BlockRun? run = Run;
        int length = run?.Length ?? _spillLength;
        byte[] bytes = ReadStored(run, length);
        try
        {
            fixed (byte* at = bytes) _hot = SegmentCodec.Decode(at, length, Type, Count, _context.Allocator);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>The encoded bytes, in a rented array with room for readers that look ahead.</summary>
    private byte[] ReadStored(BlockRun? run, int length)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(length + MemoryAllocator.Padding);
        try
        {
            if (run is not null) _context.Blocks!.ReadRun(run, bytes.AsSpan(0, length));
            else _spillFile!.Read(0, bytes.AsSpan(0, length));
            return bytes;
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(bytes);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Unload()
    {
        _hot?.Dispose();
        _hot = null;
    }
}
