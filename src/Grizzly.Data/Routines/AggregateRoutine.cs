using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>An aggregate of delegates over a state without references, which lies in the engine's native
/// memory.</summary>
internal sealed unsafe class AggregateRoutine<TState, T, TResult>(
    string name, TState seed, Func<TState, T, TState> step, Func<TState, TState, TState> merge,
    Func<TState, TResult> finish) : AggregateKernel
    where TState : unmanaged
{
    /// <summary>Whether there were rows comes before the state itself.</summary>
    private const int FlagBytes = 8;

    public override int StateSize => FlagBytes + (sizeof(TState) + 7) / 8 * 8;

    public override void Initialize(byte* state) => Unsafe.WriteUnaligned(state + FlagBytes, seed);

    public override void Update(
        ReadOnlySpan<ColumnVector> arguments, int count, byte** states, int offset, StringArena arena)
    {
        for (int i = 0; i < count; i++) Step(arguments[0], i, states[i] + offset);
    }

    public override void UpdateAll(ReadOnlySpan<ColumnVector> arguments, int count, byte* state, StringArena arena)
    {
        for (int i = 0; i < count; i++) Step(arguments[0], i, state);
    }

    public override void Combine(byte* source, byte* target, StringArena arena)
    {
        if (*source == 0) return;
        try
        {
            TState value = Unsafe.ReadUnaligned<TState>(source + FlagBytes);
            if (*target != 0) value = merge(Unsafe.ReadUnaligned<TState>(target + FlagBytes), value);
            Unsafe.WriteUnaligned(target + FlagBytes, value);
            *target = 1;
        }
        catch (Exception error) when (error is not GrizzlyException)
        {
            throw DataErrors.RoutineFailed(name, error);
        }
    }

    public override void Finish(byte** states, int offset, int count, ColumnVector result)
    {
        for (int i = 0; i < count; i++)
        {
            byte* state = states[i] + offset;
            if (*state == 0)
            {
                result.SetNull(i);
                continue;
            }
            try
            {
                ColumnWriter.Write(result, i, finish(Unsafe.ReadUnaligned<TState>(state + FlagBytes)), name);
            }
            catch (Exception error) when (error is not GrizzlyException)
            {
                throw DataErrors.RoutineFailed(name, error);
            }
        }
    }

    private void Step(ColumnVector argument, int row, byte* state)
    {
        if (argument.IsNullAt(row)) return;
        try
        {
            TState before = Unsafe.ReadUnaligned<TState>(state + FlagBytes);
            Unsafe.WriteUnaligned(state + FlagBytes, step(before, VectorValue.Read<T>(argument, row)));
            *state = 1;
        }
        catch (Exception error) when (error is not GrizzlyException)
        {
            throw DataErrors.RoutineFailed(name, error);
        }
    }

    public AggregateFunction ToFunction()
    {
        LogicalType[] parameters = [VectorValue.TypeOf<T>()];
        LogicalType type = VectorValue.TypeOf<TResult>();
        string signature = $"{name}({parameters[0].Name}) -> {type.Name}";
        return new AggregateFunction(name, "an aggregate of the application", signature, (types, constants) =>
            !ScalarRoutine.Fits(parameters, types, constants)
                ? null
                : new BoundAggregateFunction
                {
                    Name = name, ArgumentTypes = parameters, ReturnType = type, Kernel = this, DependsOnOrder = true,
                })
        {
            Signatures = [signature],
        };
    }
}
