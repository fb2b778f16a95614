namespace Grizzly.Logical;

/// <summary>What a hint asks of the planner.</summary>
public enum HintKind : byte
{
    /// <summary>LEADING(a b c): join these first, in this order.</summary>
    Leading,

    /// <summary>HASH_JOIN(a b): join what is on either side by hashing.</summary>
    HashJoin,

    /// <summary>NESTED_LOOP(a b): join by comparing each row with each.</summary>
    NestedLoop,

    /// <summary>INDEX_JOIN(a b): join by probing an index.</summary>
    IndexJoin,

    /// <summary>INDEX(t i): read the table through the index.</summary>
    Index,

    /// <summary>NO_INDEX(t): read the table itself.</summary>
    NoIndex,

    /// <summary>PARALLEL(n), NO_PARALLEL: at most that many threads.</summary>
    Parallel,
}

/// <summary>How a join finds its pairs.</summary>
public enum JoinMethod : byte
{
    /// <summary>As the planner likes.</summary>
    Any,

    Hash,

    NestedLoop,

    /// <summary>By looking partners up through an index, where there is one.</summary>
    Index,
}

/// <summary>A relation a hint names.</summary>
/// <param name="Columns">The ids of its columns: by them the optimizer finds it.</param>
public sealed record HintRelation(string Name, IReadOnlySet<int> Columns)
{
    /// <summary>Whether the relation is in the plan.</summary>
    public bool IsIn(LogicalOperator plan) =>
        plan.Output.Any(column => Columns.Contains(column.Id)) || plan.Inputs.Any(IsIn);
}

/// <summary>One hint with its names resolved.</summary>
/// <param name="Text">As written.</param>
/// <param name="Index">The index of INDEX(t i), else null.</param>
/// <param name="Threads">The number of PARALLEL(n).</param>
public sealed record PlanHint(
    HintKind Kind, string Text, IReadOnlyList<HintRelation> Relations, string? Index = null, int Threads = 0);

/// <summary>The hints of a statement, and which of them the planner could follow. For one planning.</summary>
public sealed class HintSet(IReadOnlyList<PlanHint> hints)
{
    public static readonly HintSet None = new([]);

    private readonly HashSet<PlanHint> _used = [];

    public IEnumerable<PlanHint> Of(HintKind kind) => hints.Where(hint => hint.Kind == kind);

    public bool IsEmpty => hints.Count == 0;

    /// <summary>Hints that had no effect.</summary>
    public IEnumerable<PlanHint> Unused => hints.Where(hint => !_used.Contains(hint));

    public void Use(PlanHint hint) => _used.Add(hint);
}
