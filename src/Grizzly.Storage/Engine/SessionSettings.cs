using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Grizzly.Binding;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Engine;

/// <summary>The settings as one session sees them: its own values (those of SET LOCAL first), then what SET GLOBAL gave
/// all sessions, then the defaults. Not thread-safe.</summary>
internal sealed class SessionSettings : ISessionValues
{
    private static readonly ConcurrentDictionary<string, int> ZoneNumbers = new(StringComparer.Ordinal);
    private static int s_lastZone;

    private readonly Database _database;
    private readonly Dictionary<string, Value> _variables = new(StringComparer.OrdinalIgnoreCase);
    private ImmutableDictionary<string, string> _own = ImmutableDictionary<string, string>.Empty;
    private ImmutableDictionary<string, string> _local = ImmutableDictionary<string, string>.Empty;

    /// <summary>The own values when the transaction began: ROLLBACK brings them back.</summary>
    private ImmutableDictionary<string, string> _before = ImmutableDictionary<string, string>.Empty;
    private ImmutableDictionary<string, string> _seen;

    public SessionSettings(Database database)
    {
        _database = database;
        _seen = database.Settings.Values;
        Load();
    }

    public int Threads { get; private set; }

    public int VectorSize { get; private set; }

    public bool IsOptimizerEnabled { get; private set; }

    public DefaultNullOrder NullOrder { get; private set; }

    public bool IsDescending { get; private set; }

    /// <summary>True where / of integers gives an integer.</summary>
    public bool DividesIntegers { get; private set; }

    /// <summary>Null for UTC.</summary>
    public TimeZoneInfo? TimeZone { get; private set; }

    /// <summary>True where views hold back changes of what they read.</summary>
    public bool HasViewDependencies { get; private set; }

    /// <summary>Rounds after which a recursive query is refused to go on.</summary>
    public int MaxRecursion { get; private set; }

    /// <summary>Two sessions with the same number may share plans.</summary>
    public int PlanKey { get; private set; }

    /// <summary>The session variables of SET VARIABLE by name.</summary>
    public IDictionary<string, Value> Variables => _variables;

    IReadOnlyList<SettingRow> ISessionValues.Settings =>
        [.. SettingRegistry.All.OrderBy(setting => setting.Name, StringComparer.OrdinalIgnoreCase).Select(setting =>
            new SettingRow(setting.Name, setting.Display(ValueOf(setting)), setting.Description, setting.Type.Name,
                setting.Reach == SettingReach.Session ? "LOCAL" : "GLOBAL"))];

    /// <summary>Takes over what other sessions have changed for all; called before each statement.</summary>
    public void Refresh()
    {
        if (ReferenceEquals(_seen, _database.Settings.Values)) return;
        _seen = _database.Settings.Values;
        Load();
    }

    /// <summary>Sets, or resets where there is no value.</summary>
    /// <exception cref="GrizzlyException">42704 unknown, 22023 not a value of it, 55P02 not to be set so, 25P01 SET
    /// LOCAL outside of a transaction.</exception>
    public void Set(BoundSet set, bool isInTransaction)
    {
        if (set.Name == "all")
        {
            ResetAll();
            return;
        }
        Setting setting = SettingRegistry.Get(set.Name);
        string? text = set.Value is { } value ? Normalize(setting, value) : null;
        switch (ScopeOf(setting, set.Scope))
        {
            case SettingScope.Global:
                _database.Settings.Set(setting.Name, text);
                setting.Apply?.Invoke(_database, text ?? setting.Default(_database.Options));
                break;
            case SettingScope.Local:
                if (!isInTransaction) throw Errors.LocalSettingOutside(setting.Name);
                _local = With(_local, setting.Name, text);
                break;
            default:
                _own = With(_own, setting.Name, text);
                _local = _local.Remove(setting.Name);
                break;
        }
        _seen = _database.Settings.Values;
        Load();
    }

    /// <summary>The value as text; 42704 where there is no such setting.</summary>
    public string Show(string name)
    {
        Setting setting = SettingRegistry.Get(name);
        return setting.Display(ValueOf(setting));
    }

    public Value Setting(string name)
    {
        Setting setting = SettingRegistry.Get(name);
        string text = setting.Display(ValueOf(setting));
        if (setting.Type == LogicalType.BigInt) return Value.OfBigInt(long.Parse(text, CultureInfo.InvariantCulture));
        return setting.Type == LogicalType.Boolean ? Value.OfBool(text == "on") : Value.OfVarchar(text);
    }

    public Value? Variable(string name) => _variables.TryGetValue(name, out Value value) ? value : null;

    public void BeginTransaction() => _before = _own;

    /// <summary>SET LOCAL ends with the transaction; SET is taken back with it.</summary>
    public void EndTransaction(bool isCommitted)
    {
        if (_local.IsEmpty && (isCommitted || ReferenceEquals(_own, _before))) return;
        _local = ImmutableDictionary<string, string>.Empty;
        if (!isCommitted) _own = _before;
        Load();
    }

    private void ResetAll()
    {
        _own = _local = ImmutableDictionary<string, string>.Empty;
        foreach (Setting setting in SettingRegistry.All)
        {
            if (setting.Reach == SettingReach.Session) continue;
            _database.Settings.Set(setting.Name, null);
            setting.Apply?.Invoke(_database, setting.Default(_database.Options));
        }
        _seen = _database.Settings.Values;
        Load();
    }

    private static SettingScope ScopeOf(Setting setting, SettingScope scope) => setting.Reach switch
    {
        SettingReach.Database when scope is SettingScope.Session or SettingScope.Local =>
            throw Errors.SettingOfDatabase(setting.Name),
        SettingReach.Session when scope == SettingScope.Default => SettingScope.Session,
        _ when scope == SettingScope.Default => SettingScope.Global,
        _ => scope,
    };

    private static string Normalize(Setting setting, Value value)
    {
        string text = value.Type.Physical == PhysicalType.String ? value.Text : ValueText.Format(value);
        return setting.Normalize(text) ?? throw Errors.InvalidSetting(setting.Name, text, setting.Expected);
    }

    private static ImmutableDictionary<string, string> With(
        ImmutableDictionary<string, string> values, string name, string? text) =>
        text is null ? values.Remove(name) : values.SetItem(name, text);

    private string ValueOf(Setting setting)
    {
        if (_local.TryGetValue(setting.Name, out string? text) || _own.TryGetValue(setting.Name, out text)
            || _seen.TryGetValue(setting.Name, out text)) return text;
        return setting.Default(_database.Options);
    }

    private void Load()
    {
        Threads = Number(SettingRegistry.Threads);
        VectorSize = Number(SettingRegistry.VectorSize);
        MaxRecursion = Number(SettingRegistry.MaxRecursion);
        IsOptimizerEnabled = ValueOf(SettingRegistry.Get(SettingRegistry.Optimizer)) == "on";
        IsDescending = ValueOf(SettingRegistry.Get(SettingRegistry.DefaultOrder)) == "desc";
        NullOrder = ValueOf(SettingRegistry.Get(SettingRegistry.DefaultNullOrder)) switch
        {
            "nulls_first" => DefaultNullOrder.NullsFirst,
            "nulls_last_on_asc_first_on_desc" => DefaultNullOrder.NullsLargest,
            "nulls_first_on_asc_last_on_desc" => DefaultNullOrder.NullsSmallest,
            _ => DefaultNullOrder.NullsLast,
        };
        DividesIntegers = ValueOf(SettingRegistry.Get(SettingRegistry.IntegerDivision)) == "on";
        HasViewDependencies = ValueOf(SettingRegistry.Get(SettingRegistry.ViewDependencies)) == "on";
        string zone = ValueOf(SettingRegistry.Get(SettingRegistry.TimeZone));
        TimeZone = zone == "UTC" ? null : TimeZoneFunctions.TryFind(zone);
        PlanKey = (NumberOf(zone) << 5) | ((int)NullOrder << 3)
            | (DividesIntegers ? 4 : 0) | (IsDescending ? 2 : 0) | (IsOptimizerEnabled ? 1 : 0);
    }

    /// <summary>A number of its own for each time zone that any session has used; 0 for UTC.</summary>
    private static int NumberOf(string zone) =>
        zone == "UTC" ? 0 : ZoneNumbers.GetOrAdd(zone, _ => Interlocked.Increment(ref s_lastZone));

    private int Number(string name) =>
        int.Parse(ValueOf(SettingRegistry.Get(name)), CultureInfo.InvariantCulture);
}
