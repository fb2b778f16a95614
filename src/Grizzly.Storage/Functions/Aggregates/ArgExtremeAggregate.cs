using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>What arg_min and arg_max do with NULLs.</summary>
internal enum ArgNulls : byte
{
    /// <summary>Rows with a NULL in either argument do not count.</summary>
    Skipped,

    /// <summary>The result may be NULL: only the ordering argument has to be there.</summary>
    ArgumentMayBeNull,

    /// <summary>Every row counts; a NULL in the ordering argument comes after all values.</summary>
    Last,
}

/// <summary>arg_min and arg_max: the argument of the row whose other argument is least or greatest, the first of
/// several.</summary>
/// <remarks>Both arguments are kept in the encoding of <see cref="NestedWriter"/>, whose byte order is the type's.
/// Layout of a state: key bytes, then argument bytes in one buffer.</remarks>
internal sealed unsafe class ArgExtremeAggregate(bool isMax, ArgNulls nulls) : AggregateKernel
{
    [ThreadStatic]
    private static NestedWriter? s_key, s_value;

    public override int StateSize => sizeof(State);

    public override bool UsesArena => true;

    public override void Update(ReadOnlySpan<ColumnVector> arguments, int count, byte** states, int offset,
        StringArena arena)
    {
        for (int i = 0; i < count; i++) Add(arguments, i, (State*)(states[i] + offset), arena);
    }

    public override void UpdateAll(ReadOnlySpan<ColumnVector> arguments, int count, byte* state, StringArena arena)
    {
        for (int i = 0; i < count; i++) Add(arguments, i, (State*)state, arena);
    }

    public override void Combine(byte* source, byte* target, StringArena arena)
    {
        State* from = (State*)source;
        if (from->IsSet != 0 && Prefers(from->Key, (State*)target)) Keep((State*)target, from->Key, from->Value, arena);
    }

    public override void Finish(byte** states, int offset, int count, ColumnVector result)
    {
        for (int i = 0; i < count; i++)
        {
            State* state = (State*)(states[i] + offset);
            if (state->IsSet == 0)
            {
                result.SetNull(i);
                continue;
            }
            var reader = new NestedReader(state->Value);
            if (reader.IsNull()) result.SetNull(i);
            else NestedVectors.ReadCopy(ref reader, result, i);
        }
    }

    public override void Save(byte* state, ByteWriter writer)
    {
        State* from = (State*)state;
        writer.Bool(from->IsSet != 0);
        if (from->IsSet == 0) return;
        writer.Blob(from->Key);
        writer.Blob(from->Value);
    }

    public override void Load(ref ByteReader reader, byte* state, StringArena arena)
    {
        if (!reader.Bool()) return;
        ReadOnlySpan<byte> key = reader.Blob();
        Keep((State*)state, key, reader.Blob(), arena);
    }

    private void Add(ReadOnlySpan<ColumnVector> arguments, int row, State* state, StringArena arena)
    {
        if (nulls == ArgNulls.Skipped && arguments[0].IsNullAt(row)) return;
        if (nulls != ArgNulls.Last && arguments[1].IsNullAt(row)) return;
        NestedWriter key = s_key ??= new NestedWriter();
        key.Clear();
        NestedVectors.Append(key, arguments[1], row);
        if (!Prefers(key.Written, state)) return;
        NestedWriter value = s_value ??= new NestedWriter();
        value.Clear();
        NestedVectors.Append(value, arguments[0], row);
        Keep(state, key.Written, value.Written, arena);
    }

    private bool Prefers(ReadOnlySpan<byte> key, State* state) =>
        state->IsSet == 0 || ArgOrder.Compare(key, state->Key, isMax) < 0;

    private static void Keep(State* state, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, StringArena arena)
    {
        int needed = key.Length + value.Length;
        if (needed > state->Capacity)
        {
            state->Capacity = Math.Max(32, needed * 2);
            state->Bytes = arena.Allocate(state->Capacity);
        }
        key.CopyTo(new Span<byte>(state->Bytes, key.Length));
        value.CopyTo(new Span<byte>(state->Bytes + key.Length, value.Length));
        (state->KeyLength, state->ValueLength, state->IsSet) = (key.Length, value.Length, 1);
    }

    private struct State
    {
        public byte* Bytes;
        public int KeyLength;
        public int ValueLength;
        public int Capacity;
        public int IsSet;

        public readonly ReadOnlySpan<byte> Key => new(Bytes, KeyLength);

        public readonly ReadOnlySpan<byte> Value => new(Bytes + KeyLength, ValueLength);
    }
}

/// <summary>The order of encoded keys with their markers.</summary>
internal static class ArgOrder
{
    /// <summary>Below 0 where the left key comes first; NULL comes last either way.</summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, bool descends)
    {
        bool leftNull = left[0] == NestedWriter.NullMarker, rightNull = right[0] == NestedWriter.NullMarker;
        if (leftNull || rightNull) return leftNull.CompareTo(rightNull);
        return descends ? right.SequenceCompareTo(left) : left.SequenceCompareTo(right);
    }
}
