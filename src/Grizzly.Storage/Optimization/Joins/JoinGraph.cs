using System.Numerics;
using Grizzly.Logical;

namespace Grizzly.Optimization;

/// <summary>
/// A join region as a graph: relations are bits of a mask, equality classes and other predicates are edges.
/// </summary>
internal sealed class JoinGraph
{
    private readonly CardinalityEstimator _estimator;
    private readonly List<(LogicalColumn Column, int Relation)[]> _classes = [];
    private readonly List<(BoundExpression Predicate, ulong Mask, double Selectivity)> _others = [];
    private readonly ulong[] _neighbours;

    public JoinGraph(CardinalityEstimator estimator, LogicalOperator[] relations, List<BoundExpression> predicates)
    {
        _estimator = estimator;
        Relations = new JoinTree[relations.Length];
        _neighbours = new ulong[relations.Length];
        var owner = new Dictionary<int, int>();
        for (int i = 0; i < relations.Length; i++)
        {
            foreach (LogicalColumn column in relations[i].Output) owner[column.Id] = i;
        }
        LogicalOperator[] filtered = AddClasses(relations, predicates, owner);
        foreach (BoundExpression predicate in predicates) AddOther(predicate, filtered, owner);
        for (int i = 0; i < relations.Length; i++)
            Relations[i] = new JoinTree(1UL << i, filtered[i], estimator.Rows(filtered[i]), 0);
    }

    public JoinTree[] Relations { get; }

    /// <summary>The relations that an edge connects with one of the set, without the set.</summary>
    public ulong Neighbours(ulong set)
    {
        ulong result = 0;
        for (ulong rest = set; rest != 0; rest &= rest - 1)
            result |= _neighbours[BitOperations.TrailingZeroCount(rest)];
        return result & ~set;
    }

    /// <summary>
    /// Both joined, the smaller on the right; cost counts rows made, and rows built more than rows probed.
    /// </summary>
    /// <param name="rows">
    /// The rows of the result where another order of the same relations was estimated already, else NaN.
    /// </param>
    public JoinTree Join(JoinTree left, JoinTree right, double rows = double.NaN)
    {
        if (double.IsNaN(rows)) rows = Math.Max(1, left.Rows * right.Rows * SelectivityBetween(left.Mask, right.Mask));
        (JoinTree probe, JoinTree build) = left.Rows >= right.Rows ? (left, right) : (right, left);
        double cost = left.Cost + right.Cost + rows + 2 * build.Rows + 0.2 * probe.Rows;
        return new JoinTree(left.Mask | right.Mask, null, rows, cost) { Left = probe, Right = build };
    }

    /// <summary>The operator tree of a join tree.</summary>
    public LogicalOperator Build(JoinTree tree)
    {
        if (tree.Relation is not null) return tree.Relation;
        LogicalOperator left = Build(tree.Left!), right = Build(tree.Right!);
        return PlanBuilder.Join(JoinKind.Inner, left, right, PredicatesBetween(tree.Left!.Mask, tree.Right!.Mask));
    }

    /// <summary>
    /// Takes the equalities between columns of different relations out of the predicates, as classes. Columns of one
    /// relation that fall into one class are compared by a filter on that relation.
    /// </summary>
    private LogicalOperator[] AddClasses(
        LogicalOperator[] relations, List<BoundExpression> predicates, Dictionary<int, int> owner)
    {
        var equalities = new EqualityClasses();
        predicates.RemoveAll(predicate =>
        {
            if (!EqualityClasses.TryColumns(predicate, out LogicalColumn left, out LogicalColumn right)) return false;
            if (!owner.TryGetValue(left.Id, out int l) || !owner.TryGetValue(right.Id, out int r)
                || l == r) return false;
            equalities.Add(left, right);
            return true;
        });
        var filters = new List<BoundExpression>[relations.Length];
        foreach (List<LogicalColumn> members in equalities.All)
        {
            var kept = new List<(LogicalColumn Column, int Relation)>();
            foreach (LogicalColumn member in members)
            {
                int relation = owner[member.Id];
                int first = kept.FindIndex(other => other.Relation == relation);
                if (first < 0) kept.Add((member, relation));
                else (filters[relation] ??= []).Add(Equal(kept[first].Column, member));
            }
            _classes.Add([.. kept]);
            foreach ((_, int relation) in kept)
            {
                foreach ((_, int other) in kept) _neighbours[relation] |= other == relation ? 0 : 1UL << other;
            }
        }
        return [.. relations.Select((relation, i) => PlanBuilder.Filter(relation, filters[i] ?? []))];
    }

    private void AddOther(BoundExpression predicate, LogicalOperator[] relations, Dictionary<int, int> owner)
    {
        ulong mask = 0;
        foreach (int id in ColumnSets.Of(predicate))
        {
            if (owner.TryGetValue(id, out int relation)) mask |= 1UL << relation;
        }
        if (BitOperations.PopCount(mask) <= 1)
        {
            int index = mask == 0 ? 0 : BitOperations.TrailingZeroCount(mask);
            relations[index] = PlanBuilder.Filter(relations[index], [predicate]);
            return;
        }
        _others.Add((predicate, mask, _estimator.Selectivity.Of(predicate)));
        if (BitOperations.PopCount(mask) != 2) return;
        int low = BitOperations.TrailingZeroCount(mask), high = 63 - BitOperations.LeadingZeroCount(mask);
        _neighbours[low] |= 1UL << high;
        _neighbours[high] |= 1UL << low;
    }

    private double SelectivityBetween(ulong left, ulong right)
    {
        var pairs = new Dictionary<int, List<(ColumnFacts, ColumnFacts)>>();
        foreach ((LogicalColumn Column, int Relation)[] members in _classes)
        {
            if (!TryPair(members, left, right, pairs, out (LogicalColumn Column, int Relation) l,
                out (LogicalColumn Column, int Relation) r)) continue;
            int key = l.Relation * 64 + r.Relation;
            if (!pairs.TryGetValue(key, out List<(ColumnFacts, ColumnFacts)>? list)) pairs.Add(key, list = []);
            list.Add((_estimator.Facts(l.Column), _estimator.Facts(r.Column)));
        }
        double result = 1;
        foreach (List<(ColumnFacts, ColumnFacts)> list in pairs.Values) result *= Selectivity.OfEqualities(list);
        foreach ((_, ulong mask, double selectivity) in _others)
        {
            if (Applies(mask, left, right)) result *= selectivity;
        }
        return result;
    }

    /// <summary>
    /// One member of the class on each side, of two relations that other classes connect already if there are such.
    /// </summary>
    private static bool TryPair(
        (LogicalColumn Column, int Relation)[] members, ulong left, ulong right,
            Dictionary<int, List<(ColumnFacts, ColumnFacts)>> pairs,
        out (LogicalColumn Column, int Relation) leftMember, out (LogicalColumn Column, int Relation) rightMember)
    {
        leftMember = rightMember = default;
        bool found = false;
        foreach ((LogicalColumn Column, int Relation) l in members)
        {
            if ((left >> l.Relation & 1) == 0) continue;
            foreach ((LogicalColumn Column, int Relation) r in members)
            {
                if ((right >> r.Relation & 1) == 0) continue;
                bool isShared = pairs.ContainsKey(l.Relation * 64 + r.Relation);
                if (found && !isShared) continue;
                (leftMember, rightMember, found) = (l, r, true);
                if (isShared) return true;
            }
        }
        return found;
    }

    private List<BoundExpression> PredicatesBetween(ulong left, ulong right)
    {
        var predicates = new List<BoundExpression>();
        foreach ((LogicalColumn Column, int Relation)[] members in _classes)
        {
            int l = Array.FindIndex(members, member => (left >> member.Relation & 1) != 0);
            int r = Array.FindIndex(members, member => (right >> member.Relation & 1) != 0);
            if (l >= 0 && r >= 0) predicates.Add(Equal(members[l].Column, members[r].Column));
        }
        foreach ((BoundExpression predicate, ulong mask, _) in _others)
        {
            if (Applies(mask, left, right)) predicates.Add(predicate);
        }
        return predicates;
    }

    private static bool Applies(ulong mask, ulong left, ulong right) =>
        (mask & ~(left | right)) == 0 && (mask & ~left) != 0 && (mask & ~right) != 0;

    private static BoundComparison Equal(LogicalColumn left, LogicalColumn right) =>
        new(ComparisonKind.Equal, new BoundColumn(left), new BoundColumn(right));
}
