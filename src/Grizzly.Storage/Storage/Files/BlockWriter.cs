using System.IO.Hashing;
using Grizzly.Common;

namespace Grizzly.Storage;

/// <summary>Where bytes of a stream of blocks lie.</summary>
/// <param name="Blocks">The blocks the bytes touch, in order; each holds one reference for this run.</param>
/// <param name="Offset">Of the first byte in the first block's payload.</param>
/// <param name="Checksum">XxHash3 of the bytes: they can be read and believed without the rest of their blocks.</param>
public sealed record BlockRun(long[] Blocks, int Offset, int Length, ulong Checksum);

/// <summary>
/// Packs runs of bytes into blocks; a block may hold the end of one run and the start of the next. Not thread-safe.
/// </summary>
public sealed class BlockWriter(BlockFile file) : IDisposable
{
    private readonly byte[] _buffer = new byte[BlockLayout.BlockBytes];
    private long _block = -1;
    private int _used;

    /// <summary>
    /// Appends bytes; they are on their way to disk only after <see cref="Flush"/> (or when their block is full). After
    /// an error nothing is kept of them.
    /// </summary>
    public BlockRun Append(ReadOnlySpan<byte> bytes)
    {
        if (_block < 0 || _used == BlockLayout.PayloadBytes) Start();
        int length = bytes.Length, offset = _used;
        ulong checksum = XxHash3.HashToUInt64(bytes);
        var blocks = new List<long>();
        try
        {
            while (true)
            {
                file.AddReference(_block);
                blocks.Add(_block);
                int count = Math.Min(bytes.Length, BlockLayout.PayloadBytes - _used);
                bytes[..count].CopyTo(_buffer.AsSpan(BlockLayout.BlockHeaderBytes + _used));
                _used += count;
                bytes = bytes[count..];
                if (bytes.Length == 0) return new BlockRun([.. blocks], offset, length, checksum);
                Start();
            }
        }
        catch
        {
            foreach (long block in blocks) file.Release(block, wasNeverPublished: true);
            throw;
        }
    }

    /// <summary>Writes the last, partly filled block. Appending afterwards starts a new block.</summary>
    public void Flush()
    {
        if (_block < 0) return;
        long block = _block;
        _block = -1;
        _buffer.AsSpan(BlockLayout.BlockHeaderBytes + _used).Clear();
        try
        {
            file.Write(block, _buffer);
        }
        finally
        {
            // The writer's own reference ends; those of the runs keep the block.
            file.Release(block, wasNeverPublished: true);
        }
    }

    public void Dispose()
    {
        if (_block < 0) return;
        file.Release(_block, wasNeverPublished: true);
        _block = -1;
    }

    private void Start()
    {
        Flush();
        _block = file.Allocate();
        _used = 0;
    }
}
