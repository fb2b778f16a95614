using Grizzly.Common;

namespace Grizzly.Storage;

/// <summary>
/// A checkpoint being written: nothing it makes counts before its blocks are flushed, so that a failure leaves all as
/// it was.
/// </summary>
public sealed class CheckpointOutput(BlockFile blocks) : IDisposable
{
    private readonly BlockWriter _writer = new(blocks);
    private readonly ByteWriter _scratch = new(1 << 16);
    private readonly List<(IStoredPart Part, BlockRun? Old, BlockRun Run)> _written = [];
    private readonly List<(RowGroup Group, SavedGroup? Saved)> _saved = [];
    private readonly List<long> _left = [];
    private readonly long _end = blocks.WorthwhileEnd;
    private bool _isFlushed;
    private bool _isCommitted;

    public ByteWriter Metadata { get; } = new(1 << 16);

    /// <summary>Blocks of earlier checkpoints that this one does not reach, once it is committed.</summary>
    public List<long> Obsolete { get; } = [];

    /// <summary>Writes what is not on disk yet of a closed group, and where its segments are.</summary>
    internal void WriteClosed(RowGroup group, ColumnSegment[] segments)
    {
        foreach (ColumnSegment segment in segments)
        {
            LongWork.ThrowIfCancelled();
            BlockRun? run = segment.Run;
            if (run is null || run.Blocks.Max() >= _end)
            {
                BlockRun? old = run;
                run = old is null ? segment.Write(_writer, _scratch) : Copy(old);
                _written.Add((segment, old, run));
            }
            TableMetadata.WriteSegment(Metadata, segment.Zone, run);
        }
        if (group.Saved is not null) _saved.Add((group, null));
    }

    /// <summary>
    /// Writes a part of an index; it counts only once all is flushed. Returns where it is.
    /// </summary>
    internal BlockRun WritePart(IStoredPart part, ReadOnlySpan<byte> content)
    {
        LongWork.ThrowIfCancelled();
        BlockRun run = _writer.Append(content);
        _written.Add((part, part.Run, run));
        return run;
    }

    /// <summary>Whether a part that has not changed may stay where it is.</summary>
    internal bool MayStay(BlockRun run) => run.Blocks.Max() < _end;

    /// <summary>Copies a part that has not changed but lies too near the end of the file.</summary>
    internal BlockRun MovePart(IStoredPart part)
    {
        BlockRun run = Copy(part.Run!);
        _written.Add((part, part.Run, run));
        return run;
    }

    /// <summary>Writes a copy of an open group's rows; the copy's memory is freed.</summary>
    internal void WriteCopy(RowGroup group, ColumnSegment[] copies)
    {
        var columns = new (ZoneMap, BlockRun)[copies.Length];
        for (int i = 0; i < copies.Length; i++)
        {
            LongWork.ThrowIfCancelled();
            columns[i] = (copies[i].Zone, copies[i].Write(_writer, _scratch));
            copies[i].Drop();
        }
        var saved = new SavedGroup(copies[0].Count, columns);
        saved.WriteTo(Metadata);
        _saved.Add((group, saved));
    }

    /// <summary>All segments are written: they may be loaded from their new places.</summary>
    public void Flush()
    {
        _writer.Flush();
        foreach ((IStoredPart part, BlockRun? old, BlockRun run) in _written)
        {
            part.Place(run);
            if (old is not null) _left.AddRange(old.Blocks);
        }
        _isFlushed = true;
        foreach ((RowGroup group, _) in _saved)
        {
            if (group.Saved is { } old) Obsolete.AddRange(old.Blocks);
        }
    }

    /// <summary>The checkpoint is durable.</summary>
    public void Commit()
    {
        Release(_left);
        foreach ((RowGroup group, SavedGroup? saved) in _saved) group.Saved = saved;
        _isCommitted = true;
    }

    /// <summary>
    /// Gives back what an unfinished checkpoint took; its header may have reached the disk all the same, so blocks are
    /// only parked.
    /// </summary>
    public void Dispose()
    {
        _writer.Dispose();
        if (_isCommitted) return;
        if (_isFlushed) Release(_left);
        foreach ((_, SavedGroup? saved) in _saved)
        {
            if (saved is not null) Release(saved.Blocks);
        }
        if (_isFlushed) return;
        foreach ((_, _, BlockRun run) in _written) Release(run.Blocks);
    }

    /// <summary>Whether a copy may stay where it is: not so near the end of a file that could be shorter.</summary>
    internal bool MayStay(SavedGroup saved) => saved.Blocks.Max() < _end;

    private BlockRun Copy(BlockRun run)
    {
        _scratch.Clear();
        blocks.ReadRun(run, _scratch.Claim(run.Length));
        return _writer.Append(_scratch.Written);
    }

    private void Release(IEnumerable<long> released)
    {
        foreach (long block in released) blocks.Release(block);
    }
}

/// <summary>The copy of an open row group that the last checkpoint wrote.</summary>
internal sealed record SavedGroup(int Count, (ZoneMap Zone, BlockRun Run)[] Columns)
{
    public IEnumerable<long> Blocks => Columns.SelectMany(c => c.Run.Blocks);

    public void WriteTo(ByteWriter metadata)
    {
        foreach ((ZoneMap zone, BlockRun run) in Columns) TableMetadata.WriteSegment(metadata, zone, run);
    }
}
