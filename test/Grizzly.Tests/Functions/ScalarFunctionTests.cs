using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Tests.Functions;

public sealed class ScalarFunctionTests
{
    /// <summary>Calls written as name(args): text in quotes, numbers, TYPE 'text', NULL; the expected text of the
    /// result and its type.</summary>
    [TestCase("+|1|2", "3", "INTEGER")]
    [TestCase("+|1|2.50", "3.50", "DECIMAL(4,2)")]
    [TestCase("-|1|DECIMAL(15,2) '0.04'", "0.96", "DECIMAL(16,2)")]
    [TestCase("*|DECIMAL(15,2) '901.00'|DECIMAL(16,2) '0.96'", "864.9600", "DECIMAL(18,4)")]
    [TestCase("*|DECIMAL(30,2) '2.00'|DECIMAL(20,2) '3.00'", "6.0000", "DECIMAL(38,4)")]
    [TestCase("/|7|2", "3.5", "DOUBLE")]
    [TestCase("//|7|2", "3", "INTEGER")]
    [TestCase("//|-7|2", "-3", "INTEGER")]
    [TestCase("%|-7|2", "-1", "INTEGER")]
    [TestCase("%|5.25|2", "1.25", "DECIMAL(12,2)")]
    [TestCase("-|5", "-5", "INTEGER")]
    [TestCase("+|1|NULL", "NULL", "INTEGER")]
    [TestCase("pow|2|10", "1024.0", "DOUBLE")]
    [TestCase("+|DATE '2024-02-28'|2", "2024-03-01", "DATE")]
    [TestCase("-|DATE '2024-03-01'|DATE '2024-02-28'", "2", "BIGINT")]
    [TestCase("+|DATE '2024-01-31'|INTERVAL '1 month'", "2024-02-29 00:00:00", "TIMESTAMP")]
    [TestCase("-|TIMESTAMP '2024-03-31 10:00:00'|INTERVAL '1 month'", "2024-02-29 10:00:00", "TIMESTAMP")]
    [TestCase("-|TIMESTAMP '2024-03-02 10:00:00'|TIMESTAMP '2024-03-01 12:30:00'", "21:30:00", "INTERVAL")]
    [TestCase("*|INTERVAL '1 day'|3", "3 days", "INTERVAL")]
    [TestCase("*|INTERVAL '1 day'|1.5", "1 day 12:00:00", "INTERVAL")]
    [TestCase("year|DATE '2024-02-29'", "2024", "BIGINT")]
    [TestCase("date_part|'dow'|DATE '2024-02-29'", "4", "BIGINT")]
    [TestCase("date_part|'week'|DATE '2021-01-03'", "53", "BIGINT")]
    [TestCase("date_part|'epoch'|TIMESTAMP '1970-01-01 00:00:01.5'", "1.5", "DOUBLE")]
    [TestCase("date_part|'minute'|TIMESTAMP '1969-12-31 23:45:00'", "45", "BIGINT")]
    [TestCase("date_part|'century'|DATE '2001-01-01'", "21", "BIGINT")]
    [TestCase("date_trunc|'month'|DATE '2024-02-29'", "2024-02-01", "DATE")]
    [TestCase("date_trunc|'hour'|TIMESTAMP '1969-12-31 23:45:00'", "1969-12-31 23:00:00", "TIMESTAMP")]
    [TestCase("date_trunc|'week'|DATE '2024-03-03'", "2024-02-26", "DATE")]
    [TestCase("date_diff|'month'|DATE '2024-01-31'|DATE '2024-03-01'", "2", "BIGINT")]
    [TestCase("date_sub|'month'|DATE '2024-01-31'|DATE '2024-03-01'", "1", "BIGINT")]
    [TestCase("age|TIMESTAMP '2024-03-01 00:00:00'|TIMESTAMP '2023-01-31 12:00:00'", "1 year 1 month 12:00:00",
        "INTERVAL")]
    [TestCase("make_date|2024|2|29", "2024-02-29", "DATE")]
    [TestCase("make_timestamp|2024|2|29|1|2|3.5", "2024-02-29 01:02:03.5", "TIMESTAMP")]
    [TestCase("last_day|DATE '2024-02-10'", "2024-02-29", "DATE")]
    [TestCase("strftime|TIMESTAMP '2024-02-29 15:04:05'|'%a %-d. %B %y %I:%M %p %j'",
        "Thu 29. February 24 03:04 PM 060", "VARCHAR")]
    [TestCase("strptime|'29.02.2024 3:04 PM'|'%d.%m.%Y %I:%M %p'", "2024-02-29 15:04:00", "TIMESTAMP")]
    [TestCase("to_timestamp|1.5", "1970-01-01 00:00:01.5+00", "TIMESTAMP WITH TIME ZONE")]
    [TestCase("to_months|14", "1 year 2 months", "INTERVAL")]
    [TestCase("substring|'database'|5|2", "ba", "VARCHAR")]
    [TestCase("substring|'däta'|2|2", "ät", "VARCHAR")]
    [TestCase("substring|'database'|0|3", "da", "VARCHAR")]
    [TestCase("substring|'database'|-4", "base", "VARCHAR")]
    [TestCase("substring|'database'|9|3", "", "VARCHAR")]
    [TestCase("left|'däta'|-1", "dät", "VARCHAR")]
    [TestCase("right|'däta'|3", "äta", "VARCHAR")]
    [TestCase("length|'naïve'", "5", "BIGINT")]
    [TestCase("octet_length|'naïve'", "6", "BIGINT")]
    [TestCase("upper|'bär'", "BÄR", "VARCHAR")]
    [TestCase("trim|'  a b '", "a b", "VARCHAR")]
    [TestCase("rtrim|'xxaxx'|'x'", "xxa", "VARCHAR")]
    [TestCase("replace|'banana'|'na'|'NAH'", "baNAHNAH", "VARCHAR")]
    [TestCase("lpad|'7'|4|'ab'", "aba7", "VARCHAR")]
    [TestCase("rpad|'database'|4|'ab'", "data", "VARCHAR")]
    [TestCase("repeat|'ab'|3", "ababab", "VARCHAR")]
    [TestCase("reverse|'aäb'", "bäa", "VARCHAR")]
    [TestCase("split_part|'a,b,c'|','|-1", "c", "VARCHAR")]
    [TestCase("||||'a'|1", "a1", "VARCHAR")]
    [TestCase("concat|'a'|NULL|2.5", "a2.5", "VARCHAR")]
    [TestCase("concat_ws|', '|'a'|NULL|'b'", "a, b", "VARCHAR")]
    [TestCase("strpos|'däta'|'ta'", "3", "BIGINT")]
    [TestCase("starts_with|'data'|'da'", "true", "BOOLEAN")]
    [TestCase("chr|228", "ä", "VARCHAR")]
    [TestCase("ascii|'ä'", "228", "INTEGER")]
    [TestCase("md5|'a'", "0cc175b9c0f1b6a831c399e269772661", "VARCHAR")]
    [TestCase("levenshtein|'kitten'|'sitting'", "3", "BIGINT")]
    [TestCase("regexp_matches|'anabanana'|'^ana.*$'", "true", "BOOLEAN")]
    [TestCase("regexp_replace|'hello'|'(l+)'|'<\\1>'|'g'", "he<ll>o", "VARCHAR")]
    [TestCase("regexp_extract|'2024-02-29'|'(\\d+)-(\\d+)'|2", "02", "VARCHAR")]
    [TestCase("abs|-5", "5", "INTEGER")]
    [TestCase("abs|-5.5", "5.5", "DECIMAL(2,1)")]
    [TestCase("round|2.5", "3", "DECIMAL(2,0)")]
    [TestCase("round|-2.567|2", "-2.57", "DECIMAL(5,2)")]
    [TestCase("round|DOUBLE '2.345'|1", "2.3", "DOUBLE")]
    [TestCase("ceil|2.1", "3", "DECIMAL(2,0)")]
    [TestCase("floor|-2.1", "-3", "DECIMAL(2,0)")]
    [TestCase("trunc|DOUBLE '-2.9'", "-2.0", "DOUBLE")]
    [TestCase("sign|-2.5", "-1", "TINYINT")]
    [TestCase("sqrt|16", "4.0", "DOUBLE")]
    [TestCase("log|2|8", "3.0", "DOUBLE")]
    [TestCase("gcd|12|18", "6", "BIGINT")]
    [TestCase("factorial|5", "120", "HUGEINT")]
    [TestCase("bit_count|255", "8", "TINYINT")]
    [TestCase("greatest|1|3|2.5", "3.0", "DECIMAL(11,1)")]
    [TestCase("least|'b'|'a'|NULL", "a", "VARCHAR")]
    public void A_call_gives_its_value_and_type(string call, string expected, string type)
    {
        (string name, Value[] arguments) = Read(call);
        BoundScalar bound = FunctionRegistry.BindScalar(name, [.. arguments.Select(a => a.Type)],
            [.. arguments.Select(a => (Value?)a)]);
        Assert.That(ValueText.Format(Evaluate.Scalar(name, arguments)), Is.EqualTo(expected));
        Assert.That(bound.ReturnType.Name, Is.EqualTo(type));
    }

    [TestCase("+|2147483647|1", SqlStates.NumericValueOutOfRange)]
    [TestCase("*|BIGINT '9223372036854775807'|2", SqlStates.NumericValueOutOfRange)]
    [TestCase("*|DECIMAL(18,2) '1000000000.00'|DECIMAL(18,2) '1000000000.00'", SqlStates.NumericValueOutOfRange)]
    [TestCase("-|BIGINT '-9223372036854775808'", SqlStates.NumericValueOutOfRange)]
    [TestCase("//|-2147483648|-1", SqlStates.NumericValueOutOfRange)]
    [TestCase("sqrt|-1", SqlStates.NumericValueOutOfRange)]
    [TestCase("repeat|'abc'|1000000000000", SqlStates.ProgramLimitExceeded)]
    [TestCase("lpad|'abc'|1000000000000", SqlStates.ProgramLimitExceeded)]
    [TestCase("regexp_matches|'a'|'('", SqlStates.InvalidRegularExpression)]
    [TestCase("regexp_matches|'a'|'(a)\\1'", SqlStates.InvalidRegularExpression)]
    [TestCase("date_part|'apple'|DATE '2024-01-01'", SqlStates.InvalidParameterValue)]
    [TestCase("+|DATE '2024-01-01'|DATE '2024-01-01'", SqlStates.UndefinedFunction)]
    [TestCase("uper|'a'", SqlStates.UndefinedFunction)]
    [TestCase("make_date|2023|2|29", SqlStates.DatetimeFieldOverflow)]
    [TestCase("+|TIMESTAMP '29000-01-01 00:00:00'|INTERVAL '3000 years'", SqlStates.DatetimeFieldOverflow)]
    public void A_call_outside_its_domain_raises_a_state(string call, string state)
    {
        (string name, Value[] arguments) = Read(call);
        Assert.That(Assert.Throws<GrizzlyException>(() =>
            Evaluate.Scalar(name, arguments))!.SqlState, Is.EqualTo(state));
    }

    [Test]
    public void Rows_that_are_null_raise_nothing_in_vectors_of_any_size([Values(1, 2, 63, 64, 65, 1024)] int count,
        [Values("+", "*", "//", "%", "/")] string name)
    {
        var left = new Value[count];
        var right = new Value[count];
        for (int i = 0; i < count; i++)
        {
            bool isNull = i % 3 == 1;
            left[i] = Value.OfBigInt(isNull ? long.MaxValue : i);
            right[i] = isNull ? Value.Null(LogicalType.BigInt) : Value.OfBigInt(i + 1);
        }
        LogicalType[] types = [LogicalType.BigInt, LogicalType.BigInt];
        Value[] result = Evaluate.Rows(name, types, [left, right], count);
        for (int i = 0; i < count; i++)
        {
            long l = i, r = i + 1;
            string expected = i % 3 == 1 ? "NULL" : name switch
            {
                "+" => $"{l + r}",
                "*" => $"{l * r}",
                "//" => $"{l / r}",
                "%" => $"{l % r}",
                _ => ValueText.Format(Value.OfDouble((double)l / r)),
            };
            Assert.That(ValueText.Format(result[i]), Is.EqualTo(expected), $"row {i}");
        }
        Value[] constant = Evaluate.Rows(name, types, [left, [Value.OfBigInt(2)]], 1, [false, true]);
        Assert.That(constant[0].IsNull, Is.False);
    }

    [Test]
    public void An_unknown_name_suggests_one_and_a_misfit_lists_candidates()
    {
        Assert.That(Assert.Throws<GrizzlyException>(() =>
            Evaluate.Scalar("substrin", Value.OfVarchar("a")))!.Hint, Does.Contain("substring"));
        Assert.That(Assert.Throws<GrizzlyException>(() =>
            Evaluate.Scalar("sqrt", Value.OfBool(true)))!.Hint, Does.Contain("sqrt(DOUBLE)"));
    }

    [Test]
    public void Every_function_says_what_it_does()
    {
        foreach (ScalarFunction function in FunctionRegistry.Scalars)
        {
            Assert.That(function.Description, Does.EndWith("."), function.Name);
            Assert.That(function.Example, Is.Not.Empty, function.Name);
            Assert.That(function.Signatures, Is.Not.Empty, function.Name);
        }
    }

    [Test]
    public void The_examples_that_are_plain_calls_evaluate()
    {
        int evaluated = 0;
        foreach (ScalarFunction function in FunctionRegistry.Scalars)
        {
            int open = function.Example.IndexOf('(');
            if (open <= 0 || !function.Example.EndsWith(')') || function.Example.Contains("::")
                || function.Example.Contains("pi()") && open > 2) continue;
            string inner = function.Example[(open + 1)..^1];
            if (function.Example.AsSpan().ContainsAny('[', '{', ':')
                || inner.Contains('(')) continue; // see NestedFunctionTests
            if (inner.Contains('(') && !inner.Contains('\'')) continue;
            if (function.Name is "nextval" or "currval" or "lastval" or "setval" or "error") continue;
            Value[] arguments = [.. SplitArguments(inner).Select(ReadValue)];
            Assert.DoesNotThrow(() => Evaluate.Scalar(function.Example[..open], arguments), function.Example);
            evaluated++;
        }
        Assert.That(evaluated, Is.GreaterThan(100));
    }

    private static IEnumerable<string> SplitArguments(string text)
    {
        int start = 0;
        bool quoted = false;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '\'') quoted = !quoted;
            if (i < text.Length && (text[i] != ',' || quoted)) continue;
            if (text[start..i].Trim().Length > 0) yield return text[start..i].Trim();
            start = i + 1;
        }
    }

    private static (string, Value[]) Read(string call)
    {
        if (call.StartsWith("||||", StringComparison.Ordinal)) return ("||",
            [.. call[3..].Split('|').Skip(1).Select(ReadValue)]);
        string[] parts = call.Split('|');
        return (parts[0], [.. parts.Skip(1).Select(ReadValue)]);
    }

    private static Value ReadValue(string text)
    {
        if (text == "NULL") return Value.Null(LogicalType.Null);
        if (text is "true" or "false") return Value.OfBool(text == "true");
        if (text[0] == '\'') return Value.OfVarchar(text[1..^1]);
        int quote = text.IndexOf('\'');
        if (quote < 0)
        {
            if (!text.Contains('.')) return int.TryParse(text, out int whole)
                ? Value.OfInteger(whole) : ValueText.Parse(text, LogicalType.BigInt);
            string digits = text.Replace("-", "").Replace(".", "");
            return ValueText.Parse(text, LogicalType.Decimal(digits.Length, text.Length - text.IndexOf('.') - 1));
        }
        string name = text[..quote].Trim(), value = text[(quote + 1)..^1];
        LogicalType named = name switch
        {
            "DATE" => LogicalType.Date,
            "TIMESTAMP" => LogicalType.Timestamp,
            "INTERVAL" => LogicalType.Interval,
            "BIGINT" => LogicalType.BigInt,
            "DOUBLE" => LogicalType.Double,
            _ => ReadDecimal(name),
        };
        return ValueText.Parse(value, named);
    }

    private static LogicalType ReadDecimal(string name)
    {
        string[] numbers = name["DECIMAL(".Length..^1].Split(',');
        return LogicalType.Decimal(int.Parse(numbers[0]), int.Parse(numbers[1]));
    }
}
