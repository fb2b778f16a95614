namespace Grizzly.Tests.Tpcds;

/// <summary>The 24 tables of the TPC-DS data model (specification 3.2, chapter 2), without rows.</summary>
internal static class TpcdsSchema
{
    /// <summary>
    /// One table a paragraph: its name, the prefix of its columns, then types with the columns that have them.
    /// "i" integers, "d" amounts, "D" dates, "t" texts.
    /// </summary>
    private const string Tables = """
        call_center cc_
        i: call_center_sk closed_date_sk open_date_sk employees sq_ft mkt_id division company
        d: gmt_offset tax_percentage
        D: rec_start_date rec_end_date
        t: call_center_id name class hours manager mkt_class mkt_desc market_manager division_name company_name
        t: street_number street_name street_type suite_number city county state zip country

        catalog_page cp_
        i: catalog_page_sk start_date_sk end_date_sk catalog_number catalog_page_number
        t: catalog_page_id department description type

        catalog_returns cr_
        i: returned_date_sk returned_time_sk item_sk refunded_customer_sk refunded_cdemo_sk refunded_hdemo_sk
        i: refunded_addr_sk returning_customer_sk returning_cdemo_sk returning_hdemo_sk returning_addr_sk
        i: call_center_sk catalog_page_sk ship_mode_sk warehouse_sk reason_sk order_number return_quantity
        d: return_amount return_tax return_amt_inc_tax fee return_ship_cost refunded_cash reversed_charge
        d: store_credit net_loss

        catalog_sales cs_
        i: sold_date_sk sold_time_sk ship_date_sk bill_customer_sk bill_cdemo_sk bill_hdemo_sk bill_addr_sk
        i: ship_customer_sk ship_cdemo_sk ship_hdemo_sk ship_addr_sk call_center_sk catalog_page_sk ship_mode_sk
        i: warehouse_sk item_sk promo_sk order_number quantity
        d: wholesale_cost list_price sales_price ext_discount_amt ext_sales_price ext_wholesale_cost ext_list_price
        d: ext_tax coupon_amt ext_ship_cost net_paid net_paid_inc_tax net_paid_inc_ship net_paid_inc_ship_tax
        d: net_profit

        customer c_
        i: customer_sk current_cdemo_sk current_hdemo_sk current_addr_sk first_shipto_date_sk first_sales_date_sk
        i: birth_day birth_month birth_year last_review_date_sk
        t: customer_id salutation first_name last_name preferred_cust_flag birth_country login email_address

        customer_address ca_
        i: address_sk
        d: gmt_offset
        t: address_id street_number street_name street_type suite_number city county state zip country location_type

        customer_demographics cd_
        i: demo_sk purchase_estimate dep_count dep_employed_count dep_college_count
        t: gender marital_status education_status credit_rating

        date_dim d_
        i: date_sk month_seq week_seq quarter_seq year dow moy dom qoy fy_year fy_quarter_seq fy_week_seq
        i: first_dom last_dom same_day_ly same_day_lq
        D: date
        t: date_id day_name quarter_name holiday weekend following_holiday current_day current_week current_month
        t: current_quarter current_year

        household_demographics hd_
        i: demo_sk income_band_sk dep_count vehicle_count
        t: buy_potential

        income_band ib_
        i: income_band_sk lower_bound upper_bound

        inventory inv_
        i: date_sk item_sk warehouse_sk quantity_on_hand

        item i_
        i: item_sk brand_id class_id category_id manufact_id manager_id
        d: current_price wholesale_cost
        D: rec_start_date rec_end_date
        t: item_id item_desc brand class category manufact size formulation color units container product_name

        promotion p_
        i: promo_sk start_date_sk end_date_sk item_sk response_target
        d: cost
        t: promo_id promo_name channel_dmail channel_email channel_catalog channel_tv channel_radio channel_press
        t: channel_event channel_demo channel_details purpose discount_active

        reason r_
        i: reason_sk
        t: reason_id reason_desc

        ship_mode sm_
        i: ship_mode_sk
        t: ship_mode_id type code carrier contract

        store s_
        i: store_sk closed_date_sk number_employees floor_space market_id division_id company_id
        d: gmt_offset tax_percentage
        D: rec_start_date rec_end_date
        t: store_id store_name hours manager geography_class market_desc market_manager division_name company_name
        t: street_number street_name street_type suite_number city county state zip country

        store_returns sr_
        i: returned_date_sk return_time_sk item_sk customer_sk cdemo_sk hdemo_sk addr_sk store_sk reason_sk
        i: ticket_number return_quantity
        d: return_amt return_tax return_amt_inc_tax fee return_ship_cost refunded_cash reversed_charge store_credit
        d: net_loss

        store_sales ss_
        i: sold_date_sk sold_time_sk item_sk customer_sk cdemo_sk hdemo_sk addr_sk store_sk promo_sk ticket_number
        i: quantity
        d: wholesale_cost list_price sales_price ext_discount_amt ext_sales_price ext_wholesale_cost ext_list_price
        d: ext_tax coupon_amt net_paid net_paid_inc_tax net_profit

        time_dim t_
        i: time_sk time hour minute second
        t: time_id am_pm shift sub_shift meal_time

        warehouse w_
        i: warehouse_sk warehouse_sq_ft
        d: gmt_offset
        t: warehouse_id warehouse_name street_number street_name street_type suite_number city county state zip country

        web_page wp_
        i: web_page_sk creation_date_sk access_date_sk customer_sk char_count link_count image_count max_ad_count
        D: rec_start_date rec_end_date
        t: web_page_id autogen_flag url type

        web_returns wr_
        i: returned_date_sk returned_time_sk item_sk refunded_customer_sk refunded_cdemo_sk refunded_hdemo_sk
        i: refunded_addr_sk returning_customer_sk returning_cdemo_sk returning_hdemo_sk returning_addr_sk
        i: web_page_sk reason_sk order_number return_quantity
        d: return_amt return_tax return_amt_inc_tax fee return_ship_cost refunded_cash reversed_charge
        d: account_credit net_loss

        web_sales ws_
        i: sold_date_sk sold_time_sk ship_date_sk item_sk bill_customer_sk bill_cdemo_sk bill_hdemo_sk bill_addr_sk
        i: ship_customer_sk ship_cdemo_sk ship_hdemo_sk ship_addr_sk web_page_sk web_site_sk ship_mode_sk
        i: warehouse_sk promo_sk order_number quantity
        d: wholesale_cost list_price sales_price ext_discount_amt ext_sales_price ext_wholesale_cost ext_list_price
        d: ext_tax coupon_amt ext_ship_cost net_paid net_paid_inc_tax net_paid_inc_ship net_paid_inc_ship_tax
        d: net_profit

        web_site web_
        i: site_sk open_date_sk close_date_sk mkt_id company_id
        d: gmt_offset tax_percentage
        D: rec_start_date rec_end_date
        t: site_id name class manager mkt_class mkt_desc market_manager company_name
        t: street_number street_name street_type suite_number city county state zip country
        """;

    /// <summary>A CREATE TABLE statement for every table.</summary>
    public static IEnumerable<string> Statements =>
        Tables.ReplaceLineEndings("\n").Split("\n\n").Select(CreateSql);

    private static string CreateSql(string paragraph)
    {
        string[] lines = paragraph.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] head = lines[0].Split(' ');
        IEnumerable<string> columns = lines.Skip(1).SelectMany(line =>
            line[2..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(column => $"{head[1]}{column} {TypeOf(line[0])}"));
        return $"CREATE TABLE {head[0]}({string.Join(", ", columns)})";
    }

    private static string TypeOf(char letter) => letter switch
    {
        'i' => "INTEGER",
        'd' => "DECIMAL(7, 2)",
        'D' => "DATE",
        _ => "VARCHAR",
    };
}
