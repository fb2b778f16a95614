using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>An aggregate that collects bytes in the order of rows and makes its result of them at the end.</summary>
/// <remarks>The buffer doubles in the arena: a group of n bytes costs O(n) copies and at most 3n bytes.</remarks>
internal abstract unsafe class ByteListAggregate : AggregateKernel
{
    private const int MaxLength = 512 << 20;

    [ThreadStatic]
    private static NestedWriter? s_writer;

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
        if (from->IsSet != 0) Append((State*)target, new ReadOnlySpan<byte>(from->Bytes, from->Length), arena);
    }

    public override void Finish(byte** states, int offset, int count, ColumnVector result)
    {
        for (int i = 0; i < count; i++)
        {
            State* state = (State*)(states[i] + offset);
            if (state->IsSet == 0) FinishEmpty(result, i);
            else Finish(new ReadOnlySpan<byte>(state->Bytes, state->Length), result, i);
        }
    }

    public override void Save(byte* state, ByteWriter writer)
    {
        State* from = (State*)state;
        writer.Bool(from->IsSet != 0);
        if (from->IsSet != 0) writer.Blob(new ReadOnlySpan<byte>(from->Bytes, from->Length));
    }

    public override void Load(ref ByteReader reader, byte* state, StringArena arena)
    {
        if (reader.Bool()) Append((State*)state, reader.Blob(), arena);
    }

    /// <summary>Writes what a row adds; false where the row does not count.</summary>
    protected abstract bool Write(ReadOnlySpan<ColumnVector> arguments, int row, NestedWriter writer);

    /// <summary>Makes the result of all that was written.</summary>
    protected abstract void Finish(ReadOnlySpan<byte> bytes, ColumnVector result, int row);

    /// <summary>The result of no rows: NULL.</summary>
    protected virtual void FinishEmpty(ColumnVector result, int row) => result.SetNull(row);

    /// <summary>Drops bytes that cannot matter any more from a full buffer; returns the new length.</summary>
    protected virtual int Compact(Span<byte> bytes) => bytes.Length;

    private void Add(ReadOnlySpan<ColumnVector> arguments, int row, State* state, StringArena arena)
    {
        NestedWriter writer = s_writer ??= new NestedWriter();
        writer.Clear();
        if (Write(arguments, row, writer)) Append(state, writer.Written, arena);
    }

    private void Append(State* state, ReadOnlySpan<byte> bytes, StringArena arena)
    {
        state->IsSet = 1;
        long needed = (long)state->Length + bytes.Length;
        if (needed > state->Capacity && state->Length > 0)
        {
            state->Length = Compact(new Span<byte>(state->Bytes, state->Length));
            needed = (long)state->Length + bytes.Length;
        }
        if (needed > MaxLength)
            throw new GrizzlyException(SqlStates.ProgramLimitExceeded, "an aggregate would give more than 512 MiB");
        if (needed > state->Capacity)
        {
            int capacity = (int)Math.Max(32, needed * 2);
            byte* larger = arena.Allocate(capacity);
            LongWork.Copy(new ReadOnlySpan<byte>(state->Bytes, state->Length), new Span<byte>(larger, capacity));
            state->Bytes = larger;
            state->Capacity = capacity;
        }
        LongWork.Copy(bytes, new Span<byte>(state->Bytes + state->Length, bytes.Length));
        state->Length = (int)needed;
    }

    private struct State
    {
        public byte* Bytes;
        public int Length;
        public int Capacity;
        public long IsSet;
    }
}
