using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Evaluation;

/// <summary>A lambda over the elements of lists: elements of all rows are computed together, up to 1,024 at
/// once.</summary>
internal sealed unsafe class ListMapNode : ExpressionNode
{
    private readonly ExpressionNode _input;
    private readonly LambdaBody _body;
    private readonly bool _hasFilter;
    private readonly bool _hasIndex;
    private readonly ElementFeed _feed;
    private readonly ListBuilder _builder = new();
    private readonly ColumnVector _lists;
    private readonly ColumnVector _result;
    private readonly ushort[] _rows = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);

    public ListMapNode(BoundLambdaCall call, ExpressionNode input, EvaluationContext context)
        : base(call.Type)
    {
        _input = input;
        _hasFilter = call.Filter is not null;
        _hasIndex = call.Parameters.Count > 1;
        _body = new LambdaBody(call.Parameters, call.Filter is null ? [call.Body] : [call.Filter, call.Body], context);
        _feed = new ElementFeed(call.Input.Type);
        _lists = new ColumnVector(call.Input.Type);
        _result = new ColumnVector(call.Type);
    }

    public override ColumnVector Evaluate(DataChunk input)
    {
        int count = input.Count;
        _lists.Reference(_input.Evaluate(input));
        if (_lists.Encoding == VectorEncoding.Dictionary) _lists.Flatten(count);
        _result.SetFlat();
        for (int i = 0; i < count; i++)
        {
            if (_lists.IsNullAt(i)) _result.SetNull(i);
        }
        _builder.Start(_result);
        _feed.Start(_lists, count);
        while (_feed.Next()) Map(input);
        _builder.MoveTo(count);
        return _result;
    }

    private void Map(DataChunk input)
    {
        int count = _feed.Count;
        ulong* keep = stackalloc ulong[ColumnVector.MaskWords];
        ulong* unknown = stackalloc ulong[ColumnVector.MaskWords];
        fixed (ushort* rows = _rows)
        {
            Fill(input, rows, count);
            if (!_hasFilter)
            {
                Append(_body.Nodes[0].Evaluate(_body.Chunk), count);
                return;
            }
            _body.Nodes[0].EvaluateMask(_body.Chunk, keep, unknown);
            int kept = 0;
            var indexes = stackalloc ushort[ColumnVector.MaxCapacity];
            for (int i = 0; i < count; i++)
            {
                if ((keep[i >> 6] >> (i & 63) & 1) == 0) continue;
                indexes[kept] = (ushort)i;
                _feed.Rows[kept] = _feed.Rows[i];
                rows[kept++] = rows[i];
            }
            if (kept == 0) return;
            foreach (int column in _body.Nodes[1].Inputs)
            {
                ColumnVector vector = _body.Chunk.Columns[column];
                var part = new ColumnVector(vector.Type);
                VectorSelect.Select(vector, indexes, kept, part);
                _parts.Add((column, vector, part));
                _body.Chunk.Columns[column] = part;
            }
            _body.Chunk.SetCount(kept);
            Append(_body.Nodes[1].Evaluate(_body.Chunk), kept);
            foreach ((int column, ColumnVector vector, ColumnVector part) in _parts)
            {
                _body.Chunk.Columns[column] = vector;
                part.Dispose();
            }
            _parts.Clear();
        }
    }

    private readonly List<(int Column, ColumnVector Whole, ColumnVector Part)> _parts = [];

    private void Fill(DataChunk input, ushort* rows, int count)
    {
        for (int i = 0; i < count; i++) rows[i] = (ushort)_feed.Rows[i];
        _body.Chunk.Columns[0].Reference(_feed.Elements);
        if (_hasIndex)
        {
            long* numbers = (long*)_body.Chunk.Columns[1].SetFlat();
            for (int i = 0; i < count; i++) numbers[i] = _feed.Ordinals[i];
        }
        _body.Capture(input, rows, count);
    }

    private void Append(ColumnVector values, int count)
    {
        _values ??= new ColumnVector(values.Type);
        _values.Reference(values);
        if (_values.Encoding == VectorEncoding.Dictionary) _values.Flatten(count);
        for (int i = 0; i < count; i++) _builder.Append(_feed.Rows[i], _values, i);
    }

    private ColumnVector? _values;
}

/// <summary>Reduces lists by a lambda: step k combines element k of every list that is long enough.</summary>
internal sealed unsafe class ListReduceNode : ExpressionNode
{
    private readonly ExpressionNode _input;
    private readonly ExpressionNode? _initial;
    private readonly LambdaBody _body;
    private readonly LogicalType _element;
    private readonly bool _hasIndex;
    private readonly ColumnVector _lists;
    private readonly ColumnVector _result;
    private readonly ushort[] _rows = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
    private readonly int[] _positions = new int[ColumnVector.MaxCapacity];

    public ListReduceNode(BoundLambdaCall call, ExpressionNode input, ExpressionNode? initial,
        EvaluationContext context)
        : base(call.Type)
    {
        _input = input;
        _initial = initial;
        _element = call.Input.Type.Element;
        _hasIndex = call.Parameters.Count > 2;
        _body = new LambdaBody(call.Parameters, [call.Body], context);
        _lists = new ColumnVector(call.Input.Type);
        _result = new ColumnVector(call.Type);
    }

    public override ColumnVector Evaluate(DataChunk input)
    {
        int count = input.Count;
        _lists.Reference(_input.Evaluate(input));
        if (_lists.Encoding == VectorEncoding.Dictionary) _lists.Flatten(count);
        _result.SetFlat();
        ColumnVector? initial = _initial?.Evaluate(input);
        int active = 0;
        for (int row = 0; row < count; row++)
        {
            _positions[row] = 0;
            if (_lists.IsNullAt(row)) _result.SetNull(row);
            else if (initial is not null) CopyOne(initial, row, _result, row);
            else if (!First(row)) throw Common.Errors.Invalid("a list without elements has nothing to reduce to",
                default, "give a first value as the third argument");
            if (!_lists.IsNullAt(row)) _rows[active++] = (ushort)row;
        }
        for (long step = initial is null ? 2 : 1; active > 0; step++) active = Step(input, active, step);
        return _result;
    }

    /// <summary>Makes the first element the value so far.</summary>
    private bool First(int row)
    {
        ReadOnlySpan<byte> list = NestedVectors.BytesOf(_lists, row);
        var reader = new NestedReader(list);
        if (!reader.Next(out bool isNull)) return false;
        if (isNull) _result.SetNull(row);
        else NestedVectors.Read(ref reader, _result, row);
        _positions[row] = reader.Position;
        return true;
    }

    private int Step(DataChunk input, int active, long step)
    {
        int live = 0;
        ColumnVector soFar = _body.Chunk.Columns[0], elements = _body.Chunk.Columns[1];
        soFar.SetFlat();
        elements.SetFlat();
        for (int i = 0; i < active; i++)
        {
            int row = _rows[i];
            var reader = new NestedReader(NestedVectors.BytesOf(_lists, row)[_positions[row]..]);
            if (!reader.Next(out bool isNull)) continue;
            if (isNull) elements.SetNull(live);
            else NestedVectors.Read(ref reader, elements, live);
            _positions[row] += reader.Position;
            CopyOne(_result, row, soFar, live);
            _rows[live++] = (ushort)row;
        }
        if (live == 0) return 0;
        if (_hasIndex)
        {
            long* numbers = (long*)_body.Chunk.Columns[2].SetFlat();
            for (int i = 0; i < live; i++) numbers[i] = step;
        }
        fixed (ushort* rows = _rows) _body.Capture(input, rows, live);
        ColumnVector values = _body.Nodes[0].Evaluate(_body.Chunk);
        for (int i = 0; i < live; i++) CopyOne(values, i, _result, _rows[i]);
        return live;
    }

    private static void CopyOne(ColumnVector source, int from, ColumnVector target, int to)
    {
        if (source.IsNullAt(from))
        {
            target.SetNull(to);
            return;
        }
        if (target.Validity is not null) target.Validity[to >> 6] |= 1UL << (to & 63);
        byte* value = source.AddressOf(from);
        int size = target.Type.SizeInBytes;
        if (target.Physical == PhysicalType.String)
            ((StringView*)target.Data)[to] = target.Arena.Add(*(StringView*)value);
        else Buffer.MemoryCopy(value, target.Data + (long)to * size, size, size);
    }
}
