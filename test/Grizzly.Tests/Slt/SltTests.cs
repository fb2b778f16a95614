namespace Grizzly.Tests.Slt;

/// <summary>Every script of <c>Slt/Scripts</c> under every configuration.</summary>
public sealed class SltTests
{
    private static string ScriptDirectory => Path.Combine(TestContext.CurrentContext.TestDirectory, "Slt", "Scripts");

    public static IEnumerable<TestCaseData> Cases()
    {
        foreach (string path in Directory.GetFiles(ScriptDirectory, "*.slt", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(ScriptDirectory, path).Replace('\\', '/');
            foreach (SltConfiguration configuration in SltConfiguration.All)
                yield return new TestCaseData(path, configuration.Name).SetArgDisplayNames(name, configuration.Name);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Script_gives_its_answers(string path, string configuration)
    {
        using var player = new SltPlayer(SltConfiguration.All.Single(other => other.Name == configuration));
        player.Play(path);
    }

    [Test]
    public void There_are_scripts() => Assert.That(Cases().Count(), Is.GreaterThan(SltConfiguration.All.Length));
}
