using System.IO.Hashing;
using Grizzly.Extensions.Tpch;

namespace Grizzly.Tests.Tpch;

/// <summary>The rows at scale factor 0.01 against the TPC's reference generator.</summary>
public sealed class TpchReferenceTests
{
    private const double ScaleFactor = 0.01;

    private static TpchGenerator s_generator = null!;

    [OneTimeSetUp]
    public static void CreateGenerator() => s_generator = TpchGenerator.Create(ScaleFactor);

    [OneTimeTearDown]
    public static void DisposeGenerator() => s_generator.Dispose();

    [TestCase("region")]
    [TestCase("nation")]
    [TestCase("supplier")]
    [TestCase("customer")]
    [TestCase("part")]
    [TestCase("partsupp")]
    [TestCase("orders")]
    [TestCase("lineitem")]
    public void Every_byte_equals_the_reference_file(string table)
    {
        byte[] expected = File.ReadAllBytes(Path.Combine(ReferenceDirectory(), table + ".tbl"));
        byte[] actual = TableText(table);
        int same = actual.AsSpan().CommonPrefixLength(expected);
        Assert.That(same, Is.EqualTo(expected.Length), $"first difference at byte {same} of {table}.tbl");
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
    }

    // XxHash64 of the reference files, so that a clone without them is tested as well.
    [TestCase("region", "a4d50f8c0268e7b3")]
    [TestCase("nation", "f1f488706598e3d3")]
    [TestCase("supplier", "24538d5ed561ba8a")]
    [TestCase("customer", "f188ddf863dff549")]
    [TestCase("part", "48b7019981877c69")]
    [TestCase("partsupp", "6bf574d2c6acbbf8")]
    [TestCase("orders", "11a9a4329e02039e")]
    [TestCase("lineitem", "cd93bc5d529b0866")]
    public void The_text_hashes_as_the_reference_file_does(string table, string hash) =>
        Assert.That(XxHash64.HashToUInt64(TableText(table)).ToString("x16"), Is.EqualTo(hash));

    [Test]
    public void Files_are_written_for_all_tables()
    {
        string directory = Directory.CreateTempSubdirectory("grizzly-tpch").FullName;
        try
        {
            TblWriter.WriteFiles(s_generator, directory);
            foreach (TpchTable table in s_generator.Tables)
            {
                byte[] written = File.ReadAllBytes(Path.Combine(directory, table.Name + ".tbl"));
                Assert.That(written, Is.EqualTo(TableText(table.Name)), table.Name);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static byte[] TableText(string table)
    {
        var text = new MemoryStream();
        new TblWriter().WriteTable(s_generator.FindTable(table)!, text);
        return text.ToArray();
    }

    private static string ReferenceDirectory()
    {
        for (DirectoryInfo? at = new(TestContext.CurrentContext.TestDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "shared", "data", "tpch", "sf0.01");
            if (Directory.Exists(candidate)) return candidate;
        }
        Assert.Ignore("shared data is not beside this checkout");
        return "";
    }
}
