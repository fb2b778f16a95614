using System.Buffers.Binary;
using Grizzly.Common;

namespace Grizzly.Transactions;

/// <summary>
/// The log records of one transaction, kept until it commits. Not thread-safe; reusable after <see cref="Clear"/>.
/// </summary>
/// <remarks>Whole frames in chunks of up to 1 MiB (a larger record gets a chunk of its own), checksums still
/// missing.</remarks>
public sealed class LogBuffer
{
    private const int ChunkBytes = 1 << 20;
    private readonly List<ByteWriter> _chunks = [];
    private int _open;
    private int _frameStart = -1;

    public bool IsEmpty => _chunks.Count == 0 || _chunks[0].Length == 0;

    public long Length => _chunks.Sum(c => (long)c.Length);

    /// <summary>Starts a record; the caller writes the payload to the result and calls <see cref="End"/>.</summary>
    public ByteWriter Begin(LogRecordKind kind)
    {
        Check.Assert(_frameStart < 0);
        if (_chunks.Count == 0) _chunks.Add(new ByteWriter());
        if (_chunks[_open].Length > ChunkBytes && ++_open == _chunks.Count) _chunks.Add(new ByteWriter());
        ByteWriter writer = _chunks[_open];
        _frameStart = writer.Length;
        Span<byte> header = writer.Claim(LogFormat.FrameHeaderBytes);
        header.Clear();
        header[4] = (byte)kind;
        return writer;
    }

    /// <summary>Completes the record begun last.</summary>
    public void End()
    {
        Check.Assert(_frameStart >= 0);
        ByteWriter writer = _chunks[_open];
        writer.PatchUInt32(_frameStart, (uint)(writer.Length - _frameStart - LogFormat.FrameHeaderBytes));
        _frameStart = -1;
    }

    /// <summary>Drops the record begun last, after an error while writing it.</summary>
    public void Cancel()
    {
        if (_frameStart >= 0) _chunks[_open].Truncate(_frameStart);
        _frameStart = -1;
    }

    /// <summary>A position to go back to with <see cref="TruncateTo"/>.</summary>
    public (int Chunk, int Length) Position => _chunks.Count == 0 ? (0, 0) : (_open, _chunks[_open].Length);

    /// <summary>Forgets the records written after <paramref name="position"/> was taken (a savepoint).</summary>
    public void TruncateTo((int Chunk, int Length) position)
    {
        for (int i = position.Chunk + 1; i < _chunks.Count; i++) _chunks[i].Clear();
        if (_chunks.Count > 0) _chunks[position.Chunk].Truncate(position.Length);
        _open = position.Chunk;
    }

    public void Clear()
    {
        if (_chunks.Count > 1 || (_chunks.Count == 1 && _chunks[0].Capacity > ChunkBytes)) _chunks.Clear();
        else if (_chunks.Count == 1) _chunks[0].Clear();
        _open = 0;
        _frameStart = -1;
    }

    /// <summary>Fills in the checksums, chained from <paramref name="previous"/>, and returns the last one.</summary>
    internal ulong Seal(ulong previous)
    {
        for (int i = 0; i <= _open && i < _chunks.Count; i++)
        {
            Span<byte> bytes = _chunks[i].WrittenSpan;
            while (bytes.Length > 0)
            {
                int length = LogFormat.FrameHeaderBytes + LogFormat.PayloadLength(bytes);
                previous = LogFormat.Checksum(bytes[..length], previous);
                BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], previous);
                bytes = bytes[length..];
            }
        }
        return previous;
    }

    internal int ChunkCount => _chunks.Count == 0 ? 0 : _open + 1;

    internal ReadOnlySpan<byte> Chunk(int index) => _chunks[index].Written;
}
