using System.Text;
using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Optimization;

/// <summary>Which predicates of a scan an index answers, and how.</summary>
/// <param name="Ranges">How many ranges the equalities make (IN lists multiply).</param>
internal sealed record IndexMatch(
    IReadOnlyList<IndexCondition> Conditions,
    IReadOnlyList<BoundExpression> Pushed,
    IReadOnlyList<BoundExpression> Residual,
    int Ranges)
{
    private const int MostRanges = 10_000;

    /// <summary>The match of a scan's filters with an index; null where a partial index may lack rows.</summary>
    public static IndexMatch? Find(LogicalGet get, IndexView view)
    {
        var rest = new List<BoundExpression>(get.Filters);
        IReadOnlyDictionary<LogicalColumn, BoundExpression> names = NamesOf(get, view);
        if (view.Predicate is not null && !Implies(get.Filters, Rename(view.Predicate, names))) return null;
        IndexDefinition definition = view.Index.Definition;
        var conditions = new List<IndexCondition>();
        var pushed = new List<BoundExpression>();
        int ranges = 1;
        for (int i = 0; i < definition.KeyCount; i++)
        {
            BoundExpression column = Rename(view.Columns[i], names);
            if (FindEquality(rest, column, definition.Columns[i].Type) is { } equality
                && (long)ranges * equality.Values.Count <= MostRanges)
            {
                conditions.Add(new IndexEquality(equality.Values));
                pushed.Add(equality.Predicate);
                rest.Remove(equality.Predicate);
                ranges *= Math.Max(1, equality.Values.Count);
                continue;
            }
            // A range behind several values would be several ranges; the filter tests the rest.
            if (!definition.IsHash && ranges == 1
                && FindRange(rest, column, definition.Columns[i].Type, pushed) is { } range)
                conditions.Add(range);
            break;
        }
        // Equal hashes do not make equal keys, and a hash of some of the columns says nothing.
        if (definition.IsHash)
        {
            if (conditions.Count < definition.KeyCount) return new IndexMatch([], [], get.Filters, 0);
            rest = [.. get.Filters];
        }
        return new IndexMatch(conditions, pushed, rest, ranges);
    }

    /// <summary>Whether rows read through the match come in the order of these keys.</summary>
    public bool GivesOrder(IReadOnlyList<SortKey> keys, IndexView view, LogicalGet get, out bool isBackwards)
    {
        isBackwards = false;
        if (Conditions.Any(c => c is IndexEquality { Values.Count: > 1 })) return false;
        IReadOnlyDictionary<LogicalColumn, BoundExpression> names = NamesOf(get, view);
        int at = Conditions.TakeWhile(c => c is IndexEquality).Count();
        IndexDefinition definition = view.Index.Definition;
        for (int i = 0; i < keys.Count; i++, at++)
        {
            if (at >= definition.KeyCount) return false;
            BoundExpression column = Rename(view.Columns[at], names);
            if (!ExpressionEquality.Instance.Equals(column, keys[i].Expression)) return false;
            KeyColumn order = definition.Columns[at];
            bool isOpposite = keys[i].IsDescending != order.IsDescending;
            bool hasNulls = Conditions.Count <= at && column is not BoundColumn { Column.IsNullable: false };
            if (hasNulls && keys[i].NullsFirst != (order.NullsFirst != isOpposite)) return false;
            if (i == 0) isBackwards = isOpposite;
            else if (isBackwards != isOpposite) return false;
        }
        return keys.Count > 0;
    }

    /// <summary>How the index's expressions name the columns of this scan; columns that it does not read get names that
    /// no statement has, since those of the view are ones that the statement may have given to other columns.</summary>
    internal static Dictionary<LogicalColumn, BoundExpression> NamesOf(LogicalGet get, IndexView view)
    {
        var names = new Dictionary<LogicalColumn, BoundExpression>();
        for (int i = 0; i < view.TableColumns.Count; i++)
            names[view.TableColumns[i]] = new BoundColumn(view.TableColumns[i] with { Id = -1 - i });
        for (int i = 0; i < get.Columns.Count; i++)
        {
            if (get.ColumnIndexes[i] >= 0)
                names[view.TableColumns[get.ColumnIndexes[i]]] = new BoundColumn(get.Columns[i]);
        }
        return names;
    }

    private static BoundExpression Rename(
        BoundExpression expression, IReadOnlyDictionary<LogicalColumn, BoundExpression> names) =>
        ExpressionTree.Replace(expression, names);

    /// <summary>Each conjunct of the predicate is one of the filters.</summary>
    private static bool Implies(IReadOnlyList<BoundExpression> filters, BoundExpression predicate)
    {
        var conjuncts = new List<BoundExpression>();
        ExpressionTree.SplitConjuncts(predicate, conjuncts);
        return conjuncts.TrueForAll(conjunct => filters.Any(filter => ImpliesOne(filter, conjunct)));
    }

    private static bool ImpliesOne(BoundExpression filter, BoundExpression conjunct)
    {
        if (ExpressionEquality.Instance.Equals(filter, conjunct)) return true;
        // A comparison that is true says that its column is not NULL.
        return conjunct is BoundIsNull { IsNegated: true } notNull && filter is BoundComparison comparison
            && comparison.Kind is not (ComparisonKind.Distinct or ComparisonKind.NotDistinct)
            && (ExpressionEquality.Instance.Equals(comparison.Left, notNull.Input)
                || ExpressionEquality.Instance.Equals(comparison.Right, notNull.Input));
    }

    private static (BoundExpression Predicate, IReadOnlyList<BoundExpression> Values)? FindEquality(
        List<BoundExpression> predicates, BoundExpression column, LogicalType type)
    {
        foreach (BoundExpression predicate in predicates)
        {
            if (predicate is BoundComparison { Kind: ComparisonKind.Equal } comparison)
            {
                if (Is(comparison.Left, column, type) && IsValue(comparison.Right))
                    return (predicate, [comparison.Right]);
                if (Is(comparison.Right, column, type) && IsValue(comparison.Left))
                    return (predicate, [comparison.Left]);
            }
            if (predicate is BoundInList list && Is(list.Input, column, type) && list.Items.All(IsValue))
                return (predicate, list.Items);
        }
        return null;
    }

    /// <summary>A range, prefix or NULL condition; what it answers moves from the predicates to
    /// <paramref name="pushed"/>.</summary>
    private static IndexCondition? FindRange(
        List<BoundExpression> predicates, BoundExpression column, LogicalType type, List<BoundExpression> pushed)
    {
        BoundExpression? low = null, high = null;
        bool isLowInclusive = false, isHighInclusive = false, isNotNull = false;
        foreach (BoundExpression predicate in predicates.ToArray())
        {
            switch (predicate)
            {
                case BoundIsNull isNull when ExpressionEquality.Instance.Equals(isNull.Input, column):
                    if (isNull.IsNegated)
                    {
                        isNotNull = true;
                        Push(predicate);
                    }
                    else if (low is null && high is null && !isNotNull)
                    {
                        Push(predicate);
                        return new IndexNull();
                    }
                    break;
                case BoundComparison comparison when TryBound(comparison, column, type, out var kind, out var bound):
                    bool isLow = kind is ComparisonKind.Greater or ComparisonKind.GreaterOrEqual;
                    if (isLow ? low is not null : high is not null) break;
                    Push(predicate);
                    if (isLow) (low, isLowInclusive) = (bound, kind == ComparisonKind.GreaterOrEqual);
                    else (high, isHighInclusive) = (bound, kind == ComparisonKind.LessOrEqual);
                    break;
                case BoundCall call when low is null && high is null
                    && TryPrefix(call, column, type) is { } prefix:
                    // The rest of the pattern is still to be tested.
                    if (!prefix.IsWhole) pushed.Add(predicate);
                    else Push(predicate);
                    return new IndexPrefix(prefix.Bytes);
            }
        }
        return low is null && high is null && !isNotNull ? null
            : new IndexRange(low, isLowInclusive, high, isHighInclusive);

        void Push(BoundExpression predicate)
        {
            pushed.Add(predicate);
            predicates.Remove(predicate);
        }
    }

    private static bool TryBound(
        BoundComparison comparison, BoundExpression column, LogicalType type, out ComparisonKind kind,
        out BoundExpression bound)
    {
        (kind, bound) = (comparison.Kind, comparison.Right);
        if (Is(comparison.Right, column, type))
            (kind, bound) = (PlanBuilder.Swap(comparison.Kind), comparison.Left);
        else if (!Is(comparison.Left, column, type))
            return false;
        return kind is >= ComparisonKind.Less and <= ComparisonKind.GreaterOrEqual && IsValue(bound);
    }

    /// <summary>The characters before the first wildcard of a constant LIKE pattern, or starts_with.</summary>
    private static (byte[] Bytes, bool IsWhole)? TryPrefix(BoundCall call, BoundExpression column, LogicalType type)
    {
        if (call.Arguments is not [var text, BoundConstant { Value: { IsNull: false } pattern }]) return null;
        if (type.Id != LogicalTypeId.Varchar || !ExpressionEquality.Instance.Equals(text, column)) return null;
        string value = pattern.Text;
        if (call.Function.Name is "starts_with")
            return value.Length == 0 ? null : (Encoding.UTF8.GetBytes(value), true);
        if (call.Function.Name is not ("like" or "~~")) return null;
        int wild = value.AsSpan().IndexOfAny('%', '_', '\\');
        if (wild <= 0) return null;
        return (Encoding.UTF8.GetBytes(value[..wild]), wild == value.Length - 1 && value[wild] == '%');
    }

    /// <summary>The column itself, or a cast of it that keeps values and order: bounds are then cast back when they are
    /// known.</summary>
    private static bool Is(BoundExpression expression, BoundExpression column, LogicalType type)
    {
        if (ExpressionEquality.Instance.Equals(expression, column)) return true;
        return expression is BoundCast { IsTry: false } cast && ExpressionEquality.Instance.Equals(cast.Input, column)
            && type.IsInteger && cast.Type.IsInteger && CastAnalysis.IsLossless(type, cast.Type);
    }

    private static bool IsValue(BoundExpression expression) =>
        !ExpressionTree.IsVolatile(expression) && ExpressionTree.ColumnsOf(expression).Count == 0;
}
