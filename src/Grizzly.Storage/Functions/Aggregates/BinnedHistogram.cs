using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>histogram(x, bins) and histogram_exact(x, bins): how many values lie at or below each bin and above the one
/// before, or in each bin exactly; the rest under <see cref="OtherBin"/>.</summary>
/// <remarks>
/// The bins of a group are those of its first row. Block of a state, all int64: number of bins n, n + 1 counts (the
/// last is the rest), n + 1 offsets, then the bins' encoded bytes in ascending order, without duplicates.
/// </remarks>
internal sealed unsafe class BinnedHistogram(LogicalType type, bool isExact) : AggregateKernel
{
    [ThreadStatic]
    private static NestedWriter? s_writer;

    private readonly byte[]? _other = OtherBin.Encoded(type);

    public override int StateSize => sizeof(State);

    public override bool UsesArena => true;

    public static BoundAggregateFunction? Bind(string name, IReadOnlyList<LogicalType> types, bool isExact)
    {
        if (types.Count != 2 || !(types[1].IsList || types[1].IsNull)) return null;
        LogicalType bins = types[1].IsNull ? LogicalType.Null : types[1].Element;
        LogicalType value = types[0].IsNull ? bins : types[0];
        // Bins adapt to the values, as they are often written as plain integers or texts.
        if (value.IsNull) value = LogicalType.Integer;
        if (!bins.IsNull && bins != value && Casts.Bind(bins, value, false) is null) return null;
        return new BoundAggregateFunction
        {
            Name = name,
            ArgumentTypes = [value, LogicalType.List(value)],
            ReturnType = LogicalType.Map(value, LogicalType.UBigInt),
            Kernel = new BinnedHistogram(value, isExact),
        };
    }

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
        State* from = (State*)source, to = (State*)target;
        if (from->Block is null) return;
        if (to->Block is null)
        {
            to->Block = (long*)arena.AllocateWords(from->Length);
            to->Length = from->Length;
            Buffer.MemoryCopy(from->Block, to->Block, to->Length, from->Length);
            return;
        }
        bool isSame = *from->Block == *to->Block && from->Length == to->Length
            && Shape(from).SequenceEqual(Shape(to));
        if (!isSame) throw Errors.InvalidArgument("the bins of a histogram must be the same in all rows of a group");
        for (long i = 0; i <= *to->Block; i++) to->Block[1 + i] += from->Block[1 + i];
    }

    public override void Finish(byte** states, int offset, int count, ColumnVector result)
    {
        var writer = new NestedWriter();
        for (int i = 0; i < count; i++)
        {
            State* state = (State*)(states[i] + offset);
            if (state->Block is null)
            {
                result.SetNull(i);
                continue;
            }
            int bins = (int)*state->Block;
            for (int bin = 0; bin <= bins; bin++)
            {
                ulong number = (ulong)state->Block[1 + bin];
                if (bin == bins && (number == 0 || _other is null)) continue;
                writer.Mark();
                writer.Raw(bin == bins ? _other! : Bin(state->Block, bin));
                writer.Element(LogicalType.UBigInt, (byte*)&number);
            }
            writer.End();
            NestedVectors.Store(writer, result, i);
        }
    }

    public override void Save(byte* state, ByteWriter writer)
    {
        State* from = (State*)state;
        writer.Blob(new ReadOnlySpan<byte>(from->Block, from->Length));
    }

    public override void Load(ref ByteReader reader, byte* state, StringArena arena)
    {
        State* to = (State*)state;
        ReadOnlySpan<byte> bytes = reader.Blob();
        if (bytes.IsEmpty) return;
        to->Block = (long*)arena.AllocateWords(bytes.Length);
        to->Length = bytes.Length;
        bytes.CopyTo(new Span<byte>(to->Block, bytes.Length));
    }

    private void Add(ReadOnlySpan<ColumnVector> arguments, int row, State* state, StringArena arena)
    {
        if (state->Block is null) Start(arguments[1], row, state, arena);
        if (arguments[0].IsNullAt(row)) return;
        NestedWriter writer = s_writer ??= new NestedWriter();
        writer.Clear();
        NestedVectors.Append(writer, arguments[0], row);
        int bins = (int)*state->Block, low = 0, high = bins;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Bin(state->Block, middle).SequenceCompareTo(writer.Written) < 0) low = middle + 1;
            else high = middle;
        }
        if (isExact && low < bins && !Bin(state->Block, low).SequenceEqual(writer.Written)) low = bins;
        state->Block[1 + low]++;
    }

    /// <summary>Takes over the bins of a row, sorted.</summary>
    private void Start(ColumnVector lists, int row, State* state, StringArena arena)
    {
        if (lists.IsNullAt(row)) throw Errors.InvalidArgument("the bins of a histogram must not be NULL");
        ReadOnlySpan<byte> list = NestedVectors.BytesOf(lists, row);
        var scratch = new ListScratch(LogicalType.List(type));
        scratch.First.Cut(list);
        ReadOnlySpan<int> order = scratch.Sorted(scratch.First, list);
        if (order.Length < scratch.First.Count) throw Errors.InvalidArgument("a bin of a histogram must not be NULL");
        var offsets = new List<long> { 0 };
        ReadOnlySpan<byte> before = [];
        foreach (int item in order)
        {
            ReadOnlySpan<byte> bin = scratch.First.Of(list, item);
            if (bin.SequenceEqual(before)) continue;
            before = bin;
            scratch.Writer.Raw(bin);
            offsets.Add(scratch.Writer.Length);
        }
        int bins = offsets.Count - 1, head = (1 + 2 * (bins + 1)) * sizeof(long);
        state->Length = head + scratch.Writer.Length;
        state->Block = (long*)arena.AllocateWords(state->Length);
        *state->Block = bins;
        for (int i = 0; i <= bins; i++) state->Block[2 + bins + i] = offsets[i];
        scratch.Writer.Written.CopyTo(new Span<byte>((byte*)state->Block + head, scratch.Writer.Length));
    }

    private static ReadOnlySpan<byte> Bin(long* block, int bin)
    {
        long bins = *block;
        long* offsets = block + 2 + bins;
        return new ReadOnlySpan<byte>(
            (byte*)(offsets + bins + 1) + offsets[bin], (int)(offsets[bin + 1] - offsets[bin]));
    }

    /// <summary>Offsets and bytes, without the counts.</summary>
    private static ReadOnlySpan<byte> Shape(State* state)
    {
        int head = (int)(2 + *state->Block) * sizeof(long);
        return new ReadOnlySpan<byte>((byte*)state->Block + head, state->Length - head);
    }

    private struct State
    {
        public long* Block;
        public int Length;
    }
}
