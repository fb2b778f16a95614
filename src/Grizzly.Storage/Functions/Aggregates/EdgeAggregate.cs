using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>first and last of any type: the value of the first or last row, NULL if it is NULL there.</summary>
/// <remarks>Layout of a state: 16 bytes of value, then whether there has been a row, then whether its value is
/// NULL.</remarks>
internal sealed unsafe class EdgeAggregate(LogicalType type, bool isLast) : AggregateKernel
{
    private readonly int _size = type.SizeInBytes;
    private readonly bool _isString = type.Physical == PhysicalType.String;

    public override int StateSize => 32;

    public override bool UsesArena => _isString;

    public override void Update(ReadOnlySpan<ColumnVector> arguments, int count, byte** states, int offset,
        StringArena arena)
    {
        ColumnVector input = arguments[0];
        for (int i = 0; i < count; i++) Add(input, i, states[i] + offset, arena);
    }

    public override void UpdateAll(ReadOnlySpan<ColumnVector> arguments, int count, byte* state, StringArena arena)
    {
        if (count > 0) Add(arguments[0], isLast ? count - 1 : 0, state, arena);
    }

    public override void Combine(byte* source, byte* target, StringArena arena)
    {
        if (source[16] == 0 || (target[16] != 0 && !isLast)) return;
        Unsafe.CopyBlockUnaligned(target, source, 32);
        if (_isString && source[17] == 0) *(StringView*)target = arena.Add(*(StringView*)source);
    }

    public override void Finish(byte** states, int offset, int count, ColumnVector result)
    {
        for (int i = 0; i < count; i++)
        {
            byte* state = states[i] + offset;
            if (state[16] == 0 || state[17] != 0) result.SetNull(i);
            else if (_isString) ((StringView*)result.Data)[i] = result.Arena.Add(*(StringView*)state);
            else Unsafe.CopyBlockUnaligned(result.Data + (long)i * _size, state, (uint)_size);
        }
    }

    public override void Save(byte* state, ByteWriter writer)
    {
        writer.Raw(new ReadOnlySpan<byte>(state, 32));
        if (_isString && state[16] != 0 && state[17] == 0) writer.Blob(StringView.SpanOf((StringView*)state));
    }

    public override void Load(ref ByteReader reader, byte* state, StringArena arena)
    {
        reader.Raw(32).CopyTo(new Span<byte>(state, 32));
        if (_isString && state[16] != 0 && state[17] == 0) *(StringView*)state = arena.Add(reader.Blob());
    }

    private void Add(ColumnVector input, int row, byte* state, StringArena arena)
    {
        if (state[16] != 0 && !isLast) return;
        state[16] = 1;
        bool isNull = input.IsNullAt(row);
        state[17] = isNull ? (byte)1 : (byte)0;
        if (isNull) return;
        if (_isString) *(StringView*)state = arena.Add(*(StringView*)input.AddressOf(row));
        else Unsafe.CopyBlockUnaligned(state, input.AddressOf(row), (uint)_size);
    }
}
