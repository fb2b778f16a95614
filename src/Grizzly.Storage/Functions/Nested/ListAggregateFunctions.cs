using System.Runtime.InteropServices;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Aggregates over the elements of a list: list_aggregate(l, 'sum'), list_sum(l), array_to_string(l, ',
/// ').</summary>
internal static unsafe class ListAggregateFunctions
{
    private static readonly string[] Names =
    [
        "sum", "avg", "min", "max", "count", "first", "last", "any_value", "bit_and", "bit_or", "bit_xor", "bool_and",
        "bool_or", "product", "string_agg", "mode", "median", "mad", "stddev_samp", "stddev_pop", "var_samp", "var_pop",
        "sem", "skewness", "kurtosis", "kurtosis_pop", "entropy", "approx_count_distinct", "histogram",
    ];

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("list_aggregate", "An aggregate, named by a constant, over the elements of a list.",
            "list_aggregate([1, 2, 3], 'sum')", BindNamed, "list_aggregate(LIST, VARCHAR, ...) -> any")
            with { Aliases = ["list_aggr", "array_aggregate", "array_aggr", "aggregate"] },
        Define.Custom("array_to_string",
            "The elements as text with a separator (a comma) between them, NULLs left out.",
            "array_to_string([1, 2], '-')", BindJoin, "array_to_string(LIST [, VARCHAR]) -> VARCHAR")
            with { Aliases = ["list_to_string", "array_to_string_comma_default"] },
        Define.Custom("list_any_true", "Whether some element is true; NULL where none is and some are NULL.",
            "list_any_true([false, NULL])", (types, _) => BindTruth("list_any_true", types, 1),
            "list_any_true(BOOLEAN[]) -> BOOLEAN"),
        Define.Custom("list_all_true", "Whether no element is false; NULL where none is and some are NULL.",
            "list_all_true([true, NULL])", (types, _) => BindTruth("list_all_true", types, 0),
            "list_all_true(BOOLEAN[]) -> BOOLEAN"),
        .. Names.Select(name => Define.Custom($"list_{name}", $"The aggregate {name} over the elements of a list.",
            name is "bool_and" or "bool_or" ? $"list_{name}([true, false])" : $"list_{name}([1, 2, 3])",
            (types, constants) => types.Count > 0 && ListLoops.AsList(types[0]).IsList
                ? Bind(name, types[0], [.. types.Skip(1)], [.. constants.Skip(1)]) : null, $"list_{name}(LIST)")
            with { Aliases = name == "bool_and" ? ["list_every"] : [] }),
    ];

    /// <summary>OR (deciding value 1) or AND (0) of the elements, three-valued.</summary>
    private static BoundScalar? BindTruth(string name, IReadOnlyList<LogicalType> types, byte deciding)
    {
        LogicalType flags = LogicalType.List(LogicalType.Boolean);
        if (types.Count != 1 || !ListLoops.AsList(types[0]).IsList) return null;
        return ListLoops.Bound(name, [flags], LogicalType.Boolean, (in ScalarCall call, ColumnVector result) =>
        {
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                var reader = new NestedReader(NestedVectors.BytesOf(call.Arguments[0], row));
                bool isDecided = false, isUnknown = false;
                while (!isDecided && reader.Next(out bool isNull))
                {
                    isUnknown |= isNull;
                    if (!isNull) isDecided = reader.Byte() == deciding;
                }
                result.Data[row] = isDecided ? deciding : (byte)(1 - deciding);
                if (!isDecided && isUnknown) result.SetNull(row);
            }
        });
    }

    private static BoundScalar? BindJoin(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count is not (1 or 2) || !ListLoops.AsList(types[0]).IsList) return null;
        LogicalType text = LogicalType.Varchar;
        LogicalType[] arguments = types.Count == 1 ? [LogicalType.List(text)] : [LogicalType.List(text), text];
        return ListLoops.Bound("array_to_string", arguments, text, (in ScalarCall call, ColumnVector result) =>
        {
            var joined = new ByteWriter();
            for (int row = 0; row < call.Count; row++)
            {
                if (call.Arguments[0].IsNullAt(row))
                {
                    result.SetNull(row);
                    continue;
                }
                ReadOnlySpan<byte> separator = call.Arguments.Length == 1 || call.Arguments[1].IsNullAt(row)
                    ? ","u8 : NestedVectors.BytesOf(call.Arguments[1], row);
                var reader = new NestedReader(NestedVectors.BytesOf(call.Arguments[0], row));
                joined.Clear();
                bool isFirst = true;
                while (reader.Next(out bool isNull))
                {
                    if (isNull) continue;
                    if (!isFirst) joined.Raw(separator);
                    isFirst = false;
                    joined.Raw(reader.Read(text).Bytes);
                }
                ((StringView*)result.Data)[row] = result.Arena.Add(joined.Written);
            }
        }, nulls: NullHandling.Custom);
    }

    private static BoundScalar? BindNamed(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count < 2 || !ListLoops.AsList(types[0]).IsList) return null;
        if (constants[1] is not { IsNull: false } name || !name.Type.IsString)
            throw Errors.Invalid("the aggregate of list_aggregate must be a constant name");
        BoundScalar? bound = Bind(name.Text, types[0], [.. types.Skip(2)], [.. constants.Skip(2)]);
        if (bound is null) return null;
        ScalarKernel kernel = bound.Kernel;
        return bound with
        {
            Name = $"list_aggregate {name.Text}",
            ArgumentTypes = [bound.ArgumentTypes[0], types[1], .. bound.ArgumentTypes.Skip(1)],
        };
    }

    private static BoundScalar? Bind(
        string name, LogicalType list, LogicalType[] more, Value?[] constants)
    {
        list = ListLoops.AsList(list);
        LogicalType element = list.Element.IsNull ? LogicalType.Integer : list.Element;
        BoundAggregateFunction aggregate = FunctionRegistry.BindAggregate(name, [element, .. more],
            [null, .. constants]);
        if (aggregate.ArgumentTypes.Count == 0)
            aggregate = FunctionRegistry.BindAggregate(name, [element], [null]);
        foreach (Value? constant in constants)
        {
            if (constant is null) throw Errors.NotSupported("an argument of a list's aggregate that is no constant");
        }
        LogicalType[] types = [.. aggregate.ArgumentTypes];
        Value[] extra = new Value[types.Length - 1];
        for (int i = 0; i < extra.Length; i++)
        {
            Value value = constants[i]!.Value;
            extra[i] = value.Type == types[i + 1] || value.IsNull
                ? value : ValueText.Parse(ValueText.FormatUtf8(value), types[i + 1]);
        }
        LogicalType input = LogicalType.List(types[0]);
        return new BoundScalar
        {
            Name = $"list_{name}",
            ArgumentTypes = [input, .. more],
            ReturnType = aggregate.ReturnType,
            Kernel = Run,
            CanFail = true,
            CreateState = () => new State(aggregate, input, extra),
        };
    }

    private static void Run(in ScalarCall call, ColumnVector result) =>
        ((State)call.State!).Run(call.Arguments[0], call.Count, result);

    private sealed class State(BoundAggregateFunction aggregate, LogicalType list, Value[] extra)
    {
        private readonly ElementFeed _feed = new(list);
        private readonly StringArena _arena = new();
        private readonly int _size = aggregate.Kernel.StateSize;
        private readonly ColumnVector[] _extra = [.. extra.Select((value, i) =>
        {
            var vector = new ColumnVector(aggregate.ArgumentTypes[i + 1]);
            vector.SetConstant(value);
            return vector;
        })];

        public void Run(ColumnVector lists, int count, ColumnVector result)
        {
            byte* states = (byte*)NativeMemory.AlignedAlloc((nuint)(count * _size + 64), 64);
            try
            {
                new Span<byte>(states, count * _size).Clear();
                for (int i = 0; i < count; i++) aggregate.Kernel.Initialize(states + i * _size);
                Update(lists, count, states);
                byte** all = stackalloc byte*[count];
                for (int i = 0; i < count; i++) all[i] = states + i * _size;
                ulong* valid = stackalloc ulong[ColumnVector.MaskWords];
                bool hasNulls = result.MayHaveNulls;
                if (hasNulls) new ReadOnlySpan<ulong>(result.Validity, (count + 63) >> 6).CopyTo(new Span<ulong>(valid,
                    16));
                aggregate.Kernel.Finish(all, 0, count, result);
                for (int i = 0; hasNulls && i < count; i++)
                {
                    if ((valid[i >> 6] >> (i & 63) & 1) == 0) result.SetNull(i);
                }
            }
            finally
            {
                NativeMemory.AlignedFree(states);
                _arena.Reset();
            }
        }

        private void Update(ColumnVector lists, int count, byte* states)
        {
            byte** targets = stackalloc byte*[ColumnVector.MaxCapacity];
            _feed.Start(lists, count);
            ColumnVector[] arguments = [_feed.Elements, .. _extra];
            if (aggregate.ArgumentTypes.Count == 0) arguments = [];
            while (_feed.Next())
            {
                for (int i = 0; i < _feed.Count; i++) targets[i] = states + _feed.Rows[i] * _size;
                aggregate.Kernel.Update(arguments, _feed.Count, targets, 0, _arena);
            }
        }
    }
}
