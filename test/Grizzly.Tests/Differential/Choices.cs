namespace Grizzly.Tests.Differential;

/// <summary>
/// Where a generator takes its decisions from: random and recorded, or replayed from an earlier recording that was
/// made smaller. Past the end of a replay every answer is 0, so generators put their simplest alternative first.
/// </summary>
internal sealed class Choices
{
    private readonly Random? _random;
    private readonly IReadOnlyList<int> _replayed = [];

    public Choices(int seed) => _random = new Random(seed);

    public Choices(IReadOnlyList<int> replayed) => _replayed = replayed;

    public List<int> Taken { get; } = [];

    /// <summary>A number of 0 to <paramref name="count"/> - 1.</summary>
    public int Next(int count)
    {
        int choice = _random is not null ? _random.Next(count)
            : Taken.Count < _replayed.Count ? _replayed[Taken.Count] % count : 0;
        Taken.Add(choice);
        return choice;
    }

    /// <summary>True in <paramref name="percent"/> of 100 cases; false is the simple answer.</summary>
    public bool Chance(int percent) => Next(100) >= 100 - percent;

    public T Of<T>(params ReadOnlySpan<T> items) => items[Next(items.Length)];

    public T From<T>(IReadOnlyList<T> items) => items[Next(items.Count)];
}
