using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// Columns that conjuncts make equal to each other, transitively. Only columns of one type are put together.
/// </summary>
internal sealed class EqualityClasses
{
    private readonly Dictionary<int, List<LogicalColumn>> _classes = [];

    public IEnumerable<List<LogicalColumn>> All => _classes.Values.Distinct();

    public static EqualityClasses Of(IEnumerable<BoundExpression> conjuncts)
    {
        var classes = new EqualityClasses();
        foreach (BoundExpression conjunct in conjuncts)
        {
            if (TryColumns(conjunct, out LogicalColumn left, out LogicalColumn right)) classes.Add(left, right);
        }
        return classes;
    }

    public static bool TryColumns(BoundExpression conjunct, out LogicalColumn left, out LogicalColumn right)
    {
        bool fits = conjunct is BoundComparison { Kind: ComparisonKind.Equal, Left: BoundColumn l,
            Right: BoundColumn r } && l.Type == r.Type
            && l.Column.Id != r.Column.Id;
        left = fits ? ((BoundColumn)((BoundComparison)conjunct).Left).Column : null!;
        right = fits ? ((BoundColumn)((BoundComparison)conjunct).Right).Column : null!;
        return fits;
    }

    public void Add(LogicalColumn left, LogicalColumn right)
    {
        List<LogicalColumn> to = ClassOf(left), from = ClassOf(right);
        if (ReferenceEquals(to, from)) return;
        to.AddRange(from);
        foreach (LogicalColumn column in from) _classes[column.Id] = to;
    }

    /// <summary>
    /// For each conjunct that compares one column with constants or parameters: the same for the columns equal to it.
    /// </summary>
    public List<BoundExpression> Derive(IReadOnlyList<BoundExpression> conjuncts)
    {
        var derived = new List<BoundExpression>();
        foreach (BoundExpression conjunct in conjuncts)
        {
            if (Subject(conjunct) is not { } subject
                || !_classes.TryGetValue(subject.Id, out List<LogicalColumn>? equal)) continue;
            foreach (LogicalColumn other in equal)
            {
                if (other.Id == subject.Id) continue;
                derived.Add(ExpressionTree.Replace(
                    conjunct, new Dictionary<LogicalColumn, BoundExpression> { [subject] = new BoundColumn(other) }));
            }
        }
        return derived;
    }

    /// <summary>The column of a simple comparison, IN list or an OR of them; null for anything else.</summary>
    private static LogicalColumn? Subject(BoundExpression conjunct)
    {
        switch (conjunct)
        {
            case BoundComparison { Left: BoundColumn column, Right: BoundConstant or BoundParameter } comparison
                when comparison.Kind is not (ComparisonKind.Distinct or ComparisonKind.NotDistinct):
                return column.Column;
            case BoundInList { Input: BoundColumn column } list when list.Items.All(item =>
                item is BoundConstant or BoundParameter):
                return column.Column;
            case BoundJunction { IsAnd: false } or:
                LogicalColumn? common = Subject(or.Operands[0]);
                return common is not null && or.Operands.All(operand => Subject(operand)?.Id == common.Id) ? common
                    : null;
            default: return null;
        }
    }

    private List<LogicalColumn> ClassOf(LogicalColumn column)
    {
        if (!_classes.TryGetValue(column.Id, out List<LogicalColumn>? members)) _classes.Add(column.Id, members =
            [column]);
        return members;
    }
}
