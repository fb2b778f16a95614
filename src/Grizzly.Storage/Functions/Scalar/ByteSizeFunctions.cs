using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Numbers of bytes as people read them, and even: the nearest even number away from zero.</summary>
internal static unsafe class ByteSizeFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar, HugeInt = LogicalType.HugeInt,
        Double = LogicalType.Double;

    private static readonly string[] BinaryUnits = [" KiB", " MiB", " GiB", " TiB", " PiB"];
    private static readonly string[] DecimalUnits = [" kB", " MB", " GB", " TB", " PB"];

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("format_bytes", "A number of bytes in units of 1024, cut to one decimal: KiB, MiB, ….",
            "format_bytes(16000)", new Overload([HugeInt], Text, (in ScalarCall call, ColumnVector result) =>
                Run(call, result, (bytes, target) => Write(bytes, 1024, BinaryUnits, target))))
            with { Aliases = ["formatReadableSize"] },
        Define.Function("formatReadableDecimalSize",
            "A number of bytes in units of 1000, cut to one decimal: kB, MB, ….", "formatReadableDecimalSize(16000)",
            new Overload([HugeInt], Text, (in ScalarCall call, ColumnVector result) =>
                Run(call, result, (bytes, target) => Write(bytes, 1000, DecimalUnits, target)))),
        Define.Function("pg_size_pretty", "A number of bytes in whole units of 1024, as PostgreSQL rounds and names "
            + "them.", "pg_size_pretty(1000000)",
            new Overload([HugeInt], Text, (in ScalarCall call, ColumnVector result) =>
                Run(call, result, WriteRounded))),
        Define.Function("even", "The nearest even number that is not nearer to zero.", "even(2.9)",
            new Overload([Double], Double, ScalarLoops.Unary<double, double, Even>)),
    ];

    private static void Run(in ScalarCall call, ColumnVector result, Action<Int128, TextBuilder> write)
    {
        var sizes = new Column<Int128>(call.Arguments[0]);
        var builder = new TextBuilder();
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            builder.Clear();
            write(sizes[i], builder);
            ((StringView*)result.Data)[i] = result.Arena.Add(builder.Written);
        }
    }

    private static void Write(Int128 bytes, int step, string[] units, TextBuilder target)
    {
        UInt128 magnitude = bytes < 0 ? 0 - (UInt128)bytes : (UInt128)bytes, factor = 1;
        int unit = -1;
        for (; unit + 1 < units.Length && magnitude / factor >= (UInt128)step; unit++) factor *= (UInt128)step;
        if (bytes < 0) target.Append((byte)'-');
        target.Formatted(magnitude / factor, default, 40);
        if (unit < 0)
        {
            target.Append(magnitude == 1 ? " byte" : " bytes");
            return;
        }
        target.Append((byte)'.');
        target.Append((byte)('0' + (int)(magnitude % factor * 10 / factor)));
        target.Append(units[unit]);
    }

    /// <summary>Up to 10 kB bytes are counted; up to 10 MB kB, and so on, halves rounded away from zero.</summary>
    private static void WriteRounded(Int128 bytes, TextBuilder target)
    {
        const int most = 10 * 1024;
        if (bytes > -most && bytes < most)
        {
            target.Formatted(bytes, default, 41);
            target.Append(" bytes");
            return;
        }
        int unit = 0;
        Int128 halves = bytes / 512;
        for (; unit + 1 < DecimalUnits.Length && Int128.Abs(halves) >= 2 * most - 1; unit++) halves /= 1024;
        target.Formatted((halves + (halves < 0 ? -1 : 1)) / 2, default, 41);
        target.Append(DecimalUnits[unit]);
    }

    private readonly struct Even : IUnary<double, double>
    {
        public static double Invoke(double value)
        {
            double whole = Math.Ceiling(Math.Abs(value));
            return Math.CopySign(whole % 2 == 0 || !double.IsFinite(whole) ? whole : whole + 1, value);
        }
    }
}
