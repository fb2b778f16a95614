using Grizzly.Extensions.Tpch;

namespace Grizzly.Tests.Tpch;

public sealed class TpchSchemaTests
{
    [TestCase("region", "r_regionkey integer, r_name varchar(25), r_comment varchar(152)")]
    [TestCase("nation", "n_nationkey integer, n_name varchar(25), n_regionkey integer, n_comment varchar(152)")]
    [TestCase("supplier", "s_suppkey bigint, s_name varchar(25), s_address varchar(40), s_nationkey integer, " +
        "s_phone varchar(15), s_acctbal decimal(15,2), s_comment varchar(101)")]
    [TestCase("customer", "c_custkey bigint, c_name varchar(25), c_address varchar(40), c_nationkey integer, " +
        "c_phone varchar(15), c_acctbal decimal(15,2), c_mktsegment varchar(10), c_comment varchar(117)")]
    [TestCase("part", "p_partkey bigint, p_name varchar(55), p_mfgr varchar(25), p_brand varchar(10), " +
        "p_type varchar(25), p_size integer, p_container varchar(10), p_retailprice decimal(15,2), " +
        "p_comment varchar(23)")]
    [TestCase("partsupp", "ps_partkey bigint, ps_suppkey bigint, ps_availqty bigint, " +
        "ps_supplycost decimal(15,2), ps_comment varchar(199)")]
    [TestCase("orders", "o_orderkey bigint, o_custkey bigint, o_orderstatus varchar(1), " +
        "o_totalprice decimal(15,2), o_orderdate date, o_orderpriority varchar(15), o_clerk varchar(15), " +
        "o_shippriority integer, o_comment varchar(79)")]
    [TestCase("lineitem", "l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber bigint, " +
        "l_quantity decimal(15,2), l_extendedprice decimal(15,2), l_discount decimal(15,2), l_tax decimal(15,2), " +
        "l_returnflag varchar(1), l_linestatus varchar(1), l_shipdate date, l_commitdate date, l_receiptdate date, " +
        "l_shipinstruct varchar(25), l_shipmode varchar(10), l_comment varchar(44)")]
    public void The_columns_are_the_specifications(string table, string columns)
    {
        using TpchGenerator generator = TpchGenerator.Create(0.001);
        Assert.That(
            string.Join(", ", generator.FindTable(table)!.Columns.Select(c => $"{c.Name} {c.SqlType}")),
            Is.EqualTo(columns));
    }

    [Test]
    public void No_string_exceeds_its_column()
    {
        using TpchGenerator generator = TpchGenerator.Create(0.01);
        var batch = new TpchBatch();
        foreach (TpchTable table in generator.Tables)
        {
            table.Generate(0, (int)Math.Min(batch.Capacity, table.UnitCount), batch);
            for (int i = 0; i < table.Columns.Count; i++)
            {
                if (table.Columns[i].Kind != TpchColumnKind.Varchar) continue;
                int longest = 0;
                for (int row = 0; row < batch.RowCount; row++)
                    longest = Math.Max(longest, batch.Columns[i].Text(row).Length);
                Assert.That(longest, Is.InRange(1, table.Columns[i].Length), table.Columns[i].Name);
            }
        }
    }
}
