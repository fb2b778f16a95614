namespace Grizzly.Execution;

/// <summary>One operator of a physical plan as EXPLAIN shows it; counters are filled while profiling.
/// Thread-safe.</summary>
public sealed class PlanNode(string name, IReadOnlyList<PlanNode> children)
{
    private readonly List<(string Key, string Text)> _details = [];
    private long _rows;
    private long _ticks;
    private long _memory;
    private long _spilled;

    public string Name { get; } = name;

    public IReadOnlyList<PlanNode> Children { get; } = children;

    /// <summary>Facts such as join conditions, in display order.</summary>
    public IReadOnlyList<(string Key, string Text)> Details => _details;

    public double EstimatedRows { get; set; } = double.NaN;

    /// <summary>Rows yielded.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>Time spent in this operator, summed over threads.</summary>
    public TimeSpan Time => TimeSpan.FromTicks(Volatile.Read(ref _ticks));

    /// <summary>Native bytes that the operator's rows held once all of them had come: a hash table, a sorted run.
    /// Not exact while other statements run.</summary>
    public long MemoryBytes => Volatile.Read(ref _memory);

    /// <summary>Bytes of the operator in temporary files by then.</summary>
    public long SpilledBytes => Volatile.Read(ref _spilled);

    public PlanNode With(string key, string text)
    {
        if (text.Length > 0) _details.Add((key, text));
        return this;
    }

    internal void AddHeld(long memory, long spilled)
    {
        Interlocked.Add(ref _memory, Math.Max(0, memory));
        Interlocked.Add(ref _spilled, Math.Max(0, spilled));
    }

    internal void AddRows(long rows) => Interlocked.Add(ref _rows, rows);

    internal void AddTime(long stopwatchTicks) =>
        Interlocked.Add(ref _ticks,
            (long)(stopwatchTicks * (TimeSpan.TicksPerSecond / (double)System.Diagnostics.Stopwatch.Frequency)));
}
