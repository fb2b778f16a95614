using Grizzly.Types;

namespace Grizzly.Vectors;

/// <summary>The distinct values behind dictionary vectors: values only, never NULL. Immutable and
/// thread-safe.</summary>
/// <remarks>The memory belongs to whoever made the dictionary (a segment, an expression state), which keeps it alive
/// while vectors refer to it.
/// Operators may cache work per code under <see cref="Id"/>.</remarks>
public sealed unsafe class VectorDictionary
{
    private static long _lastId;

    public VectorDictionary(PhysicalType type, byte* values, int count)
    {
        Type = type;
        Values = values;
        Count = count;
        Id = Interlocked.Increment(ref _lastId);
    }

    public PhysicalType Type { get; }

    /// <summary>Flat values of <see cref="Type"/>, <see cref="Count"/> of them.</summary>
    public byte* Values { get; }

    public int Count { get; }

    /// <summary>Unique in the process.</summary>
    public long Id { get; }
}
