using System.Globalization;

namespace Grizzly.Common;

/// <summary>Sizes as people write them: <c>256MB</c>, <c>1.5 GiB</c>, <c>65536</c>.</summary>
public static class ByteSize
{
    private static readonly (string Unit, long Factor)[] Units =
    [
        ("tib", 1L << 40), ("gib", 1L << 30), ("mib", 1L << 20), ("kib", 1L << 10),
        ("tb", 1_000_000_000_000), ("gb", 1_000_000_000), ("mb", 1_000_000), ("kb", 1_000),
        ("t", 1_000_000_000_000), ("g", 1_000_000_000), ("m", 1_000_000), ("k", 1_000), ("bytes", 1), ("b", 1), ("", 1),
    ];

    /// <summary>Bytes, from a number and an optional unit (decimal, or binary with an i); 22023 for anything
    /// else.</summary>
    public static long Parse(string text)
    {
        string trimmed = text.Trim().ToLowerInvariant();
        foreach ((string unit, long factor) in Units)
        {
            if (!trimmed.EndsWith(unit, StringComparison.Ordinal)) continue;
            string number = trimmed[..^unit.Length].TrimEnd();
            if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out decimal value)) continue;
            if (value > long.MaxValue / factor || value * factor < 1) break;
            return (long)(value * factor);
        }
        throw Errors.InvalidSetting("memory_limit", text, "a size such as 256MB or 4GiB");
    }

    public static string Format(long bytes)
    {
        foreach ((string unit, long factor) in (ReadOnlySpan<(string, long)>)[("GiB", 1L << 30), ("MiB", 1L << 20),
            ("KiB", 1L << 10)])
        {
            if (bytes >= factor) return string.Create(CultureInfo.InvariantCulture,
                $"{bytes / (double)factor:0.#} {unit}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
    }
}
