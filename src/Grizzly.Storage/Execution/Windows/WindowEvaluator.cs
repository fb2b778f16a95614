using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Computes one window call for stretches of rows of one partition after the other. One thread's.</summary>
internal abstract class WindowEvaluator : IDisposable
{
    /// <summary>Called when the partition holds new rows, their peers known.</summary>
    public virtual void Prepare()
    {
    }

    /// <summary>True where a partition may come piece by piece, peers together: what follows does not matter, and what
    /// came before is kept in the evaluator.</summary>
    public virtual bool CanContinue => false;

    /// <summary>Called instead of <see cref="Prepare"/> when the partition holds more rows of the same one.</summary>
    public virtual void Continue()
    {
    }

    /// <summary>
    /// The values of rows [first, first + count) of the partition, to rows from <paramref name="at"/> on of a flat
    /// vector. The frame's bounds of these rows have been computed.
    /// </summary>
    public abstract void Evaluate(int first, int count, ColumnVector result, int at);

    /// <summary>Called when a chunk's rows, of one or more partitions, have all been evaluated.</summary>
    public virtual void FinishChunk(int count, ColumnVector result)
    {
    }

    public virtual void Dispose()
    {
    }

    /// <param name="boundsOf">Asked only where the frame matters, so that row numbers need not know of peers.</param>
    public static WindowEvaluator Create(
        WindowCallSpec call, WindowPartition partition, Func<FrameSpec, FrameBounds> boundsOf) => call.Kind switch
        {
            WindowFunctionKind.Aggregate => new AggregateEvaluator(call, partition, boundsOf(call.Frame)),
            WindowFunctionKind.Fill => new FillEvaluator(call, partition),
            _ when call.OrderBy.Length > 0 => new OrderedFrameEvaluator(call, partition, boundsOf(call.Frame)),
            < WindowFunctionKind.Lag => new RankEvaluator(call, partition),
            _ => new ValueEvaluator(call, partition, boundsOf(call.Frame)),
        };
}

/// <summary>row_number, rank, dense_rank, percent_rank, cume_dist, ntile.</summary>
internal sealed unsafe class RankEvaluator(WindowCallSpec call, WindowPartition partition) : WindowEvaluator
{
    public override bool CanContinue => call.Kind
        is WindowFunctionKind.RowNumber or WindowFunctionKind.Rank or WindowFunctionKind.DenseRank;

    public override void Evaluate(int first, int count, ColumnVector result, int at)
    {
        long* integers = (long*)result.Data + at;
        double* shares = (double*)result.Data + at;
        long rows = partition.RowsBefore + 1, groups = partition.GroupsBefore + 1;
        switch (call.Kind)
        {
            case WindowFunctionKind.RowNumber:
                for (int i = 0; i < count; i++) integers[i] = rows + first + i;
                break;
            case WindowFunctionKind.Rank:
                for (int i = 0; i < count; i++) integers[i] = rows + Start(first + i);
                break;
            case WindowFunctionKind.DenseRank:
                for (int i = 0; i < count; i++) integers[i] = groups + partition.Group[first + i];
                break;
            case WindowFunctionKind.PercentRank:
                double last = Math.Max(1, partition.Count - 1);
                for (int i = 0; i < count; i++) shares[i] = Start(first + i) / last;
                break;
            case WindowFunctionKind.CumeDist:
                for (int i = 0; i < count; i++)
                    shares[i] = partition.GroupStart[partition.Group[first + i] + 1] / (double)partition.Count;
                break;
            default:
                for (int i = 0; i < count; i++) Ntile(first + i, result, at + i);
                break;
        }
    }

    private int Start(int row) => partition.GroupStart[partition.Group[row]];

    private void Ntile(int row, ColumnVector result, int at)
    {
        if (partition.Integer(call.Arguments[0], row) is not { } buckets)
        {
            result.SetNull(at);
            return;
        }
        ((long*)result.Data)[at] = Bucket(row, partition.Count, buckets);
    }

    /// <summary>The number of the bucket of a row among so many; the first buckets have one row more.</summary>
    public static long Bucket(long row, long rows, long buckets)
    {
        if (buckets <= 0) throw Errors.InvalidArgument("the argument of ntile must be greater than zero");
        long size = rows / buckets, larger = rows % buckets, inLarger = larger * (size + 1);
        return 1 + (row < inLarger ? row / (size + 1) : larger + (row - inLarger) / size);
    }
}
