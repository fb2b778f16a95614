using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>When two calls with the same arguments give the same result.</summary>
public enum Volatility : byte
{
    /// <summary>Always: may be folded at plan time and evaluated once per dictionary entry.</summary>
    Immutable,

    /// <summary>Within one statement (now(), current_date, settings).</summary>
    Stable,

    /// <summary>Never (random(), nextval).</summary>
    Volatile,
}

/// <summary>What a function does with NULL arguments.</summary>
public enum NullHandling : byte
{
    /// <summary>Any NULL argument makes the result NULL; the evaluator sees to it before the kernel runs.</summary>
    Propagates,

    /// <summary>The kernel reads validity itself and sets the result's.</summary>
    Custom,
}

/// <summary>Computes one vector of results.</summary>
/// <param name="call">Argument vectors, each flat or constant (never a dictionary), row count, per-thread
/// state.</param>
/// <param name="result">
/// Already flat over its own buffer. With <see cref="NullHandling.Propagates"/> its validity is already the AND of the
/// arguments' and rows that
/// are NULL there must not raise errors; the kernel may add NULLs by <see cref="ColumnVector.SetNull"/>. Where all
/// arguments are constant
/// the evaluator calls with one row and makes the result constant.
/// </param>
public delegate void ScalarKernel(in ScalarCall call, ColumnVector result);

/// <summary>The inputs of one kernel call.</summary>
public readonly ref struct ScalarCall
{
    public ScalarCall(ReadOnlySpan<ColumnVector> arguments, int count, object? state, StatementContext context)
    {
        Arguments = arguments;
        Count = count;
        State = state;
        Context = context;
    }

    public ReadOnlySpan<ColumnVector> Arguments { get; }

    /// <summary>Rows to compute.</summary>
    public int Count { get; }

    /// <summary>What <see cref="BoundScalar.CreateState"/> made for this expression on this thread, or null.</summary>
    public object? State { get; }

    public StatementContext Context { get; }
}

/// <summary>What stays the same during one statement. Thread-safe.</summary>
/// <param name="StartTimestamp">Start of the transaction as TIMESTAMPTZ ticks since 1970-01-01 UTC.</param>
public sealed record StatementContext(long StartTimestamp)
{
    public static readonly StatementContext None = new(0L);

    /// <summary>Sequences, or null where there is no session (constants folded while planning).</summary>
    public ISequences? Sequences { get; init; }
}

/// <summary>A scalar function with its arguments' types settled: what a plan holds. Immutable and
/// thread-safe.</summary>
public sealed record BoundScalar
{
    public required string Name { get; init; }

    /// <summary>The types the arguments must be cast to, one for each argument of the call.</summary>
    public required IReadOnlyList<LogicalType> ArgumentTypes { get; init; }

    public required LogicalType ReturnType { get; init; }

    public required ScalarKernel Kernel { get; init; }

    public NullHandling Nulls { get; init; } = NullHandling.Propagates;

    public Volatility Volatility { get; init; } = Volatility.Immutable;

    /// <summary>True where the kernel may raise an error for some values: such calls are not moved before filters that
    /// guard them.</summary>
    public bool CanFail { get; init; }

    /// <summary>Makes per-thread scratch state (compiled patterns, buffers), or null.</summary>
    public Func<object>? CreateState { get; init; }
}

/// <summary>Settles one call of a function.</summary>
/// <param name="argumentTypes">Types of the arguments as written; <see cref="LogicalType.Null"/> for an untyped
/// NULL.</param>
/// <param name="constants">For each argument its value where it is a constant known at plan time, else null.</param>
/// <returns>The bound function, or null where this overload does not fit.</returns>
public delegate BoundScalar? ScalarBinder(IReadOnlyList<LogicalType> argumentTypes, IReadOnlyList<Value?> constants);

/// <summary>A function as the registry lists it. Immutable and thread-safe.</summary>
public sealed record ScalarFunction(string Name, string Description, string Example, ScalarBinder Bind)
{
    /// <summary>Other names of the same function.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>How calls look, for listings and errors: <c>substring(string, start [, length])</c>.</summary>
    public required IReadOnlyList<string> Signatures { get; init; }
}
