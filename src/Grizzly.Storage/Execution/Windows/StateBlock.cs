using Grizzly.Common;
using Grizzly.Functions;

namespace Grizzly.Execution;

/// <summary>Aggregate states side by side in native memory that grows when asked to; contents are lost then. One
/// thread's.</summary>
internal sealed unsafe class StateBlock(AggregateKernel kernel, MemoryAllocator memory) : IDisposable
{
    private readonly int _size = (kernel.StateSize + 7) & ~7;
    private NativeBuffer? _buffer;
    private long _capacity;

    public byte* this[long index] => _buffer!.Pointer + index * _size;

    public void Reserve(long count)
    {
        if (count <= _capacity) return;
        _buffer?.Dispose();
        _capacity = 0;
        _buffer = memory.Rent(count * _size);
        _capacity = count;
    }

    /// <summary>Makes states those of no rows.</summary>
    public void Initialize(long first, long count)
    {
        new Span<byte>(this[first], checked((int)(count * _size))).Clear();
        for (long i = 0; i < count; i++) kernel.Initialize(this[first + i]);
    }

    public void Dispose()
    {
        _buffer?.Dispose();
        _buffer = null;
        _capacity = 0;
    }
}
