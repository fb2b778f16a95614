using Grizzly.Execution;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Transactions;
using Grizzly.Types;

namespace Grizzly.Engine;

/// <summary>One parsed statement and the plan it was last bound to. Thread-safe: sessions of one database share
/// it.</summary>
public sealed class PreparedStatement
{
    private volatile CachedPlan? _plan;

    internal PreparedStatement(string sql, Statement syntax)
    {
        Sql = sql;
        Syntax = syntax;
        UsesNames = syntax is PrepareStatement or ExecuteStatement or DeallocateStatement
            or ExplainStatement { Statement: ExecuteStatement };
    }

    /// <summary>The whole text the statement came from: error positions count in it.</summary>
    public string Sql { get; }

    internal Statement Syntax { get; }

    /// <summary>True for PREPARE, EXECUTE and DEALLOCATE, which the session runs itself.</summary>
    internal bool UsesNames { get; }

    internal CachedPlan? Plan
    {
        get => _plan;
        set => _plan = value;
    }
}

/// <summary>A bound and optimized statement and what it was bound under. Immutable.</summary>
/// <param name="Statement">Plans in it are optimized.</param>
internal sealed record CachedPlan(
    BoundStatement Statement, long CatalogGeneration, int SettingsKey, LogicalType[] ParameterTypes)
{
    /// <summary>The plan's short form, where it has one and reads one database.</summary>
    public ShortPlan? Short { get; } =
        Statement is BoundPlanStatement plan && PlanDatabases.AreOne(plan.Plan)
            ? ShortPlan.TryCreate(plan.Plan, plan.Parameters.Count) : null;

    /// <summary>The database of the plan's tables, or null where it has none.</summary>
    public TransactionManager? Home { get; } =
        Statement is BoundPlanStatement plan ? PlanDatabases.First(plan.Plan) : null;

    /// <summary>What names meant (<see cref="SessionDatabases.Names"/>).</summary>
    public required object Names { get; init; }

    /// <summary>The databases other than the session's own that were looked into.</summary>
    public required AttachedDatabase[] Databases { get; init; }

    /// <summary>Types of the result's columns.</summary>
    public LogicalType[] ColumnTypes { get; } =
        Statement is BoundPlanStatement query && (query.Kind == StatementKind.Select || query.HasRows)
            ? [.. query.Plan.Output.Select(column => column.Type)] : [];

    public bool Fits(long generation, int settingsKey, IReadOnlyList<NamedValue> parameters)
    {
        if (CatalogGeneration != generation || SettingsKey != settingsKey) return false;
        if (parameters.Count != ParameterTypes.Length) return false;
        if (parameters is NamedValue[] array)
        {
            for (int i = 0; i < array.Length; i++)
            {
                if (array[i].Value.Type != ParameterTypes[i]) return false;
            }
            return true;
        }
        for (int i = 0; i < ParameterTypes.Length; i++)
        {
            if (parameters[i].Value.Type != ParameterTypes[i]) return false;
        }
        return true;
    }
}

/// <summary>A parameter's value; positional parameters are named "1", "2", ….</summary>
public readonly record struct NamedValue(string Name, Value Value);
