using System.Collections.Concurrent;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Engine;

/// <summary>What formats and extensions add to a database: table functions, COPY formats, procedures.
/// Thread-safe.</summary>
public sealed class ExtensionHost
{
    private readonly ConcurrentDictionary<string,
        TableFunction> _tableFunctions = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, CopyFormat> _formats = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Procedure> _procedures = new(StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<string, ScalarFunction> _scalars = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string,
        AggregateFunction> _aggregates = new(StringComparer.OrdinalIgnoreCase);
    private long _generation;

    /// <summary>Grows whenever a call may mean another function than before.</summary>
    public long Generation => Interlocked.Read(ref _generation);

    /// <summary>How ATTACH gets at databases; null opens each anew.</summary>
    public DatabaseOpener? Opener { get; set; }

    public IEnumerable<string> TableFunctionNames => _tableFunctions.Keys;

    public IEnumerable<CopyFormat> Formats => _formats.Values;

    /// <summary>Adds or replaces a scalar function.</summary>
    /// <exception cref="GrizzlyException">42723: a built-in function has that name.</exception>
    public void Add(ScalarFunction function)
    {
        RequireFree(function.Name);
        _aggregates.TryRemove(function.Name, out _);
        _scalars[function.Name] = function;
        Interlocked.Increment(ref _generation);
    }

    /// <summary>Adds or replaces an aggregate function.</summary>
    /// <exception cref="GrizzlyException">42723: a built-in function has that name.</exception>
    public void Add(AggregateFunction function)
    {
        RequireFree(function.Name);
        _scalars.TryRemove(function.Name, out _);
        _aggregates[function.Name] = function;
        Interlocked.Increment(ref _generation);
    }

    /// <summary>Adds or replaces a table function.</summary>
    public void Add(TableFunction function)
    {
        bool isNew = true;
        _tableFunctions.AddOrUpdate(function.Name, function, (_, _) =>
        {
            isNew = false;
            return function;
        });
        if (!isNew) Interlocked.Increment(ref _generation);
    }

    public ScalarFunction? FindScalar(string name) => _scalars.GetValueOrDefault(name);

    public AggregateFunction? FindAggregate(string name) => _aggregates.GetValueOrDefault(name);

    /// <summary>Takes a table function away, unless another has replaced it.</summary>
    public void Remove(TableFunction function) =>
        _tableFunctions.TryRemove(KeyValuePair.Create(function.Name, function));

    public void Add(CopyFormat format) => _formats[format.Name] = format;

    public void Add(Procedure procedure) => _procedures[procedure.Name] = procedure;

    public TableFunction? FindTableFunction(string name) => _tableFunctions.GetValueOrDefault(name);

    public CopyFormat? FindFormat(string name) => _formats.GetValueOrDefault(name);

    private static void RequireFree(string name)
    {
        if (FunctionRegistry.TryGetScalar(name, out _) || FunctionRegistry.TryGetAggregate(name, out _)
            || WindowFunction.TryGet(name, out _)) throw Errors.FunctionIsBuiltIn(name);
    }

    /// <summary>The procedure of that name; 42883 with a suggestion if there is none.</summary>
    public Procedure GetProcedure(string name, SourceSpan span) =>
        _procedures.GetValueOrDefault(name) ?? throw Errors.ProcedureNotFound(name, _procedures.Keys, span);
}

/// <summary>Something CALL runs: it works through SQL statements on the caller's session, inside the caller's
/// transaction.</summary>
/// <param name="Run">Gets a way to execute SQL, the positional and the named arguments.</param>
public sealed record Procedure(
    string Name,
    string Description,
    Action<Action<string>, IReadOnlyList<Value>, IReadOnlyDictionary<string, Value>> Run);
