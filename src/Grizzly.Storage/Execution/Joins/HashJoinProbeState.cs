using System.Runtime.InteropServices;
using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Logical;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>One thread's probing of a hash join: finds each row's partners and yields joined rows, resuming where an output
/// chunk got full.</summary>
/// <remarks>
/// Candidates (row number, build row) are gathered up to a vector's worth, the residual predicate filters them, and for
/// joins that keep probe rows
/// or only ask for existence a flag per probe row remembers whether a partner was found.
/// Mark joins follow SQL's IN: no partner gives NULL where the probe key or some build key is NULL (and the build side
/// is not empty), or where
/// the residual is NULL for some candidate (the keys of such a join are never NULL: the planner sees to it).
/// </remarks>
internal sealed unsafe class HashJoinProbeState : StageState
{
    private readonly JoinSpec _spec;
    private readonly QueryContext _context;
    private readonly ProbeScratch _scratch = new();
    private readonly ColumnVector[] _keys;
    private readonly nint[] _heads = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
    private readonly nint[] _partners = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
    private readonly ushort[] _rows = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
    private readonly bool[] _found = new bool[ColumnVector.MaxCapacity];
    private readonly bool[] _unknown = new bool[ColumnVector.MaxCapacity];
    private readonly PredicateEvaluator? _residual;
    private DataChunk? _candidates;
    private readonly byte* _blank;
    private bool _isProbed;
    private int _row;
    private byte* _next;

    public HashJoinProbeState(JoinSpec spec, JoinHashTable table, QueryContext context)
    {
        Table = table;
        _spec = spec;
        _context = context;
        _keys = new ColumnVector[_spec.ProbeKeys.Length];
        _residual = _spec.Residual is null ? null : new PredicateEvaluator(_spec.Residual, context.Evaluation);
        int rowBytes = table.Layout.RowBytes;
        _blank = (byte*)NativeMemory.AllocZeroed((nuint)rowBytes);
    }

    /// <summary>The build side; may be changed between inputs.</summary>
    public JoinHashTable Table { get; set; }

    public override StageResult Execute(DataChunk input, DataChunk output)
    {
        output.SetCount(0);
        if (input.Count == 0) return StageResult.NeedsInput;
        fixed (nint* heads = _heads, partners = _partners)
        fixed (ushort* rows = _rows)
        {
            if (!_isProbed) Probe(input, (byte**)heads);
            if (_spec.IsExistence) return ExecuteExistence(input, output, (byte**)heads, (byte**)partners, rows);
            while (true)
            {
                int count = GatherCandidates(input.Count, (byte**)heads, (byte**)partners, rows,
                    _context.VectorSize);
                if (count == 0) break;
                count = FilterCandidates(input, (byte**)partners, rows, count);
                MarkFound((byte**)partners, rows, count);
                if (count == 0) continue;
                Emit(input, output, (byte**)partners, rows, count);
                if (_row < input.Count || _spec.KeepsProbe) return StageResult.HasMore;
                _isProbed = false;
                return StageResult.NeedsInput;
            }
            _isProbed = false;
            if (_spec.KeepsProbe) EmitUnmatched(input, output, (byte**)partners, rows);
            return StageResult.NeedsInput;
        }
    }

    public override void Dispose()
    {
        _candidates?.Dispose();
        NativeMemory.Free(_blank);
    }

    private void Probe(DataChunk input, byte** heads)
    {
        for (int i = 0; i < _keys.Length; i++) _keys[i] = input.Columns[_spec.ProbeKeys[i]];
        Table.Probe(_keys, input.Count, heads, _scratch);
        _isProbed = true;
        _row = 0;
        _next = heads[0];
        if (_spec.KeepsProbe || _spec.IsExistence) _found.AsSpan(0, input.Count).Clear();
        if (_spec.Kind == JoinKind.Mark) _unknown.AsSpan(0, input.Count).Clear();
    }

    private int GatherCandidates(int inputCount, byte** heads, byte** partners, ushort* rows, int capacity)
    {
        int count = 0, row = _row;
        byte* next = _next;
        while (row < inputCount)
        {
            while (next is not null && count < capacity)
            {
                partners[count] = next;
                rows[count++] = (ushort)row;
                next = *(byte**)(next + RowLayout.LinkOffset);
            }
            if (next is not null) break;
            if (++row < inputCount) next = heads[row];
        }
        _row = row;
        _next = next;
        return count;
    }

    private int FilterCandidates(DataChunk input, byte** partners, ushort* rows, int count)
    {
        if (_residual is null) return count;
        _candidates ??= new DataChunk([.. input.Columns.Select(column => column.Type), .. _spec.BuildTypes]);
        int probeColumns = input.ColumnCount;
        foreach (int column in _residual.Inputs)
        {
            ColumnVector result = _candidates.Columns[column];
            if (column < probeColumns) VectorSelect.Select(input.Columns[column], rows, count, result);
            else RowScatter.Gather(Table.Layout, column - probeColumns, partners, count, result);
        }
        _candidates.SetCount(count);
        int kept = _spec.Kind == JoinKind.Mark ? SelectWithUnknown(rows, count) : _residual.Select(_candidates);
        ushort* selection = _residual.Selection;
        for (int j = 0; j < kept; j++)
        {
            partners[j] = partners[selection[j]];
            rows[j] = rows[selection[j]];
        }
        return kept;
    }

    /// <summary>As Select, remembering the rows for which some candidate makes the predicate NULL.</summary>
    private int SelectWithUnknown(ushort* rows, int count)
    {
        ulong* isTrue = stackalloc ulong[ColumnVector.MaskWords];
        ulong* isNull = stackalloc ulong[ColumnVector.MaskWords];
        _residual!.EvaluateMask(_candidates!, isTrue, isNull);
        int kept = 0;
        for (int j = 0; j < count; j++)
        {
            if ((isNull[j >> 6] >> (j & 63) & 1) != 0) _unknown[rows[j]] = true;
            _residual.Selection[kept] = (ushort)j;
            kept += (int)(isTrue[j >> 6] >> (j & 63) & 1);
        }
        return kept;
    }

    private void MarkFound(byte** partners, ushort* rows, int count)
    {
        if (_spec.Kind == JoinKind.Single)
        {
            for (int j = 0; j < count; j++)
            {
                if (_found[rows[j]]) throw Errors.SubqueryReturnedMoreThanOneRow();
                _found[rows[j]] = true;
            }
        }
        else if (_spec.KeepsProbe)
        {
            for (int j = 0; j < count; j++) _found[rows[j]] = true;
        }
        if (!_spec.KeepsBuild) return;
        int state = Table.Layout.StateOffset;
        for (int j = 0; j < count; j++) *(long*)(partners[j] + state) = 1;
    }

    private void Emit(DataChunk input, DataChunk output, byte** partners, ushort* rows, int count)
    {
        for (int i = 0; i < _spec.ProbeOutput.Length; i++)
            VectorSelect.Select(input.Columns[_spec.ProbeOutput[i]], rows, count, output.Columns[i]);
        for (int i = 0; i < _spec.BuildOutput.Length; i++)
        {
            ColumnVector result = output.Columns[_spec.ProbeOutput.Length + i];
            RowScatter.Gather(Table.Layout, _spec.BuildOutput[i], partners, count, result);
        }
        output.SetCount(count);
    }

    private void EmitUnmatched(DataChunk input, DataChunk output, byte** partners, ushort* rows)
    {
        int count = 0;
        for (int i = 0; i < input.Count; i++)
        {
            if (_found[i]) continue;
            partners[count] = _blank;
            rows[count++] = (ushort)i;
        }
        if (count > 0) Emit(input, output, partners, rows, count);
    }

    private StageResult ExecuteExistence(DataChunk input, DataChunk output, byte** heads, byte** partners,
        ushort* rows)
    {
        if (_residual is null)
        {
            for (int i = 0; i < input.Count; i++) _found[i] = heads[i] is not null;
        }
        else
        {
            int count;
            while ((count = GatherCandidates(input.Count, heads, partners, rows, ColumnVector.MaxCapacity)) > 0)
            {
                count = FilterCandidates(input, partners, rows, count);
                for (int j = 0; j < count; j++) _found[rows[j]] = true;
                _context.ThrowIfCancelled();
            }
        }
        _isProbed = false;
        if (_spec.Kind == JoinKind.Mark) EmitMark(input, output);
        else EmitExistence(input, output, rows);
        return StageResult.NeedsInput;
    }

    private void EmitExistence(DataChunk input, DataChunk output, ushort* rows)
    {
        bool wanted = _spec.Kind == JoinKind.Semi;
        int count = 0;
        for (int i = 0; i < input.Count; i++)
        {
            rows[count] = (ushort)i;
            count += _found[i] == wanted ? 1 : 0;
        }
        for (int i = 0; i < _spec.ProbeOutput.Length; i++)
        {
            ColumnVector source = input.Columns[_spec.ProbeOutput[i]];
            if (count == input.Count) output.Columns[i].Reference(source);
            else VectorSelect.Select(source, rows, count, output.Columns[i]);
        }
        output.SetCount(count);
    }

    private void EmitMark(DataChunk input, DataChunk output)
    {
        int last = _spec.ProbeOutput.Length;
        for (int i = 0; i < last; i++) output.Columns[i].Reference(input.Columns[_spec.ProbeOutput[i]]);
        ColumnVector mark = output.Columns[last];
        byte* data = mark.SetFlat();
        for (int i = 0; i < input.Count; i++) data[i] = _found[i] ? (byte)1 : (byte)0;
        if (!Table.IsEmpty)
        {
            for (int i = 0; i < input.Count; i++)
            {
                if (!_found[i] && (_unknown[i]
                    || (_residual is null && (Table.HasNullKey || HasNullKey(i))))) mark.SetNull(i);
            }
        }
        output.SetCount(input.Count);
    }

    private bool HasNullKey(int row)
    {
        for (int key = 0; key < _keys.Length; key++)
        {
            if (!_spec.NullsMatch[key] && _keys[key].IsNullAt(row)) return true;
        }
        return false;
    }
}
