using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Functions;

/// <summary>Calls functions on vectors as the evaluator will: casts arguments, ANDs validity, runs the
/// kernel.</summary>
internal static unsafe class Evaluate
{
    /// <summary>One row of constants; an argument is a string literal, a number or a <see cref="Value"/>.</summary>
    public static Value Scalar(string name, params Value[] arguments)
    {
        BoundScalar bound = FunctionRegistry.BindScalar(name, [.. arguments.Select(a => a.Type)],
            [.. arguments.Select(a => (Value?)a)]);
        var columns = new Value[arguments.Length][];
        for (int i = 0; i < arguments.Length; i++) columns[i] = [arguments[i]];
        return Run(bound, [.. arguments.Select(a => a.Type)], columns, 1, [.. arguments.Select(_ => true)])[0];
    }

    /// <summary>Rows of columns; a column marked constant has one value.</summary>
    public static Value[] Rows(string name, LogicalType[] types, Value[][] columns, int count,
        bool[]? isConstant = null)
    {
        isConstant ??= new bool[columns.Length];
        var constants = new Value?[columns.Length];
        for (int i = 0; i < columns.Length; i++) constants[i] = isConstant[i] ? columns[i][0] : null;
        return Run(FunctionRegistry.BindScalar(name, types, constants), types, columns, count, isConstant);
    }

    public static Value Cast(Value value, LogicalType to, bool isTry = false) =>
        CastRows([value], value.Type, to, isTry)[0];

    public static Value[] CastRows(Value[] values, LogicalType from, LogicalType to, bool isTry = false)
    {
        BoundScalar bound = Casts.Bind(from, to, isTry)
            ?? throw new InvalidOperationException($"no cast from {from} to {to}");
        return Call(bound, [Vector(values, from, false)], values.Length);
    }

    public static ColumnVector Vector(Value[] values, LogicalType type, bool constant)
    {
        var vector = new ColumnVector(type);
        if (constant)
        {
            vector.SetConstant(values[0]);
            return vector;
        }
        vector.SetFlat();
        new Span<byte>(vector.Data, ColumnVector.MaxCapacity * type.SizeInBytes).Clear();
        for (int i = 0; i < values.Length; i++) vector.SetValue(i, values[i]);
        return vector;
    }

    public static Value Aggregate(string name, LogicalType type, params Value[] values) =>
        Aggregate(name, [type], [values], values.Length);

    public static Value Aggregate(string name, LogicalType[] types, Value[][] columns, int count)
    {
        BoundAggregateFunction bound = FunctionRegistry.BindAggregate(name, types, new Value?[types.Length]);
        var vectors = new ColumnVector[types.Length];
        for (int i = 0; i < types.Length; i++)
        {
            Value[] cast = types[i] == bound.ArgumentTypes[i]
                ? columns[i] : CastRows(columns[i], types[i], bound.ArgumentTypes[i]);
            vectors[i] = Vector(cast, bound.ArgumentTypes[i], false);
        }
        Value whole = Whole(bound, vectors, count), grouped = Grouped(bound, vectors, count),
            combined = Combined(bound, vectors, count);
        Assert.Multiple(() =>
        {
            Assert.That(ValueText.Format(grouped), Is.EqualTo(ValueText.Format(whole)), "Update and UpdateAll differ");
            Assert.That(ValueText.Format(combined), Is.EqualTo(ValueText.Format(whole)), "Combine differs");
        });
        return whole;
    }

    private static Value Whole(BoundAggregateFunction bound, ColumnVector[] vectors, int count)
    {
        using var states = new States(bound, 1);
        bound.Kernel.UpdateAll(vectors, count, states[0], states.Arena);
        return states.Finish(0);
    }

    private static Value Grouped(BoundAggregateFunction bound, ColumnVector[] vectors, int count)
    {
        using var states = new States(bound, 1);
        byte** pointers = stackalloc byte*[Math.Max(1, count)];
        for (int i = 0; i < count; i++) pointers[i] = states[0] - 8;
        bound.Kernel.Update(vectors, count, pointers, 8, states.Arena);
        return states.Finish(0);
    }

    private static Value Combined(BoundAggregateFunction bound, ColumnVector[] vectors, int count)
    {
        using var states = new States(bound, 3);
        using var source = new States(bound, 2);
        byte** pointers = stackalloc byte*[Math.Max(1, count)];
        for (int i = 0; i < count; i++) pointers[i] = source[i < count / 2 ? 0 : 1];
        bound.Kernel.Update(vectors, count, pointers, 0, source.Arena);
        bound.Kernel.Combine(source[0], states[0], states.Arena);
        bound.Kernel.Combine(source[1], states[0], states.Arena);
        return states.Finish(0);
    }

    private static Value[] Run(BoundScalar bound, LogicalType[] types, Value[][] columns, int count, bool[] isConstant)
    {
        var vectors = new ColumnVector[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            Value[] values = types[i] == bound.ArgumentTypes[i]
                ? columns[i] : CastRows(columns[i], types[i], bound.ArgumentTypes[i]);
            vectors[i] = Vector(values, bound.ArgumentTypes[i], isConstant[i]);
        }
        return Call(bound, vectors, count);
    }

    private static Value[] Call(BoundScalar bound, ColumnVector[] vectors, int count)
    {
        using var result = new ColumnVector(bound.ReturnType);
        result.SetFlat();
        new Span<byte>(result.Data, ColumnVector.MaxCapacity * bound.ReturnType.SizeInBytes).Fill(0xAA);
        if (bound.Nulls == NullHandling.Propagates)
        {
            for (int i = 0; i < count; i++)
            {
                if (vectors.Any(vector => vector.IsNullAt(i))) result.SetNull(i);
            }
        }
        bound.Kernel(new ScalarCall(vectors, count, bound.CreateState?.Invoke(), StatementContext.None), result);
        var values = new Value[count];
        for (int i = 0; i < count; i++) values[i] = result.GetValue(i);
        foreach (ColumnVector vector in vectors) vector.Dispose();
        return values;
    }

    private sealed class States : IDisposable
    {
        private readonly BoundAggregateFunction _bound;
        private readonly byte* _memory;

        public States(BoundAggregateFunction bound, int count)
        {
            _bound = bound;
            _memory = (byte*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(
                (nuint)(count * bound.Kernel.StateSize + 16));
            for (int i = 0; i < count; i++) bound.Kernel.Initialize(this[i]);
        }

        public StringArena Arena { get; } = new();

        public byte* this[int index] => _memory + index * _bound.Kernel.StateSize;

        public Value Finish(int index)
        {
            using var result = new ColumnVector(_bound.ReturnType);
            result.SetFlat();
            byte* state = this[index];
            _bound.Kernel.Finish(&state, 0, 1, result);
            return result.GetValue(0);
        }

        public void Dispose()
        {
            System.Runtime.InteropServices.NativeMemory.Free(_memory);
            Arena.Dispose();
        }
    }
}
