using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Grizzly.Tests.Architecture;

/// <summary>What the projects refer to.</summary>
public sealed partial class ProjectTests
{
    private static readonly string[] EnginePackages = ["K4os.Compression.LZ4", "System.IO.Hashing"];

    private static IEnumerable<SourceFile> Projects => SourceTree.Files.Where(file =>
        file.Path.StartsWith("src/", StringComparison.Ordinal) && Path.GetExtension(file.Path) == ".csproj");

    [Test]
    public void The_engine_has_its_two_packages_and_no_other()
    {
        SourceFile project = SourceTree.File("src/Grizzly.Storage/Grizzly.Storage.csproj");
        Assert.That(Includes(project, "PackageReference"), Is.EquivalentTo(EnginePackages));
        Assert.That(Includes(project, "ProjectReference"), Is.Empty);
        Assert.That(Includes(project, "Reference"), Is.Empty);
    }

    [Test]
    public void A_project_refers_only_to_projects_below_it()
    {
        var offences = new Offences();
        foreach (SourceFile project in Projects)
        {
            string name = Path.GetFileNameWithoutExtension(project.Path);
            foreach (string reference in Includes(project, "ProjectReference"))
            {
                string target = Path.GetFileNameWithoutExtension(reference.Replace('\\', '/'));
                if (Rank(target) >= Rank(name)) offences.Add(project.At($"{name} may not refer to {target}", 1));
            }
        }
        offences.AssertNone();
    }

    [Test]
    public void Every_project_is_in_the_solution()
    {
        string solution = SourceTree.File("Grizzly.sln").Text.Replace('\\', '/');
        var offences = new Offences();
        foreach (SourceFile project in Projects)
        {
            if (!solution.Contains(project.Path, StringComparison.Ordinal))
                offences.Add(project.At("is not in Grizzly.sln", 1));
        }
        offences.AssertNone();
    }

    [Test]
    public void Package_sources_are_the_machines()
    {
        var offences = new Offences();
        foreach (SourceFile file in SourceTree.Files)
        {
            if (Path.GetFileName(file.Path).Equals("nuget.config", StringComparison.OrdinalIgnoreCase))
            {
                XElement root = XDocument.Parse(file.Text).Root!;
                if (root.HasElements) offences.Add(file.At("a NuGet.config is empty here", 1));
            }
            else if (PackageSource().Match(file.Text) is { Success: true } match && IsBuildFile(file))
            {
                offences.Add(file.At(match.Index, "names a package source"));
            }
        }
        offences.AssertNone();
    }

    private static bool IsBuildFile(SourceFile file) =>
        Path.GetExtension(file.Path) is ".csproj" or ".props" or ".targets";

    private static IEnumerable<string> Includes(SourceFile project, string element) =>
        XDocument.Parse(project.Text).Descendants(element).Select(item => (string)item.Attribute("Include")!);

    /// <summary>The engine is the lowest; formats and extensions stand on it, the provider on those.</summary>
    private static int Rank(string project) => project switch
    {
        "Grizzly.Storage" => 0,
        "Grizzly.Formats" => 1,
        _ when project.StartsWith("Grizzly.Extensions.", StringComparison.Ordinal) => 1,
        "Grizzly.Data" => 2,
        _ => 3,
    };

    [GeneratedRegex(@"<Restore(Additional(Project)?)?Sources>")]
    private static partial Regex PackageSource();
}
