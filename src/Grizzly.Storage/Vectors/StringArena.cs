using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Grizzly.Types;

namespace Grizzly.Vectors;

/// <summary>A bump allocator for the bytes of strings longer than a view holds inline. Not thread-safe.</summary>
/// <remarks><see cref="Reset"/> keeps the largest block, so steady state allocates nothing. Bytes stay valid until Reset or Dispose.</remarks>
public sealed unsafe class StringArena : IDisposable
{
    private const int FirstBlockBytes = 16 * 1024;
    private const int Padding = 64;

    private readonly List<nint> _full = [];
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
        bytes.CopyTo(new Span<byte>(target, bytes.Length));
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
        if (_block is not null)
        {
            _full.Add((nint)_block);
            _fullBytes += _capacity;
        }
        _capacity = Math.Max(Math.Max(FirstBlockBytes, Math.Min(_capacity * 2, 4 << 20)), (long)length + Padding);
        _block = (byte*)NativeMemory.AlignedAlloc((nuint)(_capacity + Padding), 64);
        _used = 0;
    }

    private void Free()
    {
        Reset();
        NativeMemory.AlignedFree(_block);
        _block = null;
        _capacity = 0;
    }
}
