using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>string_agg(text [, separator]): joins values in the order of rows. The separator before a value is that
/// value's row's.</summary>
/// <remarks>The buffer grows by doubling in the arena, so a group of n bytes costs O(n) copies and at most 3n bytes.
/// Each state keeps the separator
/// of its first value as well, for joining two states.</remarks>
/// <param name="isNull">Whether the separator is the constant NULL, which makes every result NULL.</param>
internal sealed unsafe class StringAggregate(bool isNull = false) : AggregateKernel
{
    private const int MaxLength = 256 << 20;

    public static IEnumerable<AggregateFunction> All =>
    [
        new("string_agg", "Values joined with a separator (a comma if left out), NULLs skipped.",
            "string_agg(x, ', ')", Bind)
        {
            Aliases = ["group_concat", "listagg"],
            Signatures = ["string_agg(VARCHAR) -> VARCHAR", "string_agg(VARCHAR, VARCHAR) -> VARCHAR"],
        },
    ];

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
        if (from->IsSet == 0) return;
        ReadOnlySpan<byte> separator = new(from->Separator, from->SeparatorLength),
            text = new(from->Bytes, from->Length);
        Append((State*)target, separator, text, arena);
    }

    public override void Finish(byte** states, int offset, int count, ColumnVector result)
    {
        for (int i = 0; i < count; i++)
        {
            State* state = (State*)(states[i] + offset);
            ((StringView*)result.Data)[i] = state->IsSet == 0
                ? default : result.Arena.Add(new ReadOnlySpan<byte>(state->Bytes, state->Length));
            if (state->IsSet == 0) result.SetNull(i);
        }
    }

    public override void Save(byte* state, ByteWriter writer)
    {
        State* from = (State*)state;
        writer.Bool(from->IsSet != 0);
        if (from->IsSet == 0) return;
        writer.Blob(new ReadOnlySpan<byte>(from->Separator, from->SeparatorLength));
        writer.Blob(new ReadOnlySpan<byte>(from->Bytes, from->Length));
    }

    public override void Load(ref ByteReader reader, byte* state, StringArena arena)
    {
        if (!reader.Bool()) return;
        ReadOnlySpan<byte> separator = reader.Blob();
        Append((State*)state, separator, reader.Blob(), arena);
    }

    private static BoundAggregateFunction? Bind(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants) =>
        types.Count is not (1 or 2) ? null : new BoundAggregateFunction
        {
            Name = "string_agg",
            ArgumentTypes = [.. types.Select(_ => LogicalType.Varchar)],
            ReturnType = LogicalType.Varchar,
            Kernel = new StringAggregate(types.Count == 2 && constants[1] is { IsNull: true }),
            DependsOnOrder = true,
        };

    private void Add(ReadOnlySpan<ColumnVector> arguments, int row, State* state, StringArena arena)
    {
        if (isNull || arguments[0].IsNullAt(row)) return;
        ReadOnlySpan<byte> separator = ","u8;
        if (arguments.Length > 1) separator = arguments[1].IsNullAt(row)
            ? [] : StringView.SpanOf((StringView*)arguments[1].AddressOf(row));
        Append(state, separator, StringView.SpanOf((StringView*)arguments[0].AddressOf(row)), arena);
    }

    private static void Append(State* state, ReadOnlySpan<byte> separator, ReadOnlySpan<byte> text, StringArena arena)
    {
        if (state->IsSet == 0)
        {
            state->IsSet = 1;
            state->Separator = arena.Allocate(separator.Length);
            state->SeparatorLength = separator.Length;
            separator.CopyTo(new Span<byte>(state->Separator, separator.Length));
            separator = [];
        }
        long needed = (long)state->Length + separator.Length + text.Length;
        if (needed > MaxLength) throw new GrizzlyException(SqlStates.ProgramLimitExceeded,
            "string_agg would give more than 256 MiB");
        if (needed > state->Capacity)
        {
            int capacity = (int)Math.Max(32, needed * 2);
            byte* bytes = arena.Allocate(capacity);
            LongWork.Copy(new ReadOnlySpan<byte>(state->Bytes, state->Length), new Span<byte>(bytes, capacity));
            state->Bytes = bytes;
            state->Capacity = capacity;
        }
        var target = new Span<byte>(state->Bytes, state->Capacity);
        separator.CopyTo(target[state->Length..]);
        LongWork.Copy(text, target[(state->Length + separator.Length)..]);
        state->Length = (int)needed;
    }

    private struct State
    {
        public byte* Bytes;
        public byte* Separator;
        public int Length;
        public int Capacity;
        public int SeparatorLength;
        public int IsSet;
    }
}
