using System.IO.Hashing;
using System.Numerics;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>approx_count_distinct: exact up to 256 values, then HyperLogLog (Flajolet et al., 2007) with 4,096
/// registers, a standard error of 1.6 %.</summary>
/// <remarks>A state starts as a set of hashes (open addressing, 0 is free) and becomes registers when that is
/// full.</remarks>
internal sealed unsafe class DistinctEstimate : AggregateKernel
{
    private const int IndexBits = 12, Registers = 1 << IndexBits, SetSlots = 512, MostInSet = 256;

    [ThreadStatic]
    private static NestedWriter? s_writer;

    public static AggregateFunction Function => new("approx_count_distinct",
        "Estimated number of different values, NULLs left out.", "approx_count_distinct(x)",
        (types, _) => types.Count != 1 ? null : NumericAggregates.Make(
            "approx_count_distinct", types[0], LogicalType.BigInt, new DistinctEstimate())
            with { IsCount = true, IgnoresDuplicates = true })
    {
        Signatures = ["approx_count_distinct(any) -> BIGINT"],
    };

    public override int StateSize => sizeof(State);

    public override bool UsesArena => true;

    public override void Update(ReadOnlySpan<ColumnVector> arguments, int count, byte** states, int offset,
        StringArena arena)
    {
        for (int i = 0; i < count; i++)
        {
            if (!arguments[0].IsNullAt(i)) Add((State*)(states[i] + offset), Hash(arguments[0], i), arena);
        }
    }

    public override void UpdateAll(ReadOnlySpan<ColumnVector> arguments, int count, byte* state, StringArena arena)
    {
        for (int i = 0; i < count; i++)
        {
            if (!arguments[0].IsNullAt(i)) Add((State*)state, Hash(arguments[0], i), arena);
        }
    }

    public override void Combine(byte* source, byte* target, StringArena arena)
    {
        State* from = (State*)source, to = (State*)target;
        for (int i = 0; !from->IsDense && i < SetSlots && from->Bytes is not null; i++)
        {
            ulong hash = ((ulong*)from->Bytes)[i];
            if (hash != 0) Add(to, hash, arena);
        }
        if (!from->IsDense) return;
        MakeDense(to, arena);
        for (int i = 0; i < Registers; i++) to->Bytes[i] = Math.Max(to->Bytes[i], from->Bytes[i]);
    }

    public override void Finish(byte** states, int offset, int count, ColumnVector result)
    {
        for (int i = 0; i < count; i++)
        {
            State* state = (State*)(states[i] + offset);
            ((long*)result.Data)[i] = state->IsDense ? Estimate(state->Bytes) : state->Count;
        }
    }

    public override void Save(byte* state, ByteWriter writer)
    {
        State* from = (State*)state;
        writer.UInt32((uint)(int)from->Count);
        int length = from->Bytes is null ? 0 : from->IsDense ? Registers : SetSlots * sizeof(ulong);
        writer.Blob(new ReadOnlySpan<byte>(from->Bytes, length));
    }

    public override void Load(ref ByteReader reader, byte* state, StringArena arena)
    {
        State* to = (State*)state;
        to->Count = (int)reader.UInt32();
        ReadOnlySpan<byte> bytes = reader.Blob();
        if (bytes.IsEmpty) return;
        to->Bytes = arena.AllocateWords(bytes.Length);
        bytes.CopyTo(new Span<byte>(to->Bytes, bytes.Length));
    }

    private static ulong Hash(ColumnVector vector, int row)
    {
        NestedWriter writer = s_writer ??= new NestedWriter();
        writer.Clear();
        NestedVectors.Append(writer, vector, row);
        return Math.Max(1, XxHash3.HashToUInt64(writer.Written));
    }

    private static void Add(State* state, ulong hash, StringArena arena)
    {
        if (state->IsDense)
        {
            Register(state->Bytes, hash);
            return;
        }
        if (state->Bytes is null) state->Bytes = arena.AllocateWords(SetSlots * sizeof(ulong));
        var slots = (ulong*)state->Bytes;
        int slot = (int)(hash % SetSlots);
        for (; slots[slot] != 0; slot = (slot + 1) % SetSlots)
        {
            if (slots[slot] == hash) return;
        }
        if (state->Count == MostInSet)
        {
            MakeDense(state, arena);
            Register(state->Bytes, hash);
            return;
        }
        slots[slot] = hash;
        state->Count++;
    }

    private static void MakeDense(State* state, StringArena arena)
    {
        if (state->IsDense) return;
        byte* registers = arena.AllocateWords(Registers);
        for (int i = 0; i < SetSlots && state->Bytes is not null; i++)
        {
            ulong hash = ((ulong*)state->Bytes)[i];
            if (hash != 0) Register(registers, hash);
        }
        state->Bytes = registers;
        state->Count = -1;
    }

    private static void Register(byte* registers, ulong hash)
    {
        int index = (int)(hash >> (64 - IndexBits));
        byte rank = (byte)(BitOperations.LeadingZeroCount(hash << IndexBits | 1UL << (IndexBits - 1)) + 1);
        if (rank > registers[index]) registers[index] = rank;
    }

    private static long Estimate(byte* registers)
    {
        double sum = 0;
        int zeros = 0;
        for (int i = 0; i < Registers; i++)
        {
            sum += 1.0 / (1UL << registers[i]);
            if (registers[i] == 0) zeros++;
        }
        double estimate = 0.7213 / (1 + 1.079 / Registers) * Registers * Registers / sum;
        if (estimate <= 2.5 * Registers && zeros > 0) estimate = Registers * Math.Log((double)Registers / zeros);
        return (long)Math.Round(estimate);
    }

    /// <summary>Bytes are a set of hashes, or registers where Count is -1.</summary>
    private struct State
    {
        public byte* Bytes;
        public long Count;

        public readonly bool IsDense => Count < 0;
    }
}
