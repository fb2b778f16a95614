namespace Grizzly.Tests.Concurrency;

/// <summary>Verifies snapshot isolation of a history in which every transaction began by reading all keys and every
/// write has a version id of its own.</summary>
/// <remarks>
/// Each committed write names the version it replaced, so the versions of a key form a chain, unless an update was
/// lost. Places in those chains turn snapshots into vectors; snapshots of one order of commits are ordered in all
/// components at once, and a commit shows in all its keys from the same snapshot on (cf. Adya, "Weak Consistency",
/// 1999; Berenson et al., "A Critique of ANSI SQL Isolation Levels", 1995).
/// </remarks>
internal sealed class SnapshotChecker
{
    private readonly Dictionary<long, int> _places = [];
    private readonly List<RecordedTransaction> _history;
    private readonly List<string> _problems = [];
    private readonly int _keys;

    private SnapshotChecker(List<RecordedTransaction> history, KeyState[] initial)
    {
        _history = history;
        _keys = initial.Length;
        for (int key = 0; key < _keys; key++) OrderVersions(key, initial[key].Version);
    }

    public static List<string> Check(List<RecordedTransaction> history, KeyState[] initial)
    {
        var checker = new SnapshotChecker(history, initial);
        if (checker._problems.Count == 0) checker.CheckSnapshots();
        return checker._problems;
    }

    private void OrderVersions(int key, long initial)
    {
        var next = new Dictionary<long, long>();
        foreach (RecordedTransaction each in _history.Where(each => each.IsCommitted))
        {
            if (!each.Writes.TryGetValue(key, out (long Before, long After) write)) continue;
            if (!next.TryAdd(write.Before, write.After))
                _problems.Add($"lost update: {next[write.Before]} and {write.After} both replaced {write.Before}");
        }
        int place = 0;
        long version = initial;
        _places[version] = place++;
        while (next.Remove(version, out version)) _places[version] = place++;
        if (next.Count > 0) _problems.Add($"key {key}: {next.Count} writes replaced versions that were never there");
    }

    private void CheckSnapshots()
    {
        var snapshots = new List<(int[] Places, RecordedTransaction Owner)>();
        foreach (RecordedTransaction each in _history)
        {
            int[] places = new int[_keys];
            for (int key = 0; key < _keys; key++)
            {
                if (!_places.TryGetValue(each.Snapshot[key].Version, out places[key]))
                    _problems.Add($"dirty read: version {each.Snapshot[key].Version} of key {key} was not committed");
            }
            snapshots.Add((places, each));
        }
        if (_problems.Count > 0) return;
        snapshots.Sort((left, right) => left.Places.Sum().CompareTo(right.Places.Sum()));
        var latestBegin = new long[snapshots.Count + 1];
        for (int i = 0; i < snapshots.Count; i++)
        {
            latestBegin[i + 1] = Math.Max(latestBegin[i], snapshots[i].Owner.Began);
            if (i == 0) continue;
            for (int key = 0; key < _keys; key++)
            {
                if (snapshots[i].Places[key] < snapshots[i - 1].Places[key])
                    _problems.Add($"two snapshots see commits in different orders (key {key})");
            }
        }
        if (_problems.Count > 0) return;
        foreach (RecordedTransaction each in _history.Where(each => each.IsCommitted && each.Writes.Count > 0))
        {
            int[] firsts = [.. each.Writes.Select(write => First(snapshots, write.Key, _places[write.Value.After]))];
            if (firsts.Distinct().Count() > 1)
                _problems.Add($"half a commit was seen: {string.Join(", ", each.Writes)}");
            if (latestBegin[firsts[0]] > each.Acknowledged)
                _problems.Add($"a snapshot misses a commit acknowledged before: {string.Join(", ", each.Writes)}");
        }
    }

    /// <summary>The first snapshot that sees a place of a key's chain, or a later one.</summary>
    private static int First(List<(int[] Places, RecordedTransaction Owner)> snapshots, int key, int place)
    {
        int low = 0, high = snapshots.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (snapshots[middle].Places[key] < place) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
