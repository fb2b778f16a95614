namespace Grizzly.Tests.Sql;

/// <summary>Finds the data that lives beside the checkout, searching upward from the test directory.</summary>
internal static class SharedData
{
    /// <summary>The directory <c>shared/…</c>; ignores the test where it is absent.</summary>
    public static string Directory(params string[] path)
    {
        for (DirectoryInfo? folder = new(
            TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine([folder.FullName, "shared", .. path]);
            if (System.IO.Directory.Exists(candidate)) return candidate;
        }
        Assert.Ignore("shared data is not beside this checkout");
        return "";
    }

    /// <summary>The texts of the 22 TPC-H queries in order.</summary>
    public static string[] TpchQueries() =>
        [.. System.IO.Directory.GetFiles(Directory("data", "tpch", "queries"),
            "q*.sql").Order(StringComparer.Ordinal).Select(File.ReadAllText)];
}
