using Grizzly.Logical;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Keeps rows at random: each by itself, or all of a chunk. With a seed on one thread, so that the same rows
/// come again.</summary>
internal sealed class SampleStage(SampleMethod method, double share, long? seed) : PhysicalStage
{
    public override bool IsSequential => seed is not null;

    public override StageState OpenState(QueryContext context) => new State(method, share, SampleRandom.Create(seed));

    private sealed unsafe class State(SampleMethod method, double share, Random random) : StageState
    {
        private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);

        public override StageResult Execute(DataChunk input, DataChunk output)
        {
            int count = 0;
            if (method == SampleMethod.System)
            {
                if (random.NextDouble() < share) count = input.Count;
            }
            else
            {
                for (int i = 0; i < input.Count; i++)
                {
                    _selection[count] = (ushort)i;
                    count += random.NextDouble() < share ? 1 : 0;
                }
            }
            if (count == 0)
            {
                output.SetCount(0);
            }
            else if (count == input.Count)
            {
                output.Reference(input);
            }
            else
            {
                fixed (ushort* selection = _selection) output.Select(input, selection, count);
            }
            return StageResult.NeedsInput;
        }
    }
}

/// <summary>Adds a column of random numbers, to sort a reservoir by.</summary>
internal sealed class RandomKeyStage(long? seed) : PhysicalStage
{
    public override bool IsSequential => seed is not null;

    public override StageState OpenState(QueryContext context) => new State(SampleRandom.Create(seed));

    private sealed unsafe class State(Random random) : StageState
    {
        public override StageResult Execute(DataChunk input, DataChunk output)
        {
            for (int i = 0; i < input.ColumnCount; i++) output.Columns[i].Reference(input.Columns[i]);
            double* keys = (double*)output.Columns[^1].SetFlat();
            for (int i = 0; i < input.Count; i++) keys[i] = random.NextDouble();
            output.SetCount(input.Count);
            return StageResult.NeedsInput;
        }
    }
}

internal static class SampleRandom
{
    /// <summary>Seeds are mixed, so that neighbours give unrelated samples.</summary>
    public static Random Create(long? seed) =>
        seed is { } given ? new Random((int)((ulong)given * 0x9E3779B97F4A7C15 >> 32)) : new Random();
}
