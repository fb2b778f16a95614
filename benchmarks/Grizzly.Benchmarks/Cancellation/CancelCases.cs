namespace Grizzly.Benchmarks.Cancellation;

/// <summary>A statement that spends its time in one kind of operator.</summary>
internal sealed record CancelCase(string Name, string Sql, bool IsEndless = false);

internal static class CancelCases
{
    public static readonly CancelCase[] All =
    [
        new("sort", "SELECT s FROM big ORDER BY s LIMIT 1 OFFSET 2000000"),
        new("sort, numbers", "SELECT h FROM big ORDER BY h LIMIT 1 OFFSET 2000000"),
        new("join build", "SELECT count(*) FROM range(10) r(i) JOIN big ON big.s = 'x' || r.i || hash(big.h)"),
        new("join of texts", "SELECT count(*) FROM big a JOIN big b ON a.s = b.s"),
        new("join probe, many partners", "SELECT count(*) FROM big a JOIN big b ON a.g = b.g", IsEndless: true),
        new("aggregate", "SELECT s, count(*) FROM big GROUP BY s ORDER BY 2, 1 LIMIT 1"),
        new("distinct aggregate", "SELECT count(DISTINCT s) FROM big"),
        new("quantile_cont, one group", "SELECT quantile_cont(h::DOUBLE, 0.5) FROM big"),
        new("median of texts, one group", "SELECT quantile_disc(s, 0.5) FROM big"),
        new("list, ordered", "SELECT len(list(s ORDER BY h)) FROM big"),
        new("string_agg, ordered", "SELECT length(string_agg(s, ',' ORDER BY h)) FROM big"),
        new("window", "SELECT sum(x) FROM (SELECT row_number() OVER (ORDER BY s) AS x FROM big)"),
        new("window, frames",
            "SELECT max(x) FROM (SELECT max(s) OVER (ORDER BY h ROWS BETWEEN 1000 PRECEDING AND 1000 FOLLOWING) x "
            + "FROM big)"),
        new("nested loop", "SELECT count(*) FROM big a JOIN big b ON a.i < b.i AND a.h > b.h", IsEndless: true),
        new("cross product", "SELECT count(*) FROM big a, big b WHERE a.i + b.i = 7", IsEndless: true),
        new("set operation", "SELECT count(*) FROM (SELECT s FROM big EXCEPT SELECT s || 'q' FROM big)"),
        new("recursion",
            "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 900000) SELECT max(n) FROM r"),
        new("table function", "SELECT count(*) FROM range(100000000000) r(i) WHERE i = -1", IsEndless: true),
        new("regular expressions", "SELECT count(*) FROM big WHERE regexp_matches(s, '([0-9]+[a-z]*)+x$')"),
        new("long text", "SELECT length(repeat(s, 100000)) FROM big", IsEndless: true),
        new("create table as", "CREATE TABLE copied AS SELECT * FROM big ORDER BY h"),
        new("insert select with key", "INSERT INTO keyed SELECT i, s FROM big"),
        new("index build, numbers", "CREATE INDEX x ON big (h)"),
        new("index build, texts", "CREATE INDEX x ON big (s)"),
        new("update", "UPDATE big SET s = s || 'x'"),
        new("delete", "DELETE FROM big WHERE h % 3 = 0"),
        new("CSV load", "COPY loaded FROM '{folder}/big.csv'"),
        new("JSON load", "COPY loaded FROM '{folder}/big.json'"),
        new("CSV query", "SELECT count(*) FROM read_csv('{folder}/big.csv') WHERE i = -1"),
        new("copy to CSV", "COPY big TO '{folder}/out.csv'"),
        new("copy to JSON", "COPY big TO '{folder}/out.json'"),
    ];

    public static string[] Setup(int rows, string folder) =>
    [
        $"CREATE TABLE big AS SELECT i, hash(i) AS h, 'text ' || hash(i) AS s, i % 3 AS g FROM range({rows}) r(i)",
        "CREATE TABLE keyed (i BIGINT PRIMARY KEY, s VARCHAR)",
        "CREATE TABLE loaded (i BIGINT, h UBIGINT, s VARCHAR, g BIGINT)",
        $"COPY big TO '{folder}/big.csv'",
        $"COPY big TO '{folder}/big.json'",
    ];
}
