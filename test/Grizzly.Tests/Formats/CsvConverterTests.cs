using System.Globalization;
using System.Text;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Tests.Formats;

/// <summary>The fast ways of reading values agree with the general parsers of the types.</summary>
public sealed class CsvConverterTests
{
    private static readonly LogicalType[] Types =
    [
        LogicalType.TinyInt, LogicalType.SmallInt, LogicalType.Integer, LogicalType.BigInt, LogicalType.HugeInt,
        LogicalType.UTinyInt, LogicalType.USmallInt, LogicalType.UInteger, LogicalType.UBigInt, LogicalType.UHugeInt,
        LogicalType.Float, LogicalType.Double, LogicalType.Decimal(15, 2), LogicalType.Decimal(4, 0),
        LogicalType.Decimal(18, 9), LogicalType.Decimal(9, 7),
        LogicalType.Decimal(18, 18),
        LogicalType.Decimal(38, 10), LogicalType.Decimal(3, 1), LogicalType.Date, LogicalType.Timestamp,
        LogicalType.TimestampTz, LogicalType.Boolean,
        LogicalType.Time, LogicalType.Uuid, LogicalType.Interval,
    ];

    [TestCase(301)]
    [TestCase(302)]
    public void Texts_read_as_their_types_read_them(int seed)
    {
        var random = new Random(seed);
        foreach (LogicalType type in Types)
        {
            for (int round = 0; round < 1500; round++)
            {
                string text = RandomText(random, type);
                if (text.Length == 0) continue;
                string expected;
                ParseResult result = ValueText.TryParse(Encoding.UTF8.GetBytes(text), type, out Value value);
                bool isStricter = (type.IsInteger && text.AsSpan().IndexOfAny(".eExb_") >= 0)
                    || (type == LogicalType.Date && text.Contains(':'));
                expected = result == ParseResult.Ok && !isStricter ? ValueText.Format(value) : "error";
                string found;
                try
                {
                    found = CsvRun.Read(Encoding.UTF8.GetBytes(text + ",x\n"), [type, LogicalType.Varchar])[0][0]!;
                }
                catch (GrizzlyException)
                {
                    found = "error";
                }
                Assert.That(found, Is.EqualTo(expected), $"seed {seed}: \"{text}\" as {type}");
            }
        }
    }

    private static string RandomText(Random random, LogicalType type)
    {
        if (type.IsTemporal || type == LogicalType.Interval || type == LogicalType.Boolean || type == LogicalType.Uuid)
        {
            string date = $"{random.Next(1900, 2100):D4}-{random.Next(1, 13):D2}-{random.Next(1, 29):D2}";
            string[] forms =
            [
                $"{random.Next(1800, 2200):D4}-{random.Next(0, 14):D2}-{random.Next(0, 33):D2}",
                $"{date} {random.Next(25):D2}:{random.Next(61):D2}:{random.Next(61):D2}",
                $"{date}T{random.Next(24):D2}:{random.Next(60):D2}:{random.Next(60):D2}.5Z",
                $"{random.Next(25)}:{random.Next(61):D2}:{random.Next(61):D2}",
                $"{random.Next(99)} days", "true", "FALSE", "f", "truE", "false", "tru", "falsy",
                Guid.NewGuid().ToString(),
            ];
            string form = forms[random.Next(forms.Length)];
            if (random.Next(8) != 0) return form;
            char[] changed = form.ToCharArray();
            changed[random.Next(changed.Length)] = "0x:-/ "[random.Next(6)];
            return new string(changed);
        }
        string digits = string.Concat(
            Enumerable.Range(0, random.Next(0, random.Next(1, 42))).Select(_ => (char)('0' + random.Next(10))));
        string text = (random.Next(5) == 0 ? "-" : random.Next(12) == 0 ? "+" : "") + digits;
        if (random.Next(2) == 0 && text.Length > 0) text = text.Insert(random.Next(text.Length + 1), ".");
        if (random.Next(15) == 0) text += $"e{random.Next(-5, 6).ToString(CultureInfo.InvariantCulture)}";
        if (random.Next(25) == 0 && text.Length > 0)
            text = text.Insert(random.Next(text.Length + 1), "x /:-+"[random.Next(6)].ToString());
        return text;
    }
}
