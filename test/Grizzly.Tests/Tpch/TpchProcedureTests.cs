using System.Text;
using Grizzly.Common;
using Grizzly.Data;
using Grizzly.Extensions.Tpch;
using Grizzly.Tests.Data;
using Grizzly.Tests.Sql;

namespace Grizzly.Tests.Tpch;

/// <summary>CALL dbgen and tpch_rows, through SQL.</summary>
public sealed class TpchProcedureTests
{
    [TestCase("")]
    [TestCase("Vector Size=7;Threads=1")]
    public void Dbgen_gives_the_reference_rows(string options)
    {
        string directory = SharedData.Directory("data", "tpch", "sf0.01");
        using GrizzlyConnection connection = ConnectionExtensions.OpenMemory(options);
        connection.Run("CALL dbgen(sf => 0.01)");
        using TpchGenerator generator = TpchGenerator.Create(0.01);
        foreach (TpchTable table in generator.Tables)
        {
            using StreamReader expected = File.OpenText(Path.Combine(directory, table.Name + ".tbl"));
            string keys = table.Name switch
            {
                "lineitem" => "l_orderkey, l_linenumber",
                "partsupp" => "ps_partkey, ps_suppkey",
                _ => table.Columns[0].Name,
            };
            // partsupp lists a part's suppliers in an order of its own: compare as sorted lines.
            bool isSorted = table.Name == "partsupp";
            List<string> wanted = Lines(expected), found = Rows(connection, table, keys);
            if (isSorted)
            {
                wanted.Sort(StringComparer.Ordinal);
                found.Sort(StringComparer.Ordinal);
            }
            Assert.That(found, Is.EqualTo(wanted), table.Name);
        }
    }

    [Test]
    public void Rows_stored_by_dbgen_keep_the_generators_order()
    {
        using GrizzlyConnection connection = ConnectionExtensions.OpenMemory("Threads=4");
        connection.Run("CALL dbgen(0.01); SET threads = 1"); // one thread reads rows as they are stored
        using GrizzlyCommand command = connection.Command("SELECT ps_partkey, ps_suppkey FROM partsupp");
        using GrizzlyDataReader reader = command.ExecuteReader();
        using TpchGenerator generator = TpchGenerator.Create(0.01);
        TpchTable table = generator.FindTable("partsupp")!;
        var batch = new TpchBatch((int)Math.Min(table.UnitCount, 65_536));
        table.Generate(0, batch.Capacity, batch);
        for (int row = 0; row < batch.RowCount; row++)
        {
            Assert.That(reader.Read());
            (long, long) wanted = (batch.Columns[0].Longs[row], batch.Columns[1].Longs[row]);
            if ((reader.GetInt64(0), reader.GetInt64(1)) != wanted) Assert.Fail($"row {row} is out of place");
        }
        Assert.That(reader.Read(), Is.False);
    }

    [Test]
    public void Dbgen_obeys_its_arguments()
    {
        using GrizzlyConnection connection = ConnectionExtensions.OpenMemory();
        connection.Run("CREATE SCHEMA bench; CALL dbgen(sf => 0.001, schema => 'bench')");
        Assert.That(connection.Scalar("SELECT count(*) FROM bench.nation"), Is.EqualTo(25L));
        Assert.That(
            Assert.Throws<GrizzlyException>(() => connection.Run(
                "CALL dbgen(sf => 0.001, schema => 'bench')"))!.SqlState, Is.EqualTo("42P07"));
        connection.Run("CALL dbgen(sf => 0.002, schema => 'bench', overwrite => true)");
        Assert.That(connection.Scalar("SELECT count(*) FROM bench.orders"), Is.EqualTo(3000L));
        Assert.That(
            Assert.Throws<GrizzlyException>(() => connection.Run(
                "INSERT INTO bench.region VALUES (1, NULL, 'x')"))!.SqlState,
            Is.EqualTo("23502"));
    }

    [TestCase("CALL dbgen(sf => 0)")]
    [TestCase("CALL dbgen(sf => 'x')")]
    [TestCase("CALL dbgen(scale => 1)")]
    [TestCase("CALL dbgen(1, 'main', true, 4)")]
    [TestCase("CALL dbgen(1, sf => 1)")]
    [TestCase("SELECT * FROM tpch_rows('linetem', 0.01)")]
    [TestCase("SELECT * FROM tpch_rows()")]
    public void Wrong_arguments_are_errors(string sql)
    {
        using GrizzlyConnection connection = ConnectionExtensions.OpenMemory();
        Assert.That(Assert.Throws<GrizzlyException>(() => connection.Run(sql))!.SqlState, Is.EqualTo("22023"));
    }

    [Test]
    public void Columns_that_are_not_read_are_not_copied()
    {
        using GrizzlyConnection connection = ConnectionExtensions.OpenMemory();
        Assert.That(connection.Scalar("SELECT count(*) FROM tpch_rows('lineitem', 0.01)"), Is.EqualTo(60175L));
        Assert.That(
            connection.Scalar("SELECT max(l_comment) > 'a' FROM tpch_rows('lineitem', 0.001) WHERE l_linenumber = 7"),
            Is.EqualTo(true));
    }

    private static List<string> Lines(StreamReader file)
    {
        var lines = new List<string>();
        while (file.ReadLine() is { } line) lines.Add(line);
        return lines;
    }

    private static List<string> Rows(GrizzlyConnection connection, TpchTable table, string keys)
    {
        using GrizzlyCommand command = connection.Command($"SELECT * FROM {table.Name} ORDER BY {keys}");
        using GrizzlyDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        var line = new StringBuilder();
        while (reader.Read())
        {
            line.Clear();
            for (int i = 0; i < reader.FieldCount; i++)
            {
                string text = reader.GetText(i)!;
                if (reader.GetName(i) == "l_quantity") text = text[..^3]; // the reference prints it without decimals
                line.Append(text).Append('|');
            }
            rows.Add(line.ToString());
        }
        return rows;
    }
}
