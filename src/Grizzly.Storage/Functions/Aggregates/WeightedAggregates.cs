using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Sums of doubles that are corrected at every value, and the weighted mean.</summary>
internal static unsafe class WeightedAggregates
{
    private static readonly LogicalType Double = LogicalType.Double;

    public static IEnumerable<AggregateFunction> All =>
    [
        new("fsum", "Sum of floating-point numbers, compensated at every value (Neumaier).", "fsum(x)",
            (types, constants) => Bind<SumFloating<double>>("fsum", types, constants))
            { Signatures = ["fsum(DOUBLE) -> DOUBLE"], Aliases = ["kahan_sum", "sumkahan"] },
        new("favg", "Mean of floating-point numbers, compensated at every value (Neumaier).", "favg(x)",
            (types, constants) => Bind<AverageFloating<double>>("favg", types, constants))
            { Signatures = ["favg(DOUBLE) -> DOUBLE"] },
        new("weighted_avg",
            "Mean of x weighted by y; pairs with a NULL do not count, NaN where the weights add up to 0.",
            "weighted_avg(x, y)", (types, constants) =>
                OverloadResolver.Cost(types, Define.Literals(constants), [Double, Double], false) < 0
                    ? null
                    : new BoundAggregateFunction
                    {
                        Name = "weighted_avg", ArgumentTypes = [Double, Double], ReturnType = Double,
                        Kernel = new WeightedMean(), DependsOnOrder = true,
                    })
            { Signatures = ["weighted_avg(DOUBLE, DOUBLE) -> DOUBLE"], Aliases = ["wavg"] },
    ];

    private static BoundAggregateFunction? Bind<TOperation>(
        string name, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
        where TOperation : struct, IAggregateOperation<FloatingSumState, double> =>
        OverloadResolver.Cost(types, Define.Literals(constants), [Double], false) < 0
            ? null
            : NumericAggregates.Make(name, Double, Double, new UnaryAggregate<FloatingSumState, double, TOperation>())
                with { DependsOnOrder = true };

    private sealed class WeightedMean : AggregateKernel
    {
        public override int StateSize => sizeof(State);

        public override void Update(ReadOnlySpan<ColumnVector> arguments, int count, byte** states, int offset,
            StringArena arena)
        {
            for (int i = 0; i < count; i++) Add(arguments, i, (State*)(states[i] + offset));
        }

        public override void UpdateAll(
            ReadOnlySpan<ColumnVector> arguments, int count, byte* state, StringArena arena)
        {
            for (int i = 0; i < count; i++) Add(arguments, i, (State*)state);
        }

        public override void Combine(byte* source, byte* target, StringArena arena)
        {
            State* from = (State*)source, to = (State*)target;
            from->Values.Combine(ref to->Values);
            from->Weights.Combine(ref to->Weights);
        }

        public override void Finish(byte** states, int offset, int count, ColumnVector result)
        {
            for (int i = 0; i < count; i++)
            {
                State* state = (State*)(states[i] + offset);
                if (state->Weights.Count == 0) result.SetNull(i);
                else ((double*)result.Data)[i] = state->Values.Result / state->Weights.Result;
            }
        }

        private static void Add(ReadOnlySpan<ColumnVector> arguments, int row, State* state)
        {
            if (arguments[0].IsNullAt(row) || arguments[1].IsNullAt(row)) return;
            double value = *(double*)arguments[0].AddressOf(row), weight = *(double*)arguments[1].AddressOf(row);
            state->Values.Add(value * weight);
            state->Weights.Add(weight);
        }

        private struct State
        {
            public FloatingSumState Values;
            public FloatingSumState Weights;
        }
    }
}
