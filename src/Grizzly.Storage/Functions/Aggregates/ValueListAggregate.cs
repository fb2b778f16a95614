using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>What is made of all the values of a group, none of them NULL.</summary>
internal interface IValueListResult<T> where T : unmanaged
{
    /// <summary>Writes the result of one or more values to one row of a flat vector. May put the values into another
    /// order.</summary>
    static abstract void Finish(Span<T> values, ColumnVector result, int row, double parameter);
}

/// <summary>An aggregate that keeps every value until the end: quantiles, mode. NULLs are skipped.</summary>
/// <remarks>The values lie in the arena in a buffer that doubles, so a group of n values takes at most 3n. Layout of a
/// state: buffer, count, capacity.</remarks>
internal sealed unsafe class ValueListAggregate<T, TResult>(
    double parameter, double[]? parameters = null, LogicalType? element = null) : AggregateKernel
    where T : unmanaged where TResult : struct, IValueListResult<T>
{
    private const int MostValues = 1 << 27;

    public override int StateSize => sizeof(State);

    public override bool UsesArena => true;

    public override void Update(ReadOnlySpan<ColumnVector> arguments, int count, byte** states, int offset,
        StringArena arena)
    {
        ColumnVector input = arguments[0];
        for (int i = 0; i < count; i++)
        {
            if (!input.IsNullAt(i)) Add((State*)(states[i] + offset), *(T*)input.AddressOf(i), arena);
        }
    }

    public override void UpdateAll(ReadOnlySpan<ColumnVector> arguments, int count, byte* state, StringArena arena)
    {
        ColumnVector input = arguments[0];
        for (int i = 0; i < count; i++)
        {
            if (!input.IsNullAt(i)) Add((State*)state, *(T*)input.AddressOf(i), arena);
        }
    }

    public override void Combine(byte* source, byte* target, StringArena arena)
    {
        State* from = (State*)source, to = (State*)target;
        Reserve(to, from->Count, arena);
        for (int i = 0; i < from->Count; i++)
        {
            if ((i & (LongWork.StepsPerLook - 1)) == 0) LongWork.ThrowIfCancelled();
            Add(to, ((T*)from->Values)[i], arena);
        }
    }

    public override void Finish(byte** states, int offset, int count, ColumnVector result)
    {
        for (int i = 0; i < count; i++)
        {
            State* state = (State*)(states[i] + offset);
            if (state->Count == 0) result.SetNull(i);
            else if (parameters is not null) FinishList(new Span<T>(state->Values, state->Count), result, i);
            else TResult.Finish(new Span<T>(state->Values, state->Count), result, i, parameter);
        }
    }

    /// <summary>A list of the results for each of several parameters.</summary>
    private void FinishList(Span<T> values, ColumnVector result, int row)
    {
        using var one = new ColumnVector(element!);
        var writer = new NestedWriter();
        foreach (double each in parameters!)
        {
            one.SetFlat();
            TResult.Finish(values, one, 0, each);
            NestedVectors.Append(writer, one, 0);
        }
        writer.End();
        NestedVectors.Store(writer, result, row);
    }

    public override void Save(byte* state, ByteWriter writer)
    {
        State* from = (State*)state;
        writer.UInt32((uint)from->Count);
        if (typeof(T) != typeof(StringView))
        {
            writer.Raw(new ReadOnlySpan<byte>(from->Values, from->Count * sizeof(T)));
            return;
        }
        for (int i = 0; i < from->Count; i++) writer.Blob(StringView.SpanOf((StringView*)from->Values + i));
    }

    public override void Load(ref ByteReader reader, byte* state, StringArena arena)
    {
        State* to = (State*)state;
        int count = checked((int)reader.UInt32());
        Reserve(to, count, arena);
        to->Count = count;
        if (typeof(T) != typeof(StringView))
        {
            reader.Raw(count * sizeof(T)).CopyTo(new Span<byte>(to->Values, count * sizeof(T)));
            return;
        }
        for (int i = 0; i < count; i++) ((StringView*)to->Values)[i] = arena.Add(reader.Blob());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(State* state, T value, StringArena arena)
    {
        if (state->Count == state->Capacity) Reserve(state, Math.Max(4, state->Count), arena);
        if (typeof(T) == typeof(StringView)) ((StringView*)state->Values)[state->Count++] =
            arena.Add(*(StringView*)&value);
        else ((T*)state->Values)[state->Count++] = value;
    }

    private static void Reserve(State* state, int more, StringArena arena)
    {
        long needed = (long)state->Count + more;
        if (needed <= state->Capacity) return;
        if (needed * sizeof(T) > int.MaxValue / 2 || needed > MostValues)
            throw new GrizzlyException(SqlStates.ProgramLimitExceeded,
                "a group has too many values for this aggregate");
        byte* values = arena.Allocate((int)needed * sizeof(T) + 16);
        // Arenas give out any address; values want their own alignment.
        values = (byte*)(((nint)values + 15) & ~15);
        int used = state->Count * sizeof(T);
        LongWork.Copy(new ReadOnlySpan<byte>(state->Values, used), new Span<byte>(values, used));
        state->Values = values;
        state->Capacity = (int)needed;
    }

    private struct State
    {
        public byte* Values;
        public int Count;
        public int Capacity;
    }
}
