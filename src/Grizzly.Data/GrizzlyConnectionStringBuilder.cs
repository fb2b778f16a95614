using System.Collections;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Grizzly.Common;
using Grizzly.Engine;
using Grizzly.Storage;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>Reads and writes connection strings: <c>Data Source=sales.grz;Memory Limit=2GB;Threads=4</c>.</summary>
/// <remarks>Keywords are case-insensitive and may be written without spaces. Unknown keywords raise
/// <see cref="ArgumentException"/>, values that are none raise <see cref="GrizzlyException"/> 22023. Not thread-safe.
/// </remarks>
public sealed class GrizzlyConnectionStringBuilder : DbConnectionStringBuilder
{
    private const string DataSourceKey = "Data Source";
    private const string MemoryLimitKey = "Memory Limit";
    private const string ThreadsKey = "Threads";
    private const string ReadOnlyKey = "Read Only";
    private const string TempDirectoryKey = "Temp Directory";
    private const string SynchronousKey = "Synchronous";
    private const string VectorSizeKey = "Vector Size";
    private const string OptimizerKey = "Optimizer";
    private const string DefaultNullOrderKey = "Default Null Order";
    private const string DefaultTimeoutKey = "Default Timeout";
    private const string EnlistKey = "Enlist";

    private static readonly string[] AllKeys =
    [
        DataSourceKey, MemoryLimitKey, ThreadsKey, ReadOnlyKey, TempDirectoryKey, SynchronousKey, VectorSizeKey,
        OptimizerKey,
        DefaultNullOrderKey, DefaultTimeoutKey, EnlistKey,
    ];

    private static readonly Dictionary<string, string> Canonical = MakeCanonical();

    public GrizzlyConnectionStringBuilder()
    {
    }

    /// <exception cref="ArgumentException">The text is no connection string or has an unknown keyword.</exception>
    /// <exception cref="GrizzlyException">22023: a value is none of its keyword's.</exception>
    public GrizzlyConnectionStringBuilder(string? connectionString) => ConnectionString = connectionString;

    /// <summary>Path of the file, <c>:memory:</c> (a database of the connection's own), or <c>:memory:name</c> (one
    /// shared by name within the process). Empty means <c>:memory:</c>.</summary>
    [AllowNull]
    public string DataSource { get => Text(DataSourceKey) ?? ""; set => Put(DataSourceKey, value); }

    /// <summary>Hard limit on native memory, as <c>256MB</c> or <c>4GiB</c>; empty leaves it to the engine.</summary>
    [AllowNull]
    public string MemoryLimit { get => Text(MemoryLimitKey) ?? ""; set => Put(MemoryLimitKey, value); }

    /// <summary>Most threads per statement; 0 takes the number of processors.</summary>
    public int Threads { get => Integer(ThreadsKey) ?? 0; set => Put(ThreadsKey, Invariant(value)); }

    /// <summary>True to refuse every change; the file must exist.</summary>
    public bool ReadOnly { get => Boolean(ReadOnlyKey) ?? false; set => Put(ReadOnlyKey, value ? "True" : "False"); }

    /// <summary>Where operators spill; empty: beside the file, or the system's temporary directory.</summary>
    [AllowNull]
    public string TempDirectory { get => Text(TempDirectoryKey) ?? ""; set => Put(TempDirectoryKey, value); }

    /// <summary>How durable a commit is when it returns.</summary>
    public SynchronousMode Synchronous
    {
        get =>
            Enum.TryParse(Text(SynchronousKey), ignoreCase: true, out SynchronousMode mode)
                ? mode
                : SynchronousMode.Full;
        set => Put(SynchronousKey, value.ToString());
    }

    /// <summary>Most rows per vector, 1 to 1,024; tests lower it. 0 leaves it to the engine.</summary>
    public int VectorSize { get => Integer(VectorSizeKey) ?? 0; set => Put(VectorSizeKey, Invariant(value)); }

    /// <summary>False leaves out every optimizer rule that correctness does not need.</summary>
    public bool Optimizer { get => Boolean(OptimizerKey) ?? true; set => Put(OptimizerKey, value ? "True" : "False"); }

    /// <summary>Where ORDER BY puts NULLs unless it says: <c>nulls_last</c> (default) or <c>nulls_first</c>.</summary>
    [AllowNull]
    public string DefaultNullOrder { get => Text(DefaultNullOrderKey) ?? "nulls_last"; set => Put(
        DefaultNullOrderKey, value); }

    /// <summary>Seconds that commands may run unless they say otherwise; 0 (default) waits without end.</summary>
    public int DefaultTimeout { get => Integer(DefaultTimeoutKey) ?? 0; set => Put(
        DefaultTimeoutKey, Invariant(value)); }

    /// <summary>False keeps connections out of the scope of System.Transactions that they are opened in.</summary>
    public bool Enlist { get => Boolean(EnlistKey) ?? true; set => Put(EnlistKey, value ? "True" : "False"); }

    public override bool IsFixedSize => true;

    public override ICollection Keys => (string[])[.. AllKeys.Where(key => base.ContainsKey(key))];

    public override ICollection Values =>
        (object[])[.. AllKeys.Where(key => base.ContainsKey(key)).Select(key => base[key])];

    [AllowNull]
    public override object this[string keyword]
    {
        get => base.TryGetValue(KeyOf(keyword), out object? value) ? value : "";
        set
        {
            string key = KeyOf(keyword);
            string? text = value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
            if (string.IsNullOrEmpty(text))
            {
                base.Remove(key);
                return;
            }
            Validate(key, text);
            base[key] = text;
        }
    }

    public override bool ContainsKey(string keyword) =>
        Canonical.TryGetValue(Squeeze(keyword), out string? key) && base.ContainsKey(key);

    public override bool ShouldSerialize(string keyword) => ContainsKey(keyword);

    public override bool Remove(string keyword) =>
        Canonical.TryGetValue(Squeeze(keyword), out string? key) && base.Remove(key);

    public override bool TryGetValue(string keyword, [NotNullWhen(true)] out object? value)
    {
        value = null;
        return Canonical.TryGetValue(Squeeze(keyword), out string? key) && base.TryGetValue(key, out value);
    }

    internal bool Has(string keyword) => base.ContainsKey(keyword);

    internal bool HasMemoryLimit => Has(MemoryLimitKey);

    internal bool HasSynchronous => Has(SynchronousKey);

    internal bool HasTempDirectory => Has(TempDirectoryKey);

    /// <summary>How to open the database: what concerns all its connections, and defaults for the rest.</summary>
    internal bool IsInMemory => DataSource.Length == 0
        || DataSource.StartsWith(DatabaseOptions.InMemory, StringComparison.OrdinalIgnoreCase);

    internal DatabaseOptions ToOptions(string path) => new()
    {
        Path = path,
        MemoryLimitBytes = HasMemoryLimit ? ByteSize.Parse(MemoryLimit) : 0,
        ReadOnly = ReadOnly,
        Synchronous = Synchronous,
        TemporaryDirectory = HasTempDirectory ? TempDirectory : null,
    };

    /// <summary>What concerns one connection, as settings of its session.</summary>
    internal IEnumerable<string> SessionStatements()
    {
        if (Threads > 0) yield return $"SET threads = {Invariant(Threads)}";
        if (VectorSize > 0) yield return $"SET vector_size = {Invariant(VectorSize)}";
        if (Has(OptimizerKey)) yield return $"SET optimizer = '{(Optimizer ? "on" : "off")}'";
        if (Has(DefaultNullOrderKey)) yield return $"SET default_null_order = '{DefaultNullOrder}'";
    }

    private static void Validate(string key, string value)
    {
        switch (key)
        {
            case MemoryLimitKey: ByteSize.Parse(value); break;
            case ThreadsKey: RequireInteger(key, value, 0, 1024); break;
            case VectorSizeKey: RequireInteger(key, value, 0, ColumnVector.MaxCapacity); break;
            case DefaultTimeoutKey: RequireInteger(key, value, 0, int.MaxValue); break;
            case ReadOnlyKey or OptimizerKey or EnlistKey:
                if (ParseBoolean(value) is null) throw DataErrors.InvalidOption(key, value, "true or false");
                break;
            case SynchronousKey:
                if (!Enum.GetNames<SynchronousMode>().Contains(value, StringComparer.OrdinalIgnoreCase))
                    throw DataErrors.InvalidOption(key, value, "full, normal or off");
                break;
            case DefaultNullOrderKey:
                if (value.ToLowerInvariant() is not ("nulls_first" or "nulls_last"))
                    throw DataErrors.InvalidOption(key, value, "nulls_first or nulls_last");
                break;
        }
    }

    private static void RequireInteger(string key, string value, int min, int max)
    {
        if (!int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) || number < min
            || number > max)
            throw DataErrors.InvalidOption(key, value, $"a whole number from {min} to {max}");
    }

    private static bool? ParseBoolean(string? text) => text?.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "1" => true,
        "false" or "no" or "off" or "0" => false,
        _ => null,
    };

    private static string Invariant(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string KeyOf(string keyword)
    {
        ArgumentNullException.ThrowIfNull(keyword);
        return Canonical.TryGetValue(Squeeze(keyword), out string? key)
            ? key
            : throw DataErrors.UnknownKeyword(keyword, AllKeys);
    }

    private static string Squeeze(string? keyword) =>
        (keyword ?? throw new ArgumentNullException(nameof(keyword))).Replace(" ", "").Replace(
            "_", "").ToLowerInvariant();

    private static Dictionary<string, string> MakeCanonical()
    {
        Dictionary<string, string> keys = AllKeys.ToDictionary(Squeeze);
        keys.Add("filename", DataSourceKey);
        keys.Add("temporarydirectory", TempDirectoryKey);
        keys.Add("commandtimeout", DefaultTimeoutKey);
        return keys;
    }

    private string? Text(string key) => base.TryGetValue(key, out object? value) ? (string)value : null;

    private int? Integer(string key) => Text(key) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private bool? Boolean(string key) => ParseBoolean(Text(key));

    private void Put(string key, string? value) => this[key] = value;
}
