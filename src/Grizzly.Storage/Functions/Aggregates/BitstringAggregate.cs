using System.Buffers.Binary;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>bitstring_agg(x, min, max): a BIT with one bit for each integer from min to max, set for those that
/// occur.</summary>
/// <remarks>Without bounds the smallest and the largest value of the group are its bounds.</remarks>
internal sealed unsafe class BitstringAggregate(Int128 min, Int128 max) : AggregateKernel
{
    /// <summary>The most bits of one result.</summary>
    private const int MaxBits = 1_000_000_000;

    public static AggregateFunction Function { get; } = new("bitstring_agg",
        "Bits for the integers from a smallest to a largest, set for those that occur; without bounds, from the "
        + "smallest value to the largest.", "bitstring_agg(x, 1, 8)", Bind)
    {
        Signatures = ["bitstring_agg(integer) -> BIT", "bitstring_agg(integer, min, max) -> BIT"],
    };

    public override int StateSize => sizeof(State);

    public override bool UsesArena => true;

    private int Length => (int)(max - min) + 1;

    public override void Update(ReadOnlySpan<ColumnVector> arguments, int count, byte** states, int offset,
        StringArena arena)
    {
        for (int i = 0; i < count; i++) Add(arguments[0], i, (State*)(states[i] + offset), arena);
    }

    public override void UpdateAll(ReadOnlySpan<ColumnVector> arguments, int count, byte* state, StringArena arena)
    {
        for (int i = 0; i < count; i++) Add(arguments[0], i, (State*)state, arena);
    }

    public override void Combine(byte* source, byte* target, StringArena arena)
    {
        Span<byte> from = BitsOf((State*)source);
        if (!from.IsEmpty) Merge(from, (State*)target, arena);
    }

    public override void Save(byte* state, ByteWriter writer)
    {
        Span<byte> bits = BitsOf((State*)state);
        writer.Bool(!bits.IsEmpty);
        if (!bits.IsEmpty) writer.Blob(bits);
    }

    public override void Load(ref ByteReader reader, byte* state, StringArena arena)
    {
        if (reader.Bool()) Merge(reader.Blob(), (State*)state, arena);
    }

    public override void Finish(byte** states, int offset, int count, ColumnVector result)
    {
        for (int i = 0; i < count; i++)
        {
            Span<byte> bits = BitsOf((State*)(states[i] + offset));
            if (bits.IsEmpty) result.SetNull(i);
            else ((StringView*)result.Data)[i] = result.Arena.Add(bits);
        }
    }

    private static BoundAggregateFunction? Bind(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count is not (1 or 3) || types.Any(type => !type.IsInteger && !type.IsNull)) return null;
        if (OverloadResolver.Cost([types[0]], [false], [LogicalType.HugeInt], false) < 0) return null;
        AggregateKernel kernel = new Collected();
        if (types.Count == 3)
        {
            if (constants[1] is not { IsNull: false } least || constants[2] is not { IsNull: false } most)
                throw Errors.InvalidArgument("the bounds of bitstring_agg must be constants that are not NULL");
            Int128 min = least.Integer, max = most.Integer;
            if (max < min) throw Errors.InvalidArgument($"the bounds of bitstring_agg are reversed: {min} and {max}");
            CheckLength(min, max);
            kernel = new BitstringAggregate(min, max);
        }
        return new BoundAggregateFunction
        {
            Name = "bitstring_agg",
            ArgumentTypes = [.. types.Select(_ => LogicalType.HugeInt)],
            ReturnType = LogicalType.Bit,
            Kernel = kernel,
            IgnoresDuplicates = true,
        };
    }

    private static void CheckLength(Int128 min, Int128 max)
    {
        if ((UInt128)(max - min) >= MaxBits)
            throw Errors.OutOfRange($"from {min} to {max} there are more than {MaxBits} bits");
    }

    private void Add(ColumnVector values, int row, State* state, StringArena arena)
    {
        if (values.IsNullAt(row)) return;
        Int128 value = *(Int128*)values.AddressOf(row);
        if (value < min || value > max) throw Errors.OutOfRange($"value {value} is not between {min} and {max}");
        if (state->Bits is null) Start(state, arena);
        BitText.Set(BitsOf(state), (int)(value - min), true);
    }

    private void Start(State* state, StringArena arena)
    {
        int length = 1 + (Length + 7) / 8;
        state->Bits = arena.Allocate(length);
        Span<byte> bits = BitsOf(state);
        bits.Clear();
        bits[0] = (byte)(-Length & 7);
    }

    private void Merge(ReadOnlySpan<byte> from, State* target, StringArena arena)
    {
        if (target->Bits is null) Start(target, arena);
        Span<byte> bits = BitsOf(target);
        for (int i = 1; i < bits.Length; i++) bits[i] |= from[i];
    }

    /// <summary>Empty where there was no value yet.</summary>
    private Span<byte> BitsOf(State* state) =>
        state->Bits is null ? default : new Span<byte>(state->Bits, 1 + (Length + 7) / 8);

    private struct State
    {
        public byte* Bits;
    }

    /// <summary>All values, whose bounds are found at the end.</summary>
    private sealed class Collected : ByteListAggregate
    {
        private const int Size = 16;

        protected override bool Write(ReadOnlySpan<ColumnVector> arguments, int row, NestedWriter writer)
        {
            if (arguments[0].IsNullAt(row)) return false;
            Span<byte> bytes = stackalloc byte[Size];
            BinaryPrimitives.WriteInt128LittleEndian(bytes, *(Int128*)arguments[0].AddressOf(row));
            writer.Raw(bytes);
            return true;
        }

        protected override void Finish(ReadOnlySpan<byte> bytes, ColumnVector result, int row)
        {
            Int128 min = Int128.MaxValue, max = Int128.MinValue;
            for (int i = 0; i < bytes.Length; i += Size)
            {
                Int128 value = BinaryPrimitives.ReadInt128LittleEndian(bytes[i..]);
                (min, max) = (Int128.Min(min, value), Int128.Max(max, value));
            }
            CheckLength(min, max);
            byte[] bits = BitText.Zeros((int)(max - min) + 1);
            for (int i = 0; i < bytes.Length; i += Size)
                BitText.Set(bits, (int)(BinaryPrimitives.ReadInt128LittleEndian(bytes[i..]) - min), true);
            ((StringView*)result.Data)[row] = result.Arena.Add(bits);
        }
    }
}
