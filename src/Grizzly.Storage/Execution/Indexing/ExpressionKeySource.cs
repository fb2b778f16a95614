using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Computes the keys of an index with expressions, and which rows a partial index holds. Thread-safe: what a
/// thread needs is in its <see cref="IndexKeys"/>.</summary>
internal sealed class ExpressionKeySource : IIndexKeySource
{
    private readonly int[] _tableColumns;
    private readonly LogicalType[] _types;
    private readonly BoundExpression[] _keys;
    private readonly BoundExpression? _predicate;

    /// <param name="columns">The table's columns as the expressions name them, in the table's order.</param>
    public ExpressionKeySource(
        IReadOnlyList<LogicalColumn> columns, IReadOnlyList<BoundExpression> keys, BoundExpression? predicate)
    {
        var used = new HashSet<LogicalColumn>();
        foreach (BoundExpression key in keys) ExpressionTree.CollectColumns(key, used);
        if (predicate is not null) ExpressionTree.CollectColumns(predicate, used);
        _tableColumns = [.. Enumerable.Range(0, columns.Count).Where(i => used.Contains(columns[i]))];
        _types = [.. _tableColumns.Select(i => columns[i].Type)];
        var references = new Dictionary<LogicalColumn, BoundExpression>();
        for (int i = 0; i < _tableColumns.Length; i++)
            references[columns[_tableColumns[i]]] = new BoundReference(i, _types[i]);
        _keys = [.. keys.Select(key => ExpressionTree.Replace(key, references))];
        _predicate = predicate is null ? null : ExpressionTree.Replace(predicate, references);
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> TableColumns => _tableColumns;

    /// <inheritdoc/>
    public unsafe int Compute(DataChunk table, bool isWholeRow, IndexKeys keys)
    {
        var state = (State)(keys.State ??= new State(this));
        DataChunk input = state.Input;
        for (int i = 0; i < _tableColumns.Length; i++)
        {
            input.Columns[i].Reference(table.Columns[isWholeRow ? _tableColumns[i] : i]);
        }
        input.SetCount(table.Count);
        int count = -1;
        if (state.Predicate is { } predicate)
        {
            count = predicate.Select(input);
            new ReadOnlySpan<ushort>(predicate.Selection, count).CopyTo(keys.Rows);
            if (count == 0) return 0;
        }
        for (int i = 0; i < _keys.Length; i++) keys.Columns[i] = state.Keys.Evaluate(i, input);
        return count;
    }

    private sealed class State(ExpressionKeySource source) : IDisposable
    {
        public DataChunk Input { get; } = new(source._types);

        public ExpressionEvaluator Keys { get; } = new(source._keys, EvaluationContext.None);

        public PredicateEvaluator? Predicate { get; } =
            source._predicate is null ? null : new PredicateEvaluator(source._predicate, EvaluationContext.None);

        public void Dispose() => Input.Dispose();
    }
}
