using System.Globalization;
using Grizzly.Benchmarks.Engines;
using Grizzly.Extensions.Tpch;

namespace Grizzly.Benchmarks.Tpch;

/// <summary>The tables' text files in a directory, and ways to fill engines with them.</summary>
internal sealed class TpchData(TpchGenerator generator, string directory)
{
    /// <summary>Writes the .tbl files.</summary>
    public void WriteFiles() => TblWriter.WriteFiles(generator, directory);

    public string FileOf(string table) => Path.Combine(directory, table + ".tbl");

    public TpchTable Table(string name) => generator.Tables.First(table => table.Name == name);

    /// <summary>Grizzly's own generator: no text file is involved.</summary>
    public void Generate(BenchmarkEngine grizzly) => grizzly.Time(
        $"CALL dbgen(sf => {generator.ScaleFactor.ToString(CultureInfo.InvariantCulture)})");

    /// <summary>Creates and copies all tables.</summary>
    public void Copy(BenchmarkEngine engine)
    {
        foreach (TpchTable table in generator.Tables)
        {
            Create(engine, table);
            engine.Time(CopyStatement(table.Name));
            RequireRows(engine, table);
        }
    }

    public static void Create(BenchmarkEngine engine, TpchTable table)
    {
        IEnumerable<string> columns = table.Columns.Select(column => $"{column.Name} {column.SqlType} NOT NULL");
        engine.Time($"CREATE TABLE {table.Name} ({string.Join(", ", columns)})");
    }

    public string CopyStatement(string table) =>
        $"COPY {table} FROM '{FileOf(table).Replace("'", "''", StringComparison.Ordinal)}' (DELIMITER '|')";

    /// <exception cref="IOException">The engine has not read every row.</exception>
    public static void RequireRows(BenchmarkEngine engine, TpchTable table)
    {
        double rows = (double)engine.Query($"SELECT count(*) FROM {table.Name}").Rows[0][0]!;
        if ((long)rows != table.RowCount)
            throw new IOException($"{engine.Name} has {rows} rows of {table.Name} instead of {table.RowCount}");
    }
}
