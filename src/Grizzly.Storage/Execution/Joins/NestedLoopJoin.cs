using System.Numerics;
using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Logical;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>What a nested-loop join does, over positional columns.</summary>
/// <param name="Predicate">Over the left columns followed by the right columns; null for the cross product.</param>
internal sealed record LoopJoinSpec(
    JoinKind Kind,
    BoundExpression? Predicate,
    IReadOnlyList<LogicalType> LeftTypes,
    IReadOnlyList<LogicalType> RightTypes,
    int[] LeftOutput,
    int[] RightOutput)
{
    public bool KeepsLeft => Kind is JoinKind.Left or JoinKind.Full or JoinKind.Single;

    public bool KeepsRight => Kind is JoinKind.Right or JoinKind.Full;

    public bool IsExistence => Kind is JoinKind.Semi or JoinKind.Anti or JoinKind.Mark;
}

/// <summary>
/// Joins by comparing every pair: any predicate, any kind of join. The right side is buffered; per left chunk, the side
/// with fewer rows is taken
/// row by row as constants against whole vectors of the other.
/// </summary>
internal sealed class NestedLoopStage(LoopJoinSpec spec, ChunkBufferSink right) : PhysicalStage
{
    private ulong[][] _rightFound = [];

    /// <summary>For joins that keep right rows: one bitmap per buffered chunk.</summary>
    public ulong[][] RightFound => _rightFound;

    protected override void Start(QueryContext context)
    {
        if (spec.KeepsRight) _rightFound = [.. right.Chunks.Select(_ => new ulong[ColumnVector.MaskWords])];
    }

    public override StageState OpenState(QueryContext context) => new State(this, spec, right, context);

    private sealed unsafe class State : StageState
    {
        private readonly NestedLoopStage _stage;
        private readonly LoopJoinSpec _spec;
        private readonly ChunkBufferSink _right;
        private readonly QueryContext _context;
        private readonly PredicateEvaluator? _predicate;
        private readonly DataChunk _pair;
        private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
        private readonly ulong[] _found = new ulong[ColumnVector.MaskWords];
        private readonly ulong[] _unknown = new ulong[ColumnVector.MaskWords];
        private bool _isStarted;
        private int _rightChunk;
        private int _row;

        public State(NestedLoopStage stage, LoopJoinSpec spec, ChunkBufferSink right, QueryContext context)
        {
            _stage = stage;
            _spec = spec;
            _right = right;
            _context = context;
            _predicate = spec.Predicate is null ? null : new PredicateEvaluator(spec.Predicate, context.Evaluation);
            _pair = new DataChunk([.. spec.LeftTypes, .. spec.RightTypes]);
        }

        public override StageResult Execute(DataChunk input, DataChunk output)
        {
            output.SetCount(0);
            if (input.Count == 0) return StageResult.NeedsInput;
            if (!_isStarted) Begin();
            bool rightByRow = _right.Count <= input.Count;
            while (_rightChunk < _right.Chunks.Count)
            {
                DataChunk right = _right.Chunks[_rightChunk];
                int rows = rightByRow ? right.Count : input.Count;
                while (_row < rows)
                {
                    _context.ThrowIfCancelled();
                    int row = _row++;
                    int matches = rightByRow ? MatchRightRow(input, right, row) : MatchLeftRow(input, right, row);
                    if (matches == 0 || _spec.IsExistence) continue;
                    Emit(output, matches);
                    return StageResult.HasMore;
                }
                _rightChunk++;
                _row = 0;
            }
            _isStarted = false;
            Finish(input, output);
            return StageResult.NeedsInput;
        }

        public override void Dispose() => _pair.Dispose();

        private void Begin()
        {
            _isStarted = true;
            _rightChunk = 0;
            _row = 0;
            Array.Clear(_found);
            Array.Clear(_unknown);
        }

        private int MatchRightRow(DataChunk left, DataChunk right, int row)
        {
            int leftColumns = left.ColumnCount;
            for (int i = 0; i < leftColumns; i++) _pair.Columns[i].Reference(left.Columns[i]);
            for (int i = 0; i < right.ColumnCount; i++) RowConstant.Set(_pair.Columns[leftColumns + i],
                right.Columns[i], row);
            _pair.SetCount(left.Count);
            ulong* isTrue = stackalloc ulong[ColumnVector.MaskWords];
            ulong* isNull = stackalloc ulong[ColumnVector.MaskWords];
            int matches = Evaluate(isTrue, isNull);
            int words = (left.Count + 63) >> 6;
            for (int i = 0; i < words; i++)
            {
                if (_spec.Kind == JoinKind.Single
                    && (_found[i] & isTrue[i]) != 0) throw Errors.SubqueryReturnedMoreThanOneRow();
                _found[i] |= isTrue[i];
                _unknown[i] |= isNull[i];
            }
            if (matches > 0 && _spec.KeepsRight) MarkRight(_rightChunk, row);
            return matches;
        }

        private int MatchLeftRow(DataChunk left, DataChunk right, int row)
        {
            int leftColumns = left.ColumnCount;
            for (int i = 0; i < leftColumns; i++) RowConstant.Set(_pair.Columns[i], left.Columns[i], row);
            for (int i = 0; i < right.ColumnCount; i++) _pair.Columns[leftColumns + i].Reference(right.Columns[i]);
            _pair.SetCount(right.Count);
            ulong* isTrue = stackalloc ulong[ColumnVector.MaskWords];
            ulong* isNull = stackalloc ulong[ColumnVector.MaskWords];
            int matches = Evaluate(isTrue, isNull);
            int words = (right.Count + 63) >> 6;
            ulong bit = 1UL << (row & 63), anyNull = 0;
            for (int i = 0; i < words; i++) anyNull |= isNull[i];
            if (anyNull != 0) _unknown[row >> 6] |= bit;
            if (matches == 0) return 0;
            if (_spec.Kind == JoinKind.Single && (matches > 1 || (_found[row >> 6] & bit) != 0))
                throw Errors.SubqueryReturnedMoreThanOneRow();
            _found[row >> 6] |= bit;
            if (!_spec.KeepsRight) return matches;
            ulong[] rightFound = _stage.RightFound[_rightChunk];
            for (int i = 0; i < words; i++) Interlocked.Or(ref rightFound[i], isTrue[i]);
            return matches;
        }

        private void MarkRight(int chunk, int row) =>
            Interlocked.Or(ref _stage.RightFound[chunk][row >> 6], 1UL << (row & 63));

        /// <summary>Fills the masks and the selection for the current pair chunk.</summary>
        private int Evaluate(ulong* isTrue, ulong* isNull)
        {
            int count = _pair.Count, words = (count + 63) >> 6;
            if (_predicate is null)
            {
                for (int i = 0; i < words; i++)
                {
                    isTrue[i] = i == words - 1 && (count & 63) != 0 ? (1UL << (count & 63)) - 1 : ulong.MaxValue;
                    isNull[i] = 0;
                }
            }
            else
            {
                _predicate.EvaluateMask(_pair, isTrue, isNull);
            }
            int matches = 0;
            for (int i = 0; i < words; i++)
            {
                for (ulong rest = isTrue[i]; rest != 0; rest &= rest - 1)
                    _selection[matches++] = (ushort)(i * 64 + BitOperations.TrailingZeroCount(rest));
            }
            return matches;
        }

        private void Emit(DataChunk output, int matches)
        {
            ushort* selection = (ushort*)Unsafe.AsPointer(ref _selection[0]);
            int leftColumns = _spec.LeftTypes.Count;
            for (int i = 0; i < _spec.LeftOutput.Length; i++)
                VectorSelect.Select(_pair.Columns[_spec.LeftOutput[i]], selection, matches, output.Columns[i]);
            for (int i = 0; i < _spec.RightOutput.Length; i++)
            {
                ColumnVector source = _pair.Columns[leftColumns + _spec.RightOutput[i]];
                VectorSelect.Select(source, selection, matches, output.Columns[_spec.LeftOutput.Length + i]);
            }
            output.SetCount(matches);
        }

        /// <summary>All pairs are seen: yields what depends on whether a left row found a partner.</summary>
        private void Finish(DataChunk input, DataChunk output)
        {
            if (_spec.Kind == JoinKind.Mark)
            {
                EmitMark(input, output);
                return;
            }
            if (!_spec.KeepsLeft && !_spec.IsExistence) return;
            bool wanted = _spec.Kind == JoinKind.Semi;
            int count = 0;
            for (int i = 0; i < input.Count; i++)
            {
                _selection[count] = (ushort)i;
                count += IsSet(_found, i) == wanted ? 1 : 0;
            }
            if (count == 0) return;
            ushort* selection = (ushort*)Unsafe.AsPointer(ref _selection[0]);
            for (int i = 0; i < _spec.LeftOutput.Length; i++)
                VectorSelect.Select(input.Columns[_spec.LeftOutput[i]], selection, count, output.Columns[i]);
            for (int i = _spec.LeftOutput.Length; i < output.ColumnCount; i++) output.Columns[i].SetConstantNull();
            output.SetCount(count);
        }

        private void EmitMark(DataChunk input, DataChunk output)
        {
            int last = _spec.LeftOutput.Length;
            for (int i = 0; i < last; i++) output.Columns[i].Reference(input.Columns[_spec.LeftOutput[i]]);
            ColumnVector mark = output.Columns[last];
            byte* data = mark.SetFlat();
            for (int i = 0; i < input.Count; i++)
            {
                data[i] = IsSet(_found, i) ? (byte)1 : (byte)0;
                if (!IsSet(_found, i) && IsSet(_unknown, i)) mark.SetNull(i);
            }
            output.SetCount(input.Count);
        }

        private static bool IsSet(ulong[] mask, int row) => (mask[row >> 6] >> (row & 63) & 1) != 0;
    }
}

/// <summary>Shows one row of a vector as a constant.</summary>
internal static unsafe class RowConstant
{
    /// <summary>The constant borrows a string's bytes from the source.</summary>
    public static void Set(ColumnVector target, ColumnVector source, int row)
    {
        if (source.IsNullAt(row))
        {
            target.SetConstantNull();
            return;
        }
        byte* data = target.SetConstant();
        int size = source.Type.SizeInBytes;
        Buffer.MemoryCopy(source.AddressOf(row), data, size, size);
    }
}

/// <summary>After all pairs: the right rows of a right or full nested-loop join that found no partner.</summary>
internal sealed unsafe class UnmatchedRightSource(LoopJoinSpec spec, ChunkBufferSink right, NestedLoopStage stage)
    : PhysicalSource
{
    private int _next;

    public override SourceCursor OpenCursor(QueryContext context) => new Cursor(this);

    private bool Fill(DataChunk output, ushort[] selection)
    {
        while (true)
        {
            int index = Interlocked.Increment(ref _next) - 1;
            if (index >= right.Chunks.Count) return false;
            DataChunk chunk = right.Chunks[index];
            ulong[] found = stage.RightFound[index];
            int count = 0;
            for (int i = 0; i < chunk.Count; i++)
            {
                selection[count] = (ushort)i;
                count += (found[i >> 6] >> (i & 63) & 1) == 0 ? 1 : 0;
            }
            if (count == 0) continue;
            int leftColumns = spec.LeftOutput.Length;
            for (int i = 0; i < leftColumns; i++) output.Columns[i].SetConstantNull();
            ushort* rows = (ushort*)Unsafe.AsPointer(ref selection[0]);
            for (int i = 0; i < spec.RightOutput.Length; i++)
                VectorSelect.Select(chunk.Columns[spec.RightOutput[i]], rows, count, output.Columns[leftColumns + i]);
            output.SetCount(count);
            return true;
        }
    }

    private sealed class Cursor(UnmatchedRightSource source) : SourceCursor
    {
        private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);

        public override bool Next(DataChunk output) => source.Fill(output, _selection);
    }
}
