using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>A function that yields rows (read_csv, generate_series, …). Immutable and thread-safe.</summary>
public sealed record TableFunction(string Name, string Description, string Example, TableFunctionBinder Bind)
{
    public required IReadOnlyList<string> Signatures { get; init; }
}

/// <summary>Settles one call of a table function.</summary>
/// <param name="arguments">Positional arguments, constants.</param>
/// <param name="named">Named arguments, lower-case names.</param>
public delegate BoundTableFunction TableFunctionBinder(
    IReadOnlyList<Value> arguments, IReadOnlyDictionary<string, Value> named);

/// <summary>A table function with its arguments settled: its columns are known.</summary>
public abstract class BoundTableFunction
{
    public abstract string Name { get; }

    public abstract IReadOnlyList<string> ColumnNames { get; }

    public abstract IReadOnlyList<LogicalType> ColumnTypes { get; }

    /// <summary>Estimated rows, for the optimizer.</summary>
    public virtual double EstimatedRows => 1000;

    /// <summary>Starts one execution that yields the columns numbered in <paramref name="columns"/>, in that
    /// order.</summary>
    public abstract ITableFunctionSource Open(IReadOnlyList<int> columns, StatementContext context);
}

/// <summary>One execution of a table function, shared by the threads that run it.</summary>
public interface ITableFunctionSource : IDisposable
{
    /// <summary>How many threads can usefully read at once.</summary>
    int MaxThreads { get; }

    /// <summary>How much is read, from 0 to 1; NaN where nobody can tell. Thread-safe.</summary>
    double ShareDone => double.NaN;

    /// <summary>A reader for one thread. Thread-safe.</summary>
    ITableFunctionReader OpenReader();
}

/// <summary>Reads on one thread.</summary>
public interface ITableFunctionReader : IDisposable
{
    /// <summary>
    /// Fills <paramref name="output"/> with up to <paramref name="maxRows"/> rows; false at the end.
    /// <paramref name="sequence"/> orders what
    /// different readers yield: rows come in order of sequence, then of reading.
    /// </summary>
    bool Read(DataChunk output, int maxRows, out long sequence, CancellationToken cancellation);
}

/// <summary>The write side of a file format, settled for one COPY … TO.</summary>
public abstract class BoundCopyWriter
{
    public abstract string Path { get; }

    /// <summary>Creates the file; rows arrive from one thread at a time, in order.</summary>
    public abstract ICopySink Open(IReadOnlyList<string> columnNames, IReadOnlyList<LogicalType> columnTypes);
}

/// <summary>Receives the rows of one COPY … TO. Disposed without <see cref="Complete"/> it removes the unfinished
/// file.</summary>
public interface ICopySink : IDisposable
{
    void Write(DataChunk chunk);

    void Complete();
}
