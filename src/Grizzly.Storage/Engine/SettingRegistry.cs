using System.Globalization;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Storage;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Engine;

/// <summary>All settings there are. A new one is an entry here and what reads it.</summary>
internal static class SettingRegistry
{
    public const string Threads = "threads";
    public const string VectorSize = "vector_size";
    public const string Optimizer = "optimizer";
    public const string MaxRecursion = "max_recursion";
    public const string DefaultNullOrder = "default_null_order";
    public const string DefaultOrder = "default_order";
    public const string IntegerDivision = "integer_division";
    public const string TimeZone = "TimeZone";
    public const string ViewDependencies = "enable_view_dependencies";

    public static readonly IReadOnlyList<Setting> All =
    [
        new(DefaultNullOrder, LogicalType.Varchar, SettingReach.Shared,
            "where ORDER BY puts NULLs without NULLS FIRST or NULLS LAST")
        {
            Aliases = ["null_order"], Default = _ => "nulls_last", Normalize = NullOrder,
            Expected = "nulls_first, nulls_last, nulls_last_on_asc_first_on_desc or nulls_first_on_asc_last_on_desc",
        },
        new(DefaultOrder, LogicalType.Varchar, SettingReach.Shared, "the direction of ORDER BY without ASC or DESC")
        {
            Default = _ => "asc", Normalize = Order, Expected = "asc or desc",
        },
        new(MaxRecursion, LogicalType.BigInt, SettingReach.Session, "rounds after which a recursive query is stopped")
        {
            Default = _ => "1000000", Normalize = text => Whole(text, 1, int.MaxValue),
            Expected = "a whole number from 1 to 2147483647",
        },
        new("memory_limit", LogicalType.Varchar, SettingReach.Database, "most native memory the database may use")
        {
            Aliases = ["max_memory"], Default = options => Text(options.EffectiveMemoryLimit),
            Normalize = text => Text(ByteSize.Parse(text)), Expected = "a size such as 256MB or 4GiB",
            Display = text => ByteSize.Format(Number(text)),
            Apply = static (database, text) => database.Memory.Tracker.Limit = Number(text),
        },
        new(ViewDependencies, LogicalType.Boolean, SettingReach.Session,
            "whether views keep what they read from being dropped or changed, as in PostgreSQL")
        {
            Default = _ => "off", Normalize = OnOff, Expected = "on or off",
        },
        new(IntegerDivision, LogicalType.Boolean, SettingReach.Session,
            "whether / of integers gives an integer, as in PostgreSQL")
        {
            Default = _ => "off", Normalize = OnOff, Expected = "on or off",
        },
        new(Optimizer, LogicalType.Boolean, SettingReach.Session, "whether plans are optimized")
        {
            Default = options => options.IsOptimizerEnabled ? "on" : "off", Normalize = OnOff, Expected = "on or off",
        },
        new("synchronous", LogicalType.Varchar, SettingReach.Database,
            "when a commit is acknowledged: full survives a loss of power, normal and off the end of the process")
        {
            Default = options => options.Synchronous.ToString().ToLowerInvariant(), Normalize = Synchronous,
            Expected = "full, normal or off",
            Apply = static (database, text) =>
                database.Storage.Synchronous = Enum.Parse<SynchronousMode>(text, ignoreCase: true),
        },
        new(Threads, LogicalType.BigInt, SettingReach.Session, "most threads that work on one statement")
        {
            Aliases = ["worker_threads"], Default = options => Text(options.EffectiveThreads),
            Normalize = text => Whole(text, 1, 1024), Expected = "a whole number from 1 to 1024",
        },
        new(TimeZone, LogicalType.Varchar, SettingReach.Session,
            "the time zone in which TIMESTAMPTZ is written, read, cut and counted in days")
        {
            Default = _ => "UTC", Normalize = Zone, Expected = "an IANA time zone such as Europe/Berlin",
        },
        new(VectorSize, LogicalType.BigInt, SettingReach.Session, "most rows handed on at a time")
        {
            Default = options => Text(options.VectorSize),
            Normalize = text => Whole(text, 1, ColumnVector.MaxCapacity),
            Expected = $"a whole number from 1 to {ColumnVector.MaxCapacity}",
        },
        new("wal_autocheckpoint", LogicalType.Varchar, SettingReach.Database,
            "bytes of log after which a checkpoint is written by itself; 0 for never")
        {
            Aliases = ["checkpoint_threshold"], Default = options => Text(options.CheckpointThresholdBytes),
            Normalize = text => text == "0" ? text : Text(ByteSize.Parse(text)),
            Expected = "a size such as 16MB, or 0",
            Display = text => text == "0" ? text : ByteSize.Format(Number(text)),
            Apply = static (database, text) => database.Storage.CheckpointThreshold = Number(text),
        },
    ];

    /// <exception cref="GrizzlyException">42704 with a suggestion where there is no such setting.</exception>
    public static Setting Get(string name) =>
        All.FirstOrDefault(setting => setting.IsNamed(name))
            ?? throw Errors.UnknownSetting(name, All.Select(setting => setting.Name));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string? Whole(string text, int min, int max) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value)
            && value >= min && value <= max ? Text(value) : null;

    private static string? OnOff(string text) => text.ToLowerInvariant() switch
    {
        "on" or "true" or "1" or "yes" => "on",
        "off" or "false" or "0" or "no" => "off",
        _ => null,
    };

    private static string? Order(string text) => text.ToLowerInvariant() switch
    {
        "asc" or "ascending" => "asc",
        "desc" or "descending" => "desc",
        _ => null,
    };

    private static string? Synchronous(string text) => text.ToLowerInvariant() switch
    {
        "full" or "on" or "2" => "full",
        "normal" or "1" => "normal",
        "off" or "0" => "off",
        _ => null,
    };

    private static string? NullOrder(string text) => text.ToLowerInvariant().Replace(' ', '_') switch
    {
        "nulls_first" or "first" => "nulls_first",
        "nulls_last" or "last" => "nulls_last",
        "nulls_last_on_asc_first_on_desc" or "postgres" => "nulls_last_on_asc_first_on_desc",
        "nulls_first_on_asc_last_on_desc" or "sqlite" or "mysql" => "nulls_first_on_asc_last_on_desc",
        _ => null,
    };

    private static string? Zone(string text)
    {
        TimeZoneInfo? zone = TimeZoneFunctions.TryFind(text);
        return zone == TimeZoneInfo.Utc ? "UTC" : zone?.Id;
    }
}
