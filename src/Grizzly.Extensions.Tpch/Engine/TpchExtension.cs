using System.Globalization;
using Grizzly.Common;
using Grizzly.Engine;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Extensions.Tpch;

/// <summary>Puts the generator into a database: <c>CALL dbgen(sf => 1)</c> and <c>tpch_rows('lineitem',
/// 1)</c>.</summary>
public static class TpchExtension
{
    private const double DefaultScaleFactor = 1;

    /// <summary>Adds the procedure and the table function.</summary>
    public static void Register(ExtensionHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        host.Add(new TableFunction(
            "tpch_rows", "The rows of a TPC-H table at a scale factor.", "SELECT * FROM tpch_rows('nation', 0.01)",
            BindRows)
        {
            Signatures = ["tpch_rows(table, scale_factor)"],
        });
        host.Add(new Procedure(
            "dbgen",
            "Creates the eight TPC-H tables and fills them: dbgen(sf => 1, schema => 'main', overwrite => false).",
            Generate));
    }

    private static BoundTableFunction BindRows(IReadOnlyList<Value> arguments, IReadOnlyDictionary<string, Value> named)
    {
        var call = new CallArguments("tpch_rows", ["table", "sf"], arguments, named);
        string table = call.Text("table") ?? throw TpchErrors.TableNameMissing();
        return new TpchRows(table.ToLowerInvariant(), call.Number("sf") ?? DefaultScaleFactor);
    }

    /// <summary>Runs inside the caller's transaction: after an error no table is left.</summary>
    private static void Generate(
        Action<string> execute, IReadOnlyList<Value> arguments, IReadOnlyDictionary<string, Value> named)
    {
        var call = new CallArguments("dbgen", ["sf", "schema", "overwrite"], arguments, named);
        double scaleFactor = call.Number("sf") ?? DefaultScaleFactor;
        string schema = Quote(call.Text("schema") ?? "main");
        bool overwrite = call.Flag("overwrite") ?? false;
        using TpchGenerator generator = TpchGenerator.Create(scaleFactor);
        byte[] pool = generator.TextPool; // held here, so that all tables share one
        foreach (TpchTable table in generator.Tables)
        {
            IEnumerable<string> columns = table.Columns.Select(column => $"{column.Name} {column.SqlType} NOT NULL");
            execute(
                $"CREATE {(overwrite ? "OR REPLACE " : "")}TABLE {schema}.{table.Name} ({string.Join(", ", columns)})");
            string scale = generator.ScaleFactor.ToString(CultureInfo.InvariantCulture);
            execute($"INSERT INTO {schema}.{table.Name} SELECT * FROM tpch_rows('{table.Name}', {scale})");
        }
        GC.KeepAlive(pool);
    }

    private static string Quote(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
