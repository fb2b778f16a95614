using System.Numerics;
using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>A value and whether there is one yet.</summary>
internal struct KeptValue<T> where T : unmanaged
{
    public T Value;
    public long IsSet;
}

/// <summary>Which of two values an aggregate keeps.</summary>
internal interface IChoice<T>
{
    /// <summary>True where <paramref name="candidate"/> replaces <paramref name="current"/>.</summary>
    static abstract bool Prefers(in T candidate, in T current);
}

internal readonly struct Smaller<T> : IChoice<T> where T : INumberBase<T>, IComparisonOperators<T, T, bool>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Prefers(in T candidate, in T current) =>
        candidate < current || (T.IsNaN(current) && !T.IsNaN(candidate));
}

internal readonly struct Larger<T> : IChoice<T> where T : INumberBase<T>, IComparisonOperators<T, T, bool>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Prefers(in T candidate, in T current) =>
        candidate > current || (T.IsNaN(candidate) && !T.IsNaN(current));
}

internal readonly struct ShorterInterval : IChoice<IntervalValue>
{
    public static bool Prefers(in IntervalValue candidate, in IntervalValue current) =>
        candidate.CompareTo(current) < 0;
}

internal readonly struct LongerInterval : IChoice<IntervalValue>
{
    public static bool Prefers(in IntervalValue candidate, in IntervalValue current) =>
        candidate.CompareTo(current) > 0;
}

internal readonly struct SmallerString : IChoice<StringView>
{
    public static bool Prefers(in StringView candidate, in StringView current) =>
        StringView.Compare(candidate, current) < 0;
}

internal readonly struct LargerString : IChoice<StringView>
{
    public static bool Prefers(in StringView candidate, in StringView current) =>
        StringView.Compare(candidate, current) > 0;
}

/// <summary>Keeps the first value it sees.</summary>
internal readonly struct Never<T> : IChoice<T>
{
    public static bool Prefers(in T candidate, in T current) => false;
}

/// <summary>min, max and any_value of types of fixed width.</summary>
internal readonly unsafe struct Keep<T, TChoice> : IAggregateOperation<KeptValue<T>, T> where T : unmanaged
    where TChoice : struct, IChoice<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref KeptValue<T> state, T value)
    {
        if (state.IsSet != 0 && !TChoice.Prefers(value, state.Value)) return;
        state.Value = value;
        state.IsSet = 1;
    }

    public static void Combine(ref KeptValue<T> source, ref KeptValue<T> target)
    {
        if (source.IsSet != 0) Add(ref target, source.Value);
    }

    public static void Finish(ref KeptValue<T> state, ColumnVector result, int row, double parameter)
    {
        if (state.IsSet == 0) result.SetNull(row);
        else ((T*)result.Data)[row] = state.Value;
    }
}

/// <summary>min, max and any_value of strings; the kept bytes live in the arena.</summary>
internal sealed unsafe class KeepString<TChoice> : AggregateKernel where TChoice : struct, IChoice<StringView>
{
    public override int StateSize => sizeof(KeptValue<StringView>);

    public override bool UsesArena => true;

    public override void Update(ReadOnlySpan<ColumnVector> arguments, int count, byte** states, int offset,
        StringArena arena)
    {
        ColumnVector input = arguments[0];
        for (int i = 0; i < count; i++)
        {
            if (!input.IsNullAt(i)) Add((KeptValue<StringView>*)(states[i] + offset), (StringView*)input.AddressOf(i),
                arena);
        }
    }

    public override void UpdateAll(ReadOnlySpan<ColumnVector> arguments, int count, byte* state, StringArena arena)
    {
        ColumnVector input = arguments[0];
        // The winner of this vector is copied once, not every candidate on the way.
        StringView* best = null;
        for (int i = 0; i < count; i++)
        {
            if (input.IsNullAt(i)) continue;
            StringView* candidate = (StringView*)input.AddressOf(i);
            if (best is null || TChoice.Prefers(*candidate, *best)) best = candidate;
        }
        if (best is not null) Add((KeptValue<StringView>*)state, best, arena);
    }

    public override void Combine(byte* source, byte* target, StringArena arena)
    {
        var from = (KeptValue<StringView>*)source;
        if (from->IsSet != 0) Add((KeptValue<StringView>*)target, &from->Value, arena);
    }

    public override void Finish(byte** states, int offset, int count, ColumnVector result)
    {
        var output = (StringView*)result.Data;
        for (int i = 0; i < count; i++)
        {
            var state = (KeptValue<StringView>*)(states[i] + offset);
            output[i] = state->IsSet == 0 ? default : result.Arena.Add(state->Value);
            if (state->IsSet == 0) result.SetNull(i);
        }
    }

    public override void Save(byte* state, ByteWriter writer)
    {
        var kept = (KeptValue<StringView>*)state;
        writer.Bool(kept->IsSet != 0);
        if (kept->IsSet != 0) writer.Blob(StringView.SpanOf(&kept->Value));
    }

    public override void Load(ref ByteReader reader, byte* state, StringArena arena)
    {
        var kept = (KeptValue<StringView>*)state;
        if (!reader.Bool()) return;
        kept->Value = arena.Add(reader.Blob());
        kept->IsSet = 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(KeptValue<StringView>* state, StringView* value, StringArena arena)
    {
        if (state->IsSet != 0 && !TChoice.Prefers(*value, state->Value)) return;
        state->Value = arena.Add(*value);
        state->IsSet = 1;
    }
}
