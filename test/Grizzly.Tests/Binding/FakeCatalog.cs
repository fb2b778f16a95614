using Grizzly.Binding;
using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Tests.Binding;

/// <summary>
/// A catalog of definitions without data: the TPC-H tables, three small ones, two views, a generator and a file format.
/// </summary>
internal sealed class FakeCatalog : ICatalogView
{
    private const string Definitions = """
        create table region (r_regionkey integer not null, r_name varchar(25) not null, r_comment varchar(152));
        create table nation (
            n_nationkey integer not null, n_name varchar(25) not null, n_regionkey integer not null,
            n_comment varchar(152));
        create table supplier (
            s_suppkey bigint not null, s_name varchar(25) not null, s_address varchar(40) not null,
            s_nationkey integer not null,
            s_phone varchar(15) not null, s_acctbal decimal(15,2) not null, s_comment varchar(101) not null);
        create table customer (
            c_custkey bigint not null, c_name varchar(25) not null, c_address varchar(40) not null,
            c_nationkey integer not null,
            c_phone varchar(15) not null, c_acctbal decimal(15,2) not null, c_mktsegment varchar(10) not null,
            c_comment varchar(117) not null);
        create table part (
            p_partkey bigint not null, p_name varchar(55) not null, p_mfgr varchar(25) not null,
            p_brand varchar(10) not null,
            p_type varchar(25) not null, p_size integer not null, p_container varchar(10) not null,
            p_retailprice decimal(15,2) not null, p_comment varchar(23) not null);
        create table partsupp (
            ps_partkey bigint not null, ps_suppkey bigint not null, ps_availqty bigint not null,
            ps_supplycost decimal(15,2) not null, ps_comment varchar(199) not null);
        create table orders (
            o_orderkey bigint not null, o_custkey bigint not null, o_orderstatus varchar(1) not null,
            o_totalprice decimal(15,2) not null, o_orderdate date not null, o_orderpriority varchar(15) not null,
            o_clerk varchar(15) not null, o_shippriority integer not null, o_comment varchar(79) not null);
        create table lineitem (
            l_orderkey bigint not null, l_partkey bigint not null, l_suppkey bigint not null,
            l_linenumber bigint not null,
            l_quantity decimal(15,2) not null, l_extendedprice decimal(15,2) not null,
            l_discount decimal(15,2) not null,
            l_tax decimal(15,2) not null, l_returnflag varchar(1) not null, l_linestatus varchar(1) not null,
            l_shipdate date not null, l_commitdate date not null, l_receiptdate date not null,
            l_shipinstruct varchar(25) not null, l_shipmode varchar(10) not null, l_comment varchar(44) not null);
        create table t (a integer not null, b integer, c varchar, d date);
        create table u (a integer not null, x double, e bigint default 7);
        create table s (b smallint, c varchar, z timestamp);
        """;

    private readonly List<TableEntry> _tables = [];
    private readonly List<ViewEntry> _views =
    [
        new("main", "v", ["k", "total"], "SELECT a, sum(b) FROM t GROUP BY a"),
        new("main", "broken", [], "SELECT gone FROM t"),
    ];

    public FakeCatalog()
    {
        foreach (Statement statement in SqlParser.ParseScript(Definitions))
        {
            var table = (BoundCreateTable)new Binder(this).Bind(statement);
            _tables.Add(new TableEntry(table.Schema, table.Name, table.Columns));
        }
    }

    public string DefaultSchema => "main";

    public IEnumerable<TableEntry> Tables => _tables;

    public IEnumerable<ViewEntry> Views => _views;

    public IEnumerable<string> TableFunctionNames => ["numbers", "read_csv"];

    public bool SchemaExists(string schema) => Same(schema, "main");

    public TableEntry? FindTable(string? schema, string name) => InMain(schema)
        ? _tables.Find(table => Same(table.Name, name))
        : null;

    public ViewEntry? FindView(string? schema, string name) => InMain(schema)
        ? _views.Find(view => Same(view.Name, name))
        : null;

    public TableFunction? FindTableFunction(string name) => name.ToLowerInvariant() switch
    {
        "numbers" => new TableFunction("numbers", "", "", (arguments, _) => arguments is [{ Type.IsInteger: true }]
            ? new FakeFunction("numbers", ["n"], [LogicalType.BigInt])
            : throw Errors.InvalidArgument("numbers takes an integer")) { Signatures = ["numbers(count)"] },
        "read_csv" => new TableFunction("read_csv", "", "", (arguments, named) =>
            new FakeFunction(
                $"read_csv({arguments[0].Text}"
                + string.Concat(named.Select(n => $", {n.Key}={ValueText.Format(n.Value)}")) + ")",
                ["k", "v"], [LogicalType.Integer, LogicalType.Varchar])) { Signatures = ["read_csv(path)"] },
        _ => null,
    };

    public CopyFormat? FindCopyFormat(string name) => name == "csv" ? new FakeFormat() : null;

    private static bool InMain(string? schema) => schema is null || Same(schema, "main");

    private static bool Same(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private sealed class FakeFunction(string name, IReadOnlyList<string> names, IReadOnlyList<LogicalType> types)
        : BoundTableFunction
    {
        public override string Name => name;

        public override IReadOnlyList<string> ColumnNames => names;

        public override IReadOnlyList<LogicalType> ColumnTypes => types;

        public override ITableFunctionSource Open(IReadOnlyList<int> columns, StatementContext context) =>
            throw new InvalidOperationException("binding does not read");
    }

    private sealed class FakeFormat : CopyFormat
    {
        public override string Name => "csv";

        public override IReadOnlyList<string> Extensions => [".csv"];

        public override BoundTableFunction BindRead(
            string path, IReadOnlyList<string> columnNames, IReadOnlyList<LogicalType> columnTypes,
            IReadOnlyList<CopyOption> options) =>
            new FakeFunction($"csv({path}{Show(options)})", columnNames, columnTypes);

        public override BoundCopyWriter BindWrite(string path, IReadOnlyList<CopyOption> options) =>
            new FakeWriter(path + Show(options));

        private static string Show(IReadOnlyList<CopyOption> options) =>
            string.Concat(options.Select(
                o => $", {o.Name}={string.Join('/', o.Values.Select(v => ValueText.Format(v)))}"));
    }

    private sealed class FakeWriter(string path) : BoundCopyWriter
    {
        public override string Path => path;

        public override ICopySink Open(IReadOnlyList<string> columnNames, IReadOnlyList<LogicalType> columnTypes) =>
            throw new InvalidOperationException("binding does not write");
    }
}
