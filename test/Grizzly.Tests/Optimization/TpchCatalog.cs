using Grizzly.Catalog;
using Grizzly.Functions;
using Grizzly.Optimization;
using Grizzly.Types;

namespace Grizzly.Tests.Optimization;

/// <summary>The TPC-H tables without rows and their statistics at scale factor 1.</summary>
internal sealed class TpchCatalog : ICatalogView, ITableStatistics
{
    private static readonly LogicalType Money = LogicalType.Decimal(15, 2);

    private readonly List<TableEntry> _tables = [];
    private readonly Dictionary<string, (double Distinct, Value? Min, Value? Max)> _columns = [];
    private readonly Dictionary<string, double> _rows = [];

    public TpchCatalog()
    {
        Add("region", 5, Key("r_regionkey", 5), Text("r_name", 5), Text("r_comment", 5, true));
        Add("nation", 25, Key("n_nationkey", 25), Text("n_name", 25), Key("n_regionkey", 5),
            Text("n_comment", 25, true));
        Add("supplier", 10_000, Big("s_suppkey", 10_000), Text("s_name", 10_000), Text("s_address", 10_000),
            Key("s_nationkey", 25),
            Text("s_phone", 10_000), Number("s_acctbal", 9_955, -99_866, 999_972), Text("s_comment", 10_000));
        Add("customer", 150_000, Big("c_custkey", 150_000), Text("c_name", 150_000), Text("c_address", 150_000),
            Key("c_nationkey", 25),
            Text("c_phone", 150_000), Number("c_acctbal", 140_187, -99_999, 999_999), Text("c_mktsegment", 5),
                Text("c_comment", 150_000));
        Add("part", 200_000, Big("p_partkey", 200_000), Text("p_name", 200_000), Text("p_mfgr", 5), Text("p_brand", 25),
            Text("p_type", 150),
            Key("p_size", 50), Text("p_container", 40), Number("p_retailprice", 20_899, 90_100, 209_800),
                Text("p_comment", 130_000));
        Add("partsupp", 800_000, Big("ps_partkey", 200_000), Big("ps_suppkey", 10_000), Big("ps_availqty", 9_999),
            Number("ps_supplycost", 99_865, 100, 100_000), Text("ps_comment", 800_000));
        Add("orders", 1_500_000, Big("o_orderkey", 1_500_000), Big("o_custkey", 99_996), Text("o_orderstatus", 3),
            Number("o_totalprice", 1_464_556, 85_771, 55_528_516), Day("o_orderdate", 2_406, 8_035, 10_440),
                Text("o_orderpriority", 5),
            Text("o_clerk", 1_000), Key("o_shippriority", 1), Text("o_comment", 1_480_000));
        Add("lineitem", 6_001_215, Big("l_orderkey", 1_500_000), Big("l_partkey", 200_000), Big("l_suppkey", 10_000),
            Big("l_linenumber", 7),
            Number("l_quantity", 50, 100, 5_000), Number("l_extendedprice", 933_900, 90_100, 10_494_950),
                Number("l_discount", 11, 0, 10),
            Number("l_tax", 9, 0, 8), Text("l_returnflag", 3), Text("l_linestatus", 2),
                Day("l_shipdate", 2_526, 8_036, 10_561),
            Day("l_commitdate", 2_466, 8_065, 10_530), Day("l_receiptdate", 2_554, 8_037, 10_591),
                Text("l_shipinstruct", 4),
            Text("l_shipmode", 7), Text("l_comment", 4_580_000));
    }

    public string DefaultSchema => "main";

    public IEnumerable<TableEntry> Tables => _tables;

    public IEnumerable<ViewEntry> Views => [];

    public IEnumerable<string> TableFunctionNames => [];

    public bool SchemaExists(string schema) => schema == "main";

    public TableEntry? FindTable(string? schema, string name) =>
        _tables.Find(table => string.Equals(table.Name, name, StringComparison.OrdinalIgnoreCase));

    public ViewEntry? FindView(string? schema, string name) => null;

    public TableFunction? FindTableFunction(string name) => null;

    public CopyFormat? FindCopyFormat(string name) => null;

    public double RowCount(TableEntry table) => _rows[table.Name];

    public ColumnStatisticsView? Column(TableEntry table, int index)
    {
        (double distinct, Value? min, Value? max) = _columns[table.Columns[index].Name];
        return new ColumnStatisticsView(min, max, 0, distinct);
    }

    private void Add(string name, double rows,
        params (ColumnDefinition Definition, double Distinct, Value? Min, Value? Max)[] columns)
    {
        _tables.Add(new TableEntry("main", name, [.. columns.Select(column => column.Definition)]));
        _rows.Add(name, rows);
        foreach (var column in columns) _columns.Add(column.Definition.Name, (column.Distinct, column.Min, column.Max));
    }

    private static (ColumnDefinition, double, Value?, Value?) Column(
        string name, LogicalType type, double distinct, Value? min, Value? max, bool isNullable = false) =>
        (new ColumnDefinition(name, type, !isNullable), distinct, min, max);

    private static (ColumnDefinition, double, Value?, Value?) Key(string name, double distinct) =>
        Column(name, LogicalType.Integer, distinct, Value.OfInteger(0), Value.OfInteger((int)distinct - 1));

    private static (ColumnDefinition, double, Value?, Value?) Big(string name, double distinct) =>
        Column(name, LogicalType.BigInt, distinct, Value.OfBigInt(1), Value.OfBigInt((long)distinct));

    private static (ColumnDefinition, double, Value?, Value?) Number(
        string name, double distinct, long min, long max) =>
        Column(name, Money, distinct, Value.Of(Money, (Int128)min), Value.Of(Money, (Int128)max));

    private static (ColumnDefinition, double, Value?, Value?) Day(string name, double distinct, int min, int max) =>
        Column(name, LogicalType.Date, distinct, Value.Of(LogicalType.Date, (Int128)min), Value.Of(
            LogicalType.Date, (Int128)max));

    private static (ColumnDefinition, double, Value?, Value?) Text(string name, double distinct, bool isNullable =
        false) =>
        Column(name, LogicalType.Varchar, distinct, null, null, isNullable);
}
