using System.Globalization;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Engine;

/// <summary>What SET changes: settings of one session, and the memory limit, which is the database's. Not
/// thread-safe.</summary>
internal sealed class SessionSettings(Database database)
{
    private const int DefaultMaxRecursion = 1_000_000;

    private static readonly string[] Names =
        ["threads", "memory_limit", "vector_size", "optimizer", "default_null_order", "max_recursion"];

    public int Threads { get; private set; } = database.Options.EffectiveThreads;

    public int VectorSize { get; private set; } = database.Options.VectorSize;

    public bool IsOptimizerEnabled { get; private set; } = database.Options.IsOptimizerEnabled;

    /// <summary>True where ORDER BY without NULLS FIRST or LAST puts NULLs first.</summary>
    public bool NullsFirst { get; private set; }

    /// <summary>Rounds after which a recursive query is refused to go on.</summary>
    public int MaxRecursion { get; private set; } = DefaultMaxRecursion;

    /// <summary>Sets, or resets where <paramref name="value"/> is null.</summary>
    public void Set(string name, Value? value)
    {
        string text = value is { } v ? v.Type.Physical == PhysicalType.String ? v.Text : ValueText.Format(v) : "";
        bool isReset = value is null;
        switch (name.ToLowerInvariant())
        {
            case "threads" or "worker_threads":
                Threads = isReset ? database.Options.EffectiveThreads : Integer(name, text, 1, 1024);
                break;
            case "vector_size":
                VectorSize = isReset
                    ? database.Options.VectorSize : Integer(name, text, 1, Vectors.ColumnVector.MaxCapacity);
                break;
            case "optimizer":
                IsOptimizerEnabled = isReset ? database.Options.IsOptimizerEnabled : Boolean(name, text);
                break;
            case "max_recursion":
                MaxRecursion = isReset ? DefaultMaxRecursion : Integer(name, text, 1, int.MaxValue);
                break;
            case "default_null_order" or "null_order":
                NullsFirst = !isReset && NullOrder(name, text);
                break;
            case "memory_limit" or "max_memory":
                database.Memory.Tracker.Limit = isReset ? database.Options.EffectiveMemoryLimit : ByteSize.Parse(text);
                break;
            default:
                throw Errors.UnknownSetting(name, Names);
        }
    }

    public string Show(string name) => name.ToLowerInvariant() switch
    {
        "threads" or "worker_threads" => Threads.ToString(CultureInfo.InvariantCulture),
        "vector_size" => VectorSize.ToString(CultureInfo.InvariantCulture),
        "optimizer" => IsOptimizerEnabled ? "on" : "off",
        "max_recursion" => MaxRecursion.ToString(CultureInfo.InvariantCulture),
        "default_null_order" or "null_order" => NullsFirst ? "nulls_first" : "nulls_last",
        "memory_limit" or "max_memory" => ByteSize.Format(database.Memory.Tracker.Limit),
        _ => throw Errors.UnknownSetting(name, Names),
    };

    private static int Integer(string name, string text, int min, int max) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value >= min
            && value <= max
            ? value
            : throw Errors.InvalidSetting(name, text, $"a whole number from {min} to {max}");

    private static bool Boolean(string name, string text) => text.ToLowerInvariant() switch
    {
        "on" or "true" or "1" or "yes" => true,
        "off" or "false" or "0" or "no" => false,
        _ => throw Errors.InvalidSetting(name, text, "on or off"),
    };

    private static bool NullOrder(string name, string text) => text.ToLowerInvariant().Replace(' ', '_') switch
    {
        "nulls_first" or "first" => true,
        "nulls_last" or "last" => false,
        _ => throw Errors.InvalidSetting(name, text, "nulls_first or nulls_last"),
    };
}
