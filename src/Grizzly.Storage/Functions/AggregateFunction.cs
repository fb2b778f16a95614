using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>The code of one aggregate over states that lie in native memory, each <see cref="StateSize"/> bytes, 8-byte
/// aligned, moved freely.</summary>
/// <remarks>
/// Stateless and thread-safe: one object serves all threads. States never hold managed references. A state may point to
/// bytes in the
/// <see cref="StringArena"/> it was updated with; who moves a state to another arena's lifetime calls
/// <see cref="Combine"/> into
/// a fresh state, which copies what it keeps. Argument vectors have any encoding. NULL arguments are skipped by the
/// function itself.
/// </remarks>
public abstract unsafe class AggregateKernel
{
    /// <summary>Bytes per state, a multiple of 8.</summary>
    public abstract int StateSize { get; }

    /// <summary>True where states may point into an arena (so that they cannot be written to disk as they
    /// are).</summary>
    public virtual bool UsesArena => false;

    /// <summary>Makes a zeroed state the state of no rows. The default leaves it zeroed.</summary>
    public virtual void Initialize(byte* state)
    {
    }

    /// <summary>Adds row i of the arguments to the state at states[i] + offset, for each of <paramref name="count"/>
    /// rows.</summary>
    public abstract void Update(ReadOnlySpan<ColumnVector> arguments, int count, byte** states, int offset,
        StringArena arena);

    /// <summary>Adds all rows to one state.</summary>
    public abstract void UpdateAll(ReadOnlySpan<ColumnVector> arguments, int count, byte* state, StringArena arena);

    /// <summary>Adds what <paramref name="source"/> has seen to <paramref name="target"/>, copying what must outlive
    /// the source's arena.</summary>
    public abstract void Combine(byte* source, byte* target, StringArena arena);

    /// <summary>Writes a state to disk bytes: the state as it is, unless it points into an arena.</summary>
    public virtual void Save(byte* state, ByteWriter writer)
    {
        Check.Assert(!UsesArena);
        writer.Raw(new ReadOnlySpan<byte>(state, StateSize));
    }

    /// <summary>Reads a saved state into a zeroed one; what it keeps of variable length goes to the arena.</summary>
    public virtual void Load(ref ByteReader reader, byte* state, StringArena arena)
    {
        Check.Assert(!UsesArena);
        reader.Raw(StateSize).CopyTo(new Span<byte>(state, StateSize));
    }

    /// <summary>Writes the results of states[i] + offset to rows 0..count-1 of a flat <paramref name="result"/> (its
    /// arena owns long strings).</summary>
    public abstract void Finish(byte** states, int offset, int count, ColumnVector result);
}

/// <summary>An aggregate with its argument types settled. Immutable and thread-safe.</summary>
public sealed record BoundAggregateFunction
{
    public required string Name { get; init; }

    public required IReadOnlyList<LogicalType> ArgumentTypes { get; init; }

    public required LogicalType ReturnType { get; init; }

    public required AggregateKernel Kernel { get; init; }

    /// <summary>True where DISTINCT changes nothing (min, max, bool_and, any_value).</summary>
    public bool IgnoresDuplicates { get; init; }

    /// <summary>True where the result depends on the order of rows (first, string_agg, list).</summary>
    public bool DependsOnOrder { get; init; }

    /// <summary>Where only the last digits depend on the order of rows (sum and avg of DOUBLE): the kernel that adds
    /// row by row, for calls with ORDER BY inside. The order of FROM is not kept for these functions.</summary>
    public AggregateKernel? OrderedKernel { get; init; }

    /// <summary>This function for calls with or without ORDER BY, and whether that order is followed.</summary>
    internal (BoundAggregateFunction Function, bool KeepsOrder) For(int orderByCount) =>
        orderByCount > 0 && OrderedKernel is { } ordered ? (this with { Kernel = ordered }, true)
            : (this, DependsOnOrder);

    /// <summary>True for count: the result over no rows is 0, not NULL.</summary>
    public bool IsCount { get; init; }
}

/// <summary>Settles one call of an aggregate; null where the argument types do not fit.</summary>
public delegate BoundAggregateFunction? AggregateBinder(IReadOnlyList<LogicalType> argumentTypes,
    IReadOnlyList<Value?> constants);

/// <summary>An aggregate function as the registry lists it. Immutable and thread-safe.</summary>
public sealed record AggregateFunction(string Name, string Description, string Example, AggregateBinder Bind)
{
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public required IReadOnlyList<string> Signatures { get; init; }
}
