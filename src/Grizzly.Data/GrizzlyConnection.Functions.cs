using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Grizzly.Functions;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>Computes the results of up to 1,024 rows at once; all spans are as long as the result.</summary>
public delegate void UnaryKernel<T, TResult>(ReadOnlySpan<T> values, Span<TResult> results);

/// <inheritdoc cref="UnaryKernel{T, TResult}"/>
public delegate void BinaryKernel<TLeft, TRight, TResult>(
    ReadOnlySpan<TLeft> left, ReadOnlySpan<TRight> right, Span<TResult> results);

/// <summary>Functions written in C#. They belong to the open database, so that all its connections have them, until it
/// closes; registering a name again replaces the function.</summary>
/// <remarks>
/// Types are those with a SQL type of their own: bool, integers, float, double, string, byte[], DateOnly, TimeOnly,
/// DateTime, DateTimeOffset. A NULL argument makes the result NULL without a call; a null result is NULL. Functions run
/// on several threads at a time. What they throw ends the statement with 38000.
/// </remarks>
public sealed partial class GrizzlyConnection
{
    /// <param name="isDeterministic">True where equal arguments always give equal results: calls with constants are
    /// then computed once.</param>
    /// <exception cref="Common.GrizzlyException">42723: a built-in function has that name.</exception>
    public void RegisterScalar<TResult>(string name, Func<TResult> function, bool isDeterministic = false) =>
        Register(ScalarRoutine.Of(
            name, [], VectorValue.TypeOf<TResult>(), isDeterministic,
            (_, result, row) => ColumnWriter.Write(result, row, function(), name)));

    /// <inheritdoc cref="RegisterScalar{TResult}"/>
    public void RegisterScalar<T, TResult>(string name, Func<T, TResult> function, bool isDeterministic = false) =>
        Register(ScalarRoutine.Of(
            name, [VectorValue.TypeOf<T>()], VectorValue.TypeOf<TResult>(), isDeterministic,
            (arguments, result, row) => ColumnWriter.Write(
                result, row, function(VectorValue.Read<T>(arguments[0], row)), name)));

    /// <inheritdoc cref="RegisterScalar{TResult}"/>
    public void RegisterScalar<T1, T2, TResult>(
        string name, Func<T1, T2, TResult> function, bool isDeterministic = false) =>
        Register(ScalarRoutine.Of(
            name, [VectorValue.TypeOf<T1>(), VectorValue.TypeOf<T2>()], VectorValue.TypeOf<TResult>(), isDeterministic,
            (arguments, result, row) => ColumnWriter.Write(
                result, row,
                function(VectorValue.Read<T1>(arguments[0], row), VectorValue.Read<T2>(arguments[1], row)), name)));

    /// <inheritdoc cref="RegisterScalar{TResult}"/>
    public void RegisterScalar<T1, T2, T3, TResult>(
        string name, Func<T1, T2, T3, TResult> function, bool isDeterministic = false) =>
        Register(ScalarRoutine.Of(
            name, [VectorValue.TypeOf<T1>(), VectorValue.TypeOf<T2>(), VectorValue.TypeOf<T3>()],
            VectorValue.TypeOf<TResult>(), isDeterministic,
            (arguments, result, row) => ColumnWriter.Write(
                result, row,
                function(VectorValue.Read<T1>(arguments[0], row), VectorValue.Read<T2>(arguments[1], row),
                    VectorValue.Read<T3>(arguments[2], row)), name)));

    /// <summary>Registers a function of whole vectors. What lies under a NULL is any value, and its result is
    /// dropped.</summary>
    public void RegisterKernel<T, TResult>(string name, UnaryKernel<T, TResult> kernel, bool isDeterministic = false)
        where T : unmanaged where TResult : unmanaged => Register(ScalarRoutine.Define(
            name, [SpanTypeOf<T>()], SpanTypeOf<TResult>(), isDeterministic,
            (in ScalarCall call, ColumnVector result) =>
            {
                try
                {
                    kernel(Values<T>(call, 0), result.Span<TResult>(call.Count));
                }
                catch (Exception error) when (error is not Common.GrizzlyException)
                {
                    throw DataErrors.RoutineFailed(name, error);
                }
            }));

    /// <inheritdoc cref="RegisterKernel{T, TResult}"/>
    public void RegisterKernel<TLeft, TRight, TResult>(
        string name, BinaryKernel<TLeft, TRight, TResult> kernel, bool isDeterministic = false)
        where TLeft : unmanaged where TRight : unmanaged where TResult : unmanaged => Register(ScalarRoutine.Define(
            name, [SpanTypeOf<TLeft>(), SpanTypeOf<TRight>()], SpanTypeOf<TResult>(), isDeterministic,
            (in ScalarCall call, ColumnVector result) =>
            {
                try
                {
                    kernel(Values<TLeft>(call, 0), Values<TRight>(call, 1), result.Span<TResult>(call.Count));
                }
                catch (Exception error) when (error is not Common.GrizzlyException)
                {
                    throw DataErrors.RoutineFailed(name, error);
                }
            }));

    /// <summary>Registers an aggregate. NULLs are skipped; over no rows the result is NULL.</summary>
    /// <param name="seed">The state before the first row.</param>
    /// <param name="step">The state with one more value.</param>
    /// <param name="merge">The state of two sets of rows: threads and groups on disk are combined with it.</param>
    /// <exception cref="Common.GrizzlyException">42723: a built-in function has that name.</exception>
    public void RegisterAggregate<TState, T, TResult>(
        string name, TState seed, Func<TState, T, TState> step, Func<TState, TState, TState> merge,
        Func<TState, TResult> finish)
        where TState : unmanaged =>
        RequireSession().Database.Extensions.Add(
            new AggregateRoutine<TState, T, TResult>(name, seed, step, merge, finish).ToFunction());

    /// <summary>Registers a function that gives rows. The public properties of <typeparamref name="TRow"/> are the
    /// columns; a row of a type with a SQL type of its own is one column, <c>value</c>.</summary>
    /// <param name="function">Called once for each use in a statement, its rows read by one thread.</param>
    public void RegisterTable<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TRow>(
        string name, Func<IEnumerable<TRow>> function) =>
        RequireSession().Database.Extensions.Add(TableRoutine.Of(name, [], _ => function()));

    /// <inheritdoc cref="RegisterTable{TRow}"/>
    public void RegisterTable<T, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TRow>(
        string name, Func<T, IEnumerable<TRow>> function) => RequireSession().Database.Extensions.Add(TableRoutine.Of(
            name, [VectorValue.TypeOf<T>()], values => function((T)values[0])));

    /// <inheritdoc cref="RegisterTable{TRow}"/>
    public void RegisterTable<
        T1, T2, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TRow>(
        string name, Func<T1, T2, IEnumerable<TRow>> function) =>
        RequireSession().Database.Extensions.Add(TableRoutine.Of(
            name, [VectorValue.TypeOf<T1>(), VectorValue.TypeOf<T2>()],
            values => function((T1)values[0], (T2)values[1])));

    private void Register(ScalarFunction function) => RequireSession().Database.Extensions.Add(function);

    private static Types.LogicalType SpanTypeOf<T>() where T : unmanaged
    {
        Types.LogicalType type = VectorValue.TypeOf<T>();
        return ColumnWriter.HasLayoutOf<T>(type.Id) ? type : throw DataErrors.NoRoutineType(typeof(T));
    }

    /// <summary>An argument as a span; a constant is written out.</summary>
    private static unsafe ReadOnlySpan<T> Values<T>(in ScalarCall call, int index) where T : unmanaged
    {
        ColumnVector vector = call.Arguments[index];
        if (!vector.IsConstant) return vector.Span<T>(call.Count);
        var values = new T[call.Count];
        Array.Fill(values, Unsafe.ReadUnaligned<T>(vector.Data));
        return values;
    }
}
