namespace Grizzly.Tests.Differential;

/// <summary>How one query fared.</summary>
internal enum CaseResult
{
    Agreed,
    PeerFailed,
    Failed,
    Different,
}

/// <summary>The same tables in every engine, and queries put to all of them.</summary>
internal sealed class DifferentialCase : IDisposable
{
    /// <summary>Errors about values, which engines meet or not depending on what they evaluate first.</summary>
    private static readonly string[] ValueErrors = ["22003", "22012", "21000", "22008"];

    private readonly GrizzlyQueryEngine _grizzly;
    private readonly List<(string Name, ReferenceEngine Engine)> _peers = [];

    public DifferentialCase(IReadOnlyList<RandomTable> tables, bool isPlain, bool isOnFile)
    {
        _grizzly = new GrizzlyQueryEngine(tables, isOnFile);
        _peers.Add(("DuckDB", ReferenceEngine.DuckDb(tables)));
        if (isPlain) _peers.Add(("SQLite", ReferenceEngine.Sqlite(tables)));
    }

    /// <summary>What the engines disagree about, with the kind of disagreement.</summary>
    public (CaseResult Result, string Message) Check(RandomQuery query)
    {
        QueryOutcome main = _grizzly.Run(query.Sql, 0);
        List<(string Name, QueryOutcome Outcome)> peers = [.. _peers.Select(peer =>
            (peer.Name, peer.Engine.Run(query.Sql)))];
        for (int way = 1; way < GrizzlyQueryEngine.WayNames.Count; way++)
        {
            QueryOutcome other = _grizzly.Run(query.Sql, way);
            string name = GrizzlyQueryEngine.WayNames[way];
            if (main.Error is null && other.Error is null)
            {
                if (QueryOutcome.Difference(main, other, query.IsOrdered) is { } difference)
                    return (CaseResult.Different, $"Grizzly, {name}, against itself: {difference}");
                continue;
            }
            if (other.SqlState == "XX000") return (CaseResult.Different,
                $"Grizzly, {name}: {other.SqlState} {other.Error}");
            QueryOutcome failing = main.Error is null ? other : main;
            if ((main.Error is null) != (other.Error is null) && !ValueErrors.Contains(failing.SqlState))
                return (CaseResult.Different,
                    $"Grizzly, {name}, fails alone or not: {failing.SqlState} {failing.Error}");
        }
        foreach ((string name, QueryOutcome peer) in peers)
        {
            if (main.Error is not null)
            {
                bool isExpected = ValueErrors.Contains(main.SqlState)
                    || (peer.Error is not null && main.SqlState is not ("XX000" or "42601"));
                return (isExpected ? CaseResult.Failed
                    : CaseResult.Different, $"Grizzly: {main.SqlState} {main.Error}");
            }
            if (peer.Error is not null) return (CaseResult.PeerFailed, $"{name}: {peer.Error}");
            if (QueryOutcome.Difference(peer, main, query.IsOrdered) is { } difference)
                return (CaseResult.Different, $"Grizzly against {name}: {difference}");
        }
        return (CaseResult.Agreed, "");
    }

    public void Dispose()
    {
        _grizzly.Dispose();
        foreach ((_, ReferenceEngine engine) in _peers) engine.Dispose();
    }
}
