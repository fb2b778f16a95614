using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Vectors;

/// <summary>A bump allocator for the bytes of strings longer than a view holds inline. Not thread-safe.</summary>
/// <remarks>
/// <see cref="Reset"/> keeps the largest block, so steady state allocates nothing. Bytes stay valid until Reset or
/// Dispose.
/// With an allocator the blocks count against its memory limit (for arenas that grow with the data); without one they
/// do not
/// (scratch of bounded size).
/// </remarks>
public sealed unsafe class StringArena(MemoryAllocator? memory = null) : IDisposable
{
    private const int FirstBlockBytes = 16 * 1024;
    private const int Padding = 64;

    private readonly List<nint> _full = [];
    private readonly List<NativeBuffer> _fullBuffers = [];
    private NativeBuffer? _buffer;
    private byte* _block;
    private long _capacity;
    private long _used;
    private long _fullBytes;

    ~StringArena() => Free();

    /// <summary>Native bytes held.</summary>
    public long AllocatedBytes => _capacity + _fullBytes;

    /// <summary>Room for <paramref name="length"/> bytes; the caller fills it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Allocate(int length)
    {
        if (_used + length > _capacity) Grow(length);
        byte* result = _block + _used;
        _used += length;
        return result;
    }

    /// <summary>Zeroed bytes at an address that is a multiple of 8.</summary>
    public byte* AllocateWords(int length)
    {
        byte* bytes = Allocate(length + 8);
        bytes = (byte*)(((nint)bytes + 7) & ~7);
        new Span<byte>(bytes, length).Clear();
        return bytes;
    }

    /// <summary>Gives back the last <paramref name="count"/> bytes of the latest allocation.</summary>
    public void Shrink(int count) => _used -= count;

    /// <summary>A view whose bytes this arena owns (or that holds them inline).</summary>
    public StringView Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= StringView.InlineLength)
        {
            fixed (byte* source = bytes) return new StringView(source, bytes.Length);
        }
        byte* target = Allocate(bytes.Length);
        LongWork.Copy(bytes, new Span<byte>(target, bytes.Length));
        return new StringView(target, bytes.Length);
    }

    /// <summary>Copies a view's bytes here unless they are inline.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public StringView Add(StringView view)
    {
        if (view.IsInline) return view;
        byte* target = Allocate(view.Length);
        Buffer.MemoryCopy(view.Pointer, target, view.Length, view.Length);
        return new StringView(target, view.Length);
    }

    public void Reset()
    {
        foreach (nint block in _full) NativeMemory.AlignedFree((void*)block);
        _full.Clear();
        foreach (NativeBuffer buffer in _fullBuffers) buffer.Dispose();
        _fullBuffers.Clear();
        _fullBytes = 0;
        _used = 0;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Grow(int length)
    {
        LongWork.ThrowIfCancelled(); // functions may make long texts for a whole chunk
        long capacity = Math.Max(Math.Max(FirstBlockBytes, Math.Min(_capacity * 2, 1 << 20)), (long)length + Padding);
        NativeBuffer? buffer = memory?.Rent(capacity);
        if (_buffer is not null) _fullBuffers.Add(_buffer);
        else if (_block is not null) _full.Add((nint)_block);
        _fullBytes += _capacity;
        _buffer = buffer;
        _capacity = buffer?.Capacity ?? capacity;
        _block = buffer is null ? (byte*)NativeMemory.AlignedAlloc((nuint)(capacity + Padding), 64) : buffer.Pointer;
        _used = 0;
    }

    private void Free()
    {
        Reset();
        if (_buffer is null) NativeMemory.AlignedFree(_block);
        _buffer?.Dispose();
        _buffer = null;
        _block = null;
        _capacity = 0;
    }
}
