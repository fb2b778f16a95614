using Grizzly.Common;
using Grizzly.Storage;

namespace Grizzly.Indexes;

/// <summary>How an index goes into a checkpoint, and comes out of one.</summary>
/// <remarks>Metadata: root + 1, entries, pages, and per page 0 or 1 and its place. Pages are written under the latch,
/// as many bytes as their entries take: copying, without waiting for the disk.</remarks>
public sealed partial class TableIndex
{
    private readonly Lock _releaseGate = new();
    private bool _isCheckpointing;
    private bool _isReleased;

    void ITableIndex.BeginCheckpoint()
    {
        lock (_releaseGate) _isCheckpointing = true;
    }

    void ITableIndex.EndCheckpoint()
    {
        lock (_releaseGate)
        {
            _isCheckpointing = false;
            if (_isReleased) ClearTree();
        }
    }

    void ITableIndex.Release()
    {
        lock (_releaseGate)
        {
            Volatile.Write(ref _isReleased, true);
            if (!_isCheckpointing) ClearTree();
        }
    }

    /// <summary>Whoever still holds the index from before finds nothing and enters nothing.</summary>
    private void ClearTree()
    {
        _latch.EnterWrite();
        try
        {
            _tree.Clear();
        }
        finally
        {
            _latch.ExitWrite();
        }
    }

    void ITableIndex.WriteCheckpoint(Func<long, bool> isInCheckpoint, CheckpointOutput output)
    {
        var content = new ByteWriter(IndexPage.PageBytes);
        _latch.EnterWrite();
        try
        {
            IndexPages pages = _tree.Pages;
            output.Metadata.VarInt((ulong)(_tree.Root + 1));
            output.Metadata.VarInt((ulong)_tree.EntryCount);
            output.Metadata.VarInt((ulong)pages.Count);
            for (int number = 0; number < pages.Count; number++)
            {
                IndexPage? page = pages.PageOrNull(number);
                output.Metadata.Bool(page is not null);
                if (page is not null)
                    TableMetadata.WriteRun(output.Metadata, WritePage(page, _latch, isInCheckpoint, output, content));
            }
        }
        finally
        {
            _latch.ExitWrite();
        }
    }

    void ITableIndex.PrepareRowIds(Func<long, long> map)
    {
        _latch.EnterWrite();
        try
        {
            _tree.Prepare(map);
        }
        finally
        {
            _latch.ExitWrite();
        }
    }

    void ITableIndex.FinishRowIds(bool adopt)
    {
        _latch.EnterWrite();
        try
        {
            if (adopt) _tree.Adopt();
            else _tree.Forget();
        }
        finally
        {
            _latch.ExitWrite();
        }
    }

    /// <summary>Takes over what a checkpoint holds of this index; its bytes are not trusted.</summary>
    public void Load(ReadOnlySpan<byte> metadata)
    {
        var reader = new ByteReader(metadata);
        int root = reader.Bounded(int.MaxValue - 1) - 1;
        long entries = (long)reader.VarInt();
        int count = reader.Count();
        for (int i = 0; i < count; i++) _tree.Pages.AddStored(reader.Bool() ? TableMetadata.ReadRun(ref reader) : null);
        if (!reader.AtEnd) throw Errors.Corrupted("an index's metadata goes on after its end");
        _tree.Attach(root, Math.Max(0, entries));
        NeedsBuild = false;
    }

    private static BlockRun WritePage(
        IndexPage page, IndexLatch latch, Func<long, bool> isInCheckpoint, CheckpointOutput output, ByteWriter content)
    {
        var part = new PagePart(page, latch);
        if (!page.IsDirty && page.Run is { } run) return output.MayStay(run) ? run : output.MovePart(part);
        page.Pin();
        try
        {
            content.Clear();
            part.HasLeftOut = page.Write(content, isInCheckpoint);
            return output.WritePart(part, content.Written);
        }
        finally
        {
            page.Unpin();
        }
    }

    /// <summary>A page as written at one moment; it may have changed when the checkpoint is complete.</summary>
    private sealed class PagePart(IndexPage page, IndexLatch latch) : IStoredPart
    {
        private readonly long _version = page.Version;

        public bool HasLeftOut { get; set; }

        public BlockRun? Run => page.Run;

        public void Place(BlockRun run)
        {
            // A writer must not change the page between the question and the answer.
            latch.EnterWrite();
            try
            {
                page.Place(run, !HasLeftOut && page.Version == _version);
            }
            finally
            {
                latch.ExitWrite();
            }
        }
    }
}
