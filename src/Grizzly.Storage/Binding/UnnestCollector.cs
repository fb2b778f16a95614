using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;
using LogicalOperator = Grizzly.Logical.LogicalOperator;

namespace Grizzly.Binding;

/// <summary>The calls of unnest in a select list. Those of one level yield rows side by side; a call over another's
/// result comes a level later, and one that no other call needs comes in the last level.</summary>
internal sealed class UnnestCollector(ColumnIds ids)
{
    private readonly List<Entry> _entries = [];

    /// <summary>Whether the expression holds a call of unnest.</summary>
    public bool IsIn(BoundExpression expression) => ExpressionTree.Any(
        expression, node => node is BoundColumn column && _entries.Exists(entry =>
            entry.Column.Id == column.Column.Id));

    /// <summary>The column that will hold the elements; equal calls share it.</summary>
    public BoundColumn Add(BoundExpression list, SourceSpan span)
    {
        Entry? known = _entries.Find(entry => ExpressionEquality.Instance.Equals(entry.List, list));
        if (known is null)
        {
            known = new Entry(list, ids.New("unnest", list.Type.Element));
            _entries.Add(known);
        }
        return new BoundColumn(known.Column) { Span = span };
    }

    /// <summary>The input with a row for each element.</summary>
    public LogicalOperator Build(LogicalOperator input, Func<BoundExpression, BoundExpression> rewrite)
    {
        foreach (IGrouping<int, Entry> level in _entries.GroupBy(LevelsAfter).OrderByDescending(group => group.Key))
        {
            Entry[] entries = [.. level];
            input = new LogicalFunctionApply(
                input, "unnest", arguments => UnnestFunction.Make(arguments, new Dictionary<string, Value>()),
                [.. entries.Select(entry => rewrite(entry.List))], [.. entries.Select(entry => entry.Column)]);
        }
        return input;
    }

    /// <summary>How many levels of calls over its result an entry has.</summary>
    private int LevelsAfter(Entry entry) => _entries
        .Where(other => ExpressionTree.ColumnsOf(other.List).Any(column => column.Id == entry.Column.Id))
        .Select(other => LevelsAfter(other) + 1).DefaultIfEmpty(0).Max();

    private sealed record Entry(BoundExpression List, LogicalColumn Column);
}
