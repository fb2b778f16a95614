using Grizzly.Engine;

namespace Grizzly.Tests.Tpcds;

/// <summary>What decision support queries are made of, over the TPC-DS tables: each binds, plans and runs
/// over no rows, where only totals are left.</summary>
public sealed class TpcdsPlanTests
{
    private static readonly (int Rows, string Sql)[] Queries =
    [
        // Two-level CTE, a correlated average of it.
        (0, """
        WITH returned AS (
            SELECT sr_customer_sk AS customer, sr_store_sk AS store,
                sum(sr_return_amt) AS total
            FROM store_returns JOIN date_dim ON sr_returned_date_sk = d_date_sk WHERE d_year = 2001
            GROUP BY sr_customer_sk, sr_store_sk)
        SELECT c_customer_id
        FROM returned r JOIN store ON s_store_sk = r.store JOIN customer ON c_customer_sk = r.customer
        WHERE r.total > (SELECT avg(total) * 1.2 FROM returned other WHERE other.store = r.store)
        ORDER BY c_customer_id LIMIT 100
        """),
        // The same derived table twice, weeks side by side, a ratio rounded.
        (0, """
        WITH sales AS (
            SELECT ws_sold_date_sk AS day, ws_ext_sales_price AS price FROM web_sales
            UNION ALL SELECT cs_sold_date_sk, cs_ext_sales_price FROM catalog_sales),
        weeks AS (
            SELECT d_week_seq, sum(CASE WHEN d_day_name = 'Sunday' THEN price END) AS sunday,
                sum(CASE WHEN d_day_name = 'Monday' THEN price END) AS monday
            FROM sales, date_dim WHERE d_date_sk = day GROUP BY d_week_seq)
        SELECT a.d_week_seq, round(a.sunday / b.sunday, 2), round(a.monday / b.monday, 2)
        FROM weeks a, weeks b WHERE a.d_week_seq = b.d_week_seq - 53 ORDER BY 1
        """),
        // ROLLUP with GROUPING inside a window's partition, and ORDER BY over CASE.
        (1, """
        SELECT sum(ss_net_profit) / sum(ss_ext_sales_price) AS margin, i_category, i_class,
            grouping(i_category) + grouping(i_class) AS depth,
            rank() OVER (PARTITION BY grouping(i_category) + grouping(i_class),
                CASE WHEN grouping(i_class) = 0 THEN i_category END
                ORDER BY sum(ss_net_profit) / sum(ss_ext_sales_price)) AS place
        FROM store_sales, item WHERE i_item_sk = ss_item_sk GROUP BY ROLLUP (i_category, i_class)
        ORDER BY depth DESC, CASE WHEN depth = 0 THEN i_category END, place LIMIT 100
        """),
        // Running sums of two channels, joined in full and filled up by windows over windows.
        (0, """
        WITH web AS (
            SELECT ws_item_sk AS item, d_date, sum(sum(ws_sales_price)) OVER (
                PARTITION BY ws_item_sk ORDER BY d_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS total
            FROM web_sales, date_dim WHERE ws_sold_date_sk = d_date_sk GROUP BY ws_item_sk, d_date),
        shop AS (
            SELECT ss_item_sk AS item, d_date, sum(sum(ss_sales_price)) OVER (
                PARTITION BY ss_item_sk ORDER BY d_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS total
            FROM store_sales, date_dim WHERE ss_sold_date_sk = d_date_sk GROUP BY ss_item_sk, d_date)
        SELECT item, day, max(web_total) OVER (PARTITION BY item ORDER BY day) AS w,
            max(shop_total) OVER (PARTITION BY item ORDER BY day) AS s
        FROM (SELECT coalesce(web.item, shop.item) AS item, coalesce(web.d_date, shop.d_date) AS day,
                web.total AS web_total, shop.total AS shop_total
            FROM web FULL OUTER JOIN shop ON web.item = shop.item AND web.d_date = shop.d_date) AS both_channels
        QUALIFY w > s ORDER BY item, day LIMIT 100
        """),
        // EXISTS twice in a disjunction, demographics counted.
        (0, """
        SELECT cd_gender, cd_marital_status, count(*), avg(cd_dep_count), max(cd_dep_count), stddev_samp(cd_dep_count)
        FROM customer c, customer_address, customer_demographics
        WHERE c.c_current_addr_sk = ca_address_sk AND cd_demo_sk = c.c_current_cdemo_sk
            AND EXISTS (SELECT 1 FROM store_sales, date_dim WHERE c.c_customer_sk = ss_customer_sk
                AND ss_sold_date_sk = d_date_sk AND d_year = 2002)
            AND (EXISTS (SELECT 1 FROM web_sales WHERE c.c_customer_sk = ws_bill_customer_sk)
                OR EXISTS (SELECT 1 FROM catalog_sales WHERE c.c_customer_sk = cs_ship_customer_sk))
        GROUP BY cd_gender, cd_marital_status ORDER BY cd_gender, cd_marital_status
        """),
        // INTERSECT and EXCEPT of customers counted, in a scalar subquery of one row.
        (0, """
        SELECT (SELECT count(*) FROM (
            SELECT DISTINCT c_last_name, d_date FROM store_sales, date_dim, customer
            WHERE ss_sold_date_sk = d_date_sk AND ss_customer_sk = c_customer_sk
            INTERSECT
            SELECT DISTINCT c_last_name, d_date FROM catalog_sales, date_dim, customer
            WHERE cs_sold_date_sk = d_date_sk AND cs_bill_customer_sk = c_customer_sk
            EXCEPT
            SELECT DISTINCT c_last_name, d_date FROM web_sales, date_dim, customer
            WHERE ws_sold_date_sk = d_date_sk AND ws_bill_customer_sk = c_customer_sk) AS all_channels) AS n,
            CASE WHEN (SELECT count(*) FROM store_sales WHERE ss_quantity BETWEEN 1 AND 20) > 10
                THEN (SELECT avg(ss_ext_discount_amt) FROM store_sales WHERE ss_quantity BETWEEN 1 AND 20)
                ELSE (SELECT avg(ss_net_paid) FROM store_sales WHERE ss_quantity BETWEEN 1 AND 20) END AS bucket
        FROM reason WHERE r_reason_sk = 1
        """),
        // Dates with intervals, a set of aliases used again in HAVING, several count(DISTINCT …).
        (1, """
        SELECT count(DISTINCT ws_order_number) AS orders, sum(ws_ext_ship_cost) AS shipping,
            sum(ws_net_profit) AS profit
        FROM web_sales w, date_dim, customer_address, web_site
        WHERE d_date BETWEEN DATE '1999-02-01' AND (DATE '1999-02-01' + INTERVAL 60 DAY) AND ws_ship_date_sk = d_date_sk
            AND ws_ship_addr_sk = ca_address_sk AND ca_state IN ('IL', 'GA') AND ws_web_site_sk = web_site_sk
            AND EXISTS (SELECT * FROM web_sales other WHERE w.ws_order_number = other.ws_order_number
                AND w.ws_warehouse_sk <> other.ws_warehouse_sk)
            AND NOT EXISTS (SELECT * FROM web_returns WHERE w.ws_order_number = wr_order_number)
        ORDER BY orders LIMIT 100
        """),
        // Year over year per store: lag and an average of a window in one, filtered by their ratio.
        (0, """
        WITH monthly AS (
            SELECT i_brand, s_store_name, d_year, d_moy, sum(ss_sales_price) AS total,
                avg(sum(ss_sales_price)) OVER (PARTITION BY i_brand, s_store_name, d_year) AS mean,
                lag(sum(ss_sales_price)) OVER (PARTITION BY i_brand, s_store_name ORDER BY d_year, d_moy) AS before
            FROM item, store_sales, date_dim, store
            WHERE ss_item_sk = i_item_sk AND ss_sold_date_sk = d_date_sk AND ss_store_sk = s_store_sk
            GROUP BY i_brand, s_store_name, d_year, d_moy)
        SELECT * FROM monthly WHERE mean > 0 AND abs(total - mean) / mean > 0.1
        ORDER BY total - mean, s_store_name LIMIT 100
        """),
        // Inventory before and after a day, and how it varies.
        (0, """
        SELECT w_warehouse_name, i_item_id,
            sum(CASE WHEN d_date < DATE '2000-03-11' THEN inv_quantity_on_hand ELSE 0 END) AS before,
            sum(CASE WHEN d_date >= DATE '2000-03-11' THEN inv_quantity_on_hand ELSE 0 END) AS after,
            CASE avg(inv_quantity_on_hand) WHEN 0 THEN 0
                ELSE stddev_samp(inv_quantity_on_hand) / avg(inv_quantity_on_hand) END AS variation
        FROM inventory, warehouse, item, date_dim
        WHERE i_item_sk = inv_item_sk AND inv_warehouse_sk = w_warehouse_sk AND inv_date_sk = d_date_sk
        GROUP BY w_warehouse_name, i_item_id
        HAVING sum(CASE WHEN d_date < DATE '2000-03-11' THEN inv_quantity_on_hand ELSE 0 END) > 0
        ORDER BY 1, 2
        """),
        // Best and worst by rank, put side by side.
        (0, """
        SELECT best.place, i1.i_product_name, i2.i_product_name
        FROM (SELECT item, rank() OVER (ORDER BY mean) AS place FROM (
                SELECT ss_item_sk AS item, avg(ss_net_profit) AS mean FROM store_sales GROUP BY ss_item_sk
                HAVING avg(ss_net_profit) > 0.9 * (SELECT avg(ss_net_profit) FROM store_sales
                    WHERE ss_addr_sk IS NULL GROUP BY ss_store_sk LIMIT 1)) AS v) AS best,
            (SELECT item, rank() OVER (ORDER BY mean DESC) AS place FROM (
                SELECT ss_item_sk AS item, avg(ss_net_profit) AS mean FROM store_sales
                GROUP BY ss_item_sk) AS v) AS worst,
            item i1, item i2
        WHERE best.place = worst.place AND i1.i_item_sk = best.item AND i2.i_item_sk = worst.item AND best.place < 11
        ORDER BY best.place
        """),
        // Half hours counted next to each other, and NULL-safe ratios.
        (1, """
        SELECT am.n AS am, pm.n AS pm, CAST(am.n AS DECIMAL(15, 4)) / nullif(CAST(pm.n AS DECIMAL(15, 4)), 0) AS ratio
        FROM (SELECT count(*) AS n FROM web_sales, household_demographics, time_dim, web_page
                WHERE ws_sold_time_sk = t_time_sk AND ws_ship_hdemo_sk = hd_demo_sk AND ws_web_page_sk = wp_web_page_sk
                    AND t_hour BETWEEN 8 AND 9 AND hd_dep_count = 6 AND wp_char_count BETWEEN 5000 AND 5200) AS am
            CROSS JOIN (SELECT count(*) AS n FROM web_sales, time_dim WHERE ws_sold_time_sk = t_time_sk
                AND t_hour BETWEEN 19 AND 20) AS pm
        ORDER BY ratio
        """),
        // Days late in classes, over five tables.
        (0, """
        SELECT substr(w_warehouse_name, 1, 20) AS house, sm_type, cc_name,
            sum(CASE WHEN cs_ship_date_sk - cs_sold_date_sk <= 30 THEN 1 ELSE 0 END) AS "30 days",
            sum(CASE WHEN cs_ship_date_sk - cs_sold_date_sk > 30 AND cs_ship_date_sk - cs_sold_date_sk <= 60
                THEN 1 ELSE 0 END) AS "31-60 days"
        FROM catalog_sales, warehouse, ship_mode, call_center, date_dim, promotion, income_band, catalog_page,
            catalog_returns
        WHERE cs_ship_date_sk = d_date_sk AND cs_warehouse_sk = w_warehouse_sk AND cs_ship_mode_sk = sm_ship_mode_sk
            AND cs_call_center_sk = cc_call_center_sk AND cs_promo_sk = p_promo_sk
            AND ib_income_band_sk = p_response_target
            AND cp_catalog_page_sk = cs_catalog_page_sk AND cr_order_number = cs_order_number
        GROUP BY ALL ORDER BY ALL LIMIT 100
        """),
    ];

    [Test]
    public void Every_construct_plans_and_runs_with_and_without_the_optimizer()
    {
        using Database database = Database.Open(new DatabaseOptions { Threads = 2 });
        using Session session = database.Connect();
        foreach (string sql in TpcdsSchema.Statements) session.ExecuteScript(sql);
        foreach (string setting in (string[])["on", "off"])
        {
            session.ExecuteScript($"SET optimizer = '{setting}'");
            foreach ((int expected, string sql) in Queries)
            {
                Assert.That(() => session.ExecuteScript("EXPLAIN " + sql), Throws.Nothing, sql);
                using StatementResult result = session.Execute(database.Prepare(sql).Single(), [], default);
                long rows = 0;
                while (result.Next() is { } chunk) rows += chunk.Count;
                Assert.That(rows, Is.EqualTo(expected), sql);
            }
        }
    }

    [Test]
    public void The_schema_has_all_tables_and_columns()
    {
        using Database database = Database.Open(new DatabaseOptions());
        using Session session = database.Connect();
        foreach (string sql in TpcdsSchema.Statements) session.ExecuteScript(sql);
        using StatementResult result = session.Execute(database.Prepare(
            "SELECT count(DISTINCT table_name), count(*) FROM information_schema.columns WHERE table_schema = 'main'")
            .Single(), [], default);
        Vectors.DataChunk chunk = result.Next()!;
        Assert.That((int)chunk.Columns[0].GetValue(0).Integer, Is.EqualTo(24));
        Assert.That((int)chunk.Columns[1].GetValue(0).Integer, Is.EqualTo(425));
    }
}
