namespace Grizzly.Functions;

/// <summary>The definitions.</summary>
public sealed partial record SqlFunction
{
    private static readonly string Version = typeof(SqlFunction).Assembly.GetName().Version!.ToString(3);

    private static IEnumerable<SqlFunction> Definitions() =>
        [.. Texts(), .. Numbers(), .. Times(), .. Lists(), .. Documents(), .. Catalogs(), .. Rights()];

    private static SqlFunction[] Texts() =>
    [
        new("quote_literal", "The value as a string literal.", "quote_literal('it''s')", "x",
            "'''' || replace(x::VARCHAR, '''', '''''') || ''''"),
        new("quote_nullable", "The value as a string literal, NULL as the word.", "quote_nullable(NULL)", "x",
            "coalesce('''' || replace(x::VARCHAR, '''', '''''') || '''', 'NULL')"),
        new("overlay", "A string with part of it replaced by another.", "overlay('Txxxxas' PLACING 'hom' FROM 2 FOR 4)",
            "x VARCHAR, y VARCHAR, n BIGINT",
            "substring(x, 1, n - 1) || y || substring(x, n + length(y))"),
        new("overlay", "A string with part of it replaced by another.", "overlay('Txxxxas', 'hom', 2, 4)",
            "x VARCHAR, y VARCHAR, n BIGINT, count BIGINT",
            "substring(x, 1, n - 1) || y || substring(x, n + count)"),
        new("normalize", "A string in Unicode's normal form C.", "normalize('abc')", "x", "nfc_normalize(x)"),
        new("regexp_count", "How often a regular expression matches.", "regexp_count('abcabc', 'b')", "x, pattern",
            "len(regexp_extract_all(x, pattern))"),
        new("regexp_count", "How often a regular expression matches from a character on.",
            "regexp_count('abcabc', 'b', 3)", "x, pattern, start",
            "len(regexp_extract_all(substring(x, start), pattern))"),
        new("regexp_substr", "The first match of a regular expression, or NULL.", "regexp_substr('abc', '[bc]+')",
            "x, pattern", "CASE WHEN regexp_matches(x, pattern) THEN regexp_extract(x, pattern) END"),
        new("regexp_escape", "A regular expression that matches the string itself.", "regexp_escape('a.b')", "x",
            "regexp_replace(x, '([^A-Za-z0-9_\\u0080-\\uFFFF])', '\\\\\\1', 'g')"),
        new("regexp_split_to_table", "A row for each part of a string between matches.",
            "regexp_split_to_table('a1b', '[0-9]')", "x, pattern", "unnest(regexp_split_to_array(x, pattern))"),
        new("regexp_split_to_table", "A row for each part of a string between matches.",
            "regexp_split_to_table('a1b', '[0-9]')", "x, pattern",
            "SELECT unnest(regexp_split_to_array(x, pattern)) AS regexp_split_to_table") { IsTable = true },
        new("string_to_table", "A row for each part of a string between separators.", "string_to_table('a,b', ',')",
            "x, separator", "unnest(string_to_array(x, separator))"),
        new("string_to_table", "A row for each part of a string between separators.", "string_to_table('a,b', ',')",
            "x, separator", "SELECT unnest(string_to_array(x, separator)) AS string_to_table") { IsTable = true },
        new("encode", "Bytes as text: hex or base64.", "encode('a'::BLOB, 'hex')", "x BLOB, form VARCHAR",
            "CASE lower(form) WHEN 'hex' THEN lower(hex(x)) WHEN 'base64' THEN to_base64(x) "
            + "ELSE error('unrecognized encoding: \"' || form || '\"') END"),
        new("decode", "The bytes that a text in hex or base64 stands for.", "decode('61', 'hex')",
            "x VARCHAR, form VARCHAR",
            "CASE lower(form) WHEN 'hex' THEN unhex(x) WHEN 'base64' THEN from_base64(x) "
            + "ELSE error('unrecognized encoding: \"' || form || '\"') END"),
        new("convert_from", "The string whose bytes, in UTF-8, are given.", "convert_from('a'::BLOB, 'UTF8')",
            "x BLOB, encoding VARCHAR",
            "CASE WHEN lower(encoding) IN ('utf8', 'utf-8', 'unicode') THEN decode(x) "
            + "ELSE error('encoding \"' || encoding || '\" is not supported') END"),
        new("convert_to", "The bytes of a string in UTF-8.", "convert_to('a', 'UTF8')",
            "x VARCHAR, encoding VARCHAR",
            "CASE WHEN lower(encoding) IN ('utf8', 'utf-8', 'unicode') THEN encode(x) "
            + "ELSE error('encoding \"' || encoding || '\" is not supported') END"),
    ];

    private static SqlFunction[] Numbers() =>
    [
        new("e", "Euler's number.", "e()", "", "2.718281828459045::DOUBLE"),
        new("div", "Integer quotient, truncated toward zero.", "div(7, 2)", "x, y", "x // y"),
        new("geomean", "Geometric mean of positive numbers.", "geomean(x)", "x", "exp(avg(ln(x)))"),
        new("geometric_mean", "Geometric mean of positive numbers.", "geometric_mean(x)", "x", "exp(avg(ln(x)))"),
        new("width_bucket", "How many of a list of thresholds a value has reached.", "width_bucket(5, [1, 3, 4, 10])",
            "x, thresholds", "CASE WHEN x IS NOT NULL THEN len(list_filter(thresholds, each -> each <= x)) END"),
    ];

    private static SqlFunction[] Times() =>
    [
        new("date_bin", "The start of the stretch, counted from an origin, that a time is in.",
            "date_bin(INTERVAL 15 MINUTES, now(), TIMESTAMPTZ '2000-01-01')", "stride, source, origin",
            "time_bucket(stride, source, origin)"),
        new("make_interval", "An interval of parts.", "make_interval(days := 10, hours := 2)",
            "years := 0, months := 0, weeks := 0, days := 0, hours := 0, mins := 0, secs := 0",
            "to_years(years) + to_months(months) + to_weeks(weeks) + to_days(days) + to_hours(hours) "
            + "+ to_minutes(mins) + to_seconds(secs)"),
        new("make_timestamptz", "A point in time of parts, in the session's time zone.",
            "make_timestamptz(2024, 2, 29, 12, 0, 0)", "year, month, day, hour, minute, seconds",
            "make_timestamp(year, month, day, hour, minute, seconds)::TIMESTAMPTZ"),
        new("make_timestamptz", "A point in time of parts, in a time zone.",
            "make_timestamptz(2024, 2, 29, 12, 0, 0, 'Europe/Berlin')", "year, month, day, hour, minute, seconds, zone",
            "timezone(zone, make_timestamp(year, month, day, hour, minute, seconds))"),
        new("statement_timestamp", "Start of the transaction, which is what now() gives.", "statement_timestamp()", "",
            "now()"),
    ];

    private static SqlFunction[] Lists() =>
    [
        new("array_remove", "The list without the elements that equal a value.", "array_remove([1, 2, 1], 1)",
            "items, value", "list_filter(items, each -> each IS DISTINCT FROM value)"),
        new("array_replace", "The list with one value in place of another.", "array_replace([1, 2], 2, 3)",
            "items, old, new",
            "list_transform(items, each -> CASE WHEN each IS NOT DISTINCT FROM old THEN new ELSE each END)"),
        new("array_positions", "Where in the list a value is, from 1.", "array_positions([1, 2, 1], 1)",
            "items, value",
            "list_filter(range(1, len(items) + 1), each -> items[each] IS NOT DISTINCT FROM value)"),
        new("trim_array", "The list without its last elements.", "trim_array([1, 2, 3], 1)", "items, n",
            "items[1:len(items) - n]"),
        new("array_lower", "1, the position of the first element; NULL of an empty list.", "array_lower([7, 8], 1)",
            "items, dimension", "CASE WHEN dimension = 1 AND len(items) > 0 THEN 1 END"),
        new("array_upper", "The position of the last element; NULL of an empty list.", "array_upper([7, 8], 1)",
            "items, dimension", "CASE WHEN dimension = 1 AND len(items) > 0 THEN len(items) END"),
        new("generate_subscripts", "The positions of a list's elements, a row for each.",
            "generate_subscripts([7, 8], 1)", "items, dimension",
            "unnest(CASE WHEN dimension = 1 THEN range(1, len(items) + 1) END)"),
        new("generate_subscripts", "The positions of a list's elements, a row for each.",
            "generate_subscripts([7, 8], 1)", "items, dimension",
            "SELECT unnest(CASE WHEN dimension = 1 THEN range(1, len(items) + 1) END) AS generate_subscripts")
            { IsTable = true },
    ];

    private static IEnumerable<SqlFunction> Documents()
    {
        foreach (string prefix in (string[])["json", "jsonb"])
        {
            SqlFunction Function(string name, string description, string argument, string body) =>
                new($"{prefix}_{name}", description, $"{prefix}_{name}({argument})", "x", body);
            yield return Function("typeof", "object, array, string, number, boolean or null.", "'[1]'",
                "CASE json_type(x) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'VARCHAR' THEN 'string' "
                + "WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' "
                + "ELSE CASE WHEN x IS NOT NULL THEN 'number' END END");
            (string Name, string Description, string Argument, string Body)[] sets =
            [
                ("object_keys", "The keys of a JSON object, a row for each.", "'{\"a\": 1}'", "json_keys(x)"),
                ("array_elements", "The elements of a JSON array, a row for each.", "'[1, 2]'",
                    "json_extract(x, '$[*]')"),
                ("array_elements_text", "The elements of a JSON array as text, a row for each.", "'[1, \"a\"]'",
                    "json_extract_string(x, '$[*]')"),
            ];
            foreach ((string name, string description, string argument, string body) in sets)
            {
                yield return Function(name, description, argument, $"unnest({body})");
                yield return Function(name, description, argument, $"SELECT unnest({body}) AS value")
                    with { IsTable = true };
            }
        }
    }

    private static SqlFunction[] Catalogs() =>
    [
        new("version", "The engine and its version.", "version()", "", $"'Grizzly {Version}'"),
        .. ((string[])["current_user", "session_user", "current_role", "user"]).Select(name => new SqlFunction(
            name, "The user, always grizzly: there are no others.", $"{name}()", "", "'grizzly'")),
        new("pg_get_userbyid", "The user of a number, always grizzly.", "pg_get_userbyid(10)", "id", "'grizzly'"),
        new("pg_encoding_to_char", "The name of an encoding, always UTF8.", "pg_encoding_to_char(6)", "id", "'UTF8'"),
        new("pg_get_expr", "An expression as the catalog holds it.", "pg_get_expr(adbin, adrelid)",
            "expression, relation, pretty := false", "expression::VARCHAR"),
        new("pg_get_viewdef", "The statement that makes a view.", "pg_get_viewdef(16401)", "id, pretty := false",
            "(SELECT v.sql FROM grizzly_views() AS v WHERE v.view_oid = id)"),
        new("pg_get_indexdef", "The statement that makes an index.", "pg_get_indexdef(16402)", "id",
            "(SELECT i.sql FROM grizzly_indexes() AS i WHERE i.index_oid = id)"),
        new("pg_get_constraintdef", "The constraint as CREATE TABLE writes it.", "pg_get_constraintdef(16403)",
            "id, pretty := false",
            "(SELECT g.constraint_text FROM pg_catalog.pg_constraint AS c JOIN grizzly_constraints() AS g "
            + "ON g.table_oid = c.conrelid AND g.constraint_name = c.conname WHERE c.oid = id)"),
        new("pg_backend_pid", "The number of the process that the engine is in.", "pg_backend_pid()", "",
            Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new("format_type", "The name of a type.", "format_type(23, NULL)", "id, modifier",
            "(SELECT t.typname FROM pg_catalog.pg_type AS t WHERE t.oid = id)"),
        new("obj_description", "The comment on an object.", "obj_description(16401, 'pg_class')",
            "id, catalog := NULL",
            "(SELECT d.description FROM pg_catalog.pg_description AS d WHERE d.objoid = id AND d.objsubid = 0)"),
        new("col_description", "The comment on a column.", "col_description(16401, 1)", "id, number",
            "(SELECT d.description FROM pg_catalog.pg_description AS d WHERE d.objoid = id AND d.objsubid = number)"),
        new("shobj_description", "The comment on a shared object: there are none.",
            "shobj_description(1, 'pg_database')", "id, catalog", "NULL::VARCHAR"),
        .. ((string[])["pg_table_is_visible", "pg_type_is_visible", "pg_function_is_visible"]).Select(name =>
            new SqlFunction(name, "Whether an object is found without its schema: taken for granted.",
                $"{name}(16401)", "id", "id IS NOT NULL")),
    ];

    /// <summary>Whether a user may do something: there is one user, who may do everything.</summary>
    private static IEnumerable<SqlFunction> Rights()
    {
        foreach (string kind in (string[])["table", "schema", "database", "sequence", "any_column"])
        {
            string name = $"has_{kind}_privilege";
            const string description = "Whether a user has a privilege: the only user has them all.";
            yield return new SqlFunction(name, description, $"{name}('x', 'SELECT')", "object, privilege", "true");
            yield return new SqlFunction(
                name, description, $"{name}('grizzly', 'x', 'SELECT')", "user_name, object, privilege", "true");
        }
    }
}
