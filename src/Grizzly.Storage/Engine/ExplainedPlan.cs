using Grizzly.Common;
using Grizzly.Execution;

namespace Grizzly.Engine;

/// <summary>What EXPLAIN has to show.</summary>
/// <param name="Run">How it went; null where it was not run.</param>
internal sealed record ExplainedPlan(PlanNode Root, ExplainedRun? Run)
{
    /// <summary>The statement's hints as written.</summary>
    public IReadOnlyList<string> Hints { get; init; } = [];

    public IReadOnlyList<Notice> Notices { get; init; } = [];
}

/// <summary>EXPLAIN ANALYZE: the whole execution.</summary>
/// <param name="Rows">Rows the statement gave.</param>
/// <param name="Elapsed">From the start to the last row.</param>
internal sealed record ExplainedRun(long Rows, TimeSpan Elapsed);
