using Grizzly.Evaluation;
using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Storage;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Turns the conditions of an index scan into ranges of keys and reads their row ids. Reused from one
/// execution
/// to the next; not thread-safe.</summary>
internal sealed class IndexProbe : IDisposable
{
    private readonly IndexAccess _access;
    private readonly KeyColumn[] _columns;
    private readonly ColumnVector[] _values;
    private readonly KeyBuffer _low = new(), _high = new();
    private readonly List<byte[]> _points = [];
    private readonly IndexCursor _cursor;
    private int _nextPoint;

    public IndexProbe(IndexAccess access)
    {
        _access = access;
        _columns = access.Index.KeyColumns;
        _values = [.. access.Conditions.Select((_, i) => new ColumnVector(_columns[i].Type))];
        _cursor = access.Index.OpenCursor();
    }

    /// <summary>What reads the entries: after <see cref="Read"/> it shows those of the rows found.</summary>
    public IndexCursor Cursor => _cursor;

    /// <summary>Starts over with other parameters.</summary>
    public void Start(EvaluationContext evaluation)
    {
        _points.Clear();
        _nextPoint = 0;
        _low.Clear();
        IReadOnlyList<IndexCondition> conditions = _access.Conditions;
        bool isSingle = true;
        foreach (IndexCondition condition in conditions)
        {
            if (condition is IndexEquality { Values.Count: not 1 }) isSingle = false;
        }
        if (isSingle && !_access.Index.Definition.IsHash)
        {
            StartRange(evaluation, conditions, 0);
            return;
        }
        AddPoints(evaluation, conditions, 0);
        _points.Sort((left, right) => left.AsSpan().SequenceCompareTo(right));
        NextPoint();
    }

    /// <summary>True where <see cref="Read"/> is known to find nothing more.</summary>
    public bool IsDone => _cursor.IsDone && _nextPoint >= _points.Count;

    /// <summary>The next row ids, at most as many as fit, of rows whoever may see them; 0 at the end.</summary>
    public int Read(Span<long> rowIds)
    {
        while (true)
        {
            int count = _cursor.Read(rowIds);
            if (count > 0 || !NextPoint()) return count;
        }
    }

    public void Dispose()
    {
        foreach (ColumnVector value in _values) value.Dispose();
        _low.Dispose();
        _high.Dispose();
        _cursor.Dispose();
    }

    /// <summary>One range: equalities, then perhaps one other condition.</summary>
    private void StartRange(EvaluationContext evaluation, IReadOnlyList<IndexCondition> conditions, int at)
    {
        for (; at < conditions.Count && conditions[at] is IndexEquality equality; at++)
        {
            if (!AppendValue(evaluation, at, equality.Values[0]))
            {
                SeekNothing();
                return;
            }
        }
        if (at == conditions.Count)
        {
            Seek(_low.Span, false, _low.Span, true);
            return;
        }
        switch (conditions[at])
        {
            case IndexNull:
                KeyEncoding.AppendNull(_low, _columns[at]);
                Seek(_low.Span, false, _low.Span, true);
                break;
            case IndexPrefix prefix:
                KeyEncoding.AppendPrefix(_low, _columns[at], prefix.Prefix);
                Seek(_low.Span, false, _low.Span, true);
                break;
            case IndexRange range: StartRange(evaluation, at, range); break;
        }
    }

    private void StartRange(EvaluationContext evaluation, int at, IndexRange range)
    {
        // The bounds of all values that are not NULL, narrowed from either side; DESC turns them round.
        _high.Set(_low.Span);
        (BoundExpression? first, bool isFirstIncluded) = (range.Low, range.IsLowInclusive);
        (BoundExpression? last, bool isLastIncluded) = (range.High, range.IsHighInclusive);
        bool isDescending = _columns[at].IsDescending;
        if (isDescending) (first, isFirstIncluded, last, isLastIncluded) =
            (last, isLastIncluded, first, isFirstIncluded);
        Bound low = AppendBound(evaluation, at, first, _low, isUpper: isDescending);
        Bound high = AppendBound(evaluation, at, last, _high, isUpper: !isDescending);
        if (low == Bound.Nothing || high == Bound.Nothing)
        {
            SeekNothing();
            return;
        }
        // Without a bound only the marker is there: before, or behind, all values.
        Seek(_low.Span, low == Bound.Value && !isFirstIncluded, _high.Span, high == Bound.Open || isLastIncluded);
    }

    private enum Bound : byte
    {
        Open,
        Value,
        Nothing,
    }

    private Bound AppendBound(
        EvaluationContext evaluation, int at, BoundExpression? expression, KeyBuffer key, bool isUpper)
    {
        if (expression is not null)
        {
            Value value = Evaluate(expression, evaluation);
            if (value.IsNull) return Bound.Nothing;
            LogicalType type = _columns[at].Type;
            if (value.Type == type || Fits(value, type))
            {
                AppendKey(at, value, key);
                return Bound.Value;
            }
            // Every value of the column is on the same side of one that its type cannot hold.
            bool isAbove = value.Integer > 0;
            if (isAbove != isUpper) return Bound.Nothing;
        }
        key.Append(KeyEncoding.ValueMarker);
        return Bound.Open;
    }

    private void AddPoints(EvaluationContext evaluation, IReadOnlyList<IndexCondition> conditions, int at)
    {
        if (at == conditions.Count)
        {
            byte[] key = _access.Index.ToSearchKey(_low.Span);
            foreach (byte[] known in _points)
            {
                if (known.AsSpan().SequenceEqual(key)) return;
            }
            _points.Add(key);
            return;
        }
        if (conditions[at] is not IndexEquality equality)
        {
            // IN on leading columns and a range behind: the values are few, so each range is its own scan.
            throw Common.Errors.Internal("a range follows several values in an index scan");
        }
        int start = _low.Length;
        foreach (BoundExpression value in equality.Values)
        {
            if (AppendValue(evaluation, at, value)) AddPoints(evaluation, conditions, at + 1);
            _low.Truncate(start);
        }
    }

    private bool AppendValue(EvaluationContext evaluation, int at, BoundExpression expression)
    {
        Value value = Evaluate(expression, evaluation);
        LogicalType type = _columns[at].Type;
        if (value.IsNull || (value.Type != type && !Fits(value, type))) return false;
        AppendKey(at, value, _low);
        return true;
    }

    private void AppendKey(int at, in Value value, KeyBuffer key)
    {
        _values[at].SetConstant(value);
        KeyEncoding.Append(key, _columns[at], _values[at], 0);
    }

    private static Value Evaluate(BoundExpression expression, EvaluationContext evaluation) => expression switch
    {
        BoundConstant constant => constant.Value,
        BoundParameter parameter => evaluation.Parameters[parameter.Index],
        _ => ExpressionEvaluator.EvaluateConstant(expression, evaluation),
    };

    private static bool Fits(in Value value, LogicalType type)
    {
        (Int128 min, Int128 max) = OrderedKey.Domain(type.Physical);
        bool isUnsigned128 = value.Type.Physical == PhysicalType.UInt128 && value.Unsigned > (UInt128)Int128.MaxValue;
        return !isUnsigned128 && value.Integer >= min && value.Integer <= max;
    }

    private void Seek(ReadOnlySpan<byte> low, bool isLowBehind, ReadOnlySpan<byte> high, bool isHighBehind) =>
        _cursor.Seek(low, isLowBehind, high, isHighBehind, _access.IsBackwards);

    private void SeekNothing() => _cursor.Seek([0], false, [0], false);

    private bool NextPoint()
    {
        if (_nextPoint >= _points.Count)
        {
            if (_nextPoint == 0) SeekNothing();
            return false;
        }
        int at = _access.IsBackwards ? _points.Count - 1 - _nextPoint : _nextPoint;
        _nextPoint++;
        Seek(_points[at], false, _points[at], true);
        return true;
    }
}
