using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>What <see cref="PairAggregate"/> gives.</summary>
internal enum PairResult : byte
{
    CovarianceOfPopulation,
    CovarianceOfSample,
    Correlation,
    Slope,
    Intercept,
    RSquared,
    Count,
    MeanX,
    MeanY,
    SquaresX,
    SquaresY,
    Products,
}

/// <summary>Means, squared deviations and co-deviation of pairs (y, x) of doubles; pairs with a NULL are
/// skipped.</summary>
internal sealed unsafe class PairAggregate(PairResult wanted) : AggregateKernel
{
    public override int StateSize => sizeof(State);

    public override void Update(ReadOnlySpan<ColumnVector> arguments, int count, byte** states, int offset,
        StringArena arena)
    {
        for (int i = 0; i < count; i++) Add(arguments, i, (State*)(states[i] + offset));
    }

    public override void UpdateAll(ReadOnlySpan<ColumnVector> arguments, int count, byte* state, StringArena arena)
    {
        for (int i = 0; i < count; i++) Add(arguments, i, (State*)state);
    }

    public override void Combine(byte* source, byte* target, StringArena arena)
    {
        State* from = (State*)source, to = (State*)target;
        if (from->X.Count == 0) return;
        double deltaX = from->X.Mean - to->X.Mean, deltaY = from->Y.Mean - to->Y.Mean;
        double weight = (double)to->X.Count * from->X.Count / (to->X.Count + from->X.Count);
        to->CoDeviation += from->CoDeviation + deltaX * deltaY * weight;
        from->X.Combine(ref to->X);
        from->Y.Combine(ref to->Y);
    }

    public override void Finish(byte** states, int offset, int count, ColumnVector result)
    {
        for (int i = 0; i < count; i++)
        {
            State* state = (State*)(states[i] + offset);
            if (wanted == PairResult.Count)
            {
                ((long*)result.Data)[i] = state->X.Count;
                continue;
            }
            double value = Result(*state);
            bool isEmpty = state->X.Count < (wanted == PairResult.CovarianceOfSample ? 2 : 1);
            bool isUndefined = wanted is PairResult.Slope or PairResult.Intercept or PairResult.RSquared
                && state->X.Deviations == 0;
            if (!isEmpty && !double.IsFinite(state->X.Deviations + state->Y.Deviations))
                throw Errors.OutOfRange("a deviation is out of range for type DOUBLE");
            if (isEmpty || isUndefined) result.SetNull(i);
            else ((double*)result.Data)[i] = value;
        }
    }

    private static void Add(ReadOnlySpan<ColumnVector> arguments, int row, State* state)
    {
        if (arguments[0].IsNullAt(row) || arguments[1].IsNullAt(row)) return;
        double y = *(double*)arguments[0].AddressOf(row), x = *(double*)arguments[1].AddressOf(row);
        double deltaX = x - state->X.Mean;
        state->X.Add(x);
        state->Y.Add(y);
        state->CoDeviation += deltaX * (y - state->Y.Mean);
    }

    private double Result(in State state) => wanted switch
    {
        PairResult.CovarianceOfPopulation => state.CoDeviation / state.X.Count,
        PairResult.CovarianceOfSample => state.CoDeviation / (state.X.Count - 1),
        PairResult.Correlation =>
            // NaN where one side does not vary.
            Math.Clamp(state.CoDeviation / Math.Sqrt(state.X.Deviations * state.Y.Deviations), -1, 1),
        PairResult.Slope => state.CoDeviation / state.X.Deviations,
        PairResult.Intercept => state.Y.Mean - state.CoDeviation / state.X.Deviations * state.X.Mean,
        PairResult.RSquared => state.Y.Deviations == 0
            ? 1 : state.CoDeviation * state.CoDeviation / (state.X.Deviations * state.Y.Deviations),
        PairResult.MeanX => state.X.Mean,
        PairResult.SquaresX => state.X.Deviations,
        PairResult.SquaresY => state.Y.Deviations,
        PairResult.Products => state.CoDeviation,
        _ => state.Y.Mean,
    };

    private struct State
    {
        public VarianceState X;
        public VarianceState Y;
        public double CoDeviation;
    }
}
