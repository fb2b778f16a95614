using Grizzly.Sql;

namespace Grizzly.Tests.Sql;

/// <summary>Statements and the canonical text they print as; null where that is the statement itself.</summary>
public sealed class SqlRoundTripTests
{
    [TestCase("select name, date, year, value, key from t", "SELECT name, date, year, value, key FROM t")]
    [TestCase("select 0x1F, 1_000, 99999999999999999999, 1.50, .5, 1e5",
        "SELECT 31, 1000, 99999999999999999999, 1.50, .5, 1e5")]
    [TestCase("select 'it''s', E'a\\n\\x41\\u00e9', $$a'b$$, $x$y$x$, x'0aff', b'01'",
        "SELECT 'it''s', 'a\nAé', 'a''b', 'y', x'0AFF', b'01'")]
    [TestCase("select 'a'\n 'b'", "SELECT 'ab'")]
    [TestCase("select date '2024-01-31', timestamp with time zone 'x', decimal(3,2) '1.23', double precision '1'",
        "SELECT date '2024-01-31', timestamptz 'x', decimal(3, 2) '1.23', double '1'")]
    [TestCase("select interval '1' day, interval 1 days, interval '1 day 2 hours', interval (x) month, interval " +
        "'1-2' year to month",
        "SELECT INTERVAL '1' DAY, INTERVAL 1 DAY, INTERVAL '1 day 2 hours', INTERVAL (x) MONTH, INTERVAL '1-2' YEAR " +
        "TO MONTH")]
    [TestCase("select $1, ?, :name, @name, $name", "SELECT $1, $1, $name, $name, $name")]
    [TestCase("select a.b.c.d, \"Odd \"\"name\", \"select\"", "SELECT a.b.c.d, \"Odd \"\"name\", \"select\"")]
    [TestCase("select *, t.* exclude (a, b) replace (1 as c) rename (d as e), columns('x.*'), *columns(*) from t",
        "SELECT *, t.* EXCLUDE (a, b) REPLACE (1 AS c) RENAME (d AS e), COLUMNS('x.*'), *COLUMNS(*) FROM t")]
    [TestCase("select extract(year from d), substring(a from 2 for 3), position('x' in y), trim(leading 'a' from b), " +
        "trim(b), overlay(a placing b from 1)",
        "SELECT EXTRACT(year FROM d), substring(a, 2, 3), position(y, 'x'), ltrim(b, 'a'), trim(b), overlay(a, b, 1)")]
    [TestCase("select count(*), sum(distinct a order by b desc nulls last) filter (where c), percentile_cont(0.5) " +
        "within group (order by x)",
        "SELECT count(*), sum(DISTINCT a ORDER BY b DESC NULLS LAST) FILTER (WHERE c), percentile_cont(0.5) WITHIN " +
        "GROUP (ORDER BY x)")]
    [TestCase("select lag(a ignore nulls) over (w rows between 1 preceding and unbounded following exclude ties), " +
        "max(b) over w from t window w as (partition by c order by d)",
        "SELECT lag(a IGNORE NULLS) OVER (w ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES), max(b) " +
        "OVER w FROM t WINDOW w AS (PARTITION BY c ORDER BY d)")]
    [TestCase("select [1,2][1:2], {'a': 1, b: 2}, map {1: 'x'}, x[1], x[:-1], (r).f, (r).*",
        "SELECT [1, 2][1 : 2], {'a': 1, b: 2}, MAP {1: 'x'}, x[1], x[ : -1], (r).f, (r).*")]
    [TestCase("select [x + 1 for x in l if x > 1]", "SELECT [x + 1 FOR x IN l IF x > 1]")]
    [TestCase("select list_transform(l, x -> x + 1), list_reduce(l, lambda a, b: a + b), f(j -> 'k'), f((j -> k)), " +
        "'a'.upper().lower()",
        "SELECT list_transform(l, x -> x + 1), list_reduce(l, lambda a, b: a + b), f((j -> 'k')), f((j -> k)), " +
        "lower(upper('a'))")]
    [TestCase("select case a when 1 then 2 end, case when a then b else c end, cast(a as varchar(25)), try_cast(b as " +
        "int), c::double precision[3][]",
        "SELECT CASE a WHEN 1 THEN 2 END, CASE WHEN a THEN b ELSE c END, CAST(a AS varchar(25)), TRY_CAST(b AS int), " +
        "CAST(c AS double[3][])")]
    [TestCase("select a::struct(x int, y map(int, text)), b::union(i int, s text), current_date, a isnull, b notnull",
        "SELECT CAST(a AS STRUCT(x int, y MAP(int, text))), CAST(b AS UNION(i int, s text)), current_date(), a IS " +
        "NULL, b IS NOT NULL")]
    [TestCase("select a not ilike 'x' escape '!', a similar to b, a glob c, a !~ b, a <> all (select 1), a like any " +
        "(array['x']), (1, 2) = row(3, 4)",
        "SELECT a NOT ILIKE 'x' ESCAPE '!', a SIMILAR TO b, a GLOB c, a !~ b, a <> ALL (SELECT 1), a ~~ ANY (['x']), " +
        "(1, 2) = (3, 4)")]
    [TestCase("from t where a", "SELECT * FROM t WHERE a")]
    [TestCase("select /*+ hash(t) */ a from t", "SELECT /*+ hash(t) */ a FROM t")]
    [TestCase("select distinct on (a) a from t group by grouping sets ((a, b), (), rollup (a), cube (a, b)) having x " +
        "qualify y order by all desc limit 10% offset 5",
        "SELECT DISTINCT ON (a) a FROM t GROUP BY GROUPING SETS ((a, b), (), ROLLUP (a), CUBE (a, b)) HAVING x " +
        "QUALIFY y ORDER BY * DESC LIMIT 10 PERCENT OFFSET 5")]
    [TestCase("select * from t order by a fetch first 3 rows with ties",
        "SELECT * FROM t ORDER BY a FETCH FIRST 3 ROWS WITH TIES")]
    [TestCase("select * from a natural left join b, lateral (select 1) x(y), range(1, step => 2), 'f.csv' c asof " +
        "join d using (k) positional join e",
        "SELECT * FROM a NATURAL LEFT JOIN b, LATERAL (SELECT 1) AS x(y), range(1, step => 2), 'f.csv' AS c ASOF " +
        "JOIN d USING (k) POSITIONAL JOIN e")]
    [TestCase("select * from (a cross join b) as j tablesample bernoulli(10) repeatable (3)",
        "SELECT * FROM (a CROSS JOIN b) AS j TABLESAMPLE bernoulli(10 PERCENT) REPEATABLE (3)")]
    [TestCase("with recursive a(x) as not materialized (select 1 union all select x from a) select * from a",
        "WITH RECURSIVE a(x) AS NOT MATERIALIZED (SELECT 1 UNION ALL SELECT x FROM a) SELECT * FROM a")]
    [TestCase("values (1, 2), (3, default)", "VALUES (1, 2), (3, DEFAULT)")]
    [TestCase("table t union all by name (select 1 order by 1)", "TABLE t UNION ALL BY NAME (SELECT 1 ORDER BY 1)")]
    [TestCase("create or replace temp table t as select 1 with no data",
        "CREATE OR REPLACE TEMPORARY TABLE t AS SELECT 1 WITH NO DATA")]
    [TestCase("create table if not exists s.t (a int primary key default 1 + 2 not null, b text collate x references " +
        "u(c) on delete set null deferrable initially deferred, c int generated always as (a * 2) stored, d bigint " +
        "generated by default as identity (start 5), constraint k unique (a, b), check (a > 0))",
        "CREATE TABLE IF NOT EXISTS s.t (a int PRIMARY KEY DEFAULT (1 + 2) NOT NULL, b text COLLATE x REFERENCES u " +
        "(c) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED, c int GENERATED ALWAYS AS (a * 2) STORED, d bigint " +
        "GENERATED BY DEFAULT AS IDENTITY (START WITH 5), CONSTRAINT k UNIQUE (a, b), CHECK (a > 0))")]
    [TestCase("drop view if exists a, b.c cascade", "DROP VIEW IF EXISTS a, b.c CASCADE")]
    [TestCase("create unique index i on t using art (a desc, (b + 1)) include (c) where d",
        "CREATE UNIQUE INDEX i ON t USING art (a DESC, b + 1) INCLUDE (c) WHERE d")]
    [TestCase("create macro m(a, b := 2) as a + b", "CREATE MACRO m(a, b := 2) AS a + b")]
    [TestCase("create type mood as enum ('sad', 'ok')", "CREATE TYPE mood AS ENUM('sad', 'ok')")]
    [TestCase("alter table t alter column a set data type int using a::int, add constraint c check (x), drop column " +
        "if exists b",
        "ALTER TABLE t ALTER COLUMN a TYPE int USING CAST(a AS int), ADD CONSTRAINT c CHECK (x), DROP COLUMN IF " +
        "EXISTS b")]
    [TestCase("with x as (select 1) insert into t as q (a, b) select * from x on conflict (a) do update set b = " +
        "excluded.b where q.a > 1 returning *",
        "WITH x AS (SELECT 1) INSERT INTO t AS q (a, b) SELECT * FROM x ON CONFLICT (a) DO UPDATE SET b = excluded.b " +
        "WHERE q.a > 1 RETURNING *")]
    [TestCase("insert or replace into t default values", "INSERT OR REPLACE INTO t DEFAULT VALUES")]
    [TestCase("update t u set (a, b) = (select 1, 2), c = default from v where u.x = v.x",
        "UPDATE t AS u SET (a, b) = (SELECT 1, 2), c = DEFAULT FROM v WHERE u.x = v.x")]
    [TestCase("delete from t using u where t.a = u.a returning t.a as z",
        "DELETE FROM t USING u WHERE t.a = u.a RETURNING t.a AS z")]
    [TestCase("merge into t using s on t.a = s.a when matched and s.d then delete when matched then update set b = 1 " +
        "when not matched then insert (a) values (s.a) when not matched by source then do nothing",
        "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED AND s.d THEN DELETE WHEN MATCHED THEN UPDATE SET b = 1 WHEN " +
        "NOT MATCHED THEN INSERT (a) VALUES (s.a) WHEN NOT MATCHED BY SOURCE THEN DO NOTHING")]
    [TestCase("copy t (a) from 'f.csv' with (format csv, header true, force_quote (a, b))",
        "COPY t (a) FROM 'f.csv' (format csv, header TRUE, force_quote (a, b))")]
    [TestCase("copy (select 1) to 'f' (format parquet)", "COPY (SELECT 1) TO 'f' (format parquet)")]
    [TestCase("begin transaction isolation level serializable, read only",
        "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY")]
    [TestCase("rollback work to s", "ROLLBACK TO SAVEPOINT s")]
    [TestCase("explain (analyze, format json) select 1", "EXPLAIN (ANALYZE, format json) SELECT 1")]
    [TestCase("prepare p (int) as select $1", "PREPARE p (int) AS SELECT $1")]
    [TestCase("set session search_path to a, b", "SET SESSION search_path = a, b")]
    [TestCase("pragma table_info('t')", "PRAGMA table_info('t')")]
    [TestCase("pragma memory_limit = '1GB'", "PRAGMA memory_limit = '1GB'")]
    [TestCase("attach 'f.db' as d (read_only)", "ATTACH 'f.db' AS d (read_only)")]
    [TestCase("comment on column t.c is 'x'", "COMMENT ON COLUMN t.c IS 'x'")]
    [TestCase("pivot t on a in (1, 2) using sum(b) as s group by c",
        "PIVOT t ON a IN (1, 2) USING sum(b) AS s GROUP BY c")]
    [TestCase("select * from t unpivot (v for n in (a, b)) as u", "SELECT * FROM t UNPIVOT (v FOR n IN (a, b)) AS u")]
    [TestCase("select ~ -a, - -a, not not a, @ a, (a - (b - c))", "SELECT ~ -a, -(-a), NOT NOT a, @ a, a - (b - c)")]
    public void A_statement_prints_canonically_and_parses_back(string sql, string canonical)
    {
        Statement statement = SqlParser.ParseStatement(sql);
        string printed = SqlPrinter.Print(statement);
        Assert.That(printed, Is.EqualTo(canonical));
        Assert.That(SqlParser.ParseStatement(printed), Is.EqualTo(statement));
    }

    [Test]
    public void Each_statement_of_a_script_knows_its_text()
    {
        const string Script = " select 1 ; ;\n-- note\ninsert into t values (';') /* end; */;commit";
        string[] texts = [.. SqlParser.ParseScript(Script).Select(statement =>
            Script.Substring(statement.Span.Start, statement.Span.Length))];
        Assert.That(texts, Is.EqualTo(new[] { "select 1", "insert into t values (';')", "commit" }));
    }

    [Test]
    public void Nodes_know_their_text()
    {
        const string Sql = "a + f(b, 'x') * 2";
        var sum = (BinaryExpression)SqlParser.ParseExpression(Sql);
        var product = (BinaryExpression)sum.Right;
        Assert.That(Sql.Substring(product.Span.Start, product.Span.Length), Is.EqualTo("f(b, 'x') * 2"));
        Assert.That(Sql.Substring(product.Left.Span.Start, product.Left.Span.Length), Is.EqualTo("f(b, 'x')"));
    }
}
