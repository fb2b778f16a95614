using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>What an index join does, over positional columns. Immutable.</summary>
internal sealed class IndexJoinSpec
{
    /// <param name="join">With a lookup.</param>
    /// <param name="left">The columns of its input, in order.</param>
    public IndexJoinSpec(LogicalJoin join, IReadOnlyList<LogicalColumn> left)
    {
        JoinLookup lookup = join.Lookup!;
        Kind = join.Kind;
        Index = lookup.Index;
        Right = (LogicalGet)join.Right;
        Found = new FoundColumns(Right, Index);
        LeftTypes = [.. left.Select(column => column.Type)];
        RightTypes = [.. Found.Columns.Select(column => column.Type)];
        IReadOnlyList<LogicalColumn> pair = [.. left, .. Found.Columns];
        Output = IsExistence ? left : pair;
        Keys = [.. lookup.Keys.Select(key => ColumnResolver.Resolve(key, left))];
        if (lookup.Residual.Count > 0)
            Residual = ColumnResolver.Resolve(ExpressionTree.And(lookup.Residual), pair);
    }

    public JoinKind Kind { get; }

    public TableIndex Index { get; }

    /// <summary>The scan whose rows are looked up.</summary>
    public LogicalGet Right { get; }

    /// <summary>Where the right columns come from.</summary>
    public FoundColumns Found { get; }

    public IReadOnlyList<LogicalType> LeftTypes { get; }

    public IReadOnlyList<LogicalType> RightTypes { get; }

    public IReadOnlyList<LogicalColumn> Output { get; }

    /// <summary>Over the left columns, for the index's leading columns.</summary>
    public IReadOnlyList<BoundExpression> Keys { get; }

    /// <summary>Over the left columns followed by the right ones, or null.</summary>
    public BoundExpression? Residual { get; }

    public bool IsExistence => Kind is JoinKind.Semi or JoinKind.Anti;

    public bool KeepsLeft => Kind is JoinKind.Left or JoinKind.Single;
}

/// <summary>For each row, looks up its partners through an index (index nested-loop join).</summary>
internal sealed class IndexJoinStage(IndexJoinSpec spec) : PhysicalStage
{
    public override StageState OpenState(QueryContext context)
    {
        var state = new IndexJoinState(spec, context.Evaluation);
        state.Begin(context.SnapshotFor(spec.Right.Table), context.VectorSize);
        return state;
    }
}

/// <summary>
/// One thread's index join: keys of a chunk of left rows are looked up one after the other, their row ids gathered
/// until a vector is full, the rows fetched together and the residual tested on all pairs at once. Kept from one
/// execution to the next by the short path.
/// </summary>
internal sealed unsafe class IndexJoinState : StageState
{
    private readonly IndexJoinSpec _spec;
    private readonly ExpressionEvaluator _keys;
    private readonly PredicateEvaluator? _residual;
    private readonly IndexCursor _cursor;
    private readonly FoundRows _rows;
    private readonly KeyBuffer _key = new();
    private readonly ColumnVector[] _keyColumns;
    private readonly DataChunk _right;
    private readonly DataChunk _pair;
    private readonly long[] _found = new long[ColumnVector.MaxCapacity];
    private readonly ushort[] _left = new ushort[ColumnVector.MaxCapacity];
    private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
    private readonly ulong[] _hasPartner = new ulong[ColumnVector.MaskWords];
    private int _vectorSize = ColumnVector.MaxCapacity;
    private int _row;
    private int _probed;
    private bool _isStarted;
    private bool _isProbing;

    public IndexJoinState(IndexJoinSpec spec, EvaluationContext evaluation)
    {
        _spec = spec;
        _keys = new ExpressionEvaluator(spec.Keys, evaluation);
        _residual = spec.Residual is null ? null : new PredicateEvaluator(spec.Residual, evaluation);
        _cursor = spec.Index.OpenCursor();
        _rows = new FoundRows(spec.Found);
        _cursor.KeepsKeys = _rows.IsIndexOnly;
        _keyColumns = new ColumnVector[spec.Keys.Count];
        _right = new DataChunk(spec.RightTypes);
        _pair = new DataChunk([.. spec.LeftTypes, .. spec.RightTypes]);
    }

    /// <summary>An execution begins.</summary>
    public void Begin(Snapshot snapshot, int vectorSize)
    {
        _vectorSize = vectorSize;
        _isStarted = false;
        _rows.Restart(snapshot);
    }

    /// <summary>An execution ends: lets go of segments.</summary>
    public void End() => _rows.Restart(Snapshot.AsOf(0));

    public override StageResult Execute(DataChunk input, DataChunk output)
    {
        output.SetCount(0);
        if (input.Count == 0) return StageResult.NeedsInput;
        if (!_isStarted) StartChunk(input);
        while (true)
        {
            int pairs = FindPairs(input.Count);
            if (pairs == 0) break;
            int matches = Match(input, pairs);
            if (matches == 0 || _spec.IsExistence) continue;
            Emit(output, matches);
            return StageResult.HasMore;
        }
        _isStarted = false;
        if (_spec.KeepsLeft || _spec.IsExistence) EmitLeft(input, output);
        return StageResult.NeedsInput;
    }

    public override void Dispose()
    {
        _cursor.Dispose();
        _rows.Dispose();
        _key.Dispose();
        _right.Dispose();
        _pair.Dispose();
    }

    private void StartChunk(DataChunk input)
    {
        _isStarted = true;
        _isProbing = false;
        _row = 0;
        Array.Clear(_hasPartner);
        for (int i = 0; i < _keyColumns.Length; i++) _keyColumns[i] = _keys.Evaluate(i, input);
    }

    /// <summary>Row ids of further pairs, and which left rows they go with.</summary>
    private int FindPairs(int leftRows)
    {
        int count = 0;
        while (count < _vectorSize)
        {
            if (!_isProbing)
            {
                if (_row == leftRows) break;
                _probed = _row++;
                if (!TryEncodeKey(_probed)) continue;
                _cursor.SeekEqual(_key.Span);
                _isProbing = true;
            }
            // Entries are kept for one read only: those read from the index alone come one left row at a time.
            int read = _cursor.Read(_found.AsSpan(count, _vectorSize - count));
            _isProbing = read > 0 && !_cursor.IsDone;
            _left.AsSpan(count, read).Fill((ushort)_probed);
            count += read;
            if (read > 0 && _rows.IsIndexOnly) break;
        }
        return count;
    }

    private bool TryEncodeKey(int row)
    {
        _key.Clear();
        for (int i = 0; i < _keyColumns.Length; i++)
        {
            if (!KeyEncoding.Append(_key, _spec.Index.KeyColumns[i], _keyColumns[i], row)) return false;
        }
        return true;
    }

    /// <summary>Shows the pairs whose right row is visible; returns how many pass the residual, and selects
    /// them.</summary>
    private int Match(DataChunk input, int pairs)
    {
        int shown = _rows.Show(_found.AsSpan(0, pairs), _cursor, _right);
        if (shown == 0) return 0;
        ReadOnlySpan<long> kept = _rows.Kept(shown);
        for (int i = 0, pair = 0; i < shown; i++, pair++)
        {
            while (_found[pair] != kept[i]) pair++;
            _selection[i] = _left[pair];
        }
        ushort* leftRows = (ushort*)Unsafe.AsPointer(ref _selection[0]);
        int leftColumns = input.ColumnCount;
        for (int i = 0; i < leftColumns; i++)
            VectorSelect.Select(input.Columns[i], leftRows, shown, _pair.Columns[i]);
        for (int i = 0; i < _right.ColumnCount; i++) _pair.Columns[leftColumns + i].Reference(_right.Columns[i]);
        _pair.SetCount(shown);
        int matches = _residual?.Select(_pair) ?? shown;
        if (_spec.Kind != JoinKind.Inner) MarkPartners(matches);
        return matches;
    }

    private void MarkPartners(int matches)
    {
        for (int i = 0; i < matches; i++)
        {
            int row = _selection[_residual is null ? i : _residual.Selection[i]];
            ulong bit = 1UL << (row & 63);
            if (_spec.Kind == JoinKind.Single && (_hasPartner[row >> 6] & bit) != 0)
                throw Errors.SubqueryReturnedMoreThanOneRow();
            _hasPartner[row >> 6] |= bit;
        }
    }

    private void Emit(DataChunk output, int matches)
    {
        if (matches == _pair.Count) output.Reference(_pair);
        else output.Select(_pair, _residual!.Selection, matches);
    }

    /// <summary>All pairs are seen: left rows by whether they had a partner, with NULLs on the right if there is
    /// one.</summary>
    private void EmitLeft(DataChunk input, DataChunk output)
    {
        bool wanted = _spec.Kind == JoinKind.Semi;
        int count = 0;
        for (int i = 0; i < input.Count; i++)
        {
            _selection[count] = (ushort)i;
            count += ((_hasPartner[i >> 6] >> (i & 63) & 1) != 0) == wanted ? 1 : 0;
        }
        if (count == 0) return;
        ushort* rows = (ushort*)Unsafe.AsPointer(ref _selection[0]);
        for (int i = 0; i < input.ColumnCount; i++)
            VectorSelect.Select(input.Columns[i], rows, count, output.Columns[i]);
        for (int i = input.ColumnCount; i < output.ColumnCount; i++) output.Columns[i].SetConstantNull();
        output.SetCount(count);
    }
}
