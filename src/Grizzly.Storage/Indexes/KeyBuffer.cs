using System.Runtime.InteropServices;
using Grizzly.Common;

namespace Grizzly.Indexes;

/// <summary>Bytes of one key under construction, in native memory that is kept for the next key. Not
/// thread-safe.</summary>
/// <remarks>At least 16 bytes past the end may be read: keys are compared in words of eight bytes.</remarks>
public sealed unsafe class KeyBuffer : IDisposable
{
    private const int Padding = 16;
    private byte* _bytes;
    private int _capacity;

    public KeyBuffer(int capacity = 64)
    {
        _capacity = capacity;
        _bytes = (byte*)NativeMemory.AllocZeroed((nuint)(capacity + Padding));
    }

    ~KeyBuffer() => Free();

    public byte* Bytes => _bytes;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => new(_bytes, Length);

    public void Clear() => Length = 0;

    /// <summary>Forgets everything after the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        Check.Assert((uint)length <= (uint)Length);
        Length = length;
    }

    public void Set(ReadOnlySpan<byte> bytes)
    {
        Length = 0;
        Append(bytes);
    }

    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(new Span<byte>(Claim(bytes.Length), bytes.Length));

    public void Append(byte value) => *Claim(1) = value;

    /// <summary>Lengthens the key by <paramref name="count"/> bytes for the caller to fill.</summary>
    public byte* Claim(int count)
    {
        if (Length + count > _capacity)
        {
            _capacity = Math.Max(Length + count, _capacity * 2);
            _bytes = (byte*)NativeMemory.Realloc(_bytes, (nuint)(_capacity + Padding));
        }
        byte* at = _bytes + Length;
        Length += count;
        return at;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
        _capacity = 0;
    }
}
